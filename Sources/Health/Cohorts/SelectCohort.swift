public import Expressions
import Parallel
public import Tables

/// Who is on a list, in which order and why, and how many each step took out.
public struct CohortSelection: Sendable {
  /// One row a person on the list, by network and rank.
  ///
  /// `person` (integer: row of the person table), `pcn_code`, `rank` (from 1 in each network), `reasons` and `pathway`
  /// (each joined by `; `, missing where there are none).
  public var members: Table
  /// One row a person of the denominator: eligible, at a practice with a list, and not taken out by an exclusion
  /// without a status; by NHS number.
  ///
  /// `person`, `pcn_code`, `status` (`given`, `contraindicated`, `declined`, `not-recorded`), `status_on` (the day of
  /// what was given; missing for the others), `reasons`. The members are those who declined or are not recorded.
  public var status: Table
  /// How many persons each step took out and left, of the whole system and of each network.
  ///
  /// `step` (integer, from 0), `title`, `kind` (`population`, `practice`, `feed`, `eligible`, `exclusion`, `status`), `level`
  /// (`system`, `pcn`, `no-pcn`), `pcn_code` (missing unless the level is `pcn`), `removed`, `remaining`. What remains
  /// before the first step of kind `status` is the denominator, after the last step the list.
  public var attrition: Table
  /// The same counts of those persons who may be counted in aggregates, and with them the counts of each status, for
  /// disclosure control: see `attritionColumns` and `careGapColumns`.
  public var aggregate: PersonAggregate
  /// How many persons on the list are offered no service of the cohort's pathway, since none is for them.
  public var withoutService: Int
}

/// Selects and ranks the persons of a list.
///
/// The steps are the whole population, the practices that have a list, the eligible, and each exclusion in its order.
/// `undelivered` names feeds that the list needs and of which nothing was delivered: it then has nobody, and a step says why.
///
/// - Missing: an unknown condition is not true: it makes nobody eligible and excludes nobody.
/// - Ties: persons equal in every rank term are in the population's order, which is by NHS number.
/// - Complexity: O(persons) for each condition; a radix sort of the members for each rank term.
public func selectCohort(
  _ definition: CohortDefinition, directory: PathwaysDefinition? = nil, persons: PersonTable,
  undelivered: [String] = [], parameters: Parameters
) -> CohortSelection {
  let steps = attritionSteps(
    definition, persons: persons.table, undelivered: undelivered, parameters: parameters)
  let areas = NetworkAreas(of: persons.table)
  let everybody = Bitmap(repeating: true, count: persons.count)
  let countable = persons.table.rows(whereTrue: "secondary_use")
  let offers = Offers(of: definition, in: directory)
  let denominator = Denominator(
    definition, after: steps, offers: offers, persons: persons.table, parameters: parameters)
  return CohortSelection(
    members: rankedMembers(
      definition, of: denominator, offers: offers, areas: areas, parameters: parameters),
    status: denominator.table(lastDone: definition.lastDone.flatMap { persons.table[$0] }),
    attrition: attrition(steps, areas: areas, counted: everybody).table,
    aggregate: withCareGaps(
      attrition(steps, areas: areas, counted: countable), steps: steps, of: denominator,
      areas: areas, counted: countable),
    withoutService: offers.countWithoutService(
      on: denominator.columns, rows: denominator.open, parameters: parameters))
}

/// The title of the step that leaves the patients of practices with a list.
let practiceStepTitle = "registered with a practice that has a list"

/// The title of the step that takes everybody out because feeds were not delivered.
public func undeliveredStepTitle(_ feeds: [String]) -> String {
  "not made: nothing was delivered of \(feeds.joined(separator: ", "))"
}

private func attritionSteps(
  _ definition: CohortDefinition, persons: Table, undelivered: [String], parameters: Parameters
) -> [AttritionStep] {
  let exclusions = definition.exclusions
  let conditions = [definition.eligible] + exclusions.map(\.when)
  let truths = parallelMap(conditions) { $0.trueRows(on: persons, parameters: parameters) }
  var remaining = Bitmap(repeating: true, count: persons.rowCount)
  var steps = [
    AttritionStep(
      title: "population", kind: "population",
      removed: Bitmap(repeating: false, count: persons.rowCount), remaining: remaining)
  ]
  func take(_ title: String, _ kind: String, out removed: Bitmap, status: GapStatus? = nil) {
    let gone = remaining & removed
    remaining = remaining.subtracting(gone)
    steps.append(
      AttritionStep(
        title: title, kind: kind, removed: gone, remaining: remaining, status: status))
  }
  take(practiceStepTitle, "practice", out: ~persons.rows(where: "practice_status", equals: "ok"))
  if !undelivered.isEmpty {
    take(
      undeliveredStepTitle(undelivered), "feed",
      out: Bitmap(repeating: true, count: persons.rowCount))
  }
  take("eligible", "eligible", out: ~truths[0])
  for (exclusion, rows) in zip(exclusions, truths.dropFirst()) {
    let kind = exclusion.status == nil ? "exclusion" : "status"
    take(exclusion.because, kind, out: rows, status: exclusion.status)
  }
  return steps
}
