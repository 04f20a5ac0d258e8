import Formats
import Foundation
import Tables
import Testing

/// A folder of its own for a test's files, removed at the end.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("phm-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A table of every column type, each with a third of its rows missing and once with none.
func tableOfAllTypes(rowCount: Int) -> Table {
  var table = Table(rowCount: rowCount)
  for type in ColumnType.allCases {
    let values = (0..<rowCount).map { value(type, $0) }
    table.append("\(type) full", Column(type, values))
    let holed = values.enumerated().map { $0.offset % 3 == 1 ? nil : $0.element }
    table.append("\(type) holed", Column(type, holed))
    table.append("\(type) none", Column(type, [Value?](repeating: nil, count: rowCount)))
  }
  return table
}

private func value(_ type: ColumnType, _ row: Int) -> Value {
  switch type {
  case .boolean: .boolean(row % 5 < 2)
  case .integer: .integer(Int64(row) * 1_000_000_007 - 3)
  case .decimal: .decimal(Double(row) / 8 - 1)
  case .day: .day(Day(number: Int32(row * 37 - 900)))
  case .text: .text(["", "asthma", "Café", "naïve \u{1F600}"][row % 4])
  case .identifier: .identifier(Identifier(number: 9_000_000_000 + Int64(row)))
  case .pseudonym: .pseudonym(Pseudonym("key-\(row % 1000)"))
  }
}

struct ArrowRoundTripTests {
  @Test(
    "a table of every type comes back as it was",
    arguments: [0, 1, 7, 8, 9, 63, 64, 65, 1000, 70_001])
  func roundTrip(rowCount: Int) throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      let table = tableOfAllTypes(rowCount: rowCount)
      try writeArrow(table, to: path, metadata: [("phm.stage", "extract/patients")])
      #expect(try readArrow(path) == table)
    }
  }

  @Test("only the wanted columns come back, in the order wanted")
  func wantedColumns() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      let table = tableOfAllTypes(rowCount: 100)
      try writeArrow(table, to: path)
      let wanted = ["text holed", "boolean full", "identifier holed"]
      #expect(try readArrow(path, columns: wanted) == table.selecting(wanted))
      #expect(try readArrow(path, columns: []) == Table(rowCount: 100))
      #expect(throws: ArrowFault.missingColumn("other")) {
        try readArrow(path, columns: ["day full", "other"])
      }
      #expect(throws: ArrowFault.malformed(.schema)) {
        try readArrow(path, columns: ["day full", "day full"])
      }
    }
  }

  @Test("a table without columns keeps its number of rows")
  func noColumns() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      try writeArrow(Table(rowCount: 12), to: path)
      #expect(try readArrow(path) == Table(rowCount: 12))
    }
  }

  @Test("a presence bitmap without a missing row is not written")
  func fullPresence() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      let full = FixedColumn<Int64>([1, 2], present: Bitmap([true, true]))
      try writeArrow(Table([("a", .integer(full))]), to: path)
      #expect(try readArrow(path)["a"] == .integer(FixedColumn([1, 2])))
    }
  }

  @Test(
    "the same table gives the same bytes, in a file for its owner only, with nothing left beside it"
  )
  func bytes() throws {
    try withFolder { folder in
      let first = folder.appendingPathComponent("a.arrow")
      let second = folder.appendingPathComponent("b.arrow")
      // A longer file of another mode that an earlier run left.
      let partial = folder.appendingPathComponent("b.arrow.partial")
      try Data(repeating: 7, count: 1 << 20).write(to: partial)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: partial.path)
      let table = tableOfAllTypes(rowCount: 333)
      try writeArrow(table, to: first.path)
      try writeArrow(table, to: second.path)
      #expect(try Data(contentsOf: first) == Data(contentsOf: second))
      let attributes = try FileManager.default.attributesOfItem(atPath: second.path)
      #expect(attributes[.posixPermissions] as? NSNumber == 0o600)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.sorted() == ["a.arrow", "b.arrow"])
    }
  }

  @Test("every buffer starts at a multiple of 64 bytes")
  func alignment() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      let marks = (0..<9).map { Int64(0x0102_0304_0506_0700) + Int64($0) }
      try writeArrow(
        Table([
          ("text", Column(.text, marks.map { .text("\($0)") })),
          ("mark", .integer(FixedColumn(marks))),
        ]), to: path.path)
      let bytes = Array(try Data(contentsOf: path))
      let magic: [UInt8] = [0x04, 0x22, 0x4D, 0x18]
      let frames = bytes.indices.filter { bytes[$0...].starts(with: magic) }
      // Starts and bytes of the dictionary, codes, and numbers, each after the eight bytes of its length.
      #expect(frames.count == 4)
      #expect(frames.allSatisfy { ($0 - 8) % 64 == 0 })
    }
  }

  @Test("what the system refuses is a fault with its code")
  func refused() throws {
    try withFolder { folder in
      let absent = folder.appendingPathComponent("absent/t.arrow").path
      #expect(throws: ArrowFault.unwritable(code: ENOENT)) {
        try writeArrow(Table(rowCount: 0), to: absent)
      }
      #expect(throws: ArrowFault.unreadable(code: ENOENT)) { try readArrow(absent) }
      #expect(throws: ArrowFault.unreadable(code: EISDIR)) { try readArrow(folder.path) }
    }
  }
}
