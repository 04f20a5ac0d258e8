/// How many bytes must follow the last cell of a batch, so that a whole word can be read at any cell's start.
let cellPadding = 16

extension Span where Element == UInt8 {
  /// The byte at an offset.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 {
    self[offset]
  }

  /// The eight bytes from an offset as one number, the first byte lowest.
  @inline(__always)
  func word(_ offset: Int) -> UInt64 {
    // Checked against the span's bounds; any bit pattern is a number.
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
