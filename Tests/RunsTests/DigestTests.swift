import Formats
import Foundation
import Testing

@testable import Messages
@testable import Runs

@Suite("Digests of feed files")
struct DigestTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "phm-\(UUID().uuidString)")

  private func file(_ name: String, _ text: String) throws -> FeedFile {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return FeedFile(path: url.path, name: name)
  }

  @Test("a digest comes with what the file was; a file in its place gets a digest of its own")
  func identity() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = try file("a.csv", "one")
    var cache = DigestCache()
    let first = try #require(try cache.digests(of: [before], force: false).first)
    #expect(first.file.identity == FileIdentity(path: before.path))
    #expect(first.digest.digest == digest(of: Array("one".utf8)))
    #expect(first.digest.bytes == 3)
    let written = try FileManager.default.attributesOfItem(atPath: before.path)[.modificationDate]
    let other = try file("b.csv", "two")
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(written)], ofItemAtPath: other.path)
    try rename(other.path, to: before.path)
    let second = try #require(try cache.digests(of: [before], force: false).first)
    #expect(second.digest.digest == digest(of: Array("two".utf8)))
    #expect(second.file.identity != first.file.identity)
  }

  @Test("a file that is replaced while it is hashed is a fault")
  func whileHashed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "a.csv").path
    try #require(unsafe mkfifo(path, 0o600) == 0)
    // The program reads from a pipe until its writer, which puts another file in its place first, lets go.
    let writer = Thread {
      let descriptor = unsafe open(path, O_WRONLY)
      try? Data("other".utf8).write(to: URL(filePath: path), options: .atomic)
      _ = unsafe write(descriptor, [0x78], 1)
      close(descriptor)
    }
    writer.start()
    var cache = DigestCache()
    #expect(throws: RunFault.feed(name: "a.csv", .changed(file: "a.csv"))) {
      try cache.digests(of: [FeedFile(path: path, name: "a.csv")], force: false)
    }
  }

  @Test("--force hashes again what is remembered")
  func force() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try file("a.csv", "one")
    var cache = DigestCache()
    let path = folder.appending(path: "state").path
    _ = try cache.digests(of: [file], force: false)
    try cache.save(state: path)
    // What is remembered is wrong now, and only reading the file can tell.
    let kept = try String(contentsOfFile: path + "/digests.json", encoding: .utf8)
    let wrong = kept.replacingOccurrences(
      of: digest(of: Array("one".utf8)), with: digest(of: Array("two".utf8)))
    try Data(withoutChecksum(wrong).utf8).write(to: URL(filePath: path + "/digests.json"))
    var remembered = DigestCache.load(state: path)
    let trusted = try #require(try remembered.digests(of: [file], force: false).first)
    #expect(trusted.digest.digest == digest(of: Array("two".utf8)))
    let forced = try #require(try remembered.digests(of: [file], force: true).first)
    #expect(forced.digest.digest == digest(of: Array("one".utf8)))
  }
}
