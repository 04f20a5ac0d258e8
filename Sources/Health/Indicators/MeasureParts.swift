public import Expressions
public import Model
public import Tables

/// Counts an indicator's persons by the values of the columns that it is split by, such as fifths of deprivation: of the system, and of
/// each network by those columns that say so.
///
/// Only persons who may be counted in aggregates are counted. The table has `level` (`system`, `pcn`, `no-pcn`), `pcn_code`, `by` (`all`,
/// or the column), `value`, `denominator` and `numerator`; disclosure adds `percent`. Rows go by block: all together first, whom the
/// indicator's own table counts too, and then the values of each column; those of the system alone come last.
///
/// - Missing: `value` of those without one; an unknown condition is no.
public func measureParts(
  _ proportion: PersonProportion, persons: PersonTable, classes: PersonClasses = PersonClasses(),
  parameters: Parameters
) -> PersonAggregate {
  let table = persons.table
  let areas = classes.networks(of: table)
  let splits = proportion.splits.map { split in
    IndicatorPart(split, classes.of(split.column, in: table))
  }
  let isInNetworks = splits.contains(where: \.isInNetworks)
  let blocks = isInNetworks ? areas.blocks : [.system]
  let ofBlocks = splits.filter(\.isInNetworks)
  let ofSystem = splits.filter { !$0.isInNetworks }
  let denominator =
    proportion.denominator.trueRows(on: table, parameters: parameters)
    & table.rows(whereTrue: PersonVocabulary.secondaryUse)
  let numerator = denominator & proportion.numerator.trueRows(on: table, parameters: parameters)
  let counts = [("denominator", denominator), ("numerator", numerator)].map { name, persons in
    let all = areas.sets(of: persons)
    let parts = ofBlocks.map {
      areas.sets(of: $0.classes.classOfPerson, count: $0.lines.count, persons)
    }
    let inBlocks = blocks.indices.flatMap { block in
      [all[block]] + parts.flatMap { $0[block] }
    }
    return (
      name: name, sets: inBlocks + ofSystem.flatMap { $0.classes.sets(of: persons) }
    )
  }
  let all = [PartLine(by: PeopleColumn.all, value: nil)]
  let rows =
    blocks.flatMap { block in
      (all + ofBlocks.flatMap(\.lines)).map { (block: block, line: $0) }
    } + ofSystem.flatMap(\.lines).map { (block: .system, line: $0) }
  var made = Table(
    [
      ("level", .text(TextColumn(rows.map { NetworkAreas.level(of: $0.block) }))),
      (StepColumn.network, .text(TextColumn(rows.map { areas.code(of: $0.block) }))),
      (PeopleColumn.by, .text(TextColumn(rows.map(\.line.by)))),
      (PeopleColumn.value, .text(TextColumn(rows.map(\.line.value)))),
    ], rowCount: rows.count)
  for count in counts { made.append(count.name, .integer(FixedColumn(count.sets.counts))) }
  let sums = PartSums(blocks: blocks.count, ofBlocks: ofBlocks, ofSystem: ofSystem)
  return PersonAggregate(
    table: made, counts: counts.map(\.name),
    percentages: [.init(name: "percent", numerator: "numerator", denominator: "denominator")],
    sums: counts.flatMap { sums.all(of: $0.name) },
    // All together stand in the indicator's own table, which this one must not take a figure from.
    wanted: counts.flatMap { count in
      blocks.indices.map { .init(row: $0 * sums.lines, column: count.name) }
    },
    marks: Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.sets.marks) }))
}

/// A row of a block: all, or a value of a column.
private struct PartLine {
  var by: String
  var value: String?
}

/// A column by which an indicator is split.
private struct IndicatorPart {
  let column: String
  let isInNetworks: Bool
  let classes: Classes

  init(_ split: PersonProportion.Split, _ classes: Classes) {
    column = split.column
    isInNetworks = split.isInNetworks
    self.classes = classes
  }

  var lines: [PartLine] { classes.names.map { PartLine(by: column, value: $0) } }
}

/// What adds up to what: the values of each column to all of their block, and each line over the blocks to the system's.
private struct PartSums {
  let blocks: Int
  /// How many lines each column of the blocks has.
  private let ofBlocks: [Int]
  /// How many lines each column of the system alone has; they stand below the blocks.
  private let ofSystem: [Int]

  init(blocks: Int, ofBlocks: [IndicatorPart], ofSystem: [IndicatorPart]) {
    self.blocks = blocks
    self.ofBlocks = ofBlocks.map(\.lines.count)
    self.ofSystem = ofSystem.map(\.lines.count)
  }

  /// How many lines each block has.
  var lines: Int { 1 + ofBlocks.reduce(0, +) }

  func all(of column: String) -> [PersonAggregate.Sum] {
    let inBlocks = BlockSums(blocks: blocks, lines: lines, column: column)
    var sums: [PersonAggregate.Sum] = []
    var first = 1
    for count in ofBlocks {
      sums += inBlocks.within(first..<first + count)
      first += count
    }
    if blocks > 1 { sums += inBlocks.across(0..<lines) }
    return sums + sumsToAll(ofSystem, from: blocks * lines, column: column)
  }
}
