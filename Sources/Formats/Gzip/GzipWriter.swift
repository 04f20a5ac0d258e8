/// A new gzip file that only its owner may read; the same bytes and level make the same file.
///
/// Its header holds no name and no time. Call `finish()`; a writer that is dropped before leaves a truncated file.
public struct GzipWriter: ~Copyable {
  private var file: FileWriter
  private var deflater: DeflateStream

  /// Creates a file, or empties the one that is there, with mode 0600.
  ///
  /// The level runs from 1, the fastest, to 9, the smallest.
  ///
  /// - Throws: `FileFault` with the system's code; `ENOMEM` where zlib could not get memory.
  public init(path: String, level: Int = 6) throws(FileFault) {
    guard let stream = DeflateStream(level: level) else {
      throw FileFault(path: path, operation: .open, code: DeflateStream.outOfMemory)
    }
    file = try FileWriter(path: path)
    deflater = stream
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `FileFault` with the system's code, such as `ENOSPC`.
  public mutating func write(_ bytes: [UInt8]) throws(FileFault) {
    try file.write(deflater.deflate(bytes, isLast: false))
  }

  /// Adds a text at the end, as UTF-8.
  ///
  /// - Throws: as `write(_:)` for bytes.
  public mutating func write(_ text: String) throws(FileFault) {
    try write(Array(text.utf8))
  }

  /// Writes the end mark and what is still in memory.
  ///
  /// - Throws: `FileFault` with the system's code.
  public consuming func finish(synchronising: Bool = false) throws(FileFault) {
    try file.write(deflater.deflate([], isLast: true))
    try file.finish(synchronising: synchronising)
  }
}

/// The gzip file of some bytes; nil where zlib could not get memory.
public func gzip(_ bytes: [UInt8], level: Int = 6) -> [UInt8]? {
  guard var stream = DeflateStream(level: level) else { return nil }
  return stream.deflate(bytes, isLast: true)
}
