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

  /// Puts the file into a release that is made now, in nanoseconds as files have it: under a second name where the file system
  /// has such, since a night's lists are most of what it writes.
  ///
  /// What a PCN acts on is what was made: a file is as it was written by size and time of writing, and one that has lain
  /// there for more than a day is held against its digest. A file that somebody writes into in a release has another time of
  /// writing, also in the store, and is made anew.
  func publish(to path: String, now: Int) throws(RunFault) {
    let status = fileStatus(self.path)
    guard let status, status.size == entry.bytes,
      entry.written == nil || entry.written == status.written
    else { throw .storeUnreadable(path: self.path) }
    // A time of writing in the future says nothing.
    let isFresh = entry.written.map { $0 <= now && now - $0 <= StoredFile.trusted } ?? false
    if !isFresh { try holdAgainstDigest() }
    try makeFolder(above: path)
    try linkOrCopy(self.path, to: path)
    guard fileStatus(path)?.size == entry.bytes else { throw .storeUnreadable(path: self.path) }
  }

  private func holdAgainstDigest() throws(RunFault) {
    guard try digest(ofFile: path) == entry.digest else { throw .storeUnreadable(path: path) }
  }
}
