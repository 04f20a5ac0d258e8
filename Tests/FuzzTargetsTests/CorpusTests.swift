import Foundation
import FuzzTargets
import Testing

/// What fuzzing was begun with and what it has found: tried again in every run of the tests.
@Suite("Corpora of the fuzz targets")
struct CorpusTests {
  private static let corpora = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Corpora")

  @Test(
    "what must hold of each target holds for every file of its corpus",
    arguments: FuzzTarget.all.map(\.name))
  func replay(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let folder = Self.corpora.appending(path: name)
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(files.count >= 5, "a corpus of several files")
    let scratch = try Scratch()
    for file in files.sorted(by: { $0.path < $1.path }) {
      let bytes = try [UInt8](Data(contentsOf: file))
      #expect(throws: Never.self, "\(name)/\(file.lastPathComponent)") {
        try target.attempt(bytes, in: scratch)
      }
    }
  }

  @Test("every folder of a corpus has its target")
  func folders() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpora.path)
    #expect(folders.sorted() == FuzzTarget.all.map(\.name).sorted())
  }
}
