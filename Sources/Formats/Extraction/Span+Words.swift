/// How many bytes must follow the last cell of a batch, so that a whole word can be read at any cell's start.
let cellPadding = 16

// Reads and writes in the loops over bytes and cells. They are checked in debug builds, where the tests run byte
// flips and blocks of every size over them, and not in release builds, where the checks would take a third of the
// time. Every range of a cell comes from the tokenizer or from TableBuilder, and both count within their own bytes.

extension Span where Element: BitwiseCopyable {
  /// The element at an index that is known to be within the span.
  @inline(__always)
  func at(_ index: Int) -> Element {
    assert(indices.contains(index), "an index counts within its span")
    return unsafe self[unchecked: index]
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// Writes an element at an index that is known to be within the span.
  @inline(__always)
  mutating func put(_ element: Element, at index: Int) {
    assert(indices.contains(index), "an index counts within its span")
    unsafe self[unchecked: index] = element
  }
}

extension MutableSpan where Element == UInt8 {
  /// Writes eight bytes from an offset on, of which the lowest of a number is the first.
  @inline(__always)
  mutating func put(_ word: UInt64, at offset: Int) {
    assert(offset >= 0 && offset + 8 <= count, "a word counts within its span")
    unsafe withUnsafeMutableBytes { bytes in
      unsafe bytes.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
    }
  }
}

extension Span where Element == UInt8 {
  /// The byte at an offset.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 {
    at(offset)
  }

  /// The eight bytes from an offset as one number, the first byte lowest.
  @inline(__always)
  func word(_ offset: Int) -> UInt64 {
    assert(offset >= 0 && offset + 8 <= count, "a word counts within its span")
    // Any bit pattern is a number.
    return UInt64(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: UInt64.self))
  }
}
