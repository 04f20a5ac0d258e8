import Foundation
import Testing

@testable import ProgramRuns

/// What LibreOffice makes of a release: run by `make test-outside`.
@Suite("Outside: LibreOffice", .enabled(if: LibreOffice.isAsked), .serialized)
struct OutsideLibreOfficeTests {
  private let night: Night
  private let release: URL

  init() throws {
    night = try Night()
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    release = night.folder.url.appending(path: "output/current")
  }

  private static let workbooks = [
    "U10001/lists.xlsx", "U10001/lists-A10002.xlsx", "U10002/lists.xlsx",
  ]

  @Test(
    "a workbook opens without a warning, and its sheets say what the lists' files say",
    arguments: workbooks)
  func sameCells(path: String) throws {
    let office = try LibreOffice()
    let book = OpenedWorkbook(
      sheets: try office.sheets(of: release.appending(path: path)))
    try #require(book.lists.count > 4)
    var compared = 0
    for (sheet, list) in book.lists {
      let file = release.appending(path: "\(path.prefix(6))/\(list).csv")
      let rows = try CSVRows(of: file)
      let shown = try #require(book.people(on: sheet), "\(sheet)")
      for person in shown {
        let number = try #require(person["nhs_number"])
        let wanted = try #require(rows.row(where: "nhs_number", is: number), "\(list)")
        for (column, cell) in person where rows.names.contains(column) {
          #expect(isSame(cell, wanted[column] ?? "", column), "\(list): \(column)")
          compared += 1
        }
      }
      if !path.contains("lists-"), rows.count <= 5 { #expect(shown.count == rows.count, "\(list)") }
    }
    #expect(compared > 100)
  }

  /// Whether a cell shows what a file has: truths in words, the reasons of several lists a line each, numbers as numbers.
  private func isSame(_ cell: String, _ text: String, _ column: String) -> Bool {
    if cell == text { return true }
    if let first = Double(cell), let second = Double(text) { return first == second }
    if text == "true" || text == "false" { return cell == (text == "true" ? "yes" : "no") }
    return cell == text.replacingOccurrences(of: " | ", with: "\n")
  }

  @Test("every list's file gives the same cells through LibreOffice's own import of text")
  func importedText() throws {
    let paths = try contents(of: release).keys
      .filter { $0.hasPrefix("U") && $0.hasSuffix(".csv") }.sorted()
    try #require(paths.count > 10)
    let office = try LibreOffice()
    let copies = try paths.map { path in
      let copy = office.folder.url.appending(path: path.replacingOccurrences(of: "/", with: "-"))
      try FileManager.default.copyItem(at: release.appending(path: path), to: copy)
      return copy
    }
    // Tab, comma and semicolon, quotes, UTF-8, from the first line: what its dialogue has when nobody changes it.
    let options = ["--infilter=csv:Text - txt - csv (StarCalc):9/44/59,34,76,1"]
    let documents = try office.convert(copies, to: "fods", options: options)
    for (path, document) in zip(paths, documents) {
      let rows = try #require(try office.sheets(ofDocument: document).values.first)
      let wanted = try CSVRows(of: release.appending(path: path))
      #expect(rows.first == wanted.names, "\(path)")
      #expect(rows.filter { !$0.isEmpty }.count == wanted.count + 1, "\(path)")
      for (made, row) in zip(rows.dropFirst(), wanted.rows) {
        for (index, text) in row.enumerated() {
          let cell = index < made.count ? made[index] : ""
          #expect(
            isSame(cell, text, "") || cell.lowercased() == text, "\(path): \(wanted.names[index])")
        }
      }
    }
  }

  @Test("what is printed is A4, with the columns' names, the number and the reasons on every page")
  func pages() throws {
    let office = try LibreOffice()
    let pdf = try office.convert(release.appending(path: "U10001/lists.xlsx"), to: "pdf")
    let script = #"""
      import json, subprocess, sys
      sizes = subprocess.run(["pdfinfo", "-f", "1", "-l", "999", sys.argv[1]], capture_output=True, text=True, check=True).stdout
      pages = subprocess.run(["pdftotext", "-layout", sys.argv[1], "-"], capture_output=True, text=True, check=True).stdout
      print(json.dumps({"sizes": [l for l in sizes.splitlines() if "size:" in l and "Page" in l], "pages": pages.split("\f")[:-1]}))
      """#
    struct Printed: Decodable {
      var sizes: [String]
      var pages: [String]
    }
    let printed = try JSONDecoder().decode(
      Printed.self, from: pythonOutput(script, [pdf.path]))
    #expect(printed.sizes.allSatisfy { $0.contains("841.89 x 595") })
    try #require(printed.pages.count > 7)
    for (index, page) in printed.pages.enumerated() {
      #expect(page.contains("Page \(index + 1) of \(printed.pages.count)"))
      #expect(page.contains("reference date 20 November 2026"))
      if page.contains(#/9\d{9}/#) {
        #expect(page.contains("NHS number") && page.contains("Reasons"), "page \(index + 1)")
      }
    }
  }

  @Test("what is filled in on a workbook comes back as actions that the next night's lists know")
  func comesBack() throws {
    let book = release.appending(path: "U10001/lists.xlsx")
    let list = try CSVRows(of: release.appending(path: "U10001/nhs-health-check.csv"))
    let people = list.rows.prefix(2).compactMap { $0[list.names.firstIndex(of: "nhs_number") ?? 0] }
    try #require(people.count == 2)
    let saved = try saveFilledIn(
      book, list: "nhs-health-check", people,
      [
        ["Action": "snoozed", "Acted on": "2026-11-20", "Until": "2026-12-24"],
        ["Action": "called", "Acted on": "2026-11-20"],
      ])
    let file = night.folder.url.appending(path: "input/actions-U10001.csv")
    #expect(try addActions(of: saved, to: file).contains("2 rows filled in, 2 of them new"))
    #expect(try addActions(of: saved, to: file).contains("2 rows filled in, 0 of them new"))
    let sent = try CSVRows(of: file)
    #expect(sent.names == ["nhs_number", "list", "listed_at", "action", "acted_on", "until"])
    #expect(
      sent.rows.map { [$0[1], $0[3], $0[4], $0[5]] } == [
        ["nhs-health-check", "snoozed", "2026-11-20", "2026-12-24"],
        ["nhs-health-check", "called", "2026-11-20", ""],
      ])
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)")
    let next = try CSVRows(of: release.appending(path: "U10001/nhs-health-check.csv"))
    #expect(next.row(where: "nhs_number", is: people[0]) == nil, "who is snoozed is off the list")
    let called = try #require(next.row(where: "nhs_number", is: people[1]))
    #expect(called["last_action_on"] == "2026-11-20")
  }

  /// Opens a workbook, fills in rows of people and saves it as a workbook again: all of it by LibreOffice, but for the cells.
  private func saveFilledIn(
    _ book: URL, list: String, _ people: [String], _ cells: [[String: String]]
  ) throws -> URL {
    let office = try LibreOffice()
    let document = try office.convert(book, to: "fods")
    let lists = OpenedWorkbook(sheets: try office.sheets(ofDocument: document)).lists
    let sheet = try #require(lists.first { $0.value == list }?.key)
    let edited = night.folder.url.appending(path: "filled in.fods")
    let json = String(decoding: try JSONEncoder().encode(cells), as: UTF8.self)
    let script = #"""
      import json, sys
      import xml.etree.ElementTree as ET
      source, target, sheet, people, cells = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4].split(), json.loads(sys.argv[5])
      for event, pair in ET.iterparse(source, events=["start-ns"]): ET.register_namespace(*pair)
      tree = ET.parse(source)
      office, table, text = ["{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}" % n for n in ("office", "table", "text")]
      def said(cell): return "".join(cell.itertext()).strip()
      def spread(row):
          for cell in list(row):
              count = int(cell.attrib.pop(table + "number-columns-repeated", "1"))
              if count < 100:
                  place = list(row).index(cell)
                  for _ in range(count - 1): row.insert(place, ET.fromstring(ET.tostring(cell)))
      sheets = [t for t in tree.iter(table + "table") if t.get(table + "name") == sheet]
      rows = list(sheets[0].iter(table + "table-row"))
      header = next(r for r in rows if any(said(c) == "NHS number" for c in r))
      spread(header)
      names = [said(c) for c in header]
      done = 0
      for row in rows:
          spread(row)
          numbers = [p for p in people if any(said(c) == p for c in row)]
          for number in numbers:
              done += 1
              for heading, value in cells[people.index(number)].items():
                  cell = list(row)[names.index(heading)]
                  for child in list(cell): cell.remove(child)
                  if value[:2] == "20":
                      cell.set(office + "value-type", "date"); cell.set(office + "date-value", value)
                  else:
                      cell.set(office + "value-type", "string")
                  ET.SubElement(cell, text + "p").text = value
      assert done == len(people)
      tree.write(target, encoding="utf-8", xml_declaration=True)
      """#
    _ = try pythonOutput(
      script, [document.path, edited.path, sheet, people.joined(separator: " "), json])
    let saved = try office.convert(edited, to: "xlsx")
    let kept = night.folder.url.appending(path: "returned.xlsx")
    try FileManager.default.copyItem(at: saved, to: kept)
    return kept
  }

  private func addActions(of book: URL, to file: URL) throws -> String {
    let (code, said) = try runProgram(
      packageRoot.appending(path: "tools/actions-from-workbook"),
      [book.path, "--add-to", file.path])
    #expect(code == 0, "\(said)")
    return said
  }
}

/// The sheets of a workbook, read by what its own sheet of columns says.
private struct OpenedWorkbook {
  let sheets: [String: [[String]]]

  /// The list of each sheet, by the sheet.
  var lists: [String: String] { table(["Sheet", "List"]) }
  /// The column of each heading, by the heading.
  private var columns: [String: String] { table(["Heading", "Column in files"]) }

  private func table(_ headings: [String]) -> [String: String] {
    let rows = sheets["Columns"] ?? []
    guard let header = rows.firstIndex(where: { Array($0.prefix(2)) == headings }) else {
      return [:]
    }
    return Dictionary(
      rows[(header + 1)...].prefix { $0.count > 1 }.map { ($0[0], $0[1]) }
    ) { first, _ in first }
  }

  /// The rows of a list's sheet, by column.
  func people(on sheet: String) -> [[String: String]]? {
    let rows = sheets[sheet] ?? []
    guard let header = rows.firstIndex(where: { $0.contains("NHS number") }) else { return nil }
    return rows[(header + 1)...].filter { $0.count > 2 }.map { row in
      var person: [String: String] = [:]
      for (index, heading) in rows[header].enumerated() {
        if let column = columns[heading] { person[column] = index < row.count ? row[index] : "" }
      }
      return person
    }
  }
}

/// The rows of a CSV file, as Python's reader has them.
struct CSVRows {
  let names: [String]
  let rows: [[String]]

  var count: Int { rows.count }

  init(of file: URL) throws {
    let script = #"""
      import csv, json, sys
      print(json.dumps(list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))))
      """#
    let all = try JSONDecoder().decode(
      [[String]].self, from: pythonOutput(script, [file.path]))
    names = try #require(all.first)
    rows = Array(all.dropFirst())
  }

  /// The first row in which a column has a text, by column.
  func row(where column: String, is text: String) -> [String: String]? {
    guard let index = names.firstIndex(of: column),
      let row = rows.first(where: { $0[index] == text })
    else { return nil }
    return Dictionary(uniqueKeysWithValues: zip(names, row))
  }
}
