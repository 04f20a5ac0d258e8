public import Health
import Model
public import Tables

/// A table for the system folder, made of disclosed tables and of nothing else.
public struct AggregateTable: Hashable, Sendable {
  /// The figures; a hidden one is missing.
  private(set) var table: Table
  /// The hidden rows of each column that may have some.
  private(set) var hidden: [String: Bitmap]

  /// Takes a table that has passed disclosure control, or that was public before.
  public init(_ disclosed: DisclosedTable) {
    table = disclosed.table
    hidden = disclosed.hidden
  }

  /// Puts tables with the same columns under each other, with a first column that says which one a row is of.
  ///
  /// Tables whose columns differ from the first one's in name or type are left out.
  static func stacked(
    _ parts: [(label: String, table: AggregateTable)], labelled label: String
  ) -> AggregateTable? {
    guard let first = parts.first?.table.table else { return nil }
    let parts = parts.filter { part in
      part.table.table.names == first.names
        && zip(part.table.table.columns, first.columns).allSatisfy { $0.type == $1.type }
    }
    let counts = parts.map(\.table.table.rowCount)
    let labels = zip(parts, counts).flatMap { part, count in
      [Value?](repeating: .text(part.label), count: count)
    }
    var table = Table([(label, Column(.text, labels))])
    for (index, name) in first.names.enumerated() {
      table.append(name, .concatenated(parts.map(\.table.table.columns[index])))
    }
    return AggregateTable(table: table, hidden: stackedMarks(parts.map(\.table)))
  }

  /// The rows that a test of their position lets through, in their order.
  func selecting(rows isWanted: (Int) -> Bool) -> AggregateTable {
    let rows = (0..<table.rowCount).filter(isWanted).map { Int32($0) }
    return AggregateTable(
      table: table.gathered(rows), hidden: hidden.mapValues { $0.gathered(rows) })
  }

  /// Some of the columns, in the given order; names that the table lacks are left out.
  public func selecting(_ names: [String]) -> AggregateTable {
    AggregateTable(
      table: table.selecting(names), hidden: hidden.filter { names.contains($0.key) })
  }

  /// The rows in which a text column holds a text, or those in which it does not.
  public func selecting(where column: String, is text: String, _ isWanted: Bool = true)
    -> AggregateTable
  {
    selecting { (value(row: $0, column: column) == .text(text)) == isWanted }
  }

  /// The same with another column, of which some rows may be hidden.
  func appending(_ name: String, _ column: Column, hidden rows: Bitmap? = nil) -> AggregateTable {
    var table = table
    table.append(name, column)
    var hidden = hidden
    hidden[name] = rows
    return AggregateTable(table: table, hidden: hidden)
  }

  /// Whether a column is hidden in a row.
  func isHidden(_ column: String, _ row: Int) -> Bool { hidden[column]?[row] ?? false }

  /// The table with what its percentages are held against, and what comes of it; the same where there is no target.
  ///
  /// Adds `target` and `lower_threshold` (percent, the same in each row; the latter where there is one) and `against_target`:
  /// `better` where the whole interval of the percentage lies at the target or above, `worse` where it lies below, otherwise
  /// `similar`. It is worked out of the limits that are shown, and hidden where they are.
  ///
  /// Source: Association of Public Health Observatories, Technical Briefing 2, 2008, significance against a benchmark by the limits of the figure.
  public func holding(against target: Double?, lowerThreshold: Double?) -> AggregateTable {
    guard let target, table["percent_lower"] != nil, table["percent_upper"] != nil else {
      return self
    }
    let percent = Model.percent(ofShare: target)
    func everyRow(_ value: Double) -> Column {
      Column(.decimal, [Value?](repeating: .decimal(value), count: rowCount))
    }
    let verdicts = (0..<rowCount).map { row -> Value? in
      guard case .decimal(let lower)? = value(row: row, column: "percent_lower"),
        case .decimal(let upper)? = value(row: row, column: "percent_upper")
      else { return nil }
      return .text(lower >= percent ? "better" : upper < percent ? "worse" : "similar")
    }
    var result = appending("target", everyRow(percent))
    if let lowerThreshold {
      result = result.appending("lower_threshold", everyRow(Model.percent(ofShare: lowerThreshold)))
    }
    result = result.appending("against_target", Column(.text, verdicts))
    result.hidden["against_target"] = hidden["percent_lower"]
    return result
  }

  /// The value of a cell; nil where it is hidden or missing.
  func value(row: Int, column: String) -> Value? {
    table[column]?.value(at: row)
  }

  /// The values of a column as they are published; nil where one is hidden or missing, and for a column that is not there.
  func published(_ column: String) -> [Value?] {
    guard let values = table[column] else { return [Value?](repeating: nil, count: rowCount) }
    let shown = publishedFigures(values).safeInSpreadsheets
    let marks = hidden[column]
    return (0..<rowCount).map { marks?[$0] == true ? nil : shown.value(at: $0) }
  }

  /// The columns in which a row is hidden, with blanks between them; nil for none.
  func hiddenColumns(row: Int) -> String? {
    let names = table.names.filter { hidden[$0]?[row] == true }
    return names.isEmpty ? nil : names.joined(separator: " ")
  }

  /// The number of rows.
  var rowCount: Int { table.rowCount }

  /// The names of its columns.
  public var names: [String] { table.names }

  /// The table to be kept in the store, with a column that says where each column with hidden rows hides one.
  public var kept: Table {
    var kept = table
    for (name, marks) in hidden.sorted(by: { $0.key < $1.key }) {
      kept.append(
        AggregateTable.hidingMark + name,
        Column(.boolean, (0..<rowCount).map { .boolean(marks[$0]) }))
    }
    return kept
  }

  /// Reads what `kept` made: figures that have passed disclosure control.
  public init(kept: Table) {
    let isMark = { (name: String) in name.hasPrefix(AggregateTable.hidingMark) }
    table = kept.selecting(kept.names.filter { !isMark($0) })
    hidden = [:]
    for name in kept.names where isMark(name) {
      guard case .boolean(let marks)? = kept[name] else { continue }
      hidden[String(name.dropFirst(AggregateTable.hidingMark.count))] = marks.bits
    }
  }

  // No column of figures has a blank in its name.
  private static let hidingMark = "hides "

  private init(table: Table, hidden: [String: Bitmap]) {
    self.table = table
    self.hidden = hidden
  }

  private static func stackedMarks(_ parts: [AggregateTable]) -> [String: Bitmap] {
    let names = Set(parts.flatMap(\.hidden.keys))
    return Dictionary(
      uniqueKeysWithValues: names.map { name in
        var marks = Bitmap(repeating: false, count: 0)
        for part in parts {
          marks.append(
            contentsOf: part.hidden[name] ?? Bitmap(repeating: false, count: part.rowCount))
        }
        return (name, marks)
      })
  }

  /// The table as it is published: decimals rounded, and a mark where a figure is hidden, which makes a text of the
  /// column.
  var marked: Table {
    var result = Table(rowCount: table.rowCount)
    for (name, column) in zip(table.names, table.columns) {
      let marks = hidden[name]
      let isMarked = marks.map { $0.setCount > 0 } ?? false
      let figures = publishedFigures(column)
      result.append(name, isMarked ? markedColumn(figures, marks) : figures.safeInSpreadsheets)
    }
    return result
  }

  private func markedColumn(_ column: Column, _ marks: Bitmap?) -> Column {
    Column(
      .text,
      (0..<column.count).map { row -> Value? in
        if marks?[row] == true { return .text(DisclosedTable.hiddenMark) }
        return column.value(at: row).map { .text(figure($0)) }
      })
  }

  private func figure(_ value: Value) -> String {
    switch value {
    case .boolean(let truth): truth ? "true" : "false"
    case .integer(let number): String(number)
    case .decimal(let number): number.isFinite ? number.description : ""
    case .day(let day): day.description
    case .text(let text): text
    // An aggregate has no person's key; should one come here it stays withheld.
    case .identifier(let identifier): identifier.description
    case .pseudonym(let pseudonym): pseudonym.description
    }
  }
}
