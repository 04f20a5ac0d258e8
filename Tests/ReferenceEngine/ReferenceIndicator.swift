import Expressions
import Model
import Tables

/// The figures of an indicator: of the system, each network, each practice and each split.
///
/// Only persons who may be counted in aggregates are counted. Every network, practice and value of anybody in the
/// population has its row, by code or value; those without one come last.
func referenceIndicator(
  _ proportion: PersonProportion, persons: [Row], practice: String, identifiers: Set<String>,
  parameters: Parameters
) -> [Row] {
  func figures(_ level: String, _ area: String?, of persons: [Row]) -> Row {
    let counted = persons.filter { $0["secondary_use"] == .boolean(true) }
    let below = counted.filter { parameters.holds(proportion.denominator, in: $0) }
    let above = below.filter { parameters.holds(proportion.numerator, in: $0) }
    var row: Row = [
      "level": .text(level), "denominator": .integer(Int64(below.count)),
      "numerator": .integer(Int64(above.count)),
    ]
    row["area"] = area.map { .text($0) }
    if let last = proportion.last {
      let below = counted.filter { parameters.holds(last.denominator, in: $0) }
      let above = below.filter { parameters.holds(last.numerator, in: $0) }
      row["denominator_last"] = .integer(Int64(below.count))
      row["numerator_last"] = .integer(Int64(above.count))
    }
    if let chance = proportion.expected {
      row["expected"] = .integer(sumOfChances(below.map { parameters.value(of: chance, in: $0) }))
    }
    return row
  }
  var result = [figures("system", nil, of: persons)]
  let splits =
    [("pcn", "pcn_code"), ("practice", practice)] + proportion.by.map { ($0, $0) }
  for (level, column) in splits where !identifiers.contains(column) {
    let values = Set(persons.compactMap { $0[column] }).sorted { isBefore($0, $1) }
    for value in values {
      result.append(
        figures(level, areaName(of: value), of: persons.filter { $0[column] == value }))
    }
    let others = persons.filter { $0[column] == nil }
    if !others.isEmpty { result.append(figures(level, nil, of: others)) }
  }
  return result
}

/// The figures of an indicator in the system, each network and none, of all and by the values of the columns that networks are split by;
/// then those of the system by the values of the others.
func referenceParts(
  _ proportion: PersonProportion, persons: [Row], parameters: Parameters
) -> [Row] {
  func lines(
    _ block: Block, _ isWanted: (PersonProportion.Split) -> Bool, _ withAll: Bool
  ) -> [Row] {
    let members = persons.filter { block.holds($0) && $0["secondary_use"] == .boolean(true) }
    func line(_ by: String, _ value: Value?, _ isIn: (Row) -> Bool) -> Row {
      let below = members.filter { isIn($0) && parameters.holds(proportion.denominator, in: $0) }
      let above = below.filter { parameters.holds(proportion.numerator, in: $0) }
      var row = block.columns
      row["by"] = .text(by)
      row["value"] = value.map { .text(areaName(of: $0)) }
      row["denominator"] = .integer(Int64(below.count))
      row["numerator"] = .integer(Int64(above.count))
      return row
    }
    var rows = withAll ? [line("all", nil) { _ in true }] : []
    for column in proportion.splits.filter(isWanted).map(\.column) {
      let known = Set(persons.compactMap { $0[column] }).sorted { isBefore($0, $1) }
      let values: [Value?] = known + (persons.contains { $0[column] == nil } ? [nil] : [])
      rows += values.map { value in line(column, value) { $0[column] == value } }
    }
    return rows
  }
  let all = blocks(of: persons)
  let areInNetworks = proportion.splits.contains { $0.isInNetworks }
  return (areInNetworks ? all : Array(all.prefix(1))).flatMap { block in
    lines(block, { $0.isInNetworks }, true)
  } + lines(all[0], { !$0.isInNetworks }, false)
}

/// The sum of chances, each to nine decimals, to a whole number; what is no number from 0 to 1 adds nothing.
private func sumOfChances(_ chances: [Value?]) -> Int64 {
  let billionths = chances.compactMap { $0?.number }.filter { $0 >= 0 && $0 <= 1 }
    .map { Int64(($0 * 1_000_000_000).rounded()) }
  return (billionths.reduce(0, +) + 500_000_000) / 1_000_000_000
}

/// How a value is written where it names an area.
func areaName(of value: Value) -> String {
  switch value {
  case .boolean(let truth): return truth ? "true" : "false"
  case .integer(let number): return "\(number)"
  case .decimal(let number): return "\(number)"
  case .day(let day):
    let date = ReferenceCalendar.date(Int(day.number))
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
    }
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
  case .text(let text): return text
  case .identifier, .pseudonym: fatalError("a person's key names no area")
  }
}
