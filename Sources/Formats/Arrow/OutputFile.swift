import Glibc

/// A file being written beside its place, and moved there when it is whole.
///
/// A file that is not finished is removed.
struct OutputFile: ~Copyable {
  private let path: String
  private let partial: String
  private var writer: FileWriter?
  /// How many bytes have been written.
  private(set) var position = 0
  private var isFinished = false

  /// Starts a file that only its owner can read.
  init(_ path: String) throws(FileFault) {
    self.path = path
    partial = path + ".partial"
    // What a crashed run left is replaced and not written into: it may be a link.
    _ = unsafe unlink(partial)
    writer = try FileWriter(path: partial)
  }

  deinit {
    if !isFinished { _ = unsafe unlink(partial) }
  }

  /// Adds bytes.
  mutating func write(_ bytes: Span<UInt8>) throws(FileFault) {
    position += bytes.count
    try unsafe writer?.write(bytes.bytes)
  }

  /// Adds zeros up to a multiple of so many bytes.
  mutating func pad(to alignment: Int) throws(FileFault) {
    let padding = [UInt8](repeating: 0, count: (alignment - position % alignment) % alignment)
    try write(padding.span)
  }

  /// Writes what is left and moves the file to its place; gives the checksum of its bytes.
  mutating func finish() throws(FileFault) -> String {
    guard let writer = writer.take() else {
      preconditionFailure("a file is finished once")
    }
    let checksum = try writer.finish()
    guard unsafe rename(partial, path) == 0 else {
      throw FileFault(path: path, operation: .write, code: errno)
    }
    isFinished = true
    return checksum
  }
}
