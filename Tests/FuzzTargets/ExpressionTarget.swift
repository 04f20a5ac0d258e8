import Expressions
@testable import ReferenceEngine
import Tables

/// Columns of every type, with what is missing and with the ends of each type.
private let table: Table = {
  func day(_ year: Int, _ month: Int, _ day: Int) -> Value? {
    Day(year: year, month: month, day: day).map { .day($0) }
  }
  let values: [(String, ColumnType, [Value?])] = [
    ("b", .boolean, [.boolean(true), .boolean(false), nil, .boolean(true), nil, .boolean(false)]),
    (
      "i", .integer, [.integer(0), .integer(-1), .integer(.max), nil, .integer(7), .integer(-.max)]
    ),
    (
      "x", .decimal,
      [.decimal(0.5), nil, .decimal(-1e308), .decimal(0), .decimal(1e-300), .decimal(3)]
    ),
    (
      "d", .day,
      [day(2024, 2, 29), day(1, 1, 1), day(9999, 12, 31), nil, day(2026, 11, 30), day(1960, 1, 31)]
    ),
    ("t", .text, [.text(""), .text("FLU"), nil, .text("flu"), .text("é"), .text("O'Brien")]),
  ]
  return Table(values.map { ($0.0, Column($0.1, $0.2)) }, rowCount: 6)
}()

private let scope = Scope(
  columns: ["b": .boolean, "i": .integer, "x": .decimal, "d": .day, "t": .text],
  parameters: ["reference_date": .day, "season": .text, "limit": .integer])

private let parameters: Parameters = {
  var values: [String: Value] = ["season": .text("2026/27"), "limit": .integer(3)]
  values["reference_date"] = Day(year: 2026, month: 11, day: 20).map { .day($0) }
  return Parameters(values)
}()

extension FuzzTarget {
  /// A condition or another expression: every mistake has a place in the text, and what can be read means on every row what the reference
  /// engine says.
  static let expressions = FuzzTarget("expressions") { bytes, _ in
    let text = String(decoding: bytes, as: UTF8.self)
    switch check(text, in: scope) {
    case .failure(let mistakes):
      try require(!mistakes.mistakes.isEmpty, "a refusal says why")
      for mistake in mistakes.mistakes {
        try require(
          mistake.range.lowerBound >= 0 && mistake.range.upperBound <= text.utf8.count,
          "\(mistake.range) in \(text.utf8.count) bytes")
      }
    case .success(let expression):
      let column = expression.evaluate(on: table, parameters: parameters)
      let expected = ReferenceEvaluator(parameters: parameters).values(
        of: expression.root, on: table)
      try require(column.count == expected.count, "a value a row")
      for row in expected.indices {
        let value = column.value(at: row)
        try require(isSame(value, expected[row]), "row \(row) of \(text.debugDescription)")
      }
    }
  }

  // Texts by their bytes: to Swift, two spellings of one letter are the same text.
  private static func isSame(_ left: Value?, _ right: Value?) -> Bool {
    guard case .text(let left)? = left, case .text(let right)? = right else { return left == right }
    return left.utf8.elementsEqual(right.utf8)
  }
}
