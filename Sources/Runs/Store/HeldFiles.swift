import Glibc
import Parallel

/// The files of a store that were held against their checksums: each is read once, however many names it has.
///
/// A disk, a cable or a machine that lost its power changes bytes and leaves the size and the time of writing as they were, so neither says
/// that a file is what was made.
struct HeldFiles: Sendable {
  /// What tells a file that was read from one that was written since.
  private struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let written: Int
    let checksum: String
  }

  private let held = OncePer<Identity, Bool>()

  /// Whether a file has just the bytes that were written.
  ///
  /// - Complexity: O(bytes) for the first of its names.
  func isWhole(_ path: String, bytes: Int, checksum: String?) -> Bool {
    var status = stat()
    guard let checksum, unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      Int(status.st_size) == bytes
    else { return false }
    let identity = Identity(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: bytes,
      written: Int(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int(status.st_mtim.tv_nsec),
      checksum: checksum)
    return held(identity) { Runs.checksum(ofFile: path) == checksum }
  }
}
