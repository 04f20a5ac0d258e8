/// A fixed number of bits, kept in 64-bit words.
///
/// - Shape: bit `i` is bit `i % 64` of word `i / 64`; the bits past `count` are always zero, which is also
///   the layout of Arrow's validity bitmaps.
public struct Bitmap: Hashable, Sendable {
  /// The bits, lowest first; the last word's spare bits are zero.
  public private(set) var words: [UInt64]
  /// The number of bits.
  public private(set) var count: Int

  /// Makes a bitmap whose bits are all alike.
  public init(repeating bit: Bool, count: Int) {
    words = [UInt64](repeating: bit ? .max : 0, count: (count + 63) / 64)
    self.count = count
    clearSpareBits()
  }

  /// Makes a bitmap from words of bits, lowest bit first.
  ///
  /// - Precondition: there are exactly as many words as `count` bits need.
  public init(words: [UInt64], count: Int) {
    precondition(words.count == (count + 63) / 64, "a bitmap has as many words as its bits need")
    self.words = words
    self.count = count
    clearSpareBits()
  }

  /// Makes a bitmap from truth values.
  public init(_ bits: some Sequence<Bool>) {
    self.init(repeating: false, count: 0)
    for bit in bits { append(bit) }
  }

  /// Makes a bitmap of which some bits are set.
  public init(of positions: some Sequence<Int>, count: Int) {
    self.init(repeating: false, count: count)
    for position in positions { self[position] = true }
  }

  /// The bit at a position.
  @inlinable public subscript(index: Int) -> Bool {
    get { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }
    set {
      let mask: UInt64 = 1 << UInt64(index & 63)
      if newValue {
        setWord(index >> 6, words[index >> 6] | mask)
      } else {
        setWord(index >> 6, words[index >> 6] & ~mask)
      }
    }
  }

  @usableFromInline
  mutating func setWord(_ index: Int, _ word: UInt64) {
    words[index] = word
  }

  /// Adds one bit at the end.
  public mutating func append(_ bit: Bool) {
    if count & 63 == 0 { words.append(0) }
    if bit { words[count >> 6] |= 1 << UInt64(count & 63) }
    count += 1
  }

  /// Adds all bits of another bitmap at the end.
  public mutating func append(contentsOf other: Bitmap) {
    guard count & 63 != 0 else {
      words.append(contentsOf: other.words)
      count += other.count
      return
    }
    let shift = UInt64(count & 63)
    for word in other.words {
      words[words.count - 1] |= word << shift
      words.append(word >> (64 - shift))
    }
    count += other.count
    words.removeLast(words.count - (count + 63) / 64)
  }

  /// The number of bits that are set.
  public var setCount: Int {
    words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// The number of bits that are set in some positions.
  public func setCount(in range: Range<Int>) -> Int {
    guard !range.isEmpty else { return 0 }
    let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
    let fromFirst = UInt64.max << UInt64(range.lowerBound & 63)
    let toLast = UInt64.max >> UInt64(63 - ((range.upperBound - 1) & 63))
    guard first < last else { return (words[first] & fromFirst & toLast).nonzeroBitCount }
    return (words[first] & fromFirst).nonzeroBitCount + (words[last] & toLast).nonzeroBitCount
      + words[(first + 1)..<last].reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// Whether every bit is set.
  public var isAllSet: Bool { setCount == count }

  /// The positions of the set bits, ascending.
  public var setIndices: [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(setCount)
    for (wordIndex, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        indices.append(wordIndex << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return indices
  }

  /// The bits set in both.
  public static func & (left: Bitmap, right: Bitmap) -> Bitmap {
    left.combined(with: right) { $0 & $1 }
  }

  /// The bits set in either.
  public static func | (left: Bitmap, right: Bitmap) -> Bitmap {
    left.combined(with: right) { $0 | $1 }
  }

  /// The bits set in the first and not in the second.
  public func subtracting(_ other: Bitmap) -> Bitmap {
    combined(with: other) { $0 & ~$1 }
  }

  /// Every bit turned round.
  public static prefix func ~ (bitmap: Bitmap) -> Bitmap {
    Bitmap(words: bitmap.words.map { ~$0 }, count: bitmap.count)
  }

  private func combined(with other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) -> Bitmap {
    precondition(count == other.count, "bitmaps that are combined have equal length")
    var result = words
    for index in result.indices { result[index] = operation(words[index], other.words[index]) }
    return Bitmap(words: result, count: count)
  }

  private mutating func clearSpareBits() {
    if count & 63 != 0 { words[words.count - 1] &= (1 << UInt64(count & 63)) - 1 }
  }
}
