public import Expressions
import Parallel
public import Tables

/// Who is on a list, in which order and why, and how many each step took out.
public struct CohortSelection: Sendable {
  /// One row a person on the list, by network and rank.
  ///
  /// `person` (integer: row of the person table), `pcn_code`, `rank` (from 1 in each network), `reasons` (joined by
  /// `; `, missing where there are none).
  public var members: Table
  /// How many persons each step took out and left, of the whole system and of each network.
  ///
  /// `step` (integer, from 0), `title`, `kind` (`population`, `practice`, `eligible`, `exclusion`), `level` (`system`,
  /// `pcn`, `no-pcn`), `pcn_code` (missing unless the level is `pcn`), `removed`, `remaining`.
  public var attrition: Table
  /// The same counts of those persons who may be counted in aggregates, for disclosure control.
  public var aggregate: PersonAggregate
}

/// Selects and ranks the persons of a list.
///
/// The steps are the whole population, the practices that have a list, the eligible, and each exclusion in its order.
///
/// - Missing: an unknown condition is not true: it makes nobody eligible and excludes nobody.
/// - Ties: persons equal in every rank term are in the population's order, which is by NHS number.
/// - Complexity: O(persons) for each condition; a radix sort of the members for each rank term.
public func selectCohort(
  _ definition: CohortDefinition, persons: PersonTable, parameters: Parameters
) -> CohortSelection {
  let steps = attritionSteps(definition, persons: persons.table, parameters: parameters)
  let areas = NetworkAreas(of: persons.table)
  let everybody = Bitmap(repeating: true, count: persons.count)
  let countable = persons.table.rows(whereTrue: "secondary_use")
  let members = steps.last.map { $0.remaining } ?? everybody
  return CohortSelection(
    members: rankedMembers(
      definition, of: members, persons: persons.table, areas: areas, parameters: parameters),
    attrition: attrition(steps, areas: areas, counted: everybody).table,
    aggregate: attrition(steps, areas: areas, counted: countable))
}

/// The title of the step that leaves the patients of practices with a list.
let practiceStepTitle = "registered with a practice that has a list"

private func attritionSteps(
  _ definition: CohortDefinition, persons: Table, parameters: Parameters
) -> [AttritionStep] {
  let conditions = [definition.eligible] + definition.exclusions.map(\.when)
  let truths = parallelMap(conditions) { $0.trueRows(on: persons, parameters: parameters) }
  var remaining = Bitmap(repeating: true, count: persons.rowCount)
  var steps = [
    AttritionStep(
      title: "population", kind: "population",
      removed: Bitmap(repeating: false, count: persons.rowCount), remaining: remaining)
  ]
  func take(_ title: String, _ kind: String, out removed: Bitmap) {
    let gone = remaining & removed
    remaining = remaining.subtracting(gone)
    steps.append(AttritionStep(title: title, kind: kind, removed: gone, remaining: remaining))
  }
  take(practiceStepTitle, "practice", out: ~persons.rows(where: "practice_status", equals: "ok"))
  take("eligible", "eligible", out: ~truths[0])
  for (exclusion, rows) in zip(definition.exclusions, truths.dropFirst()) {
    take(exclusion.because, "exclusion", out: rows)
  }
  return steps
}

private func rankedMembers(
  _ definition: CohortDefinition, of members: Bitmap, persons: Table, areas: NetworkAreas,
  parameters: Parameters
) -> Table {
  let rows = members.setIndices.map { Int32($0) }
  let read = definition.rank.map(\.value) + definition.reasons.map(\.when)
  let names = Set(read.flatMap(\.columns)).sorted()
  let table = persons.selecting(names).gathered(rows)
  var order = (0..<rows.count).map { Int32($0) }
  // From the last criterion to the first: each sort keeps what the ones before it made of equal keys.
  for term in definition.rank.reversed() {
    let keys = RankKeys(term, on: table, parameters: parameters)
    order = ascendingOrder(order, by: keys.values)
    if let missing = keys.missing { order = ascendingOrder(order, by: missing) }
  }
  order = ascendingOrder(order, by: rows.map { Int64(areas.areaOfPerson[Int($0)]) })
  let reasons = joinedReasons(definition.reasons, on: table, parameters: parameters)
  let sorted = order.map { rows[Int($0)] }
  var ranks: [Int64] = []
  for (index, row) in sorted.enumerated() {
    let isFirst =
      index == 0
      || areas.areaOfPerson[Int(row)] != areas.areaOfPerson[Int(sorted[index - 1])]
    ranks.append(isFirst ? 1 : ranks[index - 1] + 1)
  }
  let networks =
    persons["pcn_code"] ?? Column(.text, [Value?](repeating: nil, count: persons.rowCount))
  return Table([
    ("person", .integer(FixedColumn(sorted.map { Int64($0) }))),
    ("pcn_code", networks.gathered(sorted).compacted),
    ("rank", .integer(FixedColumn(ranks))),
    ("reasons", Column.text(reasons).gathered(order).compacted),
  ])
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

// Each member's reasons: the code of a combination and of one reason more give the code of the next combination.
private func joinedReasons(
  _ reasons: [Reason], on table: Table, parameters: Parameters
) -> TextColumn {
  var combinations = [""]
  var codes = [Int32](repeating: 0, count: table.rowCount)
  for reason in reasons {
    var next = [Int32](repeating: -1, count: combinations.count)
    for row in reason.when.trueRows(on: table, parameters: parameters).setIndices {
      let code = Int(codes[row])
      if next[code] < 0 {
        next[code] = Int32(combinations.count)
        let before = combinations[code]
        combinations.append(before.isEmpty ? reason.says : before + "; " + reason.says)
      }
      codes[row] = next[code]
    }
  }
  return TextColumn(codes.map { $0 == 0 ? nil : combinations[Int($0)] })
}
