import CSQLite
import Foundation
import Synchronization
import Tables
import Testing

@testable import ProgramRuns
@testable import Publishing

/// Tables whose pages are laid out here and not by SQLite: as SQLite itself reads them.
@Suite("Pages of a table's tree")
struct TreePagesTests {
  private static let statement = """
    CREATE TABLE "rows" ("id" INTEGER PRIMARY KEY NOT NULL, "number" INTEGER, "share" REAL, \
    "truth" INTEGER, "day" TEXT, "text" TEXT) STRICT
    """

  /// Numbers at both ends of each length in which a whole number is kept.
  private static let numbers: [Int64] = [
    0, 1, 2, -1, 127, 128, -128, -129, 32_767, 32_768, -32_768, -32_769, 8_388_607, 8_388_608,
    -8_388_608, -8_388_609, 2_147_483_647, 2_147_483_648, -2_147_483_648, -2_147_483_649,
    140_737_488_355_327, 140_737_488_355_328, -140_737_488_355_328, -140_737_488_355_329, .max,
    .min,
  ]

  /// Lengths of texts around what a header's number, a page and several pages hold.
  private static let lengths = [
    0, 1, 57, 58, 59, 8_185, 8_186, 8_187, 16_200, 16_280, 16_300, 16_320, 16_349, 16_350, 16_400,
    32_700, 50_000, 90_000,
  ]

  private func table(rows: Int, length: (Int) -> Int) -> Table {
    let numbers = Self.numbers
    let keys = (0..<rows).map { Int64($0 * $0 / 2 + $0) }
    let cells = (0..<rows).map { row -> Value? in
      row % 27 == 26 ? nil : .integer(numbers[row % 27])
    }
    let shares = (0..<rows).map { row -> Value? in
      row % 5 == 0 ? nil : .decimal(Double(row) / 8 - 100)
    }
    let truths = (0..<rows).map { row -> Value? in row % 3 == 0 ? nil : .boolean(row % 2 == 0) }
    let days = (0..<rows).map { row -> Value? in
      row % 7 == 0 ? nil : .day(Day(number: Int32(row)))
    }
    let texts = (0..<rows).map { row -> Value? in
      .text(String(repeating: "ä", count: length(row) / 2))
    }
    return Table([
      ("id", .integer(FixedColumn(keys))), ("number", Column(.integer, cells)),
      ("share", Column(.decimal, shares)), ("truth", Column(.boolean, truths)),
      ("day", Column(.day, days)), ("text", Column(.text, texts)),
    ])
  }

  /// Writes the table between two that the library writes, the second with an index, and reads all back.
  private func held(_ table: Table) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = folder.path("rows.sqlite")
    var file = try DatabaseFile.make(at: path, version: 7)
    let word = Table([("word", Column(.text, [.text("before")]))])
    try file.execute("CREATE TABLE first (word TEXT)")
    try file.insert(word, into: "first")
    try file.execute(Self.statement)
    try file.append(
      table, required: [true] + [Bool](repeating: false, count: 5), into: "rows")
    try file.execute("CREATE TABLE last (word TEXT PRIMARY KEY)")
    try file.insert(word, into: "last")
    try file.execute("CREATE INDEX rows_by_day ON rows (day)")
    try file.close()
    let script = #"""
      import sqlite3, sys
      database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
      print(*[row[0] for row in database.execute("PRAGMA integrity_check")])
      print(database.execute("PRAGMA user_version").fetchone()[0], *database.execute("SELECT word FROM first UNION ALL SELECT word FROM last"))
      for row in database.execute("SELECT id, number, share, truth, day, length(text), replace(text, 'ä', '') = '' FROM rows"):
          print(*row)
      """#
    return String(decoding: try pythonOutput(script, [path]), as: UTF8.self)
      .split(separator: "\n").map { String($0) }
  }

  private func lines(of table: Table) -> [String] {
    func word(_ name: String, _ row: Int) -> String {
      switch table[name]?.value(at: row) {
      case .integer(let number)?: "\(number)"
      case .decimal(let number)?: "\(number)"
      case .boolean(let truth)?: truth ? "1" : "0"
      case .day(let day)?: day.description
      default: "None"
      }
    }
    return (0..<table.rowCount).map { row in
      var line = ["id", "number", "share", "truth", "day"].map { word($0, row) }
      guard case .text(let text)? = table["text"]?.value(at: row), !text.isEmpty else {
        return (line + ["None", "None"]).joined(separator: " ")
      }
      line += ["\(text.count)", "1"]
      return line.joined(separator: " ")
    }
  }

  @Test(
    "numbers of every length, texts longer than pages, and what is missing",
    arguments: [0, 1, 3, 700])
  func cells(rows: Int) throws {
    let table = table(rows: rows) { Self.lengths[$0 % Self.lengths.count] }
    let held = try held(table)
    #expect(held.prefix(2) == ["ok", "7 ('before',) ('before',)"])
    #expect(Array(held.dropFirst(2)) == lines(of: table))
  }

  @Test("more leaves than one page leads to")
  func levels() throws {
    let table = table(rows: 2500) { _ in 16_200 }
    let held = try held(table)
    #expect(held.first == "ok")
    #expect(Array(held.dropFirst(2)) == lines(of: table))
  }

  @Test(
    "an index of one page and of many levels, with what is missing and texts that stand twice",
    arguments: [0, 1, 4, 5, 40, 3000])
  func index(rows: Int) throws {
    let texts = (0..<rows).map { row -> Value? in
      row % 9 == 0
        ? nil : .text("\(row * 7919 % 1009) " + String(repeating: "é", count: 1900 + row % 50))
    }
    let table = Table([
      ("id", .integer(FixedColumn((0..<rows).map { Int64($0 * 300) }))),
      ("text", Column(.text, texts)),
    ])
    let folder = try TemporaryFolder()
    let path = folder.path("rows.sqlite")
    var file = try DatabaseFile.make(at: path, version: 1)
    try file.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY NOT NULL, text TEXT) STRICT")
    try file.execute("CREATE INDEX rows_by_text ON rows (text)")
    try file.append(
      table, required: [true, false], into: "rows",
      indexes: [TextIndex(name: "rows_by_text", column: 1, isUnique: false)])
    try file.close()
    let script = #"""
      import sqlite3, sys
      database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
      print(*[row[0] for row in database.execute("PRAGMA integrity_check")])
      ordered = "SELECT id FROM rows {} ORDER BY {}, id"
      by_index = database.execute(ordered.format("INDEXED BY rows_by_text", "text")).fetchall()
      without = database.execute(ordered.format("NOT INDEXED", "+text")).fetchall()
      print(by_index == without, len(by_index))
      found = [database.execute("SELECT id FROM rows WHERE text = ? AND id = ?", (text, id)).fetchall() == [(id,)]
               for id, text in database.execute("SELECT id, text FROM rows WHERE text IS NOT NULL").fetchall()]
      print(all(found), len(found))
      """#
    let held = String(decoding: try pythonOutput(script, [path]), as: UTF8.self)
      .split(separator: "\n").map { String($0) }
    #expect(held == ["ok", "True \(rows)", "True \(rows - (rows + 8) / 9)"])
  }

  @Test("a text that stands twice where none may is refused")
  func repeated() throws {
    let folder = try TemporaryFolder()
    for (texts, isRefused) in [(["b", "a", "b"], true), (["b", "a", "c"], false)] {
      var file = try DatabaseFile.make(
        at: folder.path("\(isRefused).sqlite"), version: 1)
      try file.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY NOT NULL, text TEXT) STRICT")
      try file.execute("CREATE UNIQUE INDEX rows_by_text ON rows (text)")
      let table = Table([
        ("id", .integer(FixedColumn([1, 2, 3]))),
        ("text", Column(.text, texts.map { .text($0) })),
      ])
      var refused = false
      do throws(WarehouseFault) {
        try file.append(
          table, required: [true, false], into: "rows",
          indexes: [TextIndex(name: "rows_by_text", column: 1, isUnique: true)])
      } catch {
        refused = error == .refused(code: SQLITE_CONSTRAINT)
      }
      #expect(refused == isRefused)
    }
  }

  @Test("nothing stands on the page of locks, and nothing leads to it")
  func lockPage() throws {
    // The page with the byte 2³⁰.
    let lock = 65_537
    let written = Mutex<[Int: [UInt8]]>([:])
    var tree = TreePages()
    var pages = unsafe PageAppender(pageCount: lock - 3) { page, bytes, count in
      for offset in stride(from: 0, to: count, by: PageAppender.size) {
        let page = page + offset / PageAppender.size
        let copy = unsafe Array(
          UnsafeRawBufferPointer(start: bytes + offset, count: PageAppender.size))
        written.withLock { $0[page] = copy }
      }
      return SQLITE_OK
    }
    let numbers = CellValues(.integer(FixedColumn((0..<6).map { Int64($0) })))
    let long = (0..<6).map { row -> Value? in .text(String(repeating: "x", count: 15_000 + row)) }
    let code = unsafe numbers.withPointer { keys in
      unsafe CellValues(Column(.text, long)).withPointer { texts in
        unsafe Record.with([keys, texts], required: [true, true], rowCount: 6) { record in
          for row in 0..<6 {
            let cells = unsafe [keys, texts]
            guard unsafe record.take(cells, row: row) else { return 1 }
            let code = unsafe tree.append(record, cells, row: row, key: Int64(row), to: &pages)
            guard code == SQLITE_OK else { return code }
          }
          return SQLITE_OK
        }
      }
    }
    #expect(code == SQLITE_OK)
    #expect(tree.finish(root: 2, to: &pages) == SQLITE_OK && pages.pageCount == lock + 4)
    let all = written.withLock { $0 }
    #expect(all.keys.sorted() == [2] + Array(lock - 2...lock + 4))
    #expect(all[lock]?.allSatisfy { $0 == 0 } == true)
    // The root's five cells of a page's number and a key, and the last page's number before them.
    let root = try #require(all[2])
    func page(at offset: Int) -> Int { root[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    let places = (0..<5).map { Int(root[12 + 2 * $0]) << 8 | Int(root[13 + 2 * $0]) }
    #expect(
      places.map(page) + [page(at: 8)]
        == [lock - 2, lock - 1, lock + 1, lock + 2, lock + 3, lock + 4])
  }

  @Test("a value that must not be missing, and rows that do not stand by their key, are refused")
  func refused() throws {
    let folder = try TemporaryFolder()
    var file = try DatabaseFile.make(at: folder.path("rows.sqlite"), version: 1)
    try file.execute(Self.statement)
    let rows = table(rows: 30) { _ in 10 }
    let refused = WarehouseFault.refused(code: SQLITE_CONSTRAINT)
    #expect(throws: refused) {
      try file.append(rows, required: [Bool](repeating: true, count: 6), into: "rows")
    }
    var other = try DatabaseFile.make(at: folder.path("other.sqlite"), version: 1)
    try other.execute(Self.statement)
    #expect(throws: refused) {
      try other.append(
        rows.gathered([1, 0]), required: [Bool](repeating: false, count: 6), into: "rows")
    }
  }
}
