import Foundation
import Parallel
import Tables
import Testing

@testable import Formats

/// A file that is another one when it is read than it was when it was hashed.
@Suite("Changed files")
struct ChangedFileTests {
  private static let rows = FeedFixture.header + "\n9434765919,AF,2026-01-31,1,2,Y,n\n"

  private func hashed(_ file: FeedFile) throws -> FeedFile {
    var file = file
    file.identity = FileIdentity(path: file.path)
    try #require(file.identity != nil)
    return file
  }

  private func read(_ file: FeedFile) throws(FeedFault) -> Extract {
    try extract(FeedFixture.contract(), from: [file], rows: RowCounter(), stop: StopRequest())
  }

  /// Puts another file of the same size and time of writing in the place of one.
  private func replace(_ file: FeedFile) throws {
    let written = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
    let bytes = try Data(contentsOf: URL(filePath: file.path))
    try bytes.write(to: URL(filePath: file.path + ".new"))
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(written)], ofItemAtPath: file.path + ".new")
    try #require(unsafe rename(file.path + ".new", file.path) == 0)
  }

  @Test("a file that is as it was hashed is read, plain, gzipped and as XML and Arrow")
  func same() throws {
    let folder = try TemporaryFolder()
    for name in ["a.csv", "a.csv.gz"] {
      let bytes = Array(Self.rows.utf8)
      let file = try folder.write(name, name.hasSuffix("gz") ? compressed(bytes) : bytes)
      #expect(try read(try hashed(file)).table.rowCount == 1)
    }
    let xml = try hashed(try folder.write("a.xml", "<a><b>1</b></a>"))
    #expect(try extractXML(xml).table.rowCount == 1)
    let arrow = FeedFile(path: folder.path + "/a.arrow", name: "a.arrow")
    try writeArrow(Self.table, to: arrow.path)
    #expect(try extractArrow(try hashed(arrow)).table.rowCount == 1)
  }

  @Test("a file that was replaced is not read, plain, gzipped and as XML and Arrow")
  func replaced() throws {
    let folder = try TemporaryFolder()
    for name in ["a.csv", "a.csv.gz"] {
      let bytes = Array(Self.rows.utf8)
      let file = try hashed(
        try folder.write(name, name.hasSuffix("gz") ? compressed(bytes) : bytes))
      try replace(file)
      #expect(throws: FeedFault.changed(file: name)) { try read(file) }
    }
    let xml = try hashed(try folder.write("a.xml", "<a><b>1</b></a>"))
    try replace(xml)
    #expect(throws: FeedFault.changed(file: "a.xml")) { try extractXML(xml) }
    let path = folder.path + "/a.arrow"
    try writeArrow(Self.table, to: path)
    let arrow = try hashed(FeedFile(path: path, name: "a.arrow"))
    try replace(arrow)
    #expect(throws: FeedFault.changed(file: "a.arrow")) { try extractArrow(arrow) }
  }

  @Test("a file whose delivery goes on is told as that, and not as what is wrong with its half")
  func half() throws {
    let folder = try TemporaryFolder()
    let file = try hashed(try folder.write("a.csv", Self.rows))
    try Data().write(to: URL(filePath: file.path))
    #expect(throws: FeedFault.changed(file: "a.csv")) { try read(file) }
    try FileManager.default.removeItem(atPath: file.path)
    #expect(throws: FeedFault.changed(file: "a.csv")) { try read(file) }
  }

  @Test(
    "a file that is written to while it is read is found out at its end", arguments: [true, false])
  func whileRead(isGzip: Bool) throws {
    let folder = try TemporaryFolder()
    // More than the worker reads ahead: it waits for the reader, and is not at the end yet when the file changes.
    let bytes = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    let file = try hashed(try folder.write("a", isGzip ? compressed(bytes) : bytes))
    var source = ByteSource(file, blockSize: 4096)
    _ = try source.next()
    let handle = try #require(FileHandle(forWritingAtPath: file.path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0]))
    try handle.close()
    #expect(throws: FeedFault.changed(file: "a")) {
      while try source.next() != nil {}
    }
  }

  private func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    try #require(gzip(bytes, level: 6))
  }

  private static let table = Table([("b", Column(.text, [.text("1")]))])

  private func extractArrow(_ file: FeedFile) throws(FeedFault) -> Extract {
    let contract = FeedContract(
      name: "test", files: [], format: .arrow, columns: [ColumnContract(name: "b", type: .text)])
    return try extract(contract, from: [file], rows: RowCounter(), stop: StopRequest())
  }

  private func extractXML(_ file: FeedFile) throws(FeedFault) -> Extract {
    let contract = xmlContract(record: ["a"], [("b", "b")])
    return try extract(contract, from: [file], rows: RowCounter(), stop: StopRequest())
  }
}
