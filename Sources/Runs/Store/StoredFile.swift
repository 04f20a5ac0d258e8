import Messages
import Formats

/// A file of a load stage's output, as it lies in the store.
struct StoredFile: Sendable {
  /// Its path in a release.
  let name: String
  /// Its path in the store.
  let path: String
  /// What is known of it.
  let entry: StageRecord.FileEntry

  /// What was written longer ago than this is read again before it is published, in nanoseconds: a day.
  private static let trusted = 24 * 3600 * 1_000_000_000

  /// Copies the file into a release that is made now, in nanoseconds as files have it.
  ///
  /// What a PCN acts on is what was made: a file is as it was written by size and time of writing, and one that has lain
  /// there for more than a day is held against its digest.
  func publish(to path: String, now: Int) throws(RunFault) {
    let status = fileStatus(self.path)
    guard let status, status.size == entry.bytes,
      entry.written == nil || entry.written == status.written
    else { throw .storeUnreadable(path: self.path) }
    // A time of writing in the future says nothing.
    guard let written = entry.written, written <= now, now - written <= StoredFile.trusted else {
      return try writeFile(try read(), to: path)
    }
    try makeFolder(above: path)
    guard try copyFile(self.path, to: path) == entry.bytes else {
      throw .storeUnreadable(path: self.path)
    }
  }

  private func read() throws(RunFault) -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw .storeUnreadable(path: path) }
    guard Runs.digest(of: bytes) == entry.digest else { throw .storeUnreadable(path: path) }
    return bytes
  }
}
