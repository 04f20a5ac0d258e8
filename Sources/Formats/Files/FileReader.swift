import Glibc

/// An open file that is read from its start to its end.
struct FileReader: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// How many bytes the file had when it was opened; 0 where that cannot be known, as of a pipe.
  let size: Int

  /// Opens a file.
  ///
  /// - Throws: `FileFault` with the system's code.
  init(path: String) throws(FileFault) {
    var opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
    while opened < 0, errno == EINTR { opened = unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard opened >= 0 else { throw FileFault(path: path, operation: .open, code: errno) }
    self.path = path
    descriptor = opened
    var status = stat()
    size = unsafe fstat(opened, &status) == 0 ? Int(status.st_size) : 0
  }

  deinit {
    close(descriptor)
  }

  /// The next bytes, as many as there are up to `count`; fewer only at the end of the file.
  func read(upTo count: Int) throws(FileFault) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = unsafe Glibc.read(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else {
          failure = got < 0 ? errno : 0
          return
        }
        filled += got
      }
    }
    guard failure == 0 else { throw FileFault(path: path, operation: .read, code: failure) }
    return bytes
  }
}
