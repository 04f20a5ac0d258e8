/// The bytes of a buffer: where they lie in the file, or what a compressed one holds.
struct ArrowBuffer {
  private enum Bytes {
    case file(Range<Int>)
    case frame(Range<Int>)
    case memory(ArraySlice<UInt8>)
  }

  private let bytes: Bytes

  private init(_ bytes: Bytes) {
    self.bytes = bytes
  }

  /// A buffer that lies at a range of the file.
  init(in range: Range<Int>, isCompressed: Bool) {
    // A buffer without bytes has no length before it.
    bytes = isCompressed && !range.isEmpty ? .frame(range) : .file(range)
  }

  /// How many bytes it has.
  ///
  /// - Precondition: the buffer is decompressed.
  var count: Int {
    switch bytes {
    case .file(let range): range.count
    case .memory(let bytes): bytes.count
    case .frame: preconditionFailure("nobody looks into a buffer before it is decompressed")
    }
  }

  /// Some of its bytes.
  ///
  /// - Precondition: the buffer is decompressed and has them.
  subscript(range: Range<Int>) -> ArrowBuffer {
    switch bytes {
    case .file(let whole):
      ArrowBuffer(
        .file((whole.lowerBound + range.lowerBound)..<(whole.lowerBound + range.upperBound)))
    case .memory(let bytes):
      ArrowBuffer(
        .memory(
          bytes[(bytes.startIndex + range.lowerBound)..<(bytes.startIndex + range.upperBound)]))
    case .frame: preconditionFailure("nobody looks into a buffer before it is decompressed")
    }
  }

  /// The buffer with what it holds in memory, where it is compressed.
  ///
  /// - Throws: `malformed(damaged)` where the frame is, `malformed(buffer)` where it has no length.
  func decompressed(in file: borrowing ArrowFile) throws(ArrowFault) -> ArrowBuffer {
    guard case .frame(let range) = bytes else { return self }
    guard range.count >= 8 else { throw .malformed(.buffer) }
    let start = range.lowerBound + 8
    let length = try file.bytes(range.lowerBound..<start).reversed().reduce(0) {
      $0 << 8 | Int64($1)
    }
    // Arrow's Java library writes no frame where there is nothing to compress.
    if length == 0, start == range.upperBound { return ArrowBuffer(.file(start..<start)) }
    // A buffer that did not become smaller stands as it is.
    if length == -1 { return ArrowBuffer(.file(start..<range.upperBound)) }
    let frame = try file.bytes(start..<range.upperBound)
    guard let count = Int(exactly: length),
      let bytes = LZ4Frame.decompressed(frame, count: count)
    else { throw .malformed(.damaged) }
    return ArrowBuffer(.memory(bytes[...]))
  }

  /// Copies all bytes to a place that has room for them.
  func read(
    into place: UnsafeMutableRawBufferPointer, from file: borrowing FileReader
  ) throws(ArrowFault) {
    switch bytes {
    case .file(let range):
      let done: Int
      do throws(FileFault) {
        done = unsafe try file.read(into: place, at: range.lowerBound)
      } catch {
        throw .unreadable(code: error.code)
      }
      guard done == range.count else { throw .malformed(.truncated) }
    case .memory(let bytes): unsafe place.copyBytes(from: bytes)
    case .frame: preconditionFailure("nobody looks into a buffer before it is decompressed")
    }
  }
}

extension ArrowBatch.Part {
  /// The part with all its buffers decompressed.
  func decompressed(in file: borrowing ArrowFile) throws(ArrowFault) -> ArrowBatch.Part {
    var part = self
    for index in buffers.indices { part.buffers[index] = try buffers[index].decompressed(in: file) }
    return part
  }
}
