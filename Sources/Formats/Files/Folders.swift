import Glibc

/// Makes a folder, and those above it that are missing, for the owner alone; one that is there stays as it is.
///
/// - Throws: `FileFault` with the system's code; `ENOTDIR` where a file has the name.
public func makeFolder(_ path: String) throws(FileFault) {
  if unsafe mkdir(path, 0o700) == 0 { return }
  var code = errno
  if code == ENOENT, let parent = parent(of: path) {
    try makeFolder(parent)
    if unsafe mkdir(path, 0o700) == 0 { return }
    code = errno
  }
  var status = stat()
  let isThere = unsafe stat(path, &status) == 0
  if isThere, status.st_mode & S_IFMT == S_IFDIR { return }
  throw FileFault(path: path, operation: .open, code: isThere ? ENOTDIR : code)
}

private func parent(of path: String) -> String? {
  let parts = path.split(separator: "/")
  guard parts.count > 1 else { return nil }
  return (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
}
