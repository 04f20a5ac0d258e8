import Foundation
import Testing

@testable import Formats

@Suite("Matching files")
struct MatchingFilesTests {
  @Test("files stand in the order in which people number them")
  func order() {
    let ordered = [
      "batch.csv", "batch-1.csv", "batch-2.csv.gz", "batch-09.csv", "batch-10.csv", "batch-10a.csv",
      "batches.csv", "older/batch-3.csv", "uptake-2026-11-09.csv", "uptake-2026-11-10.csv",
    ]
    for (index, left) in ordered.enumerated() {
      for (other, right) in ordered.enumerated() {
        #expect(isFileName(left, before: right) == (index < other), "\(left), \(right)")
      }
    }
    #expect(ordered.reversed().sorted { isFileName($0, before: $1) } == ordered)
    #expect(!isFileName("a.csv", before: "a.csv"))
    #expect(isFileName("a-1.csv", before: "a-01.csv") != isFileName("a-01.csv", before: "a-1.csv"))
  }

  private func names(_ patterns: [String], below folder: TemporaryFolder) throws -> [String] {
    try matchingFiles(patterns, below: folder.path).map(\.name)
  }

  @Test("names match whatever their case, in subfolders, with or without .gz, by their names")
  func matches() throws {
    let folder = try TemporaryFolder()
    let wanted = [
      "M81001/registers.csv.gz", "REGISTERS-2.CSV", "a/b/Registers-x.csv.GZ", "registers.csv",
      "registers-1.csv",
    ]
    let others = [
      "registers.csv.bak", "old-registers.csv", ".registers.csv", ".hidden/registers.csv",
      "registers.txt", "registers.gz",
    ]
    for name in wanted + others { _ = try folder.write(name, "x") }
    let sorted = [
      "M81001/registers.csv.gz", "REGISTERS-2.CSV", "a/b/Registers-x.csv.GZ", "registers.csv",
      "registers-1.csv",
    ]
    #expect(try names(["registers*.csv"], below: folder) == sorted)
    #expect(try names(["none*.csv"], below: folder) == [])
    #expect(try names(["registers.csv", "Registers*"], below: folder).count == 8)
  }

  @Test(
    "a star is any run of characters, also none, and there may be several",
    arguments: [
      ("*", true), ("a*c*e", true), ("abcde*", true), ("a*b*b*e", false), ("*d", false),
      ("a**e", true), ("*bcd*", true), ("", false),
    ])
  func stars(pattern: String, isMatch: Bool) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("abcde", "x")
    #expect(try names([pattern], below: folder) == (isMatch ? ["abcde"] : []))
  }

  @Test("a pattern with a slash is compared with the path below the folder")
  func paths() throws {
    let folder = try TemporaryFolder()
    for name in ["a/x.csv", "b/x.csv"] { _ = try folder.write(name, "x") }
    #expect(try names(["b/*.csv"], below: folder) == ["b/x.csv"])
  }

  @Test("links are followed, each folder once, and a loop ends")
  func links() throws {
    let folder = try TemporaryFolder()
    let other = try TemporaryFolder()
    _ = try other.write("sub/x.csv", "x")
    _ = try folder.write("own.csv", "x")
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.path + "/one", withDestinationPath: other.path)
    try manager.createSymbolicLink(
      atPath: folder.path + "/two", withDestinationPath: other.path)
    try manager.createSymbolicLink(
      atPath: other.path + "/sub/back", withDestinationPath: folder.path)
    #expect(try names(["*.csv"], below: folder) == ["one/sub/x.csv", "own.csv"])
  }

  @Test("names that are not UTF-8 match nothing, and are told with such bytes as escapes")
  func namesWithoutText() throws {
    let folder = try TemporaryFolder()
    for name in ["x.csv", "a\u{1B}/y\n.csv"] { _ = try folder.write(name, "x") }
    let names: [[UInt8]] = [
      Array("x-M\u{FC}ller-".utf8) + [0xFC] + Array(".csv".utf8), [0xC3, 0x28], [0x2E, 0xFF],
      Array("a\u{1B}/".utf8) + [0xFF],
    ]
    for name in names {
      let path = (Array((folder.path + "/").utf8) + name).map { CChar(bitPattern: $0) } + [0]
      let file = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
      try #require(file >= 0)
      close(file)
    }
    #expect(try self.names(["*"], below: folder) == [#"a\u{1b}/y\u{a}.csv"#, "x.csv"])
    #expect(
      try filesWithoutName(below: folder.path)
        == [#"\xc3("#, #"a\u{1b}/\xff"#, #"x-Müller-\xfc.csv"#])
  }

  @Test("a folder that is not there is a fault")
  func missingFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/none"
    #expect(throws: FileFault(path: path, operation: .open, code: ENOENT)) {
      try matchingFiles(["*"], below: path)
    }
  }
}
