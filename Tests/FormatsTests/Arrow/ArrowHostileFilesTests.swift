import Formats
import Foundation
import Tables
import Testing

/// Damaged files end in a fault or in a table, and never in a crash.
struct ArrowHostileFilesTests {
  private func isRead(_ path: URL, columns: [String]? = nil) -> Bool {
    do throws(ArrowFault) {
      let table = try readArrow(path.path, columns: columns)
      // What was read can be used.
      for column in table.columns where column.count > 0 { _ = column.value(at: column.count - 1) }
      return true
    } catch {
      return false
    }
  }

  /// Changes every byte of a file in turn, by its lowest bit, its highest or all, and counts what became of it.
  private func flip(_ path: URL, columns: [String]? = nil) throws -> (read: Int, refused: Int) {
    let file = try FileHandle(forUpdating: path)
    let fixture = try #require(try file.readToEnd())
    let changes: [UInt8] = [0x01, 0x80, 0xFF]
    var counts = (read: 0, refused: 0)
    for (position, byte) in fixture.enumerated() {
      // In place, since a file system writes a replaced file to the disk at once.
      try file.seek(toOffset: UInt64(position))
      try file.write(contentsOf: [byte ^ changes[position % 3]])
      if isRead(path, columns: columns) { counts.read += 1 } else { counts.refused += 1 }
      try file.seek(toOffset: UInt64(position))
      try file.write(contentsOf: [byte])
    }
    #expect(isRead(path, columns: columns))
    return counts
  }

  @Test("a file of ours with any byte changed never crashes the reader")
  func flippedOwn() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      let all = tableOfAllTypes(rowCount: 70)
      let table = all.selecting(all.names.filter { $0.hasSuffix("holed") })
      try writeArrow(table, to: path.path, metadata: [("a", "b")])
      let counts = try flip(path)
      #expect(counts.read > 0 && counts.refused > 0)
    }
  }

  @Test(
    "a file of pyarrow with any byte changed never crashes the reader",
    .enabled(if: PythonTools.has("pyarrow"), "needs python3 with pyarrow"))
  func flippedForeign() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      _ = try PythonTools.lines(
        """
        import sys, pyarrow as pa, pyarrow.ipc as ipc
        long = "a text of more than twelve bytes"
        def batch(n): return pa.record_batch({
          "view": pa.array(["a", None, long][:n], pa.string_view()), "utf8": pa.array(["a", None, "b"][:n]),
          "large": pa.array(["a", long, None][:n], pa.large_utf8()), "list": pa.array([[1], None, [2]][:n]),
          "u64": pa.array([1, None, 2][:n], pa.uint64()), "null": pa.nulls(n), "float": pa.array([1, None, 2.0][:n], pa.float32()),
          "time": pa.array([1, None, -1][:n], pa.timestamp("s")), "coded": pa.array(["x", None, "x"][:n]).dictionary_encode()})
        with ipc.new_file(sys.argv[1], batch(3).schema) as file:
            file.write(batch(3))
            file.write(batch(3).slice(0, 1))
        """, path.path)
      #expect(throws: ArrowFault.malformed(.columnType)) { try readArrow(path.path) }
      let wanted = ["view", "utf8", "large", "u64", "null", "float", "time", "coded"]
      let counts = try flip(path, columns: wanted)
      #expect(counts.read > 0 && counts.refused > 0)
    }
  }

  @Test("a changed byte of a value is found by the checksum and never read as another value")
  func changedValues() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      let all = tableOfAllTypes(rowCount: 300)
      // Without texts, whose dictionaries have messages of their own between the bodies.
      let table = all.selecting(
        zip(all.names, all.columns).filter {
          switch $0.1 {
          case .text, .pseudonym: false
          default: true
          }
        }.map { $0.0 })
      try writeArrow(table, to: path.path)
      let whole = try readArrow(path.path)
      let bytes = Array(try Data(contentsOf: path))
      let magic: [UInt8] = [0x04, 0x22, 0x4D, 0x18]
      let start = try #require(
        bytes.indices.dropLast(4).first { Array(bytes[$0..<($0 + 4)]) == magic })
      let footer = bytes[(bytes.count - 10)..<(bytes.count - 6)].reversed().reduce(0) {
        $0 << 8 | Int($1)
      }
      // Eight bytes of the first buffer's length come before its frame, eight that end the stream before the footer.
      let body = (start - 8)..<(bytes.count - 10 - footer - 8)
      let file = try FileHandle(forUpdating: path)
      var refused = 0
      for position in body {
        try file.seek(toOffset: UInt64(position))
        try file.write(contentsOf: [bytes[position] ^ UInt8(1 << (position % 8))])
        do throws(ArrowFault) {
          // Padding between buffers says nothing.
          let changed = try readArrow(path.path)
          #expect(changed == whole, "byte \(position)")
        } catch {
          refused += 1
          #expect(error == .malformed(.damaged), "byte \(position)")
        }
        try file.seek(toOffset: UInt64(position))
        try file.write(contentsOf: [bytes[position]])
      }
      #expect(refused > body.count / 2)
    }
  }

  @Test(
    "a buffer that claims more than its bytes can hold, or another length than its frame has, is damaged"
  )
  func claimedLength() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      try writeArrow(
        Table([("a", .integer(FixedColumn([Int64](repeating: 1 << 40, count: 100))))]),
        to: path.path)
      let bytes = Array(try Data(contentsOf: path))
      let magic: [UInt8] = [0x04, 0x22, 0x4D, 0x18]
      let start = try #require(
        bytes.indices.dropLast(4).first { Array(bytes[$0..<($0 + 4)]) == magic })
      for claimed: Int64 in [.max, .min, -2, 1 << 40, 0, 1, 799, 801] {
        var changed = bytes
        for byte in 0..<8 {
          changed[start - 8 + byte] = UInt8(truncatingIfNeeded: claimed >> (8 * byte))
        }
        try Data(changed).write(to: path)
        #expect(throws: ArrowFault.malformed(.damaged), "\(claimed)") {
          try readArrow(path.path)
        }
      }
    }
  }

  @Test(
    "a frame that many buffers name is refused before any is decompressed",
    .enabled(if: PythonTools.has("pyarrow"), "needs python3 with pyarrow"))
  func sharedFrame() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      // A column's two buffers of numbers and another's: the second column is made to name the first one's frame.
      _ = try PythonTools.lines(
        """
        import sys, struct, pyarrow as pa, pyarrow.ipc as ipc
        batch = pa.record_batch({"a": pa.array([7] * 50000, pa.int64()), "b": pa.array(list(range(50000)), pa.int64())})
        with ipc.new_file(sys.argv[1], batch.schema, options=ipc.IpcWriteOptions(compression="lz4")) as file:
            file.write(batch)
        bytes = bytearray(open(sys.argv[1], "rb").read())
        frames = [i for i in range(len(bytes) - 4) if bytes[i:i + 4] == b"\\x04\\x22\\x4d\\x18"]
        body = frames[0] - 8
        second = struct.pack("<q", frames[1] - 8 - body)
        place = bytes.index(second)
        length = struct.unpack_from("<q", bytes, place + 8)[0]
        # The last buffer lies over the first: it begins where that does and is as long as all.
        bytes[place:place + 8] = struct.pack("<q", 0)
        bytes[place + 8:place + 16] = struct.pack("<q", frames[1] - 8 - body + length)
        open(sys.argv[1], "wb").write(bytes)
        """, path.path)
      #expect(throws: ArrowFault.malformed(.message)) { try readArrow(path.path) }
    }
  }

  @Test(
    "a compressed buffer without a frame is empty",
    .enabled(if: PythonTools.has("pyarrow"), "needs python3 with pyarrow"))
  func withoutFrame() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      // As Arrow's Java library writes it: eight zeros for the length, and nothing after them.
      let values: [UInt8] = [0x04, 0x22, 0x4D, 0x18]
      try writeArrow(Table([("a", .integer(FixedColumn([300])))]), to: path.path)
      var bytes = Array(try Data(contentsOf: path))
      let frame = try #require(
        bytes.indices.dropLast(4).first { Array(bytes[$0..<($0 + 4)]) == values })
      // Where the message gives the buffer's length: 8 bytes are all of it now.
      let footer = bytes[(bytes.count - 10)..<(bytes.count - 6)].reversed().reduce(0) {
        $0 << 8 | Int($1)
      }
      let end = try #require(
        ((frame + 4)..<(bytes.count - footer)).last {
          bytes[$0 - 1] != 0 && $0 < bytes.count - 10 - footer - 8
        })
      let length = end - (frame - 8)
      var number: [UInt8] = []
      for byte in 0..<8 { number.append(UInt8(truncatingIfNeeded: length >> (8 * byte))) }
      let place = try #require(
        (0..<(frame - 8)).last { Array(bytes[$0..<($0 + 8)]) == number })
      bytes.replaceSubrange(place..<(place + 8), with: [8, 0, 0, 0, 0, 0, 0, 0])
      bytes.replaceSubrange((frame - 8)..<frame, with: [UInt8](repeating: 0, count: 8))
      try Data(bytes).write(to: path)
      // One row needs eight bytes, and there are none: too few, and not damaged.
      #expect(throws: ArrowFault.malformed(.buffer)) { try readArrow(path.path) }
    }
  }

  @Test("a file cut off anywhere is refused")
  func truncated() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      let all = tableOfAllTypes(rowCount: 9)
      let table = all.selecting(all.names.filter { $0.hasSuffix("holed") })
      try writeArrow(table, to: path.path)
      let file = try FileHandle(forUpdating: path)
      let length = try file.seekToEnd()
      for length in (0..<length).reversed() {
        try file.truncate(atOffset: length)
        #expect(!isRead(path), "\(length) bytes")
      }
    }
  }

  @Test("a file cut off in the middle is refused as truncated")
  func half() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      try writeArrow(tableOfAllTypes(rowCount: 65), to: path.path)
      let file = try FileHandle(forUpdating: path)
      try file.truncate(atOffset: try file.seekToEnd() / 2)
      #expect(throws: ArrowFault.malformed(.truncated)) { try readArrow(path.path) }
    }
  }

  @Test("a file that is something else is refused")
  func otherFiles() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      for text in [
        "", "nhs_number,register\n", "ARROW1", "ARROW1\0\0ARROW1", "ARROW1\0\0\u{4}\0\0\0ARROW1",
      ] {
        try Data(text.utf8).write(to: path)
        #expect(!isRead(path))
      }
    }
  }
}
