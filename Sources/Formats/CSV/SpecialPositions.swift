/// Where the bytes stand that may end a cell, found eight bytes at a time.
///
/// ```
/// bytes   9 4 , S B P , 2     one word
/// mask    . . x . . . x .     the top bit of each byte that may be special, the first byte lowest
/// ```
///
/// Every byte below a threshold counts, since one comparison finds line breaks, quotes and commas alike; blanks in
/// a text are found with them, and the tokenizer passes over those.
struct SpecialPositions {
  /// The positions in ascending order; only the first `count` are meant.
  private(set) var positions: [UInt32] = []
  private(set) var count = 0
  private let pattern: SpecialPattern

  init(delimiter: UInt8, quote: UInt8) {
    pattern = SpecialPattern(delimiter: delimiter, quote: quote)
  }

  /// Finds the positions from `start` up to `end`.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`.
  mutating func find(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
    let pattern = pattern
    var found = 0
    var base = start
    while base < end {
      // Eight at most for each word, of which there are at least 512 in a stretch of 4,096 bytes.
      let stretchEnd = min(end, base + 4096)
      if positions.count < found + 4096 + 8 {
        positions.append(contentsOf: repeatElement(0, count: positions.count + 8192))
      }
      var output = positions.mutableSpan
      while base < stretchEnd {
        var mask = pattern.specials(bytes.word(base))
        // Two are written at once whether they are there or not: a branch for each could not be foretold.
        let number = Int(truncatingIfNeeded: ((mask >> 7) &* 0x0101_0101_0101_0101) >> 56)
        output.put(place(mask, base), at: found)
        mask &= mask &- 1
        output.put(place(mask, base), at: found &+ 1)
        if number > 2 {
          var next = found &+ 2
          mask &= mask &- 1
          while mask != 0 {
            output.put(place(mask, base), at: next)
            mask &= mask &- 1
            next &+= 1
          }
        }
        found &+= number
        base &+= 8
      }
    }
    // The last word may reach into the padding.
    while found > 0, positions[found - 1] >= UInt32(end) { found -= 1 }
    count = found
  }
}

/// The position of a mask's first byte, which stands somewhere after `base`.
@inline(__always)
private func place(_ mask: UInt64, _ base: Int) -> UInt32 {
  UInt32(truncatingIfNeeded: base &+ (mask.trailingZeroBitCount &>> 3))
}

/// Which bytes may be special.
private struct SpecialPattern {
  private let belowThreshold: UInt64
  private let exact: UInt64
  private let always: UInt64

  init(delimiter: UInt8, quote: UInt8) {
    let low = [0x0A, 0x0D, delimiter, quote].filter { $0 < 0x30 }
    let high = [delimiter, quote].filter { $0 >= 0x30 }
    belowThreshold = SpecialPattern.everywhere(0x80 - ((low.max() ?? 0x0D) + 1))
    exact = SpecialPattern.everywhere(high.first ?? 0x0A)
    // One exact byte is looked for; a layout with two unusual ones has every byte looked at.
    always = Set(high).count > 1 ? SpecialPattern.tops : 0
  }

  @inline(__always)
  func specials(_ word: UInt64) -> UInt64 {
    // Exact in each byte, without carries between them: the top bit stays clear where the byte is below the
    // threshold, and where it is the exact one.
    let aboveThreshold = ((word & SpecialPattern.sevens) &+ belowThreshold) | word
    let difference = word ^ exact
    let unlike = ((difference & SpecialPattern.sevens) &+ SpecialPattern.sevens) | difference
    return (~(aboveThreshold & unlike) | always) & SpecialPattern.tops
  }

  private static var sevens: UInt64 { 0x7F7F_7F7F_7F7F_7F7F }
  private static var tops: UInt64 { 0x8080_8080_8080_8080 }

  private static func everywhere(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* 0x0101_0101_0101_0101
  }
}
