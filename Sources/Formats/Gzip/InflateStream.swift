import CZlib

/// Inflates one gzip member after the other through zlib.
@safe struct InflateStream: ~Copyable {
  /// How far one step came.
  struct Step {
    /// The compressed bytes that were used.
    var consumed: Int
    /// The bytes that were added to the output.
    var produced: Int
    /// Whether the member's end mark and check values were reached.
    var isMemberEnd: Bool
  }

  /// Why a step failed, without a place, which the caller knows.
  enum Failure: Error {
    case corrupt
    case outOfMemory
  }

  // On the heap: zlib's own state points back to it, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  init() throws(Failure) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, and 16 to ask for a gzip header and nothing else.
    guard unsafe phm_zlib_inflate_init(stream, 15 + 16) == Z_OK else {
      unsafe stream.deallocate()
      throw .outOfMemory
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates bytes from an offset into the free part of an output buffer, as far as both reach.
  mutating func inflate(
    _ input: [UInt8], from offset: Int, into output: UnsafeMutableBufferPointer<UInt8>,
    flush: Int32 = Z_NO_FLUSH
  ) throws(Failure) -> Step {
    var step = Step(consumed: 0, produced: 0, isMemberEnd: false)
    let result = unsafe input.withUnsafeBufferPointer { bytes in
      let available = bytes.count - offset
      // zlib does not write to its input; its field lacks the const.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(
        mutating: bytes.baseAddress.map { unsafe $0 + offset })
      unsafe stream.pointee.avail_in = UInt32(clamping: available)
      unsafe stream.pointee.next_out = output.baseAddress
      unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
      let given = unsafe (stream.pointee.avail_in, stream.pointee.avail_out)
      let result = unsafe CZlib.inflate(stream, flush)
      step.consumed = unsafe Int(given.0 - stream.pointee.avail_in)
      step.produced = unsafe Int(given.1 - stream.pointee.avail_out)
      unsafe stream.pointee.next_in = nil
      unsafe stream.pointee.next_out = nil
      return result
    }
    switch result {
    // Z_BUF_ERROR: nothing more can be done without more input or room.
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: step.isMemberEnd = true
    case Z_MEM_ERROR: throw .outOfMemory
    default: throw .corrupt
    }
    return step
  }

  /// Passes over the member's header; the step is at the member's end where the header's is reached.
  mutating func passHeader(_ input: [UInt8], from offset: Int) throws(Failure) -> Step {
    // Z_BLOCK: zlib stops between the header and the first block, and has then told nothing of what follows.
    var room: UInt8 = 0
    var step = unsafe try withUnsafeMutablePointer(to: &room) { room throws(Failure) in
      unsafe try inflate(
        input, from: offset, into: UnsafeMutableBufferPointer(start: room, count: 0),
        flush: Z_BLOCK)
    }
    step.isMemberEnd = unsafe stream.pointee.data_type & 0x80 != 0
    return step
  }

  /// How many compressed bytes zlib has taken of the member, also of one that turned out to be corrupt.
  var memberBytes: Int { unsafe Int(stream.pointee.total_in) }

  /// Gets ready for the next member.
  mutating func startMember() {
    unsafe inflateReset(stream)
  }
}
