import Messages
import Health
import Tables

extension PersonAggregate {
  /// The aggregate as tables of a stage: `<name>`, `<name>-counts`, `<name>-percentages`, `<name>-sums`,
  /// `<name>-wanted`, `<name>-marks`.
  ///
  /// Counts before disclosure control stay in the store, which is the data team's.
  func tables(named name: String) -> [(name: String, table: Table)] {
    let cells = sums.enumerated().flatMap { index, sum in
      [(index, true, sum.total)] + sum.parts.map { (index, false, $0) }
    }
    return [
      (name, table),
      ("\(name)-counts", Table([("column", Column(.text, counts.map { .text($0) }))])),
      (
        "\(name)-percentages",
        Table([
          ("name", Column(.text, percentages.map { .text($0.name) })),
          ("numerator", Column(.text, percentages.map { .text($0.numerator) })),
          ("denominator", Column(.text, percentages.map { .text($0.denominator) })),
          ("gap", Column(.text, percentages.map { $0.gap.map { .text($0) } })),
        ])
      ),
      (
        "\(name)-sums",
        Table([
          ("sum", Column(.integer, cells.map { .integer(Int64($0.0)) })),
          ("is_total", Column(.boolean, cells.map { .boolean($0.1) })),
          ("row", Column(.integer, cells.map { .integer(Int64($0.2.row)) })),
          ("column", Column(.text, cells.map { .text($0.2.column) })),
        ])
      ),
      (
        "\(name)-wanted",
        Table([
          ("row", Column(.integer, wanted.map { .integer(Int64($0.row)) })),
          ("column", Column(.text, wanted.map { .text($0.column) })),
        ])
      ),
      (
        "\(name)-marks",
        Table(
          counts.compactMap { name in marks[name].map { (name, .integer(FixedColumn($0))) } },
          rowCount: table.rowCount)
      ),
    ]
  }

  /// Reads the tables of a stage.
  init(named name: String, of result: StageResult) throws(RunFault) {
    let counts = try result.table("\(name)-counts")
    let percentages = try result.table("\(name)-percentages")
    let wanted = try result.table("\(name)-wanted")
    self.init(
      table: try result.table(name),
      counts: (0..<counts.rowCount).map { counts.text("column", $0) },
      percentages: (0..<percentages.rowCount).map {
        PersonAggregate.percentage(in: percentages, $0)
      },
      sums: PersonAggregate.sums(in: try result.table("\(name)-sums")),
      wanted: (0..<wanted.rowCount).map {
        Cell(row: wanted.integer("row", $0), column: wanted.text("column", $0))
      })
    let marks = try result.table("\(name)-marks")
    for (name, column) in zip(marks.names, marks.columns) {
      if case .integer(let numbers) = column { self.marks[name] = numbers.values }
    }
  }

  private static func percentage(in table: Table, _ row: Int) -> Percentage {
    var percentage = Percentage(
      name: table.text("name", row), numerator: table.text("numerator", row),
      denominator: table.text("denominator", row))
    if case .text(let gap)? = table["gap"]?.value(at: row) { percentage.gap = gap }
    return percentage
  }

  private static func sums(in table: Table) -> [Sum] {
    var sums: [Sum] = []
    for row in 0..<table.rowCount {
      let cell = Cell(row: table.integer("row", row), column: table.text("column", row))
      if table["is_total"]?.value(at: row) == .boolean(true) {
        sums.append(Sum(total: cell, parts: []))
      } else if !sums.isEmpty {
        sums[sums.count - 1].parts.append(cell)
      }
    }
    return sums
  }
}

extension Table {
  /// The text of a cell; empty where it is missing.
  func text(_ column: String, _ row: Int) -> String {
    guard case .text(let text)? = self[column]?.value(at: row) else { return "" }
    return text
  }

  /// The whole number of a cell; 0 where it is missing.
  func integer(_ column: String, _ row: Int) -> Int {
    guard case .integer(let number)? = self[column]?.value(at: row) else { return 0 }
    return Int(number)
  }
}
