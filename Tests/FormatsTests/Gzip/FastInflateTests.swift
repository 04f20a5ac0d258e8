import Foundation
import Testing

@testable import Formats

/// ISA-L and zlib beside each other: the same bytes, and the same faults at the same places.
@Suite("Gzip through ISA-L")
struct FastInflateTests {
  /// What a file gives: its bytes as far as they were inflated, and what ended it.
  private struct Outcome: Equatable {
    var bytes: [UInt8] = []
    var fault: GzipFault?
  }

  private func outcome(
    of path: String, isFast: Bool, blockSize: Int
  ) throws -> Outcome {
    var outcome = Outcome()
    let file = try FileReader(path: path)
    let first = try file.read(upTo: 2)
    do throws(GzipReader.Failure) {
      var reader = try GzipReader(file, first: first, isFast: isFast)
      while let block = try reader.next(upTo: blockSize) { outcome.bytes += block }
    } catch {
      guard case .gzip(let fault) = error else { throw error }
      // What was inflated before a fault is nobody's: no row of such a file is kept.
      outcome = Outcome(fault: fault)
    }
    return outcome
  }

  /// Numbers that are the same in every run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  /// Rows as feeds have them, with a stretch that cannot be compressed.
  private static func rows(_ count: Int, _ numbers: inout Numbers) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<count {
      let number = UInt64.random(in: 4_000_000_000...9_999_999_999, using: &numbers)
      bytes += "\(number),SBP,2026-0\(number % 9 + 1)-11,\(number % 90 + 90)\n".utf8
    }
    return bytes
      + (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
  }

  /// A file of several members, with all that a header can have and padding at its end.
  private static func file(_ numbers: inout Numbers) throws -> [UInt8] {
    var file: [UInt8] = []
    for level in [1, 6, 9] {
      let rows = rows(Int.random(in: 0...4_000, using: &numbers), &numbers)
      var member = try #require(gzip(rows, level: level))
      if level == 6 {
        // An extra field, a name and a comment (RFC 1952, 2.3.1).
        member[3] = 0x1C
        member.insert(
          contentsOf: [3, 0, 1, 2, 3] + "rows.csv".utf8 + [0] + "made up".utf8 + [0], at: 10)
      }
      file += member
    }
    return file + [UInt8](repeating: 0, count: 300)
  }

  private func compare(_ file: [UInt8], blockSize: Int, _ folder: TemporaryFolder) throws -> Outcome
  {
    let path = try folder.write("a.gz", file).path
    let slow = try outcome(of: path, isFast: false, blockSize: blockSize)
    #expect(try outcome(of: path, isFast: true, blockSize: blockSize) == slow)
    return slow
  }

  @Test("the machine of the tests has ISA-L")
  func installed() {
    let stream = FastInflateStream()
    let isThere = stream != nil
    #expect(isThere, "make setup installs libisal-dev")
  }

  @Test("whole files give the same bytes", arguments: [1_000, 4_096, 1 << 17])
  func whole(blockSize: Int) throws {
    var numbers = Numbers(state: UInt64(blockSize))
    let folder = try TemporaryFolder()
    for _ in 0..<5 {
      let file = try Self.file(&numbers)
      let outcome = try compare(file, blockSize: blockSize, folder)
      #expect(outcome.fault == nil && !outcome.bytes.isEmpty)
    }
  }

  @Test("damaged files give the same fault at the same byte", arguments: 0..<4)
  func damaged(seed: Int) throws {
    var numbers = Numbers(state: UInt64(seed))
    let folder = try TemporaryFolder()
    var faults: Set<String> = []
    let file = try Self.file(&numbers)
    for _ in 0..<150 {
      var changed = file
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        let place = Int.random(in: 2..<changed.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
        case 1: changed.removeSubrange(place..<min(place + 7, changed.count))
        case 2: changed.removeLast(changed.count - place)
        default: changed.insert(contentsOf: [0, 0xFF, 0x1F], at: place)
        }
        if changed.count < 10 { changed = file }
      }
      switch try compare(changed, blockSize: 1 << 14, folder).fault {
      case .corrupt: faults.insert("corrupt")
      case .truncated: faults.insert("truncated")
      case .outOfMemory, nil: break
      }
    }
    #expect(faults == ["corrupt", "truncated"])
  }

  @Test("a pipe, which cannot be read again, is inflated too")
  func pipe() throws {
    var numbers = Numbers(state: 7)
    let rows = Self.rows(3_000, &numbers)
    let folder = try TemporaryFolder()
    let path = folder.path + "/pipe"
    let made = unsafe mkfifo(path, 0o600)
    try #require(made == 0)
    let file = try #require(gzip(rows))
    let writer = Thread {
      let handle = FileHandle(forWritingAtPath: path)
      handle?.write(Data(file))
      try? handle?.close()
    }
    writer.start()
    #expect(try outcome(of: path, isFast: true, blockSize: 1 << 12) == Outcome(bytes: rows))
  }
}
