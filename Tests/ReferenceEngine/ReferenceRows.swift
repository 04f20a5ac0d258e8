import Expressions
package import Tables

/// One row as its values by column; a column that the row lacks is missing.
package typealias Row = [String: Value]

/// The rows of a table, one dictionary each.
package func rows(of table: Table) -> [Row] {
  (0..<table.rowCount).map { index in
    var row: Row = [:]
    for (name, column) in zip(table.names, table.columns) { row[name] = column.value(at: index) }
    return row
  }
}

/// A feed as the reference engine reads it.
package struct ReferenceFeed {
  /// The column of the person's key; nil for feeds that are not about persons.
  package var person: String?
  /// The rows that validation accepted.
  package var rows: [Row]
  /// The rows that it did not.
  package var others: [Row]

  /// Takes the accepted rows of a table; the person is its first column of keys.
  package init(_ table: Table, accepted: Bitmap? = nil) {
    person =
      zip(table.names, table.columns).first { $1.type == .identifier || $1.type == .pseudonym }?.0
    let all = ReferenceEngine.rows(of: table).enumerated()
    rows = all.filter { accepted?[$0.offset] ?? true }.map(\.element)
    others = all.filter { !(accepted?[$0.offset] ?? true) }.map(\.element)
  }
}

/// What expressions may read beside columns: the reference date and, in a campaign, its season's days.
extension Parameters {
  /// The value of an expression in a row; nil is missing.
  ///
  /// An expression that reads a day of a season has no value where there is no season. Where only the season before is
  /// not there, its days are missing values like any other.
  func value(of expression: CheckedExpression, in row: Row) -> Value? {
    let isThere = expression.parameters.allSatisfy { self[$0] != nil || missing.contains($0) }
    guard isThere else { return nil }
    return ReferenceEvaluator(parameters: self).value(of: expression.root, row: row)
  }

  /// Whether a condition is true; unknown is no.
  func holds(_ condition: CheckedExpression, in row: Row) -> Bool {
    value(of: condition, in: row) == .boolean(true)
  }
}

/// Whether a value comes before another of its type: false before true, numbers by size, days by time, texts by
/// their bytes.
func isBefore(_ left: Value, _ right: Value) -> Bool {
  switch (left, right) {
  case (.boolean(let left), .boolean(let right)): return !left && right
  case (.integer(let left), .integer(let right)): return left < right
  case (.decimal(let left), .decimal(let right)): return left < right
  case (.day(let left), .day(let right)): return left.number < right.number
  case (.identifier(let left), .identifier(let right)): return left.number < right.number
  case (.text(let left), .text(let right)):
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  case (.pseudonym(let left), .pseudonym(let right)):
    return left.disclosed.utf8.lexicographicallyPrecedes(right.disclosed.utf8)
  default: fatalError("values of two types are never ordered")
  }
}

extension Value {
  /// A number as a decimal; nil for what is no number.
  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .decimal(let number): number
    default: nil
    }
  }

  /// The text of a text; nil for other values.
  package var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  /// The day of a day; nil for other values.
  var day: Day? {
    guard case .day(let day) = self else { return nil }
    return day
  }
}

/// The column's name that a definition's name becomes: a hyphen is no part of a name in SQL.
func columnName(_ name: String) -> String {
  String(name.map { $0 == "-" ? "_" : $0 })
}

/// The column of members that holds a person's key, which says of a pseudonym that it is one.
func keyed(_ key: Value?) -> Row {
  guard let key else { return [:] }
  if case .pseudonym = key { return ["pseudonym": key] }
  return ["nhs_number": key]
}
