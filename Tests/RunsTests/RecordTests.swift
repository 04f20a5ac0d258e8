import Foundation
import Testing

@testable import Runs

/// A record without its checksum, as earlier versions wrote it.
func withoutChecksum(_ json: String) -> String {
  json.split(separator: "\n", omittingEmptySubsequences: false)
    .filter { !$0.hasPrefix("  \"checksum\" : ") }.joined(separator: "\n")
}

@Suite("Records of the state folder")
struct RecordTests {
  private struct Count: Codable, Equatable {
    var name: String
    var people: Int
  }

  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "phm-\(UUID().uuidString)")

  private var path: String { folder.appending(path: "count.json").path }

  @Test(
    "a record that one bit is another of is none, or says the same, whichever bit it is",
    arguments: [true, false])
  func everyBit(kept: Bool) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let count = Count(name: "flu", people: 1_234)
    try writeJSON(count, to: path, kept: kept)
    #expect(read(Count.self, from: path) == count)
    let bytes = try Data(contentsOf: URL(filePath: path))
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        try changed.write(to: URL(filePath: path))
        let found = read(Count.self, from: path)
        #expect(found == nil || found == count, "bit \(bit) of byte \(place)")
      }
    }
  }

  @Test("a record that was cut anywhere is none, or says the same")
  func everyCut() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let count = Count(name: "flu", people: 1_234)
    try writeJSON(count, to: path)
    let bytes = try Data(contentsOf: URL(filePath: path))
    for length in 0..<bytes.count {
      try bytes.prefix(length).write(to: URL(filePath: path))
      let found = read(Count.self, from: path)
      #expect(found == nil || found == count, "\(length) bytes")
    }
  }

  @Test("a record of an earlier version, which has no checksum, is read")
  func earlier() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let count = Count(name: "flu", people: 1_234)
    try writeJSON(count, to: path)
    let json = try String(contentsOfFile: path, encoding: .utf8)
    #expect(withoutChecksum(json) != json)
    try Data(withoutChecksum(json).utf8).write(to: URL(filePath: path))
    #expect(read(Count.self, from: path) == count)
  }
}
