import Formats
import Foundation
import Messages
import Model
import Tables
import Testing

@testable import Publishing

/// A workbook of the sample's lists: taken apart and read as any reader of the format reads it.
@Suite("Workbook")
struct WorkbookTests {
  private static let actions = ReturnedActions(
    feed: "actions", key: "nhs_number", list: "list", practice: "practice_code",
    fillIn: [
      FillInColumn(
        ColumnContract(
          name: "action", source: .header(["action"]),
          type: .code(CodeList(name: "actions", meanings: ["wrong": "wrong", "booked": "booked"]))),
        order: ["booked"]),
      FillInColumn(
        ColumnContract(
          name: "acted_on", source: .header(["acted_on"]), type: .day([])), order: []),
    ])

  private static func plan(people: Int? = nil, actions: ReturnedActions? = actions)
    -> Workbook.Plan
  {
    Workbook.Plan(
      definition: WorkbookDefinition(recipients: [.network, .practice], peopleShown: people),
      actions: actions, notices: [], referenceDate: Sample.referenceDate)
  }

  /// The workbook of a network, written and read back.
  private func read(
    _ network: String = "U10001", practice: String? = nil, people: Int? = nil,
    selected: [Sample.Selected]? = nil, remarks: [String] = []
  ) throws -> ReadWorkbook {
    try ReadWorkbook(
      Workbook(
        Self.plan(people: people), of: try #require(NetworkCode(network)),
        practice: practice.flatMap { PracticeCode($0) },
        practices: ["M81001", "M81002"].compactMap { PracticeCode($0) },
        lists: try Self.shown(Self.plan(people: people).definition, selected), remarks: remarks))
  }

  /// The sample's lists as workbooks show them, which take actions.
  private static func shown(
    _ definition: WorkbookDefinition, _ selected: [Sample.Selected]? = nil
  ) throws -> [ShownSheet] {
    let places = WeekPlaces(
      ranked: Bitmap([true, true, true, false, false, false]),
      placed: Bitmap([true, false, false, false, false, false]))
    return try (selected ?? [Sample.checks(), Sample.vaccinations()]).compactMap { list in
      let people = ShownRows(
        of: .init(
          networks: list.members["pcn_code"], people: list.people, places: places,
          earlier: list.earlier), definition, persons: Sample.persons, vocabulary: Sample.vocabulary
      )
      let plan = TargetListPlan(
        of: list.cohort, score: list.score, noticed: list.noticed, undelivered: list.undelivered,
        sources: Sample.sources)
      let members = list.members.gathered(people.rows)
      guard
        let sheet = plan?.sheet(
          members: members,
          alsoOn: TextColumn(
            codes: people.rows.map { _ in 0 },
            present: Bitmap(repeating: false, count: people.rows.count),
            dictionary: TextDictionary([""])), places: places, earlier: list.earlier,
          persons: Sample.persons, referenceDate: Sample.referenceDate)
      else { return nil }
      var description = sheet.description
      description.actedOnAs = description.name.text
      return ShownSheet(
        Sheet(description, table: sheet.table, networks: members["pcn_code"]), people: people)
    }
  }

  @Test("the index has every list with its counts, and what is missing and why")
  func index() throws {
    let book = try read(remarks: ["M81009 sent nothing."])
    #expect(book.names.prefix(1) == ["Index"] && book.names.suffix(2) == ["Notices", "Columns"])
    let index = book.cells("Index")
    #expect(index["A1"] == .text("Target lists of North (U10001), 20 November 2026"))
    #expect(index["A6"] == .text("Health check"))
    #expect(index["B6"] == .text("Health check due"))
    // People, on the sheet, new, this week, due soon, file.
    #expect(index["C6"] == .number("2") && index["D6"] == .number("2"))
    #expect(index["E6"] == .number("1") && index["F6"] == .number("1"))
    #expect(index["G6"] == .text("-"))
    #expect(index["H6"] == .text("health-check.csv"))
    #expect(index.values.contains(.text("M81009 sent nothing.")))
    #expect(index.values.contains(.text("M81001  Elm Surgery")))
    #expect(book.part("xl/worksheets/sheet1.xml").contains("<hyperlink ref=\"A6\""))
  }

  @Test("numbers of persons are text, days and numbers are numbers, and nothing is a formula")
  func types() throws {
    let book = try read()
    let sheet = book.cells("Health check")
    #expect(book.row(4, "Health check").prefix(3) == ["Rank", "This week", "NHS number"])
    #expect(sheet["A5"] == .number("1") && sheet["B5"] == .text("no"))
    #expect(sheet["C5"] == .text("0000012345"))
    // 1 January 1971 as spreadsheets count days.
    #expect(sheet["D5"] == .number("25934"))
    for name in book.names { #expect(!book.sheet(name).contains("<f>"), "\(name)") }
    let said = book.cells("Flu").values.compactMap { cell -> String? in
      if case .text(let text) = cell { text } else { nil }
    }
    #expect(said.contains("'=HYPERLINK(\"x\")"))
    #expect(book.styleOfNumbers("D5", "Health check") == "dd mmm yyyy")
  }

  @Test(
    "a sheet has filters, a frozen header, A4 on its side, one page wide, and the names on every page"
  )
  func layout() throws {
    let book = try read()
    let sheet = book.sheet("Health check")
    #expect(sheet.contains("topLeftCell=\"D5\"") && sheet.contains("state=\"frozen\""))
    #expect(sheet.contains("<autoFilter ref=\"A4:"))
    #expect(sheet.contains("paperSize=\"9\""))
    #expect(sheet.contains("orientation=\"landscape\""))
    #expect(sheet.contains("fitToHeight=\"0\""))
    #expect(sheet.contains("Page &amp;P of &amp;N"))
    #expect(sheet.contains("reference date 20 November 2026"))
    let names = book.part("xl/workbook.xml")
    #expect(names.contains("'Health check'!$4:$4</definedName>"))
    // What is printed ends with the columns to fill in.
    let header = book.row(4, "Health check")
    let last = try #require(header.firstIndex(of: "Acted on"))
    #expect(
      names.contains("'Health check'!$A$1:$\(columnLetters(last))$6</definedName>"))
    #expect(header.firstIndex(of: "Reasons").map { $0 < last } == true)
  }

  @Test("what is to be filled in has the feed's words to choose from, and days")
  func fillIn() throws {
    let book = try read()
    let sheet = book.sheet("Health check")
    #expect(sheet.contains("type=\"list\"") && sheet.contains("type=\"date\""))
    #expect(sheet.contains("<formula1>'Columns'!$B$5:$B$6</formula1>"))
    // The cells themselves are not in the file: a column has their form, and a mark their look.
    let column = try #require(
      book.cells("Health check").first { $0.value == .text("Action") }?.key.dropLast())
    #expect(!sheet.contains("r=\"\(column)5\""))
    #expect(sheet.contains("<conditionalFormatting sqref=\"\(column)5:\(column)6\">"))
    #expect(
      sheet.contains(try Regex("<col min=\"[0-9]+\" max=\"[0-9]+\" width=\"12[.0-9]*\" style=")))
    let styles = book.part("xl/styles.xml")
    let marks = try #require(styles.firstMatch(of: /<dxfs.*<\/dxfs>/)?.output)
    #expect(marks.contains("FFFFF8D6") && marks.contains("<bottom style=\"thin\">"))
    let columns = book.cells("Columns")
    #expect(columns["B5"] == .text("booked") && columns["B6"] == .text("wrong"))
    #expect(book.texts("Columns").contains("practice_code"))
    let none = try ReadWorkbook(
      Workbook(
        Self.plan(actions: nil), of: #require(NetworkCode("U10001")), practices: [],
        lists: Self.shown(Self.plan().definition), remarks: []))
    #expect(!none.sheet("Health check").contains("dataValidation"))
  }

  @Test("below the people shown everybody with a place this week is on the sheet")
  func people() throws {
    // Person 0 is second on the list and has the place.
    #expect(try read(people: 1).numbers("Health check") == ["0000012345", "9000000009"])
    // Of flu person 0 is the first of this network and the only one.
    #expect(try read(people: 1).numbers("Flu") == ["9000000009"])
    let unplaced = try read("U10002", people: 1)
    #expect(unplaced.numbers("Health check") == ["0000000044"])
  }

  @Test("a practice's workbook has its own patients alone")
  func practice() throws {
    let book = try read(practice: "M81001")
    #expect(book.numbers("Health check") == ["0000012345", "9000000009"])
    #expect(
      book.cells("Index")["A1"] == .text("Target lists of Elm Surgery (M81001), 20 November 2026"))
    let other = try read(practice: "M81003")
    #expect(other.numbers("Health check").isEmpty)
    #expect(other.texts("Health check").contains("Nobody is on this list."))
    #expect(other.cells("Index")["C6"] == .number("0"))
  }

  @Test(
    "the same lists give the same bytes, and the file says that it was made on the reference date")
  func bytes() throws {
    let (first, second) = (try read(), try read())
    #expect(first.bytes == second.bytes)
    #expect(first.part("docProps/core.xml").contains("2026-11-20T00:00:00Z</dcterms:created>"))
  }

  // libxlsxwriter has no setting for it: what stands in the file shows that it was asked for all the same.
  @Test("the parts are compressed at the fastest level")
  func level() throws {
    let parts = try ReadWorkbook.headers(of: read().bytes)
    #expect(parts.count > 8)
    for part in parts {
      #expect(part.method == 8, "\(part.name) is not deflated")
      #expect(part.flags & 0b110 == 0b110, "\(part.name) is compressed at another level")
    }
  }

  @Test("a list that was not made says so and why")
  func notMade() throws {
    var checks = try Sample.checks()
    checks.undelivered = [LackingFeed("uptake", .noFile)]
    checks.members = Sample.members([])
    let book = try read(selected: [checks, Sample.vaccinations()])
    #expect(book.cells("Index")["C6"] == .text("not made"))
    #expect(book.texts("Health check").contains { $0.contains("uptake") })
    #expect(book.texts("Index").contains { $0.contains("uptake") })
  }
}

/// A cell as the file has it.
private enum ReadCell: Hashable {
  case text(String)
  case number(String)
}

/// A workbook that was written, taken apart.
private struct ReadWorkbook {
  let bytes: Data
  private var parts: [String: String] = [:]
  private(set) var names: [String] = []

  init(_ workbook: Workbook) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "lists.xlsx").path
    try workbook.write(to: path, folder: folder.path)
    bytes = try Data(contentsOf: URL(filePath: path))
    let script = """
      import json, sys, zipfile
      with zipfile.ZipFile(sys.argv[1]) as book:
          print(json.dumps({name: book.read(name).decode("utf-8") for name in book.namelist()}))
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let json = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    parts = try JSONDecoder().decode([String: String].self, from: json)
    names = part("xl/workbook.xml").matches(of: /<sheet name="([^"]+)"/).map { String($0.output.1) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["lists.xlsx"])
  }

  /// What the directory of a zip file says of each part: how it is compressed, and in its flags how hard.
  ///
  /// - Source: PKWARE, APPNOTE 6.3, 4.3.12 and 4.4.4.
  static func headers(of bytes: Data) -> [(name: String, method: Int, flags: Int)] {
    let bytes = [UInt8](bytes)
    func number(_ start: Int) -> Int { Int(bytes[start]) | Int(bytes[start + 1]) << 8 }
    return bytes.indices.dropLast(46).filter { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) }
      .map { start in
        let name = bytes[(start + 46)..<(start + 46 + number(start + 28))]
        return (String(decoding: name, as: UTF8.self), number(start + 10), number(start + 8))
      }
  }

  func part(_ name: String) -> String { parts[name] ?? "" }

  func sheet(_ name: String) -> String {
    names.firstIndex(of: name).map { part("xl/worksheets/sheet\($0 + 1).xml") } ?? ""
  }

  /// The cells of a sheet by their place.
  func cells(_ name: String) -> [String: ReadCell] {
    var cells: [String: ReadCell] = [:]
    for match in sheet(name).matches(
      of: /<c r="([A-Z]+[0-9]+)"[^>]*?(?:t="inlineStr"><is><t[^>]*>([^<]*)<\/t>|><v>([^<]*)<\/v>)/)
    {
      if let text = match.output.2 {
        cells[String(match.output.1)] = .text(unescaped(String(text)))
      } else if let number = match.output.3 {
        cells[String(match.output.1)] = .number(String(number))
      }
    }
    return cells
  }

  func texts(_ name: String) -> [String] {
    cells(name).values.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The texts of a row, from its first column.
  func row(_ row: Int, _ name: String) -> [String] {
    let cells = cells(name)
    return (0..<60).compactMap { column in
      if case .text(let text)? = cells["\(columnLetters(column))\(row)"] { text } else { nil }
    }
  }

  /// The NHS numbers on a list's sheet, from the top.
  func numbers(_ name: String) -> [String] {
    let cells = cells(name)
    return (5..<60).compactMap { row in
      if case .text(let text)? = cells["C\(row)"] { text } else { nil }
    }
  }

  /// The form of the numbers of a cell.
  func styleOfNumbers(_ cell: String, _ name: String) -> String? {
    let found = sheet(name).matches(of: /<c r="([A-Z]+[0-9]+)" s="([0-9]+)"/)
      .first { $0.output.1 == cell }
    guard let style = found.flatMap({ Int($0.output.2) }) else { return nil }
    let styles = part("xl/styles.xml")
    guard let list = styles.firstMatch(of: /<cellXfs.*<\/cellXfs>/) else { return nil }
    let forms = list.output.matches(of: /<xf numFmtId="([0-9]+)"/).map { String($0.output.1) }
    guard style < forms.count else { return nil }
    return styles.matches(of: /<numFmt numFmtId="([0-9]+)" formatCode="([^"]+)"/)
      .first { $0.output.1 == forms[style] }.map { String($0.output.2) }
  }

  private func unescaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&amp;", with: "&")
  }
}

/// What becomes of texts and names that a workbook cannot hold as they are.
@Suite("Texts of workbooks")
struct WorkbookTextTests {
  private func cell(_ text: [UInt8]) -> [UInt8] {
    var cell: [UInt8] = []
    appendCellText(text[...], to: &cell)
    return cell
  }

  private func cell(_ text: String) -> String {
    String(decoding: cell(Array(text.utf8)), as: UTF8.self)
  }

  @Test(
    "characters that XML has not are replaced, and spreadsheets' escapes stay what they are",
    arguments: [
      ("plain, Łemko \"x\"\n\ttab", "plain, Łemko \"x\"\n\ttab"),
      ("a\u{0}b\u{1B}c", "a\u{FFFD}b\u{FFFD}c"),
      ("\u{FFFE}\u{FFFF}\u{FFFD}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("_x0041_", "_x005F_x0041_"),
      ("_x00zz_ _x_", "_x00zz_ _x_"), ("=1+1", "=1+1"),
    ])
  func characters(text: String, wanted: String) {
    #expect(cell(text) == wanted)
  }

  @Test("a text that no cell holds is cut at a character and says so")
  func long() {
    let cut = cell(String(repeating: "é", count: 40_000))
    #expect(cut.hasSuffix("é…") && cut.utf16.count < 32_767)
    #expect(cell(String(repeating: "a", count: 32_000)).hasSuffix("a"))
  }

  @Test("names of sheets are short, unlike, and have no character that Excel refuses")
  func names() {
    let names = SheetName.names(of: [
      "Atrial fibrillation anticoagulation due", "atrial fibrillation anticoagulation other",
      "a/b:[c]*?", "History", "'quoted'", "",
    ]).map(\.text)
    #expect(
      names == [
        "Atrial fibrillation anticoagul…", "atrial fibrillation anticoag… 2", "a b  c", "History 2",
        "quoted", "Sheet",
      ])
    #expect(names.allSatisfy { $0.utf16.count <= 31 })
    #expect(SheetName.names(of: ["it's"]).first?.quoted == "'it''s'")
  }

  @Test(
    "columns are counted in letters",
    arguments: [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
  func letters(column: Int, wanted: String) {
    #expect(columnLetters(column) == wanted)
  }

  @Test(
    "a row is as high as its longest text, and rather too high than too low",
    arguments: [
      ("", 1), ("short", 1), ("two\nlines", 2), (String(repeating: "word ", count: 20), 3),
      (String(repeating: "x", count: 100), 4),
    ])
  func lines(text: String, wanted: Int) {
    #expect(lineCount(of: text.utf8, inWidth: 30) == wanted)
  }
}
