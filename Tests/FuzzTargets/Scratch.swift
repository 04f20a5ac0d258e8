import Foundation
import Synchronization

/// A folder for the files of one trial after another, which goes with the value; in memory where there is `/dev/shm`.
public final class Scratch: Sendable {
  /// Where it lies.
  public let folder: String
  /// A copy of the definitions of the tests, for the targets that put a file of their own into it; made when it is first asked for.
  private let definitions = Mutex<String?>(nil)

  /// Makes a folder.
  public init() throws {
    let memory = "/dev/shm"
    let root =
      FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    folder = "\(root)/phm-fuzz-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  }

  deinit { remove() }

  /// Removes the folder.
  public func remove() {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Writes a file anew and gives its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// The folder with the copied definitions.
  func definitionExamples() throws -> String {
    try definitions.withLock { known in
      if let known { return known }
      // The fuzzer's package reaches this file through a link.
      let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
      let copy = "\(folder)/definitions"
      try FileManager.default.copyItem(
        at: tests.appending(path: "DefinitionExamples"), to: URL(fileURLWithPath: copy))
      known = copy
      return copy
    }
  }
}
