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
    _ cell: String, _ type: CellType, encoding: TextEncoding = .automatic, missing: [String] = [],
    marks: NumberMarks = NumberMarks()
  ) throws -> Result {
    try read(Array(cell.utf8), type, encoding: encoding, missing: missing, marks: marks)
  }

  private func read(
    _ cell: [UInt8], _ type: CellType, encoding: TextEncoding = .automatic, missing: [String] = [],
    marks: NumberMarks = NumberMarks()
  ) throws -> Result {
    let column = ColumnContract(name: "x", type: type, missing: missing, marks: marks)
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
    arguments: [
      "9434765919", "943 476 5919", "943-476-5919", " 943 476 5919 ", "9 4 3 4-7-65919",
      "943\u{2011}476\u{2010}5919", "943\u{2013}476\u{00AD}\u{2012}5919",
    ])
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

  @Test(
    "pseudonyms are letters, digits, hyphens and underscores, so many where the contract says it",
    arguments: [
      ("aB3_-z", nil, PseudonymForm.Letters.kept, "aB3_-z"), (" aB3_-z\t", 6, .kept, "aB3_-z"),
      ("aB3_-z", 6, .lower, "ab3_-z"), ("aB3_-z", nil, .upper, "AB3_-Z"),
      ("\u{A0}aB3\u{200B}", nil, .kept, "aB3"), ("9434765919", 10, .lower, "9434765919"),
      ("0000000001", nil, .kept, "0000000001"),
    ] as [(String, Int?, PseudonymForm.Letters, String)])
  func pseudonyms(text: String, length: Int?, letters: PseudonymForm.Letters, kept: String) throws {
    let type = CellType.pseudonym(.token(length: length, letters: letters))
    #expect(try read(text, type) == .value(.pseudonym(Pseudonym(kept))))
  }

  @Test(
    "what is no pseudonym of its form",
    arguments: [
      ("a b", nil), ("a.b", nil), ("é", nil), ("a'b", nil), ("abc", 4), ("abcde", 4),
      (String(repeating: "a", count: 129), nil),
    ] as [(String, Int?)])
  func notPseudonyms(text: String, length: Int?) throws {
    let type = CellType.pseudonym(.token(length: length, letters: .lower))
    #expect(try read(text, type) == .rule("not-a-pseudonym"))
  }

  @Test(
    "a UUID is one however it is written",
    arguments: [
      "0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5B-D9CB-469F-A165-70867728950E",
      "{0f8fad5b-d9cb-469f-a165-70867728950e}", "0f8fad5bd9cb469fa16570867728950e",
      "{0F8FAD5BD9CB469FA16570867728950E}", " 0f8fad5b-d9cb-469f-a165-70867728950e ",
    ])
  func uuids(text: String) throws {
    let expected = Pseudonym("0f8fad5b-d9cb-469f-a165-70867728950e")
    #expect(try read(text, .pseudonym(.uuid)) == .value(.pseudonym(expected)))
  }

  @Test(
    "what is no UUID",
    arguments: [
      "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165-70867728950ee",
      "0f8fad5bd-9cb-469f-a165-70867728950e", "0f8fad5b-d9cb469f-a165-70867728950e0",
      "0f8fad5b--9cb-469f-a165-70867728950e", "{0f8fad5b-d9cb-469f-a165-70867728950e",
      "0g8fad5b-d9cb-469f-a165-70867728950e", "-f8fad5bd9cb469fa16570867728950e", "{}", "{",
      "0f8fad5b-d9cb-469f-a165-7086772895--",
    ])
  func notUUIDs(text: String) throws {
    #expect(try read(text, .pseudonym(.uuid)) == .rule("not-a-pseudonym"))
  }

  @Test("truth values are the texts of the contract in any case, and no others")
  func booleans() throws {
    let type = CellType.boolean(true: ["Y", "Yes, very much so"], false: ["N", "0"])
    #expect(try read("Y", type) == .value(.boolean(true)))
    #expect(try read(" Yes, very much so ", type) == .value(.boolean(true)))
    #expect(try read("0", type) == .value(.boolean(false)))
    #expect(try read("y", type) == .value(.boolean(true)))
    #expect(try read("YES, VERY MUCH SO", type) == .value(.boolean(true)))
    #expect(try read("Yes", type) == .rule("not-a-boolean"))
    #expect(try read("1", type) == .rule("not-a-boolean"))
    #expect(try read("", type) == .value(nil))
  }

  @Test("a blank is a blank, whichever, and what has no width is nothing", arguments: blanks)
  func invisibleBlanks(blank: String) throws {
    let number = Result.value(.identifier(Identifier(number: 9_434_765_919)))
    for text in ["943\(blank)476\(blank)5919", "\(blank)9434765919", "9434765919\(blank) "] {
      #expect(try read(text, .identifier(digits: 10)) == number)
    }
    let iso = [try #require(DateFormat(pattern: "yyyy-MM-dd"))]
    let day = Result.value(.day(try #require(Day(iso: "2026-11-20"))))
    #expect(try read("\(blank)2026-11-20\(blank)", .day(iso)) == day)
    #expect(try read("\(blank)12.5\(blank)", .decimal) == .value(.decimal(12.5)))
    #expect(try read("12\(blank)", .integer) == .value(.integer(12)))
    #expect(try read("\(blank)Y", .boolean(true: ["Y"], false: ["N"])) == .value(.boolean(true)))
    let list = CodeList(name: "x", meanings: ["A": "A"])
    #expect(try read("A\(blank)", .code(list)) == .value(.text("A")))
    #expect(try read("\(blank)a b\(blank)", .text) == .value(.text("a b")))
    #expect(try read("m85\(blank)001\(blank)", .organisationCode) == .value(.text("M85001")))
    for type in [CellType.text, .integer, .day(iso), .code(list), .identifier(digits: 10)] {
      #expect(try read(blank, type) == .value(nil))
      #expect(try read("\(blank)null\(blank)", type, missing: ["NULL"]) == .value(nil))
    }
  }

  static let blanks = [
    "\u{A0}", "\u{202F}", "\u{2007}", "\u{2009}", "\u{3000}", "\u{200B}", "\u{200C}", "\u{200D}",
    "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{200E}", "\u{85}", "\u{2028}",
  ]

  @Test("a blank of Windows-1252 is one, and one inside a number or a date stays a fault")
  func otherBlanks() throws {
    let cell = Array("943".utf8) + [0xA0] + Array("476 5919".utf8) + [0xA0]
    let number = Result.value(.identifier(Identifier(number: 9_434_765_919)))
    #expect(try read(cell, .identifier(digits: 10)) == number)
    #expect(try read(cell, .identifier(digits: 10), encoding: .windows1252) == number)
    #expect(try read("1\u{A0}2", .integer) == .rule("not-a-number"))
    #expect(try read("\u{661}", .integer) == .rule("not-a-number"))
    let spoken = [try #require(DateFormat(pattern: "d MMM yyyy"))]
    #expect(
      try read("20\u{A0}Nov\u{202F}2026", .day(spoken)) == .value(.day(Day(number: 20_777))))
  }

  @Test("thousands and decimals are parted as the contract says, by threes or not at all")
  func numberMarks() throws {
    let english = NumberMarks(thousands: .comma)
    #expect(try read("1,234,567", .integer, marks: english) == .value(.integer(1_234_567)))
    #expect(try read("-1,234", .integer, marks: english) == .value(.integer(-1234)))
    #expect(try read("1234", .integer, marks: english) == .value(.integer(1234)))
    #expect(try read("1,234.5", .decimal, marks: english) == .value(.decimal(1234.5)))
    for text in ["1,23", "12,34,567", "1,2345", ",123", "1,,234", "1.234,5"] {
      #expect(try read(text, .decimal, marks: english) == .rule("not-a-number"), "\(text)")
    }
    let german = NumberMarks(thousands: .point, hasDecimalComma: true)
    #expect(try read("1.234,5", .decimal, marks: german) == .value(.decimal(1234.5)))
    #expect(try read("1.234", .decimal, marks: german) == .value(.decimal(1234)))
    #expect(try read("7,25", .decimal, marks: german) == .value(.decimal(7.25)))
    #expect(try read("7.25", .decimal, marks: german) == .rule("not-a-number"))
    let comma = NumberMarks(hasDecimalComma: true)
    #expect(try read("7,25", .decimal, marks: comma) == .value(.decimal(7.25)))
    #expect(try read("7.25", .decimal, marks: comma) == .rule("not-a-number"))
    let blank = NumberMarks(thousands: .blank)
    #expect(try read("1\u{202F}234", .integer, marks: blank) == .value(.integer(1234)))
    #expect(try read("1,234", .integer) == .rule("not-a-number"))
  }

  @Test(
    "a bound is the number after its sign, or just beyond it, with a warning, where the contract keeps it"
  )
  func bounds() throws {
    let column = ColumnContract(
      name: "x", type: .decimal, isRequired: true, marks: NumberMarks(keepsBounds: true))
    let contract = FeedFixture.contract([column])
    var builder = TableBuilder(contract, file: "a")
    let cells = ["<0.5", "> 90", "<=7", "\u{2265}12", "4.1", "<", "<x"]
    for (line, cell) in cells.enumerated() {
      builder.appendCell(0, Array(cell.utf8).span)
      builder.endRow(line: line + 1)
    }
    let part = builder.finish()
    #expect(
      (0..<part.table.rowCount).map { part.table.columns[0].value(at: $0) }
        == [(0.5).nextDown, (90.0).nextUp, 7, 12, 4.1].map { .decimal($0) } + [nil, nil])
    #expect(part.rejectedRows == [5, 6])
    let findings = part.faults.findings(contract)
    #expect(findings.map(\.rule) == ["not-a-number", "bound-for-value"])
    #expect(findings.map(\.grade) == [.record, .warning])
    #expect(findings.map(\.count) == [2, 4])
    #expect(part.faults.unreadableCells(contract).isEmpty)
    #expect(try read("<0.5", .decimal) == .rule("not-a-number"))
  }

  @Test("a code is read as what it stands for, in any case that the list does not use itself")
  func codes() throws {
    let list = CodeList(name: "x", meanings: ["A": "A", "822851000000102": "FLU", "é": "E"])
    #expect(try read("A", .code(list)) == .value(.text("A")))
    #expect(try read("822851000000102", .code(list)) == .value(.text("FLU")))
    #expect(try read([0xE9], .code(list)) == .value(.text("E")))
    #expect(try read("a", .code(list)) == .value(.text("A")))
    #expect(try read("\u{C9}", .code(list)) == .value(.text("E")))
    #expect(try read("B", .code(list)) == .rule("unknown-code"))
    let twins = CodeList(name: "x", meanings: ["Ab": "1", "aB": "2", "Cd": "3", "cD": "3"])
    #expect(try read("Ab", .code(twins)) == .value(.text("1")))
    #expect(try read("aB", .code(twins)) == .value(.text("2")))
    #expect(try read("AB", .code(twins)) == .rule("unknown-code"))
    #expect(try read("CD", .code(twins)) == .value(.text("3")))
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
        expected.append(isMissing ? nil : Int64(row))
      }
      let part = builder.finish()
      let values = (0..<part.table.rowCount).map { part.table.columns[1].value(at: $0) }
      #expect(values == expected.map { $0.map { .integer($0) } }, "every \(step)")
      #expect(part.table.columns[0].present?.setCount == 10_000 - part.rejects.count)
      #expect(part.rejects.count == 10_000 / 7 + 1)
      #expect(part.rejectedRows.count == part.rejects.count)
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
    #expect(part.places.place(ofRow: 1) == Place(file: "a.xml", row: 10))
  }
}
