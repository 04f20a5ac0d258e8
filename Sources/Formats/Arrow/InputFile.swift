import Glibc

/// An open file that is read at any position.
struct InputFile: ~Copyable {
  private let descriptor: Int32
  /// The file's size in bytes when it was opened.
  let size: Int

  /// Opens a file.
  init(_ path: String) throws(SystemFault) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFault(code: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw SystemFault(code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw SystemFault(code: EISDIR)
    }
    size = Int(status.st_size)
  }

  deinit {
    close(descriptor)
  }

  /// Fills memory with the bytes from a position; says how many there were, fewer only at the file's end.
  @unsafe func read(
    into memory: UnsafeMutableRawBufferPointer, at position: Int
  ) throws(SystemFault) -> Int {
    var done = 0
    while done < memory.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[done...])
      let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(position + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemFault(code: errno) }
      guard count > 0 else { break }
      done += count
    }
    return done
  }
}
