import Definitions
import Foundation
import Model
import Testing

/// What the definition of a workbook may say, by the engine's own pipeline, whose lists take actions.
@Suite("Definitions of workbooks")
struct WorkbookKeysTests {
  /// What loading says where the columns to fill in are others.
  private func mistakes(fillIn: String) throws -> [DefinitionMistake.Reason] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipeline = exampleFolder.deletingLastPathComponent().appending(path: "Fixtures/pipeline")
    try FileManager.default.copyItem(at: pipeline, to: folder)
    let file = folder.appending(path: "publish.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let kept = "fill_in: [action, acted_on, until]"
    try #require(text.contains(kept))
    try Data(text.replacingOccurrences(of: kept, with: "fill_in: \(fillIn)").utf8).write(to: file)
    do {
      _ = try loadPipeline(at: folder.appending(path: "nightly.yaml").path)
      return []
    } catch {
      return error.mistakes.map(\.reason)
    }
  }

  @Test("what the feed of actions requires must be asked")
  func required() throws {
    #expect(
      try mistakes(fillIn: "[action, until]") == [
        .expected("'acted_on' too, which the feed actions requires")
      ])
    #expect(try mistakes(fillIn: "[acted_on, action]").isEmpty)
  }

  @Test("a column that the feed has not, and one that the list says by itself, cannot be filled in")
  func unknown() throws {
    func unknown(_ name: String, _ nearest: String?) -> DefinitionMistake.Reason {
      .unknownReference(
        kind: "column to fill in of feed actions", name: name, nearest: nearest)
    }
    #expect(
      try mistakes(fillIn: "[action, acted_on, untill]") == [unknown("untill", "until")])
    let given = try mistakes(fillIn: "[action, acted_on, nhs_number, list, listed_at]")
    #expect(given.count == 3)
    for reason in given {
      guard case .unknownReference("column to fill in of feed actions", _, _) = reason else {
        Issue.record("\(reason)")
        continue
      }
    }
  }
}
