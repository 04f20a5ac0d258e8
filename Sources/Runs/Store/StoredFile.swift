import Messages

/// A file of a load stage's output, as it lies in the store.
struct StoredFile: Sendable {
  /// Its path in a release.
  let name: String
  /// Its path in the store.
  let path: String
  /// What is known of it.
  let entry: StageRecord.FileEntry

  /// Puts the file into a release: under a second name where the file system has such, since a night's lists are most of what it writes.
  ///
  /// What a PCN acts on is what was made: every file is held against its checksum before. What somebody writes into a file of a release is in
  /// the store's too, and is made anew.
  func publish(from store: Store, to path: String) throws(RunFault) {
    guard store.isWhole(entry, at: self.path) else { throw .storeUnreadable(path: self.path) }
    try makeFolder(above: path)
    try linkOrCopy(self.path, to: path)
    // A second name is the same file; a copy may not be.
    guard store.isWhole(entry, at: path) else { throw .storeUnreadable(path: self.path) }
  }
}
