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
  vocabulary: PersonVocabulary, parameters: Parameters
) -> PersonAggregate {
  let table = persons.table
  var rows = ProportionRows(
    measures(of: proportion, on: table, parameters), isOfExpected: proportion.expected != nil,
    personCount: table.rowCount)
  let system = rows.append("system")
  let networks = Classes(of: table.declared(PersonVocabulary.network), count: table.rowCount)
  let networkRows = rows.append("pcn", networks)
  rows.sums.append((system, networkRows))
  let practices = Classes(of: table.declared(vocabulary.practice), count: table.rowCount)
  let practiceRows = rows.append("practice", practices)
  let parents = practices.parents(in: networks)
  for (network, row) in networkRows.enumerated() {
    rows.sums.append(
      (row, practiceRows.indices.filter { parents[$0] == network }.map { practiceRows[$0] }))
  }
  for name in proportion.by {
    let column = table.declared(name)
    guard !column.type.isPersonKey else { continue }
    let classes = Classes(of: column, count: table.rowCount)
    rows.sums.append((system, rows.append(name, classes)))
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

/// The persons of each value of a column, in the order of the values; those without one come last.
struct Classes {
  /// What each class is called; nil for those without a value.
  var names: [String?] = []
  /// For each person the class.
  var classOfPerson: [Int32]

  init(of column: Column, count: Int) {
    if case .text(let texts) = column {
      (names, classOfPerson) = textClasses(texts)
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

  /// Those of some persons who are in each class.
  ///
  /// - Complexity: O(persons), one pass.
  func sets(of persons: Bitmap) -> [CountedSet] {
    var sets = [CountedSet](repeating: CountedSet(), count: names.count)
    for person in persons.setIndices { sets[Int(classOfPerson[person])].add(person: person) }
    return sets
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

/// The classes of texts, of which only those that occur are one.
private func textClasses(_ texts: TextColumn) -> (names: [String?], classOfPerson: [Int32]) {
  let texts = texts.compacted
  let ranks = texts.dictionary.bytewiseRanks
  let names: [String?] = texts.dictionary.bytewiseOrder.map { texts.dictionary[$0] }
  let codes = texts.codes
  guard let present = texts.present, !present.isAllSet else {
    return (names, codes.map { ranks[Int($0)] })
  }
  let missing = Int32(names.count)
  return (names + [nil], codes.indices.map { present[$0] ? ranks[Int(codes[$0])] : missing })
}

private func areaName(of value: Value) -> String {
  switch value {
  case .boolean(let truth): truth ? "true" : "false"
  case .integer(let number): String(number)
  case .decimal(let number): String(number)
  case .day(let day): day.description
  case .text(let text): text
  // A person's key names no area; the caller splits by no such column.
  case .identifier, .pseudonym: ""
  }
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
