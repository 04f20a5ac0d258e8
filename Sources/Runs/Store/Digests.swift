import Messages
import Digests
import Formats
import Glibc
import Parallel

/// The digests of feed files, remembered with what the file was so that an unchanged one is not read again.
struct DigestCache: Sendable, Codable {
  private struct Entry: Sendable, Codable {
    var identity: FileIdentity
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

  /// The digests of files, in their order, each with its file and what it was when it was hashed; with `force` every
  /// file is read.
  ///
  /// - Throws: `feed` where a file cannot be read, or changes while it is.
  mutating func digests(
    of files: [FeedFile], force: Bool
  ) throws(RunFault) -> [(file: FeedFile, digest: FileDigest)] {
    let known = entries
    let results = try parallelMap(files) { file throws(RunFault) -> Entry in
      guard let identity = FileIdentity(path: file.path) else {
        throw .feed(name: file.name, .unreadable(file: file.name, code: errno))
      }
      if !force, let entry = known[file.path], entry.identity == identity { return entry }
      return try DigestCache.hashed(file)
    }
    return zip(files, results).map { file, entry in
      entries[file.path] = entry
      let name = String(file.name.split(separator: "/").last ?? "")
      return (
        FeedFile(path: file.path, name: file.name, identity: entry.identity),
        FileDigest(name: name, digest: entry.digest, bytes: entry.identity.size)
      )
    }
  }

  /// Hashes a file that stays the same meanwhile: the open file, and what its path leads to.
  private static func hashed(_ file: FeedFile) throws(RunFault) -> Entry {
    let descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .feed(name: file.name, .unreadable(file: file.name, code: errno))
    }
    defer { close(descriptor) }
    guard let identity = FileIdentity(descriptor: descriptor) else {
      throw .feed(name: file.name, .unreadable(file: file.name, code: errno))
    }
    let digest = try sha256(of: file, descriptor)
    guard FileIdentity(descriptor: descriptor) == identity,
      FileIdentity(path: file.path) == identity
    else { throw .feed(name: file.name, .changed(file: file.name)) }
    return Entry(identity: identity, digest: digest)
  }
}

private func sha256(of file: FeedFile, _ descriptor: Int32) throws(RunFault) -> String {
  guard let digest = sha256(descriptor) else {
    throw .feed(name: file.name, .unreadable(file: file.name, code: errno))
  }
  return digest
}

/// The SHA-256 of what is left of an open file, in hexadecimal; nil where it cannot be read.
private func sha256(_ descriptor: Int32) -> String? {
  var hasher = SHA256()
  let isRead = unsafe readPieces(descriptor) { unsafe hasher.update($0) }
  return isRead ? hexadecimal(hasher.finalize()) : nil
}

/// Gives what is left of an open file piece by piece; false where it cannot be read to its end.
private func readPieces(_ descriptor: Int32, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return count == 0 }
    unsafe buffer.withUnsafeBytes { bytes in
      unsafe body(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
  }
}

/// The SHA-256 of a file of the store and its checksum, in hexadecimal; a piece of it at a time is in memory.
func sums(ofFile path: String) throws(RunFault) -> (digest: String, checksum: String) {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .storeUnreadable(path: path) }
  defer { close(descriptor) }
  var hasher = SHA256()
  var checksum = Checksum()
  let isRead = unsafe readPieces(descriptor) { piece in
    unsafe hasher.update(piece)
    unsafe checksum.update(piece.bytes)
  }
  guard isRead else { throw .storeUnreadable(path: path) }
  return (hexadecimal(hasher.finalize()), checksum.text)
}

/// The checksum of a file of the store or of a release; nil where it cannot be read.
func checksum(ofFile path: String) -> String? {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var checksum = Checksum()
  let isRead = unsafe readPieces(descriptor) { unsafe checksum.update($0.bytes) }
  return isRead ? checksum.text : nil
}
