public import Model
public import Tables

/// Members of something by the groups by which they are held against the population, before disclosure control.
///
/// The table has `by` (`all` first), `value`, `members`, and `of_members`, all of them in each row.
///
/// - Missing: `value` of those of whom it is not known.
public func countMembers(_ source: MemberSource, rows table: Table) -> PersonAggregate {
  let rows = CountRows(table)
  let all = Int64(table.rowCount)
  var result = AreaRows()
  result.append([.text(PeopleColumn.all), nil, .integer(all), .integer(all)])
  var next = 1
  var sums: [PersonAggregate.Sum] = []
  for group in source.by {
    var counts: [String?: Int64] = [:]
    for row in rows.indices { counts[rows.text(group.take, row), default: 0] += 1 }
    let values = sortedBytewise(counts.keys.compactMap { $0 })
    let lines = values.map(Optional.some) + (counts[nil] == nil ? [] : [nil])
    for value in lines {
      result.append([.text(group.column), value.value, .integer(counts[value] ?? 0), .integer(all)])
    }
    let parts = (0..<lines.count).map {
      PersonAggregate.Cell(row: next + $0, column: MemberFigureColumn.members)
    }
    sums.append(
      .init(total: .init(row: 0, column: MemberFigureColumn.members), parts: parts))
    next += lines.count
  }
  // All of them are the same number wherever it stands.
  let wholes = (0..<next).map { PersonAggregate.Cell(row: $0, column: MemberFigureColumn.all) }
  sums += wholes.map {
    .init(total: .init(row: 0, column: MemberFigureColumn.members), parts: [$0])
  }
  return PersonAggregate(
    table: result.table([
      (PeopleColumn.by, .text), (PeopleColumn.value, .text), (MemberFigureColumn.members, .integer),
      (MemberFigureColumn.all, .integer),
    ]), counts: [MemberFigureColumn.members, MemberFigureColumn.all],
    percentages: [
      .init(
        name: MemberFigureColumn.percent, numerator: MemberFigureColumn.members,
        denominator: MemberFigureColumn.all)
    ], sums: sums, wanted: [.init(row: 0, column: MemberFigureColumn.members)] + wholes)
}
