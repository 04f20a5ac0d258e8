/// The bytes of a buffer: where they lie in the file, or what a compressed one holds.
enum ArrowBuffer {
  case file(Range<Int>)
  case memory(ArraySlice<UInt8>)

  /// How many bytes it has.
  var count: Int {
    switch self {
    case .file(let range): range.count
    case .memory(let bytes): bytes.count
    }
  }

  /// Some of its bytes.
  ///
  /// - Precondition: the buffer has them.
  subscript(range: Range<Int>) -> ArrowBuffer {
    switch self {
    case .file(let whole):
      .file((whole.lowerBound + range.lowerBound)..<(whole.lowerBound + range.upperBound))
    case .memory(let bytes):
      .memory(
        bytes[(bytes.startIndex + range.lowerBound)..<(bytes.startIndex + range.upperBound)])
    }
  }

  /// Copies all bytes to a place that has room for them.
  func read(
    into place: UnsafeMutableRawBufferPointer, from file: borrowing FileReader
  ) throws(ArrowFault) {
    switch self {
    case .file(let range):
      let done: Int
      do throws(FileFault) {
        done = unsafe try file.read(into: place, at: range.lowerBound)
      } catch {
        throw .unreadable(code: error.code)
      }
      guard done == range.count else { throw .malformed(.truncated) }
    case .memory(let bytes): unsafe place.copyBytes(from: bytes)
    }
  }
}

extension ArrowFile {
  /// A buffer that lies at a range, decompressed where it is compressed.
  ///
  /// - Throws: `malformed(damaged)` where its frame is, `malformed(buffer)` where it has no length.
  func buffer(_ range: Range<Int>, isCompressed: Bool) throws(ArrowFault) -> ArrowBuffer {
    // A buffer without bytes has no length before it.
    guard isCompressed, !range.isEmpty else { return .file(range) }
    guard range.count >= 8 else { throw .malformed(.buffer) }
    let start = range.lowerBound + 8
    let length = try bytes(range.lowerBound..<start).reversed().reduce(0) { $0 << 8 | Int64($1) }
    // Arrow's Java library writes no frame where there is nothing to compress.
    if length == 0, start == range.upperBound { return .file(start..<start) }
    // A buffer that did not become smaller stands as it is.
    if length == -1 { return .file(start..<range.upperBound) }
    let frame = try bytes(start..<range.upperBound)
    guard let count = Int(exactly: length),
      let bytes = LZ4Frame.decompressed(frame, count: count)
    else { throw .malformed(.damaged) }
    return .memory(bytes[...])
  }
}
