import CLinux
import Glibc

/// Waits until the names in a folder are on its disk: those that were given, and those that were taken away.
///
/// - Throws: `FileFault` with the system's code, such as `EIO`.
public func flushFolder(_ path: String) throws(FileFault) {
  try flushed(path, flags: O_RDONLY | O_DIRECTORY) { descriptor in
    // Folders of some shares cannot be flushed by themselves, and are when a name changes.
    fsync(descriptor) == 0 || [EINVAL, ENOTSUP, ENOSYS].contains(errno)
  }
}

/// Waits until a file is on its disk.
///
/// - Throws: `FileFault` with the system's code, such as `EIO`.
public func flushFile(_ path: String) throws(FileFault) {
  try flushed(path, flags: O_RDONLY | O_NOFOLLOW) { fsync($0) == 0 }
}

/// Waits until all that has been written to the file system of a path is on its disk: names, rights and bytes.
///
/// For a tree of thousands of files, each of which would have to be waited for by itself.
///
/// - Throws: `FileFault` with the system's code, such as `EIO` or `ENOSPC`, where something could not be written since the last time, also of
///   another program's.
public func flushFileSystem(of path: String) throws(FileFault) {
  try flushed(path, flags: O_RDONLY) { descriptor in
    if syncfs(descriptor) == 0 { return true }
    guard errno == ENOSYS else { return false }
    // A layer that lacks the call has the one that flushes everything.
    sync()
    return true
  }
}

private func flushed(
  _ path: String, flags: Int32, _ flush: (Int32) -> Bool
) throws(FileFault) {
  var descriptor = unsafe open(path, flags | O_CLOEXEC)
  while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags | O_CLOEXEC) }
  guard descriptor >= 0 else { throw FileFault(path: path, operation: .open, code: errno) }
  defer { close(descriptor) }
  while !flush(descriptor) {
    guard errno == EINTR else { throw FileFault(path: path, operation: .write, code: errno) }
  }
}

/// Gives a file or folder the name of another and that one its own, in one step; false where the file system cannot.
public func exchangeNames(_ path: String, _ other: String) -> Bool {
  unsafe renameat2(AT_FDCWD, path, AT_FDCWD, other, phm_rename_exchange) == 0
}
