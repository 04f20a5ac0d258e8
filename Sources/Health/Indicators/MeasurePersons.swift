public import Expressions
import Parallel
public import Tables

/// Counts an indicator's persons by practice, network, the whole system and its splits.
///
/// Only persons who may be counted in aggregates are counted. The table has `level` (`system`, `pcn`, `practice`, or
/// the column of a split), `area` (a code, or the split's value), `denominator` and `numerator`; disclosure adds
/// `percent`.
///
/// - Shape: the system first, then the networks, the practices and each split, each by code or value.
/// - Missing: `area` of the system, and of those who have no network, practice or value; an unknown condition is no.
public func measure(
  _ definition: IndicatorDefinition, _ proportion: PersonProportion, persons: PersonTable,
  parameters: Parameters
) -> PersonAggregate {
  let table = persons.table
  let conditions = [proportion.denominator, proportion.numerator]
  let truths = parallelMap(conditions) { $0.trueRows(on: table, parameters: parameters) }
  let denominator = truths[0] & table.rows(whereTrue: "secondary_use")
  let numerator = denominator & truths[1]
  var rows = ProportionRows()
  let system = rows.append("system", area: nil, denominator.setCount, numerator.setCount)
  let networks = Classes(of: table["pcn_code"], count: table.rowCount)
  let networkRows = rows.append("pcn", networks, denominator, numerator)
  rows.sums.append((system, networkRows))
  let practices = Classes(of: table["practice_code"], count: table.rowCount)
  let practiceRows = rows.append("practice", practices, denominator, numerator)
  let parents = practices.parents(in: networks)
  for (network, row) in networkRows.enumerated() {
    rows.sums.append(
      (row, practiceRows.indices.filter { parents[$0] == network }.map { practiceRows[$0] }))
  }
  for name in proportion.by where table[name]?.type != .identifier {
    let classes = Classes(of: table[name], count: table.rowCount)
    rows.sums.append((system, rows.append(name, classes, denominator, numerator)))
  }
  return rows.aggregate
}

/// The persons of each value of a column, in the order of the values; those without one come last.
struct Classes {
  /// What each class is called; nil for those without a value.
  var names: [String?] = []
  /// For each person the class.
  var classOfPerson: [Int32]

  init(of column: Column?, count: Int) {
    classOfPerson = [Int32](repeating: 0, count: count)
    guard let column else {
      if count > 0 { names = [nil] }
      return
    }
    let groups = RowGroups(of: (0..<count).map { Int32($0) }, by: [column])
    let keys = OrderedKeys.of(column, rows: groups.firsts)
    let missing = groups.firsts.map { row in column.present.map { !$0[Int(row)] } ?? false }
    var order = ascendingOrder(of: keys)
    order = ascendingOrder(order, by: missing.map { $0 ? 1 : 0 })
    var classOfGroup = [Int32](repeating: 0, count: order.count)
    for (index, group) in order.enumerated() {
      classOfGroup[Int(group)] = Int32(index)
      names.append(column.value(at: Int(groups.firsts[Int(group)])).map { areaName(of: $0) })
    }
    classOfPerson = groups.groupOfRow.map { classOfGroup[Int($0)] }
  }

  /// How many of some persons are in each class.
  func counts(of persons: Bitmap) -> [Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for person in persons.setIndices { counts[Int(classOfPerson[person])] += 1 }
    return counts
  }

  /// The class of a coarser set that each class is in: that of its first person.
  func parents(in coarser: Classes) -> [Int] {
    var parents = [Int](repeating: -1, count: names.count)
    for (person, index) in classOfPerson.enumerated() where parents[Int(index)] < 0 {
      parents[Int(index)] = Int(coarser.classOfPerson[person])
    }
    return parents
  }
}

private func areaName(of value: Value) -> String {
  switch value {
  case .boolean(let truth): truth ? "true" : "false"
  case .integer(let number): String(number)
  case .decimal(let number): String(number)
  case .day(let day): day.description
  case .text(let text): text
  // A person's number names no area; the caller splits by no such column.
  case .identifier: ""
  }
}

/// The rows of the table as they come.
private struct ProportionRows {
  var levels: [String] = []
  var areas: [String?] = []
  var denominators: [Int64] = []
  var numerators: [Int64] = []
  /// Which rows add up to which.
  var sums: [(total: Int, parts: [Int])] = []

  mutating func append(
    _ level: String, area: String?, _ denominator: Int, _ numerator: Int
  ) -> Int {
    levels.append(level)
    areas.append(area)
    denominators.append(Int64(denominator))
    numerators.append(Int64(numerator))
    return levels.count - 1
  }

  mutating func append(
    _ level: String, _ classes: Classes, _ denominator: Bitmap, _ numerator: Bitmap
  ) -> [Int] {
    zip(classes.names, zip(classes.counts(of: denominator), classes.counts(of: numerator))).map {
      append(level, area: $0, $1.0, $1.1)
    }
  }

  var aggregate: PersonAggregate {
    let table = Table([
      ("level", .text(TextColumn(levels))),
      ("area", .text(TextColumn(areas))),
      ("denominator", .integer(FixedColumn(denominators))),
      ("numerator", .integer(FixedColumn(numerators))),
    ])
    let columns = ["denominator", "numerator"]
    return PersonAggregate(
      table: table, counts: columns,
      percentages: [
        .init(name: "percent", numerator: "numerator", denominator: "denominator")
      ],
      sums: sums.flatMap { sum in
        columns.map { column in
          PersonAggregate.Sum(
            total: .init(row: sum.total, column: column),
            parts: sum.parts.map { .init(row: $0, column: column) })
        }
      })
  }
}
