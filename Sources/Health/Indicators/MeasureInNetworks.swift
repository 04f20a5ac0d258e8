public import Expressions
public import Model
public import Tables

/// Counts an indicator's persons in the system and in each network by the values of a column, such as fifths of deprivation.
///
/// Only persons who may be counted in aggregates are counted. The table has `level` (`system`, `pcn`, `no-pcn`), `pcn_code`, `by` (`all`,
/// or the column), `value`, `denominator` and `numerator`; disclosure adds `percent`. Rows go by block: all together first, whom the
/// indicator's own table counts too, and then the values.
///
/// - Missing: `value` of those without one; an unknown condition is no.
public func measureInNetworks(
  _ proportion: PersonProportion, by column: String, persons: PersonTable, parameters: Parameters
) -> PersonAggregate {
  let table = persons.table
  let areas = NetworkAreas(of: table)
  let classes = Classes(of: table.declared(column), count: table.rowCount)
  let denominator =
    proportion.denominator.trueRows(on: table, parameters: parameters)
    & table.rows(whereTrue: PersonVocabulary.secondaryUse)
  let numerator = denominator & proportion.numerator.trueRows(on: table, parameters: parameters)
  let counts = [("denominator", denominator), ("numerator", numerator)].map { name, persons in
    let all = areas.sets(of: persons)
    let parts = areas.sets(of: classes.classOfPerson, count: classes.names.count, persons)
    return (name: name, sets: zip(all, parts).flatMap { [$0] + $1 })
  }
  let blocks = areas.blocks
  let lines: [(by: String, value: String?)] =
    [(PeopleColumn.all, nil)] + classes.names.map { (column, $0) }
  let rows = blocks.flatMap { block in lines.map { (block: block, line: $0) } }
  var made = Table(
    [
      ("level", .text(TextColumn(rows.map { NetworkAreas.level(of: $0.block) }))),
      (StepColumn.network, .text(TextColumn(rows.map { areas.code(of: $0.block) }))),
      (PeopleColumn.by, .text(TextColumn(rows.map(\.line.by)))),
      (PeopleColumn.value, .text(TextColumn(rows.map(\.line.value)))),
    ], rowCount: rows.count)
  for count in counts { made.append(count.name, .integer(FixedColumn(count.sets.counts))) }
  return PersonAggregate(
    table: made, counts: counts.map(\.name),
    percentages: [.init(name: "percent", numerator: "numerator", denominator: "denominator")],
    sums: counts.flatMap { count in
      let sums = BlockSums(blocks: blocks.count, lines: lines.count, column: count.name)
      return sums.within(1..<lines.count) + sums.across(0..<lines.count)
    },
    // All together stand in the indicator's own table, which this one must not take a figure from.
    wanted: counts.flatMap { count in
      blocks.indices.map { .init(row: $0 * lines.count, column: count.name) }
    },
    marks: Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.sets.marks) }))
}
