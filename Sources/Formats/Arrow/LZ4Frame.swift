import CLZ4

/// LZ4 frames, in which Arrow files keep their buffers; the only code that knows the library which makes them.
///
/// A frame that is made here ends with a checksum of what it holds, so that no changed byte in it is read.
///
/// - Source: LZ4 frame format 1.6.2, by Debian's liblz4.
enum LZ4Frame {
  /// No frame holds more than so many times its own bytes: what claims more is damaged, and no more memory is asked for.
  ///
  /// - Source: LZ4 block format, where a byte of a length stands for 255 bytes at the most.
  static let largestRatio = 255

  /// The bytes as one frame.
  static func compressed(_ bytes: RawSpan) -> [UInt8] {
    var preferences = LZ4F_preferences_t()
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
    preferences.frameInfo.contentSize = UInt64(bytes.byteCount)
    return unsafe bytes.withUnsafeBytes { input in
      let bound = unsafe LZ4F_compressFrameBound(input.count, &preferences)
      return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        let written = unsafe LZ4F_compressFrame(
          output.baseAddress, output.count, input.baseAddress, input.count, &preferences)
        precondition(LZ4F_isError(written) == 0, "the bound holds any frame")
        count = written
      }
    }
  }

  /// What a frame holds, which is so many bytes; nil where it is damaged or holds another number.
  static func decompressed(_ frame: [UInt8], count: Int) -> [UInt8]? {
    guard count >= 0, count <= LZ4Frame.largestRatio * frame.count else { return nil }
    var isWhole = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      isWhole = unsafe frame.withUnsafeBytes { unsafe decompress($0, into: output) }
      filled = isWhole ? count : 0
    }
    return isWhole ? bytes : nil
  }

  /// Fills a place with what one frame holds, and says whether that was all of the frame and of the place.
  private static func decompress(
    _ frame: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    var context: OpaquePointer?
    guard unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION)) == 0 else {
      return false
    }
    defer { unsafe LZ4F_freeDecompressionContext(context) }
    // The place is one piece of memory that nobody moves, so the library need not keep a copy of its end.
    var options = LZ4F_decompressOptions_t()
    options.stableDst = 1
    var (read, written) = (0, 0)
    while read < frame.count {
      var (given, room) = (frame.count - read, output.count - written)
      let next = unsafe LZ4F_decompress(
        context, output.baseAddress.map { unsafe $0 + written }, &room,
        frame.baseAddress.map { unsafe $0 + read }, &given, &options)
      guard LZ4F_isError(next) == 0 else { return false }
      read += given
      written += room
      if next == 0 { return written == output.count && read == frame.count }
      // A frame that holds more than there is room for.
      if given == 0, room == 0 { return false }
    }
    return false
  }
}
