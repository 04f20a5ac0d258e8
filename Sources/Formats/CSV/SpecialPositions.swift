/// Finds delimiters, quotes and line breaks, eight bytes at a time.
///
/// ```
/// bytes   9 4 , S B P , 2     one word
/// mask    . . x . . . x .     the top bit of each byte that is special, the first byte lowest
/// ```
struct SpecialBytes {
  private let delimiter: UInt64
  private let quote: UInt64
  private var base: Int
  private var mask: UInt64 = 0

  init(delimiter: UInt8, quote: UInt8, at start: Int) {
    self.delimiter = SpecialBytes.everywhere(delimiter)
    self.quote = SpecialBytes.everywhere(quote)
    base = start - 8
  }

  /// The position of the next special byte before `end`, or -1.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`.
  @inline(__always)
  mutating func next(_ bytes: Span<UInt8>, before end: Int) -> Int {
    while mask == 0 {
      base += 8
      guard base < end else { return -1 }
      mask = specials(bytes.word(base))
    }
    let position = base + (mask.trailingZeroBitCount >> 3)
    mask &= mask &- 1
    return position < end ? position : -1
  }

  /// Goes on at a position.
  @inline(__always)
  mutating func seek(_ position: Int) {
    base = position - 8
    mask = 0
  }

  @inline(__always)
  private func specials(_ word: UInt64) -> UInt64 {
    // The top bit of each byte of `notZero(x)` is set unless the byte of x is zero; exact, without carries.
    let plain =
      notZero(word ^ delimiter) & notZero(word ^ quote)
      & notZero(word ^ SpecialBytes.lineFeed) & notZero(word ^ SpecialBytes.carriageReturn)
    return ~plain & 0x8080_8080_8080_8080
  }

  @inline(__always)
  private func notZero(_ word: UInt64) -> UInt64 {
    ((word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | word
  }

  private static var lineFeed: UInt64 { 0x0A0A_0A0A_0A0A_0A0A }
  private static var carriageReturn: UInt64 { 0x0D0D_0D0D_0D0D_0D0D }

  private static func everywhere(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* 0x0101_0101_0101_0101
  }
}
