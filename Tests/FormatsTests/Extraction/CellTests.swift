import Tables
import Testing

@testable import Formats

@Suite("Cells")
struct CellTests {
  /// What one cell of a type becomes: its value, nil where it is missing, or the rule that it breaks.
  private enum Result: Equatable {
    case value(Value?)
    case rule(String)
  }

  private func read(
    _ cell: String, _ type: CellType, encoding: TextEncoding = .automatic, missing: [String] = []
  ) throws -> Result {
    try read(Array(cell.utf8), type, encoding: encoding, missing: missing)
  }

  private func read(
    _ cell: [UInt8], _ type: CellType, encoding: TextEncoding = .automatic, missing: [String] = []
  ) throws -> Result {
    let column = ColumnContract(name: "x", type: type, missing: missing)
    let contract = FeedFixture.contract([column])
    var builder = TableBuilder(contract, file: "a", encoding: encoding)
    builder.appendCell(0, cell.span)
    builder.endRow(line: 1)
    let part = builder.finish()
    #expect(part.table.rowCount == 1)
    #expect(part.table.columns[0].type == type.columnType)
    let findings = part.faults.findings(contract)
    if let finding = findings.first { return .rule(finding.rule) }
    return .value(part.table.columns[0].value(at: 0))
  }

  @Test(
    "whole numbers, with a sign or with zeros after a point",
    arguments: [
      ("0", 0), ("112", 112), ("112.0", 112), ("112.000", 112), ("-7", -7), ("+7", 7),
      (" 12\t", 12), ("007", 7), ("9223372036854775807", Int64.max),
      ("-9223372036854775808", Int64.min),
    ])
  func integers(text: String, number: Int64) throws {
    #expect(try read(text, .integer) == .value(.integer(number)))
  }

  @Test(
    "what is no whole number",
    arguments: [
      "x", "1.5", "1.", ".0", "-", "+", "--1", "1,000", "1e3", "1 2", "9223372036854775808",
      "-9223372036854775809", "99999999999999999999999", "\u{661}",
    ])
  func notIntegers(text: String) throws {
    #expect(try read(text, .integer) == .rule("not-a-number"))
  }

  @Test(
    "decimal numbers are read to the nearest double",
    arguments: [
      "0", "1", "142", "27.35", "-0.5", ".5", "5.", "+1.25", "0.1", "123456789012345",
      "0.123456789012345", "1234567890.12345", "12345678901234567890.5", "1e3", "2.5E-3",
      "0.000000000000000000001", "179769313486231570000000000000000000000",
      "1.7976931348623157e308",
    ])
  func decimals(text: String) throws {
    #expect(try read(text, .decimal) == .value(.decimal(try #require(Double(text)))))
  }

  @Test(
    "what is no decimal number",
    arguments: [
      "x", "nan", "inf", "-inf", "infinity", "0x10", "1.2.3", "1,5", "-", ".", "1e", "1e400", "--1",
      "1 2", "e5",
    ])
  func notDecimals(text: String) throws {
    #expect(try read(text, .decimal) == .rule("not-a-number"))
  }

  @Test("decimals of every length agree with the standard library")
  func manyDecimals() throws {
    var random = SplitMix(seed: 3)
    let contract = FeedFixture.contract([ColumnContract(name: "x", type: .decimal)])
    var builder = TableBuilder(contract, file: "a")
    var expected: [Double?] = []
    for _ in 0..<20_000 {
      var digits = String(random.next()).prefix(Int(random.next() % 19) + 1)
      let point = Int(random.next() % UInt64(digits.count + 1))
      digits.insert(".", at: digits.index(digits.startIndex, offsetBy: point))
      let text = (random.next() & 1 == 0 ? "-" : "") + digits
      expected.append(Double(text))
      builder.appendCell(0, Array(text.utf8).span)
      builder.endRow(line: expected.count)
    }
    let part = builder.finish()
    guard case .decimal(let column) = part.table.columns[0] else {
      Issue.record("a decimal column")
      return
    }
    #expect(column.values == expected.map { $0 ?? 0 })
    #expect(column.present == nil)
  }

  @Test(
    "identifiers have an exact number of digits, with blanks and hyphens between them",
    arguments: ["9434765919", "943 476 5919", "943-476-5919", " 943 476 5919 ", "9 4 3 4-7-65919"])
  func identifiers(text: String) throws {
    let expected = Result.value(.identifier(Identifier(number: 9_434_765_919)))
    #expect(try read(text, .identifier(digits: 10)) == expected)
  }

  @Test(
    "what is no identifier",
    arguments: [
      "943476591", "94347659190", "943476591x", "-9434765919", "9434765919-", "943.476.5919",
      "9434765919.0", "++++++++++",
    ])
  func notIdentifiers(text: String) throws {
    #expect(try read(text, .identifier(digits: 10)) == .rule("not-an-identifier"))
  }

  @Test("an identifier keeps its leading zeros, and one too long for a number is none")
  func otherIdentifiers() throws {
    #expect(
      try read("0123456789", .identifier(digits: 10))
        == .value(.identifier(Identifier(number: 123_456_789))))
    let long = String(repeating: "9", count: 30)
    #expect(try read(long, .identifier(digits: 30)) == .rule("not-an-identifier"))
    #expect(
      try read("123456", .identifier(digits: 6))
        == .value(.identifier(Identifier(number: 123_456))))
  }

  @Test("truth values are the texts of the contract and no others")
  func booleans() throws {
    let type = CellType.boolean(true: ["Y", "Yes, very much so"], false: ["N", "0"])
    #expect(try read("Y", type) == .value(.boolean(true)))
    #expect(try read(" Yes, very much so ", type) == .value(.boolean(true)))
    #expect(try read("0", type) == .value(.boolean(false)))
    #expect(try read("y", type) == .rule("not-a-boolean"))
    #expect(try read("", type) == .value(nil))
  }

  @Test("a code is read as what it stands for")
  func codes() throws {
    let list = CodeList(name: "x", meanings: ["A": "A", "822851000000102": "FLU", "é": "E"])
    #expect(try read("A", .code(list)) == .value(.text("A")))
    #expect(try read("822851000000102", .code(list)) == .value(.text("FLU")))
    #expect(try read([0xE9], .code(list)) == .value(.text("E")))
    #expect(try read("a", .code(list)) == .rule("unknown-code"))
    #expect(try read([0xE9], .code(list), encoding: .utf8) == .rule("unknown-code"))
  }

  @Test("text loses the blanks at its ends and is decoded")
  func texts() throws {
    #expect(try read(" a  b \n", .text) == .value(.text("a  b")))
    #expect(try read("\0", .text) == .value(.text("\0")))
    #expect(try read(" \t ", .text) == .value(nil))
    #expect(try read([0x93, 0xE9, 0x94], .text) == .value(.text("“é”")))
    #expect(try read([0x93, 0xE9], .text, encoding: .utf8) == .rule("not-utf-8"))
    #expect(try read([0xC3, 0xA9], .text, encoding: .windows1252) == .value(.text("Ã©")))
  }

  @Test("the contract's texts for nothing are missing, also where they would fit the type")
  func missingTexts() throws {
    for (type, text) in [(CellType.integer, "-9"), (.text, "NULL"), (.decimal, "n/a")] {
      #expect(try read(text, type, missing: ["NULL", "-9", "n/a"]) == .value(nil))
    }
    #expect(try read("-99", .integer, missing: ["-9"]) == .value(.integer(-99)))
  }

  @Test("texts of every length keep apart, however many there are")
  func manyTexts() throws {
    let contract = FeedFixture.contract([ColumnContract(name: "x", type: .text)])
    var builder = TableBuilder(contract, file: "a")
    var texts: [String] = []
    for number in 0..<70_000 {
      // One letter apart, at the front, in the middle or at the end, and some only in their length.
      let middle = String(repeating: "x", count: number % 23)
      texts.append(["\(number)\(middle)", "\(middle)\(number)\(middle)", "\(middle)a"][number % 3])
    }
    for (line, text) in (texts + texts.reversed()).enumerated() {
      builder.appendCell(0, Array(text.utf8).span)
      builder.endRow(line: line)
    }
    guard case .text(let column) = builder.finish().table.columns[0] else {
      Issue.record("a text column")
      return
    }
    #expect(column.dictionary.count == Set(texts).count)
    let read = column.codes.map { column.dictionary[$0] }
    #expect(read == texts + texts.reversed())
  }

  @Test("presence is kept only where a row has no value, over batches and rejected rows")
  func presence() throws {
    let columns = [
      ColumnContract(name: "a", type: .integer, isRequired: true),
      ColumnContract(name: "b", type: .integer),
    ]
    let contract = FeedFixture.contract(columns)
    for step in [1, 2, 3, 63, 64, 65, 5000] {
      var builder = TableBuilder(contract, file: "a")
      var expected: [Int64?] = []
      for row in 0..<10_000 {
        let isRejected = row % 7 == 3
        let isMissing = row % step == step - 1
        if !isRejected { builder.appendCell(0, Array("\(row)".utf8).span) }
        if !isMissing { builder.appendCell(1, Array("\(row)".utf8).span) }
        builder.endRow(line: row + 1)
        if !isRejected { expected.append(isMissing ? nil : Int64(row)) }
      }
      let part = builder.finish()
      let values = (0..<part.table.rowCount).map { part.table.columns[1].value(at: $0) }
      #expect(values == expected.map { $0.map { .integer($0) } }, "every \(step)")
      #expect(part.table.columns[0].present == nil)
      #expect(part.rejects.count == 10_000 / 7 + 1)
    }
  }

  @Test("a row of a format that is not text is rejected with its cells joined by commas")
  func rejectedCells() {
    let columns = [
      ColumnContract(name: "a", type: .integer, isRequired: true),
      ColumnContract(name: "b", type: .text),
      ColumnContract(name: "c", source: .constant("FLU"), type: .text),
    ]
    var builder = TableBuilder(FeedFixture.contract(columns), file: "a.xml")
    builder.appendCell(1, Array("x,y".utf8).span)
    builder.appendCell(0, Array("q".utf8).span)
    builder.endRow(line: 9)
    builder.appendCell(0, Array("1".utf8).span)
    builder.endRow(line: 10)
    let part = builder.finish()
    let place = Place(file: "a.xml", row: 9, column: "a")
    #expect(
      part.rejects == [RejectedRow(place: place, rule: "not-a-number", record: "q,\"x,y\",")])
    #expect(part.table.columns[2].value(at: 0) == .text("FLU"))
    #expect(part.places.place(ofRow: 0) == Place(file: "a.xml", row: 10))
  }
}
