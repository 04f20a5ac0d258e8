import Foundation
import Testing

@testable import Formats

@Suite("Gzip")
struct GzipTests {
  private static let text = Array(
    String(repeating: "nhs_number,register\n9434765919,AF\n", count: 40).utf8)

  private func compressed(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
    try #require(gzip(bytes, level: level))
  }

  /// What a file gives in blocks of a size.
  private func content(_ bytes: [UInt8], blockSize: Int = 64) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    var source = ByteSource(try folder.write("a.csv.gz", bytes), blockSize: blockSize)
    var result: [UInt8] = []
    while let block = try source.next() {
      #expect(!block.isEmpty)
      result += block
    }
    return result
  }

  @Test("what was deflated inflates to the same bytes", arguments: [1, 2, 3, 7, 64, 1 << 17])
  func roundTrip(blockSize: Int) throws {
    #expect(try content(compressed(Self.text), blockSize: blockSize) == Self.text)
  }

  @Test("a file that is not gzip is handed over as it is", arguments: [0, 1, 2, 3, 200])
  func plain(count: Int) throws {
    let bytes = Array(Self.text.prefix(count))
    #expect(try content(bytes) == bytes)
  }

  @Test("the members of a file are read one after the other, empty ones among them")
  func members() throws {
    let file =
      try compressed(Array("a,b\n".utf8)) + compressed([]) + compressed(Array("1,2\n".utf8))
    #expect(try content(file) == Array("a,b\n1,2\n".utf8))
    #expect(try content(compressed([])) == [])
  }

  @Test("zero bytes after the last member are padding")
  func padding() throws {
    let file = try compressed(Self.text) + [UInt8](repeating: 0, count: 1000)
    #expect(try content(file) == Self.text)
  }

  @Test("anything else after the last member is corrupt, at its offset")
  func trailingBytes() throws {
    let member = try compressed(Self.text)
    #expect(throws: FeedFault.corruptGzip(file: "a.csv.gz", byteOffset: member.count + 3)) {
      try content(member + [0, 0, 0, 0x41])
    }
    #expect(throws: FeedFault.corruptGzip(file: "a.csv.gz", byteOffset: member.count)) {
      try content(member + Array("trailing".utf8))
    }
  }

  @Test("a file cut short after any byte is truncated there")
  func truncated() throws {
    let file = try compressed(Self.text)
    for count in 2..<file.count {
      #expect(throws: FeedFault.truncatedGzip(file: "a.csv.gz", byteOffset: count)) {
        try content(Array(file.prefix(count)))
      }
    }
    #expect(throws: FeedFault.truncatedGzip(file: "a.csv.gz", byteOffset: file.count * 2 - 5)) {
      try content(file + file.dropLast(5))
    }
  }

  @Test("a changed byte ends in a fault with an offset in the file, or changes nothing")
  func changedByte() throws {
    let file = try compressed(Self.text)
    for index in file.indices {
      var changed = file
      changed[index] ^= 0x55
      do {
        let inflated = try content(changed)
        // The header's time, flags and system, and a file that is no gzip any more.
        #expect(index < 10)
        #expect(inflated == Self.text || inflated == changed)
      } catch FeedFault.corruptGzip(_, let offset) {
        #expect((0...file.count).contains(offset))
      } catch FeedFault.truncatedGzip(_, let offset) {
        #expect(offset == file.count)
      }
    }
  }

  @Test("a wrong check value is corrupt")
  func wrongCheck() throws {
    var file = try compressed(Self.text)
    file[file.count - 6] ^= 1
    #expect(throws: FeedFault.self) { try content(file) }
  }

  @Test("a reader that leaves early does not hold up the worker")
  func leavesEarly() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a.gz", compressed([UInt8](repeating: 7, count: 1 << 20)))
    for _ in 0..<20 {
      var source = ByteSource(file, blockSize: 1024)
      #expect(try source.next()?.count == 1024)
    }
  }

  @Test("after its end a source stays at its end")
  func staysAtEnd() throws {
    let folder = try TemporaryFolder()
    var source = ByteSource(try folder.write("a", Array("x".utf8)))
    #expect(try source.next() == [0x78])
    #expect(try source.next() == nil)
    #expect(try source.next() == nil)
  }

  @Test("a file that is not there, and a folder, cannot be read")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    for (path, code) in [(folder.path + "/none", ENOENT), (folder.path, EISDIR)] {
      #expect(throws: FeedFault.unreadable(file: "x", code: code)) {
        var source = ByteSource(FeedFile(path: path, name: "x"))
        _ = try source.next()
      }
    }
  }

  @Test("gzip's bytes are read by Python and are the same every time")
  func writer() throws {
    let rows = Array(String(repeating: "9434765919,SBP,2026-01-31,142\n", count: 20_000).utf8)
    let bytes = try compressed(rows)
    #expect(try compressed(rows) == bytes)
    guard let python = Python() else { return }
    let folder = try TemporaryFolder()
    let file = try folder.write("a.gz", bytes)
    let program = "import gzip,sys; sys.stdout.write(str(len(gzip.open(sys.argv[1]).read())))"
    #expect(try python.run(program, file.path) == "\(rows.count)")
  }

  @Test("a written file replaces an older one and has mode 0600 even where that had another")
  func replaces() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a", "something much longer")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    var writer = try FileWriter(replacing: file.path)
    try writer.write("ab")
    try writer.write([UInt8](repeating: 0x63, count: 1 << 18))
    try writer.write("d")
    try writer.finish()
    let content = try Data(contentsOf: URL(fileURLWithPath: file.path))
    #expect(content == Data("ab".utf8) + Data(repeating: 0x63, count: 1 << 18) + Data("d".utf8))
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test("a new file is not written through what has its name", arguments: [false, true])
  func new(isLink: Bool) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a", "somebody's own")
    let path = folder.path + "/link"
    if isLink {
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: file.path)
    }
    let name = isLink ? path : file.path
    #expect(throws: FileFault(path: name, operation: .open, code: EEXIST)) {
      _ = try FileWriter(path: name)
    }
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "somebody's own")
    let dangling = folder.path + "/dangling"
    try FileManager.default.createSymbolicLink(
      atPath: dangling, withDestinationPath: folder.path + "/none")
    #expect(throws: FileFault(path: dangling, operation: .open, code: EEXIST)) {
      _ = try FileWriter(path: dangling)
    }
  }

  @Test("a full disk and a missing folder are faults with the system's code")
  func writeFaults() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/none/a"
    #expect(throws: FileFault(path: path, operation: .open, code: ENOENT)) {
      _ = try FileWriter(path: path)
    }
    #expect(throws: FileFault(path: "/dev/full", operation: .write, code: ENOSPC)) {
      var writer = try FileWriter(replacing: "/dev/full")
      try writer.write("x")
      try writer.finish()
    }
  }
}
