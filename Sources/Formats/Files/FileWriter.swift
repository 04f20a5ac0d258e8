import Glibc

/// A new file that only its owner may read, written from its start to its end.
///
/// Call `finish()`; a writer that is dropped before leaves a file without its last bytes.
public struct FileWriter: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 18

  /// Creates a file, or empties the one that is there, with mode 0600.
  ///
  /// - Throws: `FileFault` with the system's code.
  public init(path: String) throws(FileFault) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    var opened = unsafe open(path, flags, 0o600)
    while opened < 0, errno == EINTR { opened = unsafe open(path, flags, 0o600) }
    guard opened >= 0 else { throw FileFault(path: path, operation: .open, code: errno) }
    // A file that was there keeps its own mode otherwise. Pipes and devices cannot be changed and need not be.
    var status = stat()
    if unsafe fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      fchmod(opened, 0o600) != 0
    {
      let code = errno
      close(opened)
      throw FileFault(path: path, operation: .open, code: code)
    }
    self.path = path
    descriptor = opened
  }

  deinit {
    close(descriptor)
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `FileFault` with the system's code, such as `ENOSPC`.
  public mutating func write(_ bytes: [UInt8]) throws(FileFault) {
    guard bytes.count < FileWriter.bufferSize else {
      try flush()
      try writeThrough(bytes)
      return
    }
    buffer += bytes
    if buffer.count >= FileWriter.bufferSize { try flush() }
  }

  /// Adds a text at the end, as UTF-8.
  ///
  /// - Throws: as `write(_:)` for bytes.
  public mutating func write(_ text: String) throws(FileFault) {
    try write(Array(text.utf8))
  }

  /// Writes what is still in memory; with `synchronising` waits until the disk has the file.
  ///
  /// - Throws: `FileFault` with the system's code.
  public consuming func finish(synchronising: Bool = false) throws(FileFault) {
    try flush()
    // A pipe or device cannot be synchronised, which is no fault.
    if synchronising, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS {
      throw FileFault(path: path, operation: .write, code: errno)
    }
  }

  private mutating func flush() throws(FileFault) {
    try writeThrough(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeThrough(_ bytes: [UInt8]) throws(FileFault) {
    var failure: Int32 = 0
    unsafe bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else {
          failure = errno
          return
        }
        written += count
      }
    }
    guard failure == 0 else { throw FileFault(path: path, operation: .write, code: failure) }
  }
}
