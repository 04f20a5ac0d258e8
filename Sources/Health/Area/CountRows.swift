import Tables

/// The rows of a feed of counts, cell by cell.
struct CountRows {
  let table: Table

  init(_ table: Table) { self.table = table }

  var indices: Range<Int> { 0..<table.rowCount }

  /// A cell as text; nil where it is missing.
  func text(_ column: String, _ row: Int) -> String? {
    switch table[column]?.value(at: row) {
    case .text(let text)?: text
    case .integer(let number)?: String(number)
    case .boolean(let truth)?: truth ? "true" : "false"
    default: nil
    }
  }

  /// A cell as a number; nil where it is missing.
  func number(_ column: String, _ row: Int) -> Double? {
    switch table[column]?.value(at: row) {
    case .integer(let number)?: Double(number)
    case .decimal(let number)? where number.isFinite: number
    default: nil
    }
  }

  /// A cell as a whole number; nil where it is missing or no whole one.
  func count(_ column: String, _ row: Int) -> Int64? {
    number(column, row).flatMap { Int64(exactly: $0) }
  }

  /// A cell as a day; nil where it is missing.
  func day(_ column: String, _ row: Int) -> Day? {
    if case .day(let day)? = table[column]?.value(at: row) { day } else { nil }
  }
}

/// A table of an area's figures as it comes, row by row.
struct AreaRows {
  private var rows: [[Value?]] = []

  mutating func append(_ cells: [Value?]) { rows.append(cells) }

  /// The table, with the names and types of its columns.
  func table(_ columns: [(name: String, type: ColumnType)]) -> Table {
    Table(
      columns.enumerated().map { index, column in
        (column.name, Column(column.type, rows.map { $0[index] }))
      }, rowCount: rows.count)
  }
}

extension Optional where Wrapped == String {
  var value: Value? { map { .text($0) } }
}

extension Optional where Wrapped == Double {
  var value: Value? { map { .decimal($0) } }
}

extension Optional where Wrapped == Int64 {
  var value: Value? { map { .integer($0) } }
}
