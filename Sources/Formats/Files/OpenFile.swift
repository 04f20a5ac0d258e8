import CLinux
import Glibc

/// An open file, closed when it is dropped; calls that a signal cut short are made again.
struct OpenFile: ~Copyable {
  private let path: String
  private var descriptor: Int32

  /// Opens a file, or creates one with mode 0600 where the flags say so.
  init(_ path: String, flags: Int32) throws(FileFault) {
    let flags = flags | O_CLOEXEC
    var opened = unsafe open(path, flags, 0o600)
    while opened < 0, errno == EINTR { opened = unsafe open(path, flags, 0o600) }
    guard opened >= 0 else { throw FileFault(path: path, operation: .open, code: errno) }
    self.path = path
    descriptor = opened
  }

  deinit {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  /// What the system knows of the file; nil where it does not say.
  var status: stat? {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? status : nil
  }

  /// Lets the owner alone read and write the file.
  func makePrivate() throws(FileFault) {
    guard fchmod(descriptor, 0o600) == 0 else {
      throw FileFault(path: path, operation: .open, code: errno)
    }
  }

  /// Fills memory with the next bytes, or with those from a position; says how many there were, fewer only at the
  /// file's end.
  @unsafe func read(
    into memory: UnsafeMutableRawBufferPointer, at position: Int? = nil
  ) throws(FileFault) -> Int {
    var done = 0
    while done < memory.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[done...])
      let count =
        if let position {
          unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(position + done))
        } else {
          unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
        }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileFault(path: path, operation: .read, code: errno) }
      guard count > 0 else { break }
      done += count
    }
    return done
  }

  /// Writes all bytes at the file's end.
  func write(_ bytes: RawSpan) throws(FileFault) {
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(droppingFirst: done)
      // One call writes at most 2 GiB, and may write less.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw FileFault(path: path, operation: .write, code: count == 0 ? EIO : errno)
      }
      done += count
    }
  }

  /// Has the system begin to bring what was written to the disk, so that there is little to wait for when the release is flushed.
  ///
  /// No more than a request: of a pipe or a device there is nothing to bring.
  func beginFlushing() {
    _ = sync_file_range(descriptor, 0, 0, phm_sync_file_range_write)
  }

  /// Closes the file; some file systems say only now that bytes could not be written.
  mutating func close() throws(FileFault) {
    let closing = descriptor
    descriptor = -1
    guard Glibc.close(closing) == 0 else {
      throw FileFault(path: path, operation: .write, code: errno)
    }
  }
}
