import Messages
import Glibc

/// The lock of a state or output folder: one run at a time.
///
/// The kernel lets go of it when the process ends, however it ends, so a crash leaves no lock behind.
final class RunLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock and writes who holds it.
  ///
  /// - Throws: `locked` with what the holder wrote where another run has it; `notSafe` where the lock is no file of its
  ///   own, since what the run writes there replaces what the file holds.
  init(path: String, holder: String) throws(RunFault) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw errno == ELOOP ? .notSafe(path: path, .link) : .notWritable(path: path)
    }
    if let danger = RunLock.danger(of: descriptor) {
      close(descriptor)
      throw .notSafe(path: path, danger)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let text = RunLock.text(of: descriptor)
      close(descriptor)
      throw .locked(holder: text)
    }
    self.descriptor = descriptor
    let bytes = Array((holder + "\n").utf8)
    _ = ftruncate(descriptor, 0)
    _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }

  private static func danger(of descriptor: Int32) -> PathDanger? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_nlink == 1
    else { return .notPlain }
    return isOwn(status) ? nil : .otherOwner
  }

  private static func text(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
    }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
      .split(separator: "\n").first.map { String($0) } ?? "unknown"
  }
}
