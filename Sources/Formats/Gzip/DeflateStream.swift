import CZlib
import Glibc

/// Deflates bytes to one gzip member.
@safe struct DeflateStream: ~Copyable {
  // On the heap: zlib's own state points back to it, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  init?(level: Int) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let level = Int32(min(max(level, 1), 9))
    guard unsafe phm_zlib_deflate_init(stream, level, 15 + 16) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// All bytes, compressed; the member ends with them.
  mutating func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var offset = 0
    repeat {
      // Counts have 32 bits in zlib.
      let end = min(bytes.count, offset + 1 << 30)
      let flush = end == bytes.count ? Z_FINISH : Z_NO_FLUSH
      deflate(bytes, offset..<end, flush: flush, into: &output)
      offset = end
    } while offset < bytes.count
    return output
  }

  private mutating func deflate(
    _ bytes: [UInt8], _ range: Range<Int>, flush: Int32, into output: inout [UInt8]
  ) {
    unsafe bytes.withUnsafeBufferPointer { input in
      // zlib does not write to its input; its field lacks the const.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.baseAddress.map { unsafe $0 + range.lowerBound })
      unsafe stream.pointee.avail_in = UInt32(range.count)
      var isFull = true
      while isFull {
        output += unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { room, filled in
          unsafe stream.pointee.next_out = room.baseAddress
          unsafe stream.pointee.avail_out = UInt32(room.count)
          unsafe CZlib.deflate(stream, flush)
          filled = unsafe room.count - Int(stream.pointee.avail_out)
          isFull = unsafe stream.pointee.avail_out == 0
        }
      }
      unsafe stream.pointee.next_in = nil
      unsafe stream.pointee.next_out = nil
    }
  }
}
