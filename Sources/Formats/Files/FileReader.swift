import Glibc

/// An open file that is read from its start to its end, or at any position.
struct FileReader: ~Copyable {
  private let file: OpenFile
  /// How many bytes the file had when it was opened; 0 where that cannot be known, as of a pipe.
  let size: Int
  /// Whether it is a plain file, which can be read at any position, and no folder, pipe or device.
  let isPlain: Bool

  /// Opens a file.
  ///
  /// - Throws: `FileFault` with the system's code.
  init(path: String) throws(FileFault) {
    file = try OpenFile(path, flags: O_RDONLY)
    let status = file.status
    size = status.map { Int($0.st_size) } ?? 0
    isPlain = status.map { $0.st_mode & S_IFMT == S_IFREG } ?? false
  }

  /// What the open file is now, wherever its path leads by now; nil where the system does not say.
  var identity: FileIdentity? { file.status.map { FileIdentity($0) } }

  /// The next bytes, as many as there are up to `count`; fewer only at the end of the file.
  func read(upTo count: Int) throws(FileFault) -> [UInt8] {
    unsafe try bytes(upTo: count) { memory throws(FileFault) in unsafe try file.read(into: memory) }
  }

  /// The bytes from a position, as many as there are up to `count`; fewer only at the end of the file.
  func read(upTo count: Int, at position: Int) throws(FileFault) -> [UInt8] {
    unsafe try bytes(upTo: count) { memory throws(FileFault) in
      unsafe try file.read(into: memory, at: position)
    }
  }

  private func bytes(
    upTo count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(FileFault) -> Int
  ) throws(FileFault) -> [UInt8] {
    var fault: FileFault?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileFault) {
        filled = unsafe try fill(UnsafeMutableRawBufferPointer(buffer))
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    return bytes
  }

  /// Fills memory with the bytes from a position; says how many there were, fewer only at the file's end.
  @unsafe func read(
    into memory: UnsafeMutableRawBufferPointer, at position: Int
  ) throws(FileFault) -> Int {
    unsafe try file.read(into: memory, at: position)
  }
}

/// All bytes of a file.
///
/// - Throws: `FileFault` with the system's code.
/// - Complexity: O(bytes).
public func readFile(_ path: String) throws(FileFault) -> [UInt8] {
  let file = try FileReader(path: path)
  // A byte more than there should be: where it is not filled, the file's end is known without another call.
  var bytes = try file.read(upTo: file.size + 1)
  var hasMore = bytes.count > file.size
  let pieceSize = 1 << 16
  while hasMore {
    let piece = try file.read(upTo: pieceSize)
    bytes += piece
    hasMore = piece.count == pieceSize
  }
  return bytes
}
