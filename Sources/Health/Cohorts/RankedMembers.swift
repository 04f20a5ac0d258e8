import Model
import Expressions
import Tables

/// Those of a cohort's denominator who are on the list, by network and rank; and who of them is offered which service.
func rankedMembers(
  _ definition: CohortDefinition, of denominator: Denominator, offers: Offers, areas: NetworkAreas,
  parameters: Parameters
) -> (members: Table, offered: Table) {
  let positions = denominator.open
  let isWhole = positions.count == denominator.rows.count
  let read = definition.rank.map(\.value) + offers.expressions
  let names = Set(read.flatMap(\.columns)).sorted()
  let columns = denominator.columns.selecting(names)
  let table = isWhole ? columns : columns.gathered(positions)
  let rows = isWhole ? denominator.rows : positions.map { denominator.rows[Int($0)] }
  var order = (0..<rows.count).map { Int32($0) }
  // From the last criterion to the first: each sort keeps what the ones before it made of equal keys.
  for term in definition.rank.reversed() {
    let keys = RankKeys(term, on: table, parameters: parameters)
    order = ascendingOrder(order, by: keys.values)
    if let missing = keys.missing { order = ascendingOrder(order, by: missing) }
  }
  order = ascendingOrder(order, by: rows.map { Int64(areas.areaOfPerson[Int($0)]) })
  let sorted = order.map { rows[Int($0)] }
  let offered = offers.offered(on: table, parameters: parameters)
  let members = Table([
    (MemberColumn.person, .integer(FixedColumn(sorted.map { Int64($0) }))),
    (
      MemberColumn.network,
      denominator.networks.gathered(order.map { positions[Int($0)] }).compacted
    ),
    (MemberColumn.rank, .integer(FixedColumn(ranks(of: sorted, in: areas)))),
    (
      MemberColumn.reasons,
      .text(denominator.reasons(ofPositions: order.map { positions[Int($0)] }))
    ),
    (
      MemberColumn.pathway,
      .text(offers.texts(offered, ofRows: order, rowCount: table.rowCount))
    ),
    (
      MemberColumn.key(denominator.numbers.type),
      denominator.numbers.gathered(order.map { positions[Int($0)] })
    ),
  ])
  return (members, offers.table(offered, persons: rows))
}

/// The place of each person in the network, from 1; the persons stand by network.
func ranks(of persons: [Int32], in areas: NetworkAreas) -> [Int64] {
  var ranks: [Int64] = []
  ranks.reserveCapacity(persons.count)
  var area: Int32 = -1
  var rank: Int64 = 0
  for person in persons {
    let own = areas.areaOfPerson[Int(person)]
    rank = own == area ? rank + 1 : 1
    area = own
    ranks.append(rank)
  }
  return ranks
}

/// What one criterion of a list's order makes of each member.
private struct RankKeys {
  /// Keys whose ascending order is the wanted one.
  var values: [Int64]
  /// Where values are missing: keys that put them before or after the others.
  var missing: [Int64]?

  init(_ term: RankTerm, on table: Table, parameters: Parameters) {
    let column = term.value.values(on: table, parameters: parameters)
    let keys = OrderedKeys.of(column, rows: (0..<table.rowCount).map { Int32($0) })
    let present = column.present
    values = keys.indices.map { row in
      guard present?[row] ?? true else { return 0 }
      return term.isDescending ? ~keys[row] : keys[row]
    }
    missing = present.map { present in
      keys.indices.map { present[$0] == term.nullsFirst ? 1 : 0 }
    }
  }
}
