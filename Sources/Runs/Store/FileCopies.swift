import Messages
import Glibc

/// Gives a file a second name, or copies it where the file system has no such names.
///
/// - Throws: `notWritable` where there is a file of that name: nothing is written in place.
func linkOrCopy(_ path: String, to target: String) throws(RunFault) {
  if unsafe link(path, target) == 0 { return }
  _ = try copyFile(path, to: target)
}

/// Makes a file that has other names one of its own, as it stands; false where that cannot be done.
///
/// - Precondition: nobody else makes files in its folder.
func makeSingle(_ path: String) -> Bool {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return false }
  if status.st_nlink == 1 { return true }
  let own = path + ".partial"
  do throws(RunFault) {
    _ = try copyFile(path, to: own)
    try rename(own, to: path)
    return true
  } catch {
    unsafe unlink(own)
    return false
  }
}

/// Copies a file within the kernel to a new one for the owner alone, and says how many bytes it had.
///
/// - Throws: `storeUnreadable`, or `notWritable` where there is a file of that name.
func copyFile(_ path: String, to target: String) throws(RunFault) -> Int {
  let source = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard source >= 0 else { throw .storeUnreadable(path: path) }
  defer { close(source) }
  let copy = unsafe open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  guard copy >= 0 else { throw .notWritable(path: target) }
  let count = copyAll(from: source, to: copy)
  guard close(copy) == 0, let count else { throw .notWritable(path: target) }
  return count
}

/// Copies what is left of one open file to another; nil where that cannot be done.
private func copyAll(from source: Int32, to copy: Int32) -> Int? {
  var total = 0
  while true {
    let count = sendfile(copy, source, nil, 1 << 30)
    if count > 0 {
      total += count
      continue
    }
    if count == 0 { return total }
    if errno == EINTR { continue }
    // A file system that cannot do so says it at the first call; bytes then go through memory.
    guard total == 0, errno == EINVAL || errno == ENOSYS else { return nil }
    return copyThroughMemory(from: source, to: copy)
  }
}

private func copyThroughMemory(from source: Int32, to copy: Int32) -> Int? {
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  var total = 0
  while true {
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe read(source, $0.baseAddress, $0.count)
    }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return count == 0 ? total : nil }
    var done = 0
    while done < count {
      let written = unsafe buffer.withUnsafeBytes {
        unsafe write(copy, $0.baseAddress?.advanced(by: done), count - done)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return nil }
      done += written
    }
    total += count
  }
}
