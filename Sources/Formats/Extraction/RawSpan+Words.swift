extension RawSpan {
  /// How many bytes must follow the last cell of a batch, so that a whole word can be read at any cell's start.
  static let padding = 16

  /// The byte at an offset.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 {
    // Checked against the span's bounds; any bit pattern is a byte.
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The eight bytes from an offset as one number, the first byte lowest.
  @inline(__always)
  func word(_ offset: Int) -> UInt64 {
    // Checked against the span's bounds; any bit pattern is a number.
    UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
