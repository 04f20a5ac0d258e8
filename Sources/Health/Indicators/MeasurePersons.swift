public import Model
public import Expressions
import Parallel
public import Tables

/// Counts an indicator's persons by practice, network, the whole system and its splits.
///
/// Only persons who may be counted in aggregates are counted. The table has `level` (`system`, `pcn`, `practice`, or
/// the column of a split), `area` (a code, or the split's value), `denominator` and `numerator`, where the season before
/// stands beside this one `denominator_last` and `numerator_last`, and where something is expected `expected` (the sum of
/// the chances, to a whole number). Disclosure adds `percent`, `percent_last` and `gap`.
///
/// - Shape: the system first, then the networks, the practices and each split, each by code or value.
/// - Missing: `area` of the system, and of those who have no network, practice or value; an unknown condition is no, and
///   an unknown chance adds nothing.
public func measure(
  _ definition: IndicatorDefinition, _ proportion: PersonProportion, persons: PersonTable,
  vocabulary: PersonVocabulary, classes: PersonClasses = PersonClasses(), parameters: Parameters
) -> PersonAggregate {
  let table = persons.table
  var rows = ProportionRows(
    measures(of: proportion, on: table, parameters), isOfExpected: proportion.expected != nil,
    personCount: table.rowCount)
  let system = rows.append("system")
  let networks = classes.of(PersonVocabulary.network, in: table)
  let networkRows = rows.append("pcn", networks)
  rows.sums.append((system, networkRows))
  let practices = classes.of(vocabulary.practice, in: table)
  let practiceRows = rows.append("practice", practices)
  let parents = practices.parents(in: networks)
  for (network, row) in networkRows.enumerated() {
    rows.sums.append(
      (row, practiceRows.indices.filter { parents[$0] == network }.map { practiceRows[$0] }))
  }
  for name in proportion.by {
    guard !table.declared(name).type.isPersonKey else { continue }
    rows.sums.append((system, rows.append(name, classes.of(name, in: table))))
  }
  return rows.aggregate
}

/// Says of how many persons nothing could be expected; none where an indicator expects nothing.
public func expectationFindings(
  _ definition: IndicatorDefinition, _ proportion: PersonProportion, persons: PersonTable,
  parameters: Parameters
) -> [Finding] {
  guard let expected = proportion.expected else { return [] }
  let table = persons.table
  let counted =
    proportion.denominator.trueRows(on: table, parameters: parameters)
    & table.rows(whereTrue: PersonVocabulary.secondaryUse)
  let known = knownChances(expected, on: table, parameters)
  let without = counted.setIndices.reduce(0) { $0 + (known[$1] == nil ? 1 : 0) }
  guard without > 0 else { return [] }
  return [
    Finding(
      rule: "nothing-expected", grade: .warning, feed: definition.name,
      says:
        "persons of the denominator whose chance is unknown or not from 0 to 1, and who add nothing to what is expected",
      count: without)
  ]
}

/// What is counted, by column.
private func measures(
  of proportion: PersonProportion, on table: Table, _ parameters: Parameters
) -> [(name: String, counted: Counted)] {
  let conditions =
    [proportion.denominator, proportion.numerator]
    + (proportion.last.map { [$0.denominator, $0.numerator] } ?? [])
  let truths = parallelMap(conditions) { $0.trueRows(on: table, parameters: parameters) }
  let countable = table.rows(whereTrue: PersonVocabulary.secondaryUse)
  let denominator = truths[0] & countable
  var measures: [(name: String, counted: Counted)] = [
    ("denominator", .persons(denominator)), ("numerator", .persons(denominator & truths[1])),
  ]
  if truths.count == 4 {
    let last = truths[2] & countable
    measures += [
      ("denominator_last", .persons(last)), ("numerator_last", .persons(last & truths[3])),
    ]
  }
  if let expected = proportion.expected {
    measures.append(
      ("expected", Counted(chancesOf: expected, among: denominator, on: table, parameters)))
  }
  return measures
}

/// The rows of the table as they come.
private struct ProportionRows {
  /// What is counted, by column.
  let measures: [(name: String, counted: Counted)]
  /// Whether the numerator is held against what is expected and not against the denominator.
  let isOfExpected: Bool
  var levels: [String] = []
  var areas: [String?] = []
  /// The counts of each measure.
  var counts: [[Int64]]
  /// Which persons each row of a measure has, by column.
  var marks: [String: [Int64]] = [:]
  /// How many persons there are, counted or not.
  let personCount: Int
  /// Which rows add up to which; what is expected does so save for rounding.
  var sums: [(total: Int, parts: [Int])] = []

  init(_ measures: [(name: String, counted: Counted)], isOfExpected: Bool, personCount: Int) {
    self.measures = measures
    self.personCount = personCount
    self.isOfExpected = isOfExpected
    counts = measures.map { _ in [] }
  }

  /// Adds the row of everybody.
  mutating func append(_ level: String) -> Int {
    append(level, [Int32](repeating: 0, count: personCount), [nil])[0]
  }

  /// Adds a row for each class.
  mutating func append(_ level: String, _ classes: Classes) -> [Int] {
    append(level, classes.classOfPerson, classes.names)
  }

  private mutating func append(
    _ level: String, _ classOfPerson: [Int32], _ names: [String?]
  ) -> [Int] {
    let first = levels.count
    for (index, measure) in measures.enumerated() {
      let counted = measure.counted.counts(inClasses: classOfPerson, count: names.count)
      counts[index] += counted.counts
      if let marks = counted.marks { self.marks[measure.name, default: []] += marks }
    }
    levels += names.map { _ in level }
    areas += names
    return Array(first..<levels.count)
  }

  var aggregate: PersonAggregate {
    var table = Table([
      ("level", .text(TextColumn(levels))), ("area", .text(TextColumn(areas))),
    ])
    for (measure, values) in zip(measures, counts) {
      table.append(measure.name, .integer(FixedColumn(values)))
    }
    let columns = measures.map(\.name)
    return PersonAggregate(
      table: table, counts: columns, percentages: percentages(of: columns),
      sums: sums.flatMap { sum in
        columns.map { column in
          PersonAggregate.Sum(
            total: .init(row: sum.total, column: column),
            parts: sum.parts.map { .init(row: $0, column: column) })
        }
      }, marks: marks)
  }

  private func percentages(of columns: [String]) -> [PersonAggregate.Percentage] {
    var percentages: [PersonAggregate.Percentage] = [
      isOfExpected
        ? .init(name: "percent", numerator: "numerator", expected: "expected", gap: "gap")
        : .init(name: "percent", numerator: "numerator", denominator: "denominator")
    ]
    if columns.contains("numerator_last") {
      percentages.append(
        .init(
          name: "percent_last", numerator: "numerator_last", denominator: "denominator_last"))
    }
    return percentages
  }
}
