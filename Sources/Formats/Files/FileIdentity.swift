import Glibc

/// What tells a file from one that was put in its place, or from what it was before somebody wrote to it.
///
/// Equal identities of one path mean equal bytes, as far as the file system's clock goes: a write sets the times, and a
/// file that is put in the place of another has an inode of its own.
public struct FileIdentity: Hashable, Sendable, Codable {
  /// Its size in bytes.
  public let size: Int
  /// When it was last written, in nanoseconds.
  private let written: Int
  /// When its bytes, names or rights last changed, in nanoseconds.
  private let changed: Int
  private let inode: UInt64

  /// The identity of the file that a path leads to now; nil where there is none, with the system's code in `errno`.
  public init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The identity of an open file as it is now, wherever its path leads by now.
  public init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    size = Int(status.st_size)
    written = FileIdentity.nanoseconds(status.st_mtim)
    changed = FileIdentity.nanoseconds(status.st_ctim)
    inode = UInt64(status.st_ino)
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }
}

extension FeedFile {
  /// Holds what was found of the file against what it was when it was hashed.
  ///
  /// - Throws: `FeedFault.changed` where it is another file by now, or none.
  func check(_ found: FileIdentity?) throws(FeedFault) {
    guard identity == nil || identity == found else { throw .changed(file: name) }
  }
}
