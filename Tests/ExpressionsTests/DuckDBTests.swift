import Expressions
import Foundation
@testable import ReferenceEngine
import Tables
import Testing

/// Python with DuckDB, where it is installed.
private enum DuckDB {
  static let isInstalled = (try? run("import duckdb", input: "")) != nil

  struct Failure: Error {
    var status: Int32
    var says: String
  }

  /// What a Python program prints when it reads a text.
  static func run(_ program: String, input: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Small enough for the pipe to hold, so that nobody waits for the other.
    standardInput.fileHandleForWriting.write(Data(input.utf8))
    standardInput.fileHandleForWriting.closeFile()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(status: process.terminationStatus, says: String(decoding: said, as: UTF8.self))
    }
    return String(decoding: printed, as: UTF8.self)
  }

  /// Reads a table and expressions as JSON and prints a line an expression: its values as words, between blanks.
  static let program = """
    import json, sys, duckdb
    asked = json.load(sys.stdin)
    db = duckdb.connect()
    db.execute(f"create table t ({asked['columns']})")
    for row in asked['rows']:
        db.execute(f"insert into t values ({', '.join('?' for _ in row)})", row)
    def word(value):
        if value is None: return 'null'
        if value is True: return 'true'
        if value is False: return 'false'
        return str(value)
    for expression in asked['expressions']:
        rows = db.execute(f"select {expression} from t order by n").fetchall()
        print(' '.join(word(row[0]) for row in rows))
    """
}

/// Where DuckDB means the same, it must give the same.
///
/// Left out, since DuckDB means something else there, as the pages in `Tests/Specs/conditions` say: division by zero (DuckDB: infinity),
/// overflow (an error), `date_sub` and `date_diff` in place of `years_between` (29 February, month ends, days before the first),
/// a day that a month lacks after so many months (DuckDB: the month's last day; it is asked for the first of the next),
/// a root or logarithm of what has none (an error), a power that is not finite (infinity), minus zero (here it is zero), and the type of a day plus an interval (a timestamp, so days are cast before they are compared here).
@Suite(
  "DuckDB", .enabled(if: DuckDB.isInstalled, "skipped: no python3 with the package duckdb here"))
struct DuckDBTests {
  static let conditions = [
    "a and b", "a or b", "not a", "not (a and b) or c", "a = b", "a <> b", "a is true",
    "a is not true",
    "a is false", "a is not false", "a is null", "(a and b) is null", "a and null", "a or null",
    "i = j", "i <> j", "i < j", "i <= j", "i > j", "i >= j", "i = j + null", "i between j and 3",
    "i not between j and i + null", "i between 3 and -3", "i in (1, 2, 3)", "i not in (1, 2, 3)",
    "i in (1, j + null)", "i not in (1, j + null)", "i in (j, 2)", "j + null in (1, i)",
    "x > i", "x between i and j", "i / 2 > 1", "s = 'flu'", "s < t", "s >= t",
    "s between 'A' and 'a'",
    "s in ('FLU', t)", "s is not null and t is null", "d > date '2024-02-29'",
    "d between date '2024-02-28' and e",
    "d + interval '1' month > e", "d - interval '12 months' <= date '2023-02-28'",
    "d in (e, date '2024-02-29')",
    "s like '%l%'", "s not like 'f_u'", "t like 'A'", "s like '_'", "t like '%'",
    "regexp_full_match(s, 'f.u|A')", "not regexp_full_match(t, '[a-z]{2,}')",
    "case when a then b when i > 1 then c end", "case when i > j then s < t else a end",
    "coalesce(a, b, false)",
    "not a and b or c", "i + j * 2 = 4 or i - 1 - 1 < 0", "i = j is not true",
  ]
  static let days = [
    "d + interval '1' month", "d - interval '1' month", "d + interval '1' year",
    "d - interval '4 years'",
    "d + interval '13' months", "d + interval '100' day", "d - interval '3' week", "least(d, e)",
    "greatest(d, e)",
    "d + interval '1' month - interval '1' month", "coalesce(d, e)",
    "case when i > 0 then d else e end",
  ]
  static let numbers = [
    "i + j", "i - j", "i * j", "-i", "abs(i)", "d - e", "least(i, j, 2)", "greatest(i, null, j)",
    "coalesce(i, j)",
    "case when a then i when b then j end", "d - date '2024-02-29'",
  ]
  static let decimals = [
    "i / 4", "round(exp(x), 6)", "round(ln(x * x + 1), 6)", "round(sqrt(abs(x)), 6)",
    "round(power(abs(x) + 1, i), 6)", "power(x, 2)", "x + i", "x * x", "-x", "abs(x)",
    "round(x, 1)", "round(x)", "x - j", "greatest(x, i)",
  ]
  static let texts = [
    "least(s, t)", "greatest(s, t)", "coalesce(s, t)", "case when s < t then s else t end",
  ]

  private static let columns: [(String, ColumnType, String)] = [
    ("a", .boolean, "boolean"), ("b", .boolean, "boolean"), ("c", .boolean, "boolean"),
    ("i", .integer, "bigint"),
    ("j", .integer, "bigint"), ("x", .decimal, "double"), ("d", .day, "date"), ("e", .day, "date"),
    ("s", .text, "varchar"), ("t", .text, "varchar"),
  ]

  // Every combination of truth values, and days around the ends of months.
  private func table() -> Table {
    var numbers = SeededNumbers(seed: 29)
    let truths: [Value?] = [nil, .boolean(false), .boolean(true)]
    let days = [
      "2024-02-29", "2024-02-28", "2023-02-28", "2024-01-31", "2023-12-31", "2024-03-30",
      "1900-03-01",
    ]
    let texts = ["flu", "FLU", "a", "A", "é", ""]
    func value(_ type: ColumnType, _ row: Int, _ index: Int) -> Value? {
      if type == .boolean { return truths[[row / 9, row / 3, row][index] % 3] }
      if numbers.once(in: 5) { return nil }
      switch type {
      case .integer: return .integer(.random(in: -3...4, using: &numbers))
      case .decimal: return .decimal(Double(Int.random(in: -20...20, using: &numbers)) / 8)
      case .day: return Day(iso: numbers.pick(days)).map { .day($0) }
      default: return .text(numbers.pick(texts))
      }
    }
    var columns: [(String, Column)] = []
    for (index, column) in Self.columns.enumerated() {
      let values = (0..<108).map { value(column.1, $0, index) }
      columns.append((column.0, Column(column.1, values)))
    }
    return Table(columns)
  }

  private func json(_ value: Value?) -> Any {
    switch value {
    case nil: NSNull()
    case .boolean(let bit): bit
    case .integer(let number): number
    case .decimal(let number): number
    case .day(let day): day.description
    case .text(let text): text
    case .identifier, .pseudonym: NSNull()
    }
  }

  private func word(_ value: Value?) -> String {
    switch value {
    case nil: "null"
    case .boolean(let bit): "\(bit)"
    case .integer(let number): "\(number)"
    case .decimal(let number): "\(number)"
    case .day(let day): "\(day)"
    case .text(let text): "<\(text)>"
    case .identifier, .pseudonym: "null"
    }
  }

  /// An expression for DuckDB, where a day that a month lacks is to be the first of the next going on.
  private static func goingOn(_ text: String) -> String {
    text.replacing(/d \+ (interval '[0-9]+' (?:months?|years?))/) { match in
      let later = "d + \(match.1)"
      return """
        (case when day(d) > day(\(later)) then cast(last_day(\(later)) as date) + 1 else cast(\(later) as date) end)
        """
    }
  }

  @Test("conditions, days, numbers and texts mean what they mean to DuckDB")
  func agrees() throws {
    let table = table()
    let casts: [([String], (String) -> String)] = [
      (Self.conditions, { $0 }), (Self.days, { "cast(\($0) as date)" }), (Self.numbers, { $0 }),
      (Self.decimals, { "cast(\($0) as double) + 0.0" }), (Self.texts, { "'<' || \($0) || '>'" }),
    ]
    let asked: [String: Any] = [
      "columns": "n integer, " + Self.columns.map { "\($0.0) \($0.2)" }.joined(separator: ", "),
      "rows": (0..<table.rowCount).map { row in
        [row] + table.columns.map { json($0.value(at: row)) }
      },
      "expressions": casts.flatMap { texts, cast in texts.map { cast(Self.goingOn($0)) } },
    ]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: asked), as: UTF8.self)
    let lines = try DuckDB.run(DuckDB.program, input: input).split(separator: "\n")
    let texts = casts.flatMap(\.0)
    try #require(lines.count == texts.count)
    let scope = Scope(
      columns: Dictionary(uniqueKeysWithValues: Self.columns.map { ($0.0, $0.1) }), parameters: [:])
    for (text, line) in zip(texts, lines) {
      let column = try check(text, in: scope).get().evaluate(on: table, parameters: Parameters([:]))
      let found = (0..<table.rowCount).map { word(column.value(at: $0)) }
      let expected = line.split(separator: " ").map(String.init)
      let differing = found.indices.filter {
        expected.count != found.count || found[$0] != expected[$0]
      }
      #expect(
        differing.isEmpty,
        "\(text), first in row \(differing.first ?? 0): \(found.prefix(9)) \(expected.prefix(9))")
    }
  }
}
