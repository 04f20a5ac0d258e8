import Formats

/// A file of a load stage's output, as it lies in the store.
struct StoredFile: Hashable, Sendable {
  /// Its path in a release.
  let name: String
  /// Its path in the store.
  let path: String
  /// What its bytes were when it was written.
  let digest: String
  /// How many they were.
  let bytes: Int
  /// Whether this very run wrote it: its digest was just taken of the same bytes.
  let isFresh: Bool

  /// Copies the file into a release.
  ///
  /// What lay in the store is held against its digest: what a PCN acts on is what was made.
  func publish(to path: String) throws(RunFault) {
    if isFresh {
      try makeFolder(above: path)
      guard try copyFile(self.path, to: path) == bytes else {
        throw .storeUnreadable(path: self.path)
      }
    } else {
      try writeFile(try read(), to: path)
    }
  }

  private func read() throws(RunFault) -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw .storeUnreadable(path: path) }
    guard Pipeline.digest(of: bytes) == digest else { throw .storeUnreadable(path: path) }
    return bytes
  }
}
