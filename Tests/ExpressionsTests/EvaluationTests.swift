import Expressions
import Dispatch
import Foundation
import Synchronization
import Tables
import Testing

@Suite("Evaluating expressions")
struct EvaluationTests {
  private func evaluate(_ text: String, _ table: Table) throws -> Column {
    let types = zip(table.names, table.columns.map(\.type))
    let scope = Scope(columns: Dictionary(uniqueKeysWithValues: types), parameters: [:])
    return try check(text, in: scope).get().evaluate(on: table, parameters: Parameters([:]))
  }

  @Test("texts of two dictionaries are the same where their letters are")
  func dictionaries() throws {
    // The same texts in another order, so that equal texts have different codes.
    let left = TextColumn(codes: [0, 1, 2, 0], dictionary: TextDictionary(["a", "b", "c"]))
    let right = TextColumn(codes: [2, 1, 2, 3], dictionary: TextDictionary(["c", "b", "a", "d"]))
    let table = Table([("x", .text(left)), ("y", .text(right))])
    #expect(
      try evaluate("x = y", table) == .boolean(BooleanColumn(Bitmap([true, true, false, false]))))
    #expect(
      try evaluate("x < y", table) == .boolean(BooleanColumn(Bitmap([false, false, false, true]))))
  }

  @Test("a dictionary may be larger than the table, or empty where all texts are missing")
  func oddDictionaries() throws {
    let large = TextDictionary((0..<1000).map { "text \($0)" })
    let none = Bitmap(repeating: false, count: 2)
    let table = Table([
      ("large", .text(TextColumn(codes: [999, 5], dictionary: large))),
      ("empty", .text(TextColumn(codes: [0, 0], present: none, dictionary: TextDictionary()))),
    ])
    #expect(
      try evaluate("large > 'text 6'", table) == .boolean(BooleanColumn(Bitmap([true, false]))))
    #expect(
      try evaluate("large in ('text 5', 'x')", table)
        == .boolean(BooleanColumn(Bitmap([false, true]))))
    for text in [
      "empty = 'a'", "empty < 'a'", "empty <> large", "large >= empty", "empty in ('a')",
    ] {
      let unknown = BooleanColumn(Bitmap(repeating: false, count: 2), present: none)
      #expect(try evaluate(text, table) == .boolean(unknown), "\(text)")
    }
    #expect(try evaluate("upper(empty)", table).present?.setCount == 0)
    #expect(try evaluate("coalesce(empty, large)", table).value(at: 0) == .text("text 999"))
  }

  @Test("a table without rows gives a column without rows, of the right type")
  func empty() throws {
    let columns = ColumnType.allCases.map { ("\($0)", Column($0, [])) }
    let table = Table(columns, rowCount: 0)
    let texts = [
      "integer + 1", "text", "case when boolean then day end", "decimal / 2", "text in ('a')", "1",
      "count_true(boolean)", "lower(text)", "day + interval '1' month", "identifier is null",
      "pseudonym is null", "coalesce(pseudonym, pseudonym)",
    ]
    for text in texts { #expect(try evaluate(text, table).count == 0, "\(text)") }
  }

  @Test("an expression without columns has its value in every row")
  func constant() throws {
    let table = Table(rowCount: 130)
    #expect(
      try evaluate("date '2026-11-20' - interval '5' year", table)
        == Column(.day, Array(repeating: Day(iso: "2021-11-20").map { .day($0) }, count: 130)))
    #expect(
      try evaluate("1 = 1 and null", table)
        == .boolean(
          BooleanColumn(
            Bitmap(repeating: false, count: 130), present: Bitmap(repeating: false, count: 130))))
  }

  @Test("numbers that do not fit are missing, and nothing stops the program")
  func overflow() throws {
    let table = Table([
      ("i", Column(.integer, [.integer(.max), .integer(.min), .integer(0)])),
      (
        "d", Column(.day, [.day(Day(number: .max)), .day(Day(number: .min)), .day(Day(number: 0))])
      ),
      ("x", Column(.decimal, [.decimal(.nan), .decimal(.infinity), .decimal(-1e308)])),
    ])
    #expect(
      try evaluate("i + 1", table) == Column(.integer, [nil, .integer(.min + 1), .integer(1)]))
    #expect(try evaluate("-i", table) == Column(.integer, [.integer(-.max), nil, .integer(0)]))
    #expect(try evaluate("abs(i)", table) == Column(.integer, [.integer(.max), nil, .integer(0)]))
    #expect(try evaluate("i * i", table) == Column(.integer, [nil, nil, .integer(0)]))
    #expect(try evaluate("x * 10 + x", table) == Column(.decimal, [nil, nil, nil]))
    for text in [
      "d + interval '2147483647' year", "d - interval '2147483647' day", "d + interval '1' month",
      "years_between(d, date '2026-01-01')", "months_between(date '2026-01-01', d)",
      "d - date '0001-01-01'",
      "round(x, 15)", "x in (1.5, 2.5)", "least(x, 1)", "x between 0 and 1", "i / i",
    ] {
      #expect(try evaluate(text, table).count == 3, "\(text)")
    }
  }

  @Test("as deep as an expression may be, a small stack is enough")
  func smallStack() throws {
    let table = Table([("a", Column(.integer, [.integer(1), nil]))])
    let sum = Array(repeating: "a", count: 200).joined(separator: " + ")
    let nested = String(repeating: "abs(", count: 48) + "a" + String(repeating: ")", count: 48)
    let both = "case when \(nested) = 1 then \(sum.dropLast(4)) end"
    for text in [sum, nested, both] {
      let outcome = OutcomeBox()
      let thread = Thread {
        let scope = Scope(columns: ["a": .integer], parameters: [:])
        let checked = try? check(text, in: scope).get()
        let same = checked.map { $0 == $0 && $0.hashValue == $0.hashValue } ?? false
        let column = checked?.evaluate(on: table, parameters: Parameters([:]))
        outcome.finish(same ? column : nil)
      }
      // An eighth of what a thread has on Linux; a build without optimisation needs most of it.
      thread.stackSize = 1024 * 1024
      thread.start()
      #expect(outcome.wait()?.count == 2)
    }
  }
}

/// Hands a column from one thread to another.
private final class OutcomeBox: Sendable {
  private let ready = DispatchSemaphore(value: 0)
  private let column = Mutex<Column?>(nil)

  func finish(_ value: Column?) {
    column.withLock { $0 = value }
    ready.signal()
  }

  func wait() -> Column? {
    ready.wait()
    return column.withLock { $0 }
  }
}
