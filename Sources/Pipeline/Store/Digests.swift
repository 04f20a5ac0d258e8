import Digests
import Formats
import Glibc
import Parallel

/// The digests of feed files, remembered by size, change time and inode so that an unchanged file is not read again.
struct DigestCache: Sendable, Codable {
  private struct Entry: Sendable, Codable {
    var size: Int
    var changed: String
    var inode: UInt64
    var digest: String
  }

  private var entries: [String: Entry] = [:]

  private static func path(_ state: String) -> String { "\(state)/digests.json" }

  /// Reads the cache of a state folder; an unreadable one is empty.
  static func load(state: String) -> DigestCache {
    read(DigestCache.self, from: path(state)) ?? DigestCache()
  }

  /// Writes the cache.
  func save(state: String) throws(RunFault) {
    try writeJSON(self, to: DigestCache.path(state))
  }

  /// The digests of files, in their order; with `force` every file is read.
  ///
  /// - Throws: `feed` where a file cannot be read.
  mutating func digests(of files: [FeedFile], force: Bool) throws(RunFault) -> [FileDigest] {
    let known = entries
    let results = try parallelMap(files) { file throws(RunFault) -> (Entry, FileDigest) in
      guard let status = fileIdentity(file.path) else {
        throw .feed(name: file.name, .unreadable(file: file.name, code: errno))
      }
      let name = String(file.name.split(separator: "/").last ?? "")
      if !force, let entry = known[file.path], entry.size == status.size,
        entry.changed == status.changed, entry.inode == status.inode
      {
        return (entry, FileDigest(name: name, digest: entry.digest, bytes: status.size))
      }
      let digest = try sha256(ofFile: file)
      let entry = Entry(
        size: status.size, changed: status.changed, inode: status.inode, digest: digest)
      return (entry, FileDigest(name: name, digest: digest, bytes: status.size))
    }
    for (file, result) in zip(files, results) { entries[file.path] = result.0 }
    return results.map { $0.1 }
  }
}

private func fileIdentity(_ path: String) -> (size: Int, changed: String, inode: UInt64)? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  let changed =
    "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)/\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
  return (Int(status.st_size), changed, UInt64(status.st_ino))
}

private func sha256(ofFile file: FeedFile) throws(RunFault) -> String {
  let descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw .feed(name: file.name, .unreadable(file: file.name, code: errno))
  }
  defer { close(descriptor) }
  var hasher = SHA256()
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else {
      throw .feed(name: file.name, .unreadable(file: file.name, code: errno))
    }
    if count == 0 { break }
    unsafe buffer.withUnsafeBytes { bytes in
      unsafe hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
  }
  return hexadecimal(hasher.finalize())
}
