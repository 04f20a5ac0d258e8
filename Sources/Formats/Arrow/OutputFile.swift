import Glibc

/// The system refused a call; `code` is its `errno`.
struct SystemFault: Error {
  var code: Int32
}

/// A file being written beside its place, and moved there when it is whole.
///
/// Small pieces are gathered, large ones go to the system from where they lie. A file that is not finished is removed.
struct OutputFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let partial: String
  private var gathered: [UInt8] = []
  /// How many bytes have been written.
  private(set) var position = 0
  private var isFinished = false

  private static let gatheredSize = 1 << 16

  /// Starts a file that only its owner can read.
  init(_ path: String) throws(SystemFault) {
    self.path = path
    partial = path + ".partial"
    // A file that a crashed run left is replaced and not written into, since it may have another mode.
    _ = unsafe unlink(partial)
    descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFault(code: errno) }
    gathered.reserveCapacity(2 * OutputFile.gatheredSize)
  }

  deinit {
    if !isFinished {
      close(descriptor)
      _ = unsafe unlink(partial)
    }
  }

  /// Adds values as they lie in memory, or only their first bytes.
  mutating func write<Element: BitwiseCopyable>(
    _ values: Span<Element>, byteCount: Int? = nil
  ) throws(SystemFault) {
    // Only numbers come here, which have no padding whose bytes would be of chance.
    let all = unsafe values.bytes
    let bytes = all.extracting(first: byteCount ?? all.byteCount)
    position += bytes.byteCount
    if bytes.byteCount < OutputFile.gatheredSize {
      unsafe bytes.withUnsafeBytes { unsafe gathered.append(contentsOf: $0) }
      if gathered.count >= OutputFile.gatheredSize { try flush() }
    } else {
      try flush()
      try writeThrough(bytes)
    }
  }

  /// Adds zeros up to a multiple of so many bytes.
  mutating func pad(to alignment: Int) throws(SystemFault) {
    let padding = [UInt8](repeating: 0, count: (alignment - position % alignment) % alignment)
    try write(padding.span)
  }

  /// Writes what is left and moves the file to its place.
  mutating func finish() throws(SystemFault) {
    try flush()
    isFinished = true
    guard close(descriptor) == 0, unsafe rename(partial, path) == 0 else {
      let code = errno
      _ = unsafe unlink(partial)
      throw SystemFault(code: code)
    }
  }

  private mutating func flush() throws(SystemFault) {
    let bytes = gathered
    gathered = []
    try writeThrough(unsafe bytes.span.bytes)
    gathered.reserveCapacity(2 * OutputFile.gatheredSize)
  }

  private func writeThrough(_ bytes: RawSpan) throws(SystemFault) {
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(droppingFirst: done)
      // One call writes at most 2 GiB, and may write less.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemFault(code: count == 0 ? EIO : errno) }
      done += count
    }
  }
}
