import Formats
import Foundation
import Parallel
import Tables
import Testing

struct ArrowExtractTests {
  private func extract(
    _ table: Table, _ columns: [ColumnContract], isRequired: Bool = true
  ) throws -> Extract {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      try writeArrow(table, to: path)
      return try Formats.extract(
        FeedContract(
          name: "registers", files: [], format: .arrow, columns: columns, isRequired: isRequired),
        from: [FeedFile(path: path, name: "t.arrow")], rows: RowCounter(), stop: StopRequest())
    }
  }

  private let register = ColumnContract(
    name: "register", type: .code(CodeList(name: "r", meanings: ["AF": "AF", "DM17": "DM"])))

  @Test("typed values become the contract's columns, by name and whatever their order")
  func typed() throws {
    let day = try #require(Day(iso: "2026-11-21"))
    let early = try #require(Day(iso: "0987-01-02"))
    let british = try #require(DateFormat(pattern: "dd/MM/yyyy"))
    let table = Table([
      ("On", Column(.day, [.day(day), nil, .day(early)])),
      ("NHS number", Column(.integer, [.integer(9_434_765_919), .integer(12), nil])),
      ("register", Column(.text, [.text("AF"), .text("DM17"), .text("XX")])),
      ("carer", Column(.boolean, [.boolean(true), .boolean(false), nil])),
      ("value", Column(.decimal, [.decimal(1e-7), .decimal(.nan), .decimal(1e300)])),
      ("count", Column(.decimal, [.decimal(112), .decimal(-3), nil])),
    ])
    let result = try extract(
      table,
      [
        ColumnContract(
          name: "nhs_number", source: .header(["nhs_number", "nhs number"]),
          type: .identifier(digits: 10)), register,
        ColumnContract(name: "on", type: .day([british])),
        ColumnContract(name: "carer", type: .boolean(true: ["Y"], false: ["N"])),
        ColumnContract(name: "value", type: .decimal),
        ColumnContract(name: "count", type: .integer),
        ColumnContract(name: "kind", source: .constant("qof"), type: .text),
        ColumnContract(name: "absent", type: .text),
      ])
    let numbers = [9_434_765_919, 12].map { Value.identifier(Identifier(number: $0)) }
    #expect(result.table["nhs_number"] == Column(.identifier, numbers + [nil]))
    #expect(result.table["register"]?.value(at: 1) == .text("DM"))
    #expect(result.table["on"] == Column(.day, [.day(day), nil, .day(early)]))
    #expect(result.table["carer"] == Column(.boolean, [.boolean(true), .boolean(false), nil]))
    #expect(result.table["value"] == Column(.decimal, [.decimal(1e-7), nil, .decimal(1e300)]))
    #expect(result.table["count"] == Column(.integer, [.integer(112), .integer(-3), nil]))
    #expect(result.table["kind"]?.value(at: 2) == .text("qof"))
    #expect(result.findings.map(\.rule) == ["unknown-code", "absent-column"])
    #expect(result.findings[0].places == [Place(file: "t.arrow", row: 3, column: "register")])
  }

  @Test("a row without a required value is a reject, and the places go on")
  func rejects() throws {
    let count = 10_000
    let numbers = (0..<count).map { $0 == 5000 ? nil : Value.integer(Int64($0)) }
    let result = try extract(
      Table([
        ("n", Column(.integer, numbers)), ("t", Column(.text, numbers.map { _ in .text("é") })),
      ]),
      [
        ColumnContract(name: "n", type: .integer, isRequired: true),
        ColumnContract(name: "t", type: .text),
      ])
    #expect(result.readableRows.rowCount == count - 1)
    #expect(result.rejects.map(\.place.row) == [5001])
    #expect(result.rejects.map(\.record) == [",é"])
    #expect(result.places.place(ofRow: 4999)?.row == 5000)
    #expect(result.unread.rejected.setIndices == [5000])
    #expect(result.places.place(ofRow: 5001)?.row == 5002)
  }

  @Test("faults name the file and never a value")
  func faults() throws {
    #expect(
      throws: FeedFault.missingColumn(
        file: "t.arrow", line: 1, column: "register", nearest: "registers")
    ) {
      var required = register
      required.isRequired = true
      _ = try extract(Table([("registers", Column(.text, [.text("AF")]))]), [required])
    }
    #expect(throws: FeedFault.empty(file: "t.arrow")) {
      try extract(Table([("register", Column(.text, []))]), [register])
    }
    let bare = try extract(
      Table([("register", Column(.text, []))]), [register], isRequired: false)
    #expect(bare.table.rowCount == 0)
    #expect(bare.findings.map(\.rule) == ["no-rows"])
    #expect(throws: FeedFault.fieldTooLong(file: "t.arrow", line: 2)) {
      let long = String(repeating: "x", count: 1 << 20 + 1)
      _ = try extract(Table([("register", Column(.text, [.text("AF"), .text(long)]))]), [register])
    }
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow")
      try Data("nhs_number,register\n".utf8).write(to: path)
      let contract = FeedContract(name: "r", files: [], format: .arrow, columns: [register])
      for (path, fault) in [
        (path.path, FeedFault.malformedArrow(file: "t", reason: "magic")),
        (path.path + "x", .unreadable(file: "t", code: ENOENT)),
      ] {
        #expect(throws: fault) {
          try Formats.extract(
            contract, from: [FeedFile(path: path, name: "t")], rows: RowCounter(),
            stop: StopRequest())
        }
      }
    }
  }
}
