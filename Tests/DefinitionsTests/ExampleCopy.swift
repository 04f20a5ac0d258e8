import Foundation
import Testing

/// A copy of the example, or of the engine's own pipeline, that a test may change; it goes away with the value.
final class ExampleCopy {
  private let folder: URL

  init(of original: URL = exampleFolder) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: original, to: folder)
  }

  /// A copy of the engine's own pipeline.
  static func ofFixtures() throws -> ExampleCopy {
    try ExampleCopy(
      of: exampleFolder.deletingLastPathComponent().appending(path: "Fixtures/pipeline"))
  }

  /// A copy whose feeds have other keys than NHS numbers.
  static func keyed(_ declaration: String) throws -> ExampleCopy {
    let copy = try ExampleCopy()
    for name in ["patients", "events", "readings"] {
      let file = "feeds/\(name).yaml"
      if name == "patients" { try copy.replace(", test_numbers: refuse", with: "", in: file) }
      try copy.replace("type: nhs_number", with: declaration, in: file)
    }
    return copy
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The path of one of its files.
  func path(_ name: String) -> String {
    folder.appending(path: name).path
  }

  /// Replaces a text, which must be there, in one of its files.
  func replace(_ old: String, with new: String, in name: String) throws {
    let text = try String(contentsOfFile: path(name), encoding: .utf8)
    try #require(text.contains(old))
    try text.replacingOccurrences(of: old, with: new)
      .write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: folder.appending(path: name))
  }
}
