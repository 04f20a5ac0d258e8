import Digests
import Glibc

/// A new file that only its owner may read, written from its start to its end.
///
/// Small pieces are gathered, large ones go to the system from where they lie. Call `finish()`; a writer that is
/// dropped before leaves a file without its last bytes. The system begins to bring the file to its disk when it is finished, and nobody waits
/// for that.
public struct FileWriter: ~Copyable {
  private var file: OpenFile
  private var buffer: [UInt8] = []
  private var checksum = Checksum()
  private static let bufferSize = 1 << 18

  /// Creates a file with mode 0600, where nothing of that name is there.
  ///
  /// - Throws: `FileFault` with the system's code; `EEXIST` also where a link has the name, wherever it leads.
  public init(path: String) throws(FileFault) {
    file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
  }

  /// Creates a file, or empties the one that is there, with mode 0600: for a path that the user named, which may be a
  /// link, a pipe or a device.
  ///
  /// - Throws: `FileFault` with the system's code.
  public init(replacing path: String) throws(FileFault) {
    let opened = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_TRUNC)
    // A file that was there keeps its own mode otherwise. Pipes and devices cannot be changed and need not be.
    if let status = opened.status, status.st_mode & S_IFMT == S_IFREG { try opened.makePrivate() }
    file = opened
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `FileFault` with the system's code, such as `ENOSPC`.
  public mutating func write(_ bytes: [UInt8]) throws(FileFault) {
    try write(unsafe bytes.span.bytes)
  }

  /// Adds a text at the end, as UTF-8.
  ///
  /// - Throws: as `write(_:)` for bytes.
  public mutating func write(_ text: String) throws(FileFault) {
    try write(Array(text.utf8))
  }

  /// Adds the bytes of some memory at the end.
  mutating func write(_ bytes: RawSpan) throws(FileFault) {
    checksum.update(bytes)
    guard bytes.byteCount < FileWriter.bufferSize else {
      try flush()
      try file.write(bytes)
      return
    }
    unsafe bytes.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    if buffer.count >= FileWriter.bufferSize { try flush() }
  }

  /// Writes what is still in memory, and gives the checksum of all that was written.
  ///
  /// - Throws: `FileFault` with the system's code.
  @discardableResult
  public consuming func finish() throws(FileFault) -> String {
    try flush()
    file.beginFlushing()
    try file.close()
    return checksum.text
  }

  private mutating func flush() throws(FileFault) {
    try file.write(unsafe buffer.span.bytes)
    buffer.removeAll(keepingCapacity: true)
  }
}
