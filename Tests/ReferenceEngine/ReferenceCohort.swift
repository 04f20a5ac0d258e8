import Expressions
import Model
import Tables

/// A list and its steps, as the reference engine makes them.
package struct ReferenceCohort {
  /// The members by network and rank: `person` (position in the population), `pcn_code`, `rank`, `reasons`, `pathway`.
  package var members: [Row]
  /// Those who come onto the list soon, by network and day: `person`, `pcn_code`, `rank`, `due_on`, `reasons`, `pathway`.
  package var dueSoon: [Row]
  /// Everybody in the denominator: `person`, `pcn_code`, `status`, `status_on`, `reasons`.
  package var statuses: [Row]
  /// How many each step takes out and leaves, of everybody.
  package var attrition: [Row]
  /// The same of those who may be counted in aggregates, and below it how many have each status.
  package var countedAttrition: [Row]
  /// The list beside those whom the step of the eligible leaves, by the columns that pages compare them by.
  package var representation: [Row]
}

/// One step of a cohort.
private struct Step {
  var title: String
  var kind: String
  var status: GapStatus?
  /// Whether the step takes a person out.
  var takesOut: (Row) -> Bool
  /// The day on which it ceases to, by itself.
  var ends: CheckedExpression? = nil
}

/// Takes every person through the steps of a cohort, and orders those who are left.
func referenceCohort(
  _ definition: CohortDefinition, directory: PathwaysDefinition?, persons: [Row], number: String,
  completeness: ReferenceCompleteness, parameters: Parameters
) -> ReferenceCohort {
  let steps = steps(of: definition, completeness, parameters)
  let outAt = persons.map { person in steps.firstIndex { $0.takesOut(person) } }
  let statuses = persons.indices.map { index -> GapStatus? in
    // Whom an action takes off the list has an open gap.
    if let step = outAt[index], steps[step].kind != "action" { return steps[step].status }
    let said = definition.declined.map { parameters.holds($0, in: persons[index]) } ?? false
    return said ? .declined : .notRecorded
  }
  let due = persons.map { dueSoon(definition, steps, $0, parameters) }
  let members = persons.indices.filter { outAt[$0] == nil }
  let mayBeCounted = persons.map { $0["secondary_use"] == .boolean(true) }
  var counted = withDueSoon(
    attrition(steps, persons, outAt: outAt) { mayBeCounted[$0] }, definition, steps.count, persons
  ) { mayBeCounted[$0] && due[$0] != nil }
  if steps.contains(where: { $0.status == .given }) {
    counted = counted.map { $0.merging(statusCounts(of: [])) { own, _ in own } }
    let isAlsoDue = counted.contains { $0["due_soon"] != nil }
    counted += careGaps(persons, steps: steps.count) { block in
      persons.indices.filter { mayBeCounted[$0] && block.holds(persons[$0]) }
        .compactMap { statuses[$0] }
    }.map { isAlsoDue ? $0.merging(["due_soon": .integer(0)]) { own, _ in own } : $0 }
  }
  func numbered(_ row: Row) -> Row {
    guard case .integer(let position)? = row["person"] else { return row }
    return row.merging(keyed(persons[Int(position)][number])) { $1 }
  }
  return ReferenceCohort(
    members: rankedMembers(definition, directory, members, persons, completeness, parameters).map(
      numbered),
    dueSoon: dueSoonRows(definition, directory, due, persons, parameters).map(numbered),
    statuses: persons.indices.compactMap { index in
      statuses[index].map { status in
        var row = numbered(
          statusRow(
            definition, status, persons[index], position: index, completeness, parameters))
        if due[index] != nil { row["status"] = .text("due-soon") }
        return row
      }
    },
    attrition: withDueSoon(
      attrition(steps, persons, outAt: outAt) { _ in true }, definition, steps.count, persons
    ) { due[$0] != nil },
    countedAttrition: counted,
    representation: representation(
      definition, persons,
      considered: persons.indices.filter { index in
        let eligible = steps.lastIndex { $0.kind == "eligible" } ?? steps.count - 1
        return mayBeCounted[index] && outAt[index].map { $0 > eligible } ?? true
      }, listed: members.filter { mayBeCounted[$0] }))
}

private func representation(
  _ definition: CohortDefinition, _ persons: [Row], considered: [Int], listed: [Int]
) -> [Row] {
  func row(_ by: String, _ value: Value?, _ isIn: (Row) -> Bool) -> Row {
    var row: Row = [
      "by": .text(by), "people": .integer(Int64(considered.count { isIn(persons[$0]) })),
      "of_people": .integer(Int64(considered.count)),
      "listed": .integer(Int64(listed.count { isIn(persons[$0]) })),
      "of_listed": .integer(Int64(listed.count)),
    ]
    row["value"] = value.map { .text(areaName(of: $0)) }
    return row
  }
  guard !definition.comparedBy.isEmpty else { return [] }
  return [row("all", nil) { _ in true }]
    + definition.comparedBy.flatMap { column in
      let known = Set(persons.compactMap { $0[column] }).sorted { isBefore($0, $1) }
      let values: [Value?] = known + (persons.contains { $0[column] == nil } ? [nil] : [])
      return values.map { value in row(column, value) { $0[column] == value } }
    }
}

/// The day on which somebody comes onto a list soon, and what is waited for until then.
private struct Due {
  var on: Int32
  var waitsFor: [String]
}

/// Nil for who is on the list, for who is taken out by a step that does not end by itself within the days, and for who is
/// eligible no more by then.
private func dueSoon(
  _ definition: CohortDefinition, _ steps: [Step], _ person: Row, _ parameters: Parameters
) -> Due? {
  guard case .day(let today)? = parameters["reference_date"] else { return nil }
  func day(_ expression: CheckedExpression?) -> Int32? {
    guard let expression,
      case .day(let day)? = parameters.value(of: expression, in: person)
    else { return nil }
    return day.number
  }
  var due: Due?
  for step in steps where step.takesOut(person) {
    guard let end = day(step.ends), end > today.number,
      end - today.number <= Int32(definition.dueSoon.days)
    else { return nil }
    due = Due(
      on: max(due?.on ?? end, end),
      waitsFor: (due?.waitsFor ?? []) + [step.kind == "eligible" ? "not eligible yet" : step.title])
  }
  if let last = day(definition.dueSoon.eligibleUntil), let on = due?.on, on >= last { return nil }
  return due
}

private func dueSoonRows(
  _ definition: CohortDefinition, _ directory: PathwaysDefinition?, _ due: [Due?],
  _ persons: [Row], _ parameters: Parameters
) -> [Row] {
  blocks(of: persons).filter { $0.level != "system" }.flatMap { block in
    persons.indices.filter { due[$0] != nil && block.holds(persons[$0]) }
      .sorted { (due[$0]?.on ?? 0, $0) < (due[$1]?.on ?? 0, $1) }
      .enumerated().map { rank, index in
        var row: Row = ["person": .integer(Int64(index)), "rank": .integer(Int64(rank + 1))]
        row["pcn_code"] = block.network.map { .text($0) }
        row["due_on"] = due[index].map { .day(Day(number: $0.on)) }
        row["reasons"] = due[index].map { .text($0.waitsFor.joined(separator: "; ")) }
        row["pathway"] = referencePathway(definition, directory, persons[index], parameters)
        return row
      }
  }
}

/// Below the steps one row for each block with how many are due soon, where the definition says on which days.
private func withDueSoon(
  _ rows: [Row], _ definition: CohortDefinition, _ steps: Int, _ persons: [Row],
  isDue: (Int) -> Bool
) -> [Row] {
  guard
    definition.dueSoon.eligibleFrom != nil
      || definition.exclusions.contains(where: { $0.until != nil })
  else { return rows }
  return rows.map { $0.merging(["due_soon": .integer(0)]) { own, _ in own } }
    + blocks(of: persons).map { block in
      var row = block.columns
      row["step"] = .integer(Int64(steps))
      row["title"] = .text("due within \(definition.dueSoon.days) days")
      row["kind"] = .text("due-soon")
      row["removed"] = .integer(0)
      row["remaining"] = .integer(0)
      row["due_soon"] = .integer(
        Int64(persons.indices.count { isDue($0) && block.holds(persons[$0]) }))
      return row
    }
}

/// Whether somebody is left out for opt-outs: has one of them, or it is not known whether.
func referenceIsLeftOut(_ person: Row, for optOuts: [OptOut]) -> Bool {
  optOuts.contains {
    person[$0 == .type1 ? "type_1_opt_out" : "national_opt_out"] != .boolean(false)
  }
}

/// The steps: the population, the practices with a list, those without an opt-out that applies, those whose practice
/// delivered what decides, the eligible, the exclusions without a status in their order, then those with one, and then those
/// whom what networks report takes off the list.
///
/// Unknown makes nobody eligible and takes nobody out.
private func steps(
  of definition: CohortDefinition, _ completeness: ReferenceCompleteness, _ parameters: Parameters
) -> [Step] {
  let leftOut = OptOut.allCases.filter { definition.terms?.treatment(of: $0) == .leftOut }
  let deciding =
    ([definition.eligible] + definition.exclusions.map(\.when)
    + [definition.declined].compactMap { $0 }).flatMap(\.columns) + leftOut.map(\.column)
  let lacking = completeness.lackingFeeds(deciding)
  var steps = [
    Step(title: "population", kind: "population", takesOut: { _ in false }),
    Step(title: "registered with a practice that has a list", kind: "practice") {
      $0["practice_status"] != .text("ok")
    },
  ]
  let apart = definition.terms.map { terms in
    OptOut.allCases.filter { terms.treatment(of: $0) == .leftOut }
  }
  if let apart, !apart.isEmpty {
    steps.append(
      Step(
        title: "known to have no " + apart.map(\.title).joined(separator: " and "), kind: "opt-out"
      ) { referenceIsLeftOut($0, for: apart) })
  }
  if !lacking.isEmpty {
    steps.append(
      Step(
        title: "registered with a practice whose delivery is complete: "
          + lacking.joined(separator: ", "), kind: "completeness"
      ) { completeness.leavesOut($0, decidedBy: deciding) })
  }
  steps.append(
    Step(
      title: "eligible", kind: "eligible",
      takesOut: { !parameters.holds(definition.eligible, in: $0) },
      ends: definition.dueSoon.eligibleFrom))
  for exclusion in definition.exclusions where exclusion.status == nil {
    steps.append(
      Step(
        title: exclusion.because, kind: "exclusion",
        takesOut: { parameters.holds(exclusion.when, in: $0) }, ends: exclusion.until))
  }
  for exclusion in definition.exclusions where exclusion.status != nil {
    steps.append(
      Step(
        title: exclusion.because, kind: "status", status: exclusion.status,
        takesOut: { parameters.holds(exclusion.when, in: $0) }, ends: exclusion.until))
  }
  for closing in definition.actions?.closings ?? [] {
    steps.append(
      Step(title: closing.because, kind: "action") { parameters.holds(closing.when, in: $0) })
  }
  return steps
}

private func attrition(
  _ steps: [Step], _ persons: [Row], outAt: [Int?], counting: (Int) -> Bool
) -> [Row] {
  blocks(of: persons).flatMap { block in
    let inside = persons.indices.filter { block.holds(persons[$0]) && counting($0) }
    return steps.enumerated().map { index, step in
      var row = block.columns
      row["step"] = .integer(Int64(index))
      row["title"] = .text(step.title)
      row["kind"] = .text(step.kind)
      row["removed"] = .integer(Int64(inside.count { outAt[$0] == index }))
      row["remaining"] = .integer(Int64(inside.count { (outAt[$0] ?? Int.max) > index }))
      return row
    }
  }
}

/// One row for each block with how many have each status.
private func careGaps(
  _ persons: [Row], steps: Int, statuses: (Block) -> [GapStatus]
) -> [Row] {
  blocks(of: persons).map { block in
    var row = block.columns.merging(statusCounts(of: statuses(block))) { own, _ in own }
    row["step"] = .integer(Int64(steps))
    row["title"] = .text("care gap")
    row["kind"] = .text("care-gap")
    row["removed"] = .integer(0)
    row["remaining"] = .integer(0)
    return row
  }
}

private func statusCounts(of statuses: [GapStatus]) -> Row {
  func count(_ status: GapStatus) -> Value { .integer(Int64(statuses.count { $0 == status })) }
  return [
    "eligible": .integer(Int64(statuses.count)), "given": count(.given),
    "contraindicated": count(.contraindicated), "declined": count(.declined),
    "not_recorded": count(.notRecorded),
  ]
}

private func statusRow(
  _ definition: CohortDefinition, _ status: GapStatus, _ person: Row, position: Int,
  _ completeness: ReferenceCompleteness, _ parameters: Parameters
) -> Row {
  var row: Row = ["person": .integer(Int64(position)), "status": .text(status.rawValue)]
  row["pcn_code"] = person["pcn_code"]
  row["reasons"] = reasons(definition, person, completeness, parameters)
  if status == .given { row["status_on"] = definition.lastDone.flatMap { person[$0] } }
  return row
}

private func reasons(
  _ definition: CohortDefinition, _ person: Row, _ completeness: ReferenceCompleteness,
  _ parameters: Parameters
) -> Value? {
  let said = (definition.reasons + (definition.actions?.reasons ?? [])).filter {
    parameters.holds($0.when, in: person) && !completeness.lacks($0.when.columns, person)
  }.map(\.says)
  return said.isEmpty ? nil : .text(said.joined(separator: "; "))
}

private func rankedMembers(
  _ definition: CohortDefinition, _ directory: PathwaysDefinition?, _ members: [Int],
  _ persons: [Row], _ completeness: ReferenceCompleteness, _ parameters: Parameters
) -> [Row] {
  var keys: [Int: [Value?]] = [:]
  for member in members {
    keys[member] = definition.rank.map { parameters.value(of: $0.value, in: persons[member]) }
  }
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
      row["reasons"] = reasons(definition, persons[member], completeness, parameters)
      row["pathway"] = referencePathway(definition, directory, persons[member], parameters)
      for name in definition.actions?.shown ?? [] { row[name] = persons[member][name] }
      return row
    }
  }
}

/// What a person is offered: for each name that is asked for the first service that is for the person; each title once.
///
/// Without a directory the names are shown as they are. Unknown is no.
func referencePathway(
  _ definition: CohortDefinition, _ directory: PathwaysDefinition?, _ person: Row,
  _ parameters: Parameters
) -> Value? {
  let seen = definition.alsoOffer.filter { parameters.holds($0.when, in: person) }.map(\.need)
  var titles: [String] = []
  for name in definition.pathway + seen {
    var title: String? = name
    if let directory {
      let service = directory.services.first { service in
        (service.name == name || service.needs.contains(name))
          && (service.eligible.map { parameters.holds($0, in: person) } ?? true)
      }
      title = service?.title
    }
    if let title, !titles.contains(title) { titles.append(title) }
  }
  return titles.isEmpty ? nil : .text(titles.joined(separator: "; "))
}
