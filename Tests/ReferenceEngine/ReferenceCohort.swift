import Expressions
import Health
import Tables

/// A list and its steps, as the reference engine makes them.
struct ReferenceCohort {
  /// The members by network and rank: `person` (position in the population), `pcn_code`, `rank`, `reasons`.
  var members: [Row]
  /// How many each step takes out and leaves, of everybody.
  var attrition: [Row]
  /// The same of those who may be counted in aggregates.
  var countedAttrition: [Row]
}

/// Takes every person through the steps of a cohort, and orders those who are left.
func referenceCohort(
  _ definition: CohortDefinition, persons: [Row], parameters: Parameters
) -> ReferenceCohort {
  let left = persons.map { stepAtWhichOut(definition, $0, parameters) }
  let members = persons.indices.filter { left[$0] == nil }
  return ReferenceCohort(
    members: rankedMembers(definition, members, persons, parameters),
    attrition: attrition(definition, persons, left: left) { _ in true },
    countedAttrition: attrition(definition, persons, left: left) {
      $0["secondary_use"] == .boolean(true)
    })
}

/// The steps of a cohort after the population: title and kind.
private func steps(of definition: CohortDefinition) -> [(title: String, kind: String)] {
  [
    ("population", "population"), ("registered with a practice that has a list", "practice"),
    ("eligible", "eligible"),
  ] + definition.exclusions.map { ($0.because, "exclusion") }
}

/// The number of the step that takes a person out, or nil for a person on the list.
///
/// Unknown makes nobody eligible and takes nobody out.
func stepAtWhichOut(
  _ definition: CohortDefinition, _ person: Row, _ parameters: Parameters
) -> Int? {
  if person["practice_status"] != .text("ok") { return 1 }
  if !parameters.holds(definition.eligible, in: person) { return 2 }
  let exclusion = definition.exclusions.firstIndex { parameters.holds($0.when, in: person) }
  return exclusion.map { $0 + 3 }
}

private func attrition(
  _ definition: CohortDefinition, _ persons: [Row], left: [Int?], counting: (Row) -> Bool
) -> [Row] {
  blocks(of: persons).flatMap { block in
    let inside = persons.indices.filter { block.holds(persons[$0]) && counting(persons[$0]) }
    return steps(of: definition).enumerated().map { index, step in
      var row = block.columns
      row["step"] = .integer(Int64(index))
      row["title"] = .text(step.title)
      row["kind"] = .text(step.kind)
      row["removed"] = .integer(Int64(inside.count { left[$0] == index }))
      row["remaining"] = .integer(Int64(inside.count { (left[$0] ?? Int.max) > index }))
      return row
    }
  }
}

private func rankedMembers(
  _ definition: CohortDefinition, _ members: [Int], _ persons: [Row], _ parameters: Parameters
) -> [Row] {
  let keys = Dictionary(
    uniqueKeysWithValues: members.map { member in
      (member, definition.rank.map { parameters.value(of: $0.value, in: persons[member]) })
    })
  func comesBefore(_ left: Int, _ right: Int) -> Bool {
    for (index, term) in definition.rank.enumerated() {
      switch (keys[left]?[index], keys[right]?[index]) {
      case (nil, nil): continue
      case (nil, _?): return term.nullsFirst
      case (_?, nil): return !term.nullsFirst
      case (let one?, let other?):
        if isBefore(one, other) { return !term.isDescending }
        if isBefore(other, one) { return term.isDescending }
      }
    }
    // Persons who are equal in everything are in the population's order.
    return left < right
  }
  return blocks(of: persons).filter { $0.level != "system" }.flatMap { block in
    members.filter { block.holds(persons[$0]) }.sorted(by: comesBefore).enumerated().map {
      rank, member in
      var row: Row = ["person": .integer(Int64(member)), "rank": .integer(Int64(rank + 1))]
      row["pcn_code"] = block.network.map { .text($0) }
      let reasons = definition.reasons.filter { parameters.holds($0.when, in: persons[member]) }
      if !reasons.isEmpty {
        row["reasons"] = .text(reasons.map(\.says).joined(separator: "; "))
      }
      return row
    }
  }
}
