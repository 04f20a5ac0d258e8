package import Messages
import Formats
import FoundationEssentials
import Glibc

/// Makes a folder, and those above it, for the owner alone.
func makeFolder(_ path: String) throws(RunFault) {
  do { try Formats.makeFolder(path) } catch { throw .notWritable(path: path) }
}

/// Makes the folder of a file.
func makeFolder(above path: String) throws(RunFault) {
  let folder = parentFolder(of: path)
  if folder != ".", folder != "/" { try makeFolder(folder) }
}

/// The folder in which a file or a folder lies.
func parentFolder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Waits until something is on its disk.
///
/// - Throws: `notWritable` of a path where it cannot be brought there.
func flushed(_ path: String, _ flush: () throws(FileFault) -> Void) throws(RunFault) {
  do { try flush() } catch { throw .notWritable(path: path) }
}

/// Makes a folder that has nothing in it, whatever an interrupted run left there.
func makeEmptyFolder(_ path: String) throws(RunFault) {
  removeTree(path)
  guard fileStatus(path) == nil else { throw .notWritable(path: path) }
  try makeFolder(path)
}

/// Writes a new file for the owner alone, making its folder; what had its name before goes, and a link is refused.
///
/// Gives the checksum of its bytes.
@discardableResult
package func writeFile(_ bytes: [UInt8], to path: String) throws(RunFault) -> String {
  try makeFolder(above: path)
  try refuseLink(path)
  unsafe unlink(path)
  do {
    return try finish(try FileWriter(path: path), with: bytes)
  } catch {
    throw .notWritable(path: path)
  }
}

/// Writes a file that the user named, making its folder: a link is followed, and a pipe or a device is written to.
package func writeNamedFile(_ bytes: [UInt8], to path: String) throws(RunFault) {
  try makeFolder(above: path)
  do {
    _ = try finish(try FileWriter(replacing: path), with: bytes)
  } catch {
    throw .notWritable(path: path)
  }
}

private func finish(_ file: consuming FileWriter, with bytes: [UInt8]) throws(FileFault) -> String {
  try file.write(bytes)
  return try file.finish()
}

/// Gives a file or folder another name, replacing a file of that name.
func rename(_ path: String, to target: String) throws(RunFault) {
  guard unsafe Glibc.rename(path, target) == 0 else { throw .notWritable(path: target) }
}

/// Removes a file or a folder with all that is in it, where there is one.
func removeTree(_ path: String) {
  try? FileManager.default.removeItem(atPath: path)
}

/// The names of what is in a folder, sorted; none where there is no such folder.
func folderNames(_ path: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
}

/// Whether a folder has nothing in it, or is not there.
package func isEmptyOrMissing(_ folder: String) -> Bool {
  fileStatus(folder) == nil || folderNames(folder).isEmpty
}

/// A file's size in bytes and when it was written, in nanoseconds; nil where there is no such file.
func fileStatus(_ path: String) -> (size: Int, written: Int)? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  return (
    Int(status.st_size), Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
  )
}

/// The path of a file or folder without links and dots; nil where there is none.
func realPath(_ path: String) -> String? {
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}

/// Writes a file that another program reads while it is replaced: aside, and renamed into place.
///
/// Who may read the file that is there may read the new one; a first one is for the owner alone.
///
/// - Throws: `notWritable`.
package func replaceSharedFile(_ bytes: [UInt8], at path: String) throws(RunFault) {
  // Through a link the file is replaced that it leads to.
  let target = realPath(path) ?? path
  let partial = "\(target).partial"
  try writeFile(bytes, to: partial)
  var status = stat()
  if unsafe stat(target, &status) == 0 {
    guard status.st_mode & S_IFMT == S_IFREG,
      unsafe chmod(partial, status.st_mode & 0o777) == 0
    else {
      unsafe unlink(partial)
      throw .notWritable(path: path)
    }
    // Where it is not ours to give, the group stays the writer's.
    _ = unsafe lchown(partial, uid_t.max, status.st_gid)
  }
  try rename(partial, to: target)
}
