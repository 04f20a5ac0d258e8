public import Model
public import Expressions
import Parallel
public import Tables

/// Who is on a list, in which order and why, and how many each step took out.
public struct CohortSelection: Sendable {
  /// One row a person on the list, by network and rank.
  ///
  /// `person` (integer: row of the person table), `pcn_code`, `rank` (from 1 in each network), `reasons` and `pathway`
  /// (each joined by `; `, missing where there are none), `nhs_number`, and the own columns that the list shows.
  public var members: Table
  /// How many persons are on the list in each network.
  public var peopleByNetwork: [String: Int] {
    members.declaredTexts(MemberColumn.network).rowsByText()
  }
  /// Who on the list is offered which service of the directory, `person` and `service` (its name), by service in the directory's order;
  /// where there is no directory, the names that the cohort asks for are the services.
  public var offered: Table
  /// One row a person of the denominator: eligible, at a practice with a list, and not taken out by an exclusion
  /// without a status; by NHS number.
  ///
  /// `person`, `pcn_code`, `status` (`given`, `contraindicated`, `declined`, `not-recorded`; `due-soon` of who is not on
  /// the list and will be soon), `status_on` (the day of what was given; missing for the others), `reasons`, `nhs_number`. The
  /// members are those who declined or are not recorded, and whom no action takes off the list.
  public var status: Table
  /// One row a person who is not on the list and comes onto it soon by time alone, by network and day; see `DueSoonRule`.
  ///
  /// `person`, `pcn_code`, `rank` (from 1 in each network), `due_on` (the day on which the person comes onto the list),
  /// `reasons` (what is waited for), `pathway`, `nhs_number`. No rows where the cohort states no such days.
  public var dueSoon: Table
  /// How many persons each step took out and left, of the whole system and of each network.
  ///
  /// `step` (integer, from 0), `title`, `kind` (`population`, `practice`, `feed`, `eligible`, `exclusion`, `status`, `action`), `level`
  /// (`system`, `pcn`, `no-pcn`), `pcn_code` (missing unless the level is `pcn`), `removed`, `remaining`. What remains
  /// before the first step of kind `status` is the denominator, after the last step the list. Where the cohort states when
  /// people are due, rows of kind `due-soon` stand below the steps, and `due_soon` says in them how many are due soon.
  public var attrition: Table
  /// The same counts of those persons who may be counted in aggregates, and with them the counts of each status, for
  /// disclosure control: see `attritionColumns` and `careGapColumns`.
  public var aggregate: PersonAggregate
  /// How many persons on the list are offered no service of the cohort's pathway, since none is for them.
  public var withoutService: Int
  /// The list beside the people who are considered for it, by the columns that pages compare them by, of those who may be counted in
  /// aggregates; nil where they compare nothing.
  public var representation: PersonAggregate?
  /// What networks report of everybody, as the list's own columns; nil where the list has none.
  public var own: PersonTable?

  /// For each row of the members the person's row in the person table.
  public var people: [Int32] { peopleColumn(of: members) }
}

/// The rows in the person table of members of anything.
public func peopleColumn(of members: Table) -> [Int32] {
  guard case .integer(let people) = members.declared(MemberColumn.person) else {
    preconditionFailure("members name their persons by row")
  }
  return people.values.map { Int32(truncatingIfNeeded: $0) }
}

/// Selects and ranks the persons of a list.
///
/// The steps are the whole population, the practices that have a list, the eligible, and each exclusion in its order.
/// `undelivered` names feeds that the list needs and of which nothing was delivered: it then has nobody, and a step says why.
/// `incomplete` names practices whose delivery of a feed that decides is not complete: a step takes their patients out. `readings` says
/// of whom a reason cannot be said, since it rests on a feed that is not complete.
///
/// - Missing: an unknown condition is not true: it makes nobody eligible and excludes nobody.
/// - Ties: persons equal in every rank term are in the population's order, which is by NHS number.
/// - Complexity: O(persons) for each condition; a radix sort of the members for each rank term.
public func selectCohort(
  _ definition: CohortDefinition, directory: PathwaysDefinition? = nil, persons: PersonTable,
  vocabulary: PersonVocabulary, undelivered: [LackingFeed] = [],
  incomplete: IncompleteFeeds = IncompleteFeeds(),
  readings: IncompleteReadings = IncompleteReadings(), classes: PersonClasses = PersonClasses(),
  parameters: Parameters
) -> CohortSelection {
  let steps = attritionSteps(
    definition.steps(undelivered: undelivered, incomplete: incomplete), persons: persons,
    vocabulary: vocabulary, parameters: parameters)
  let areas = classes.networks(of: persons.table)
  let everybody = Bitmap(repeating: true, count: persons.count)
  let countable = persons.table.rows(whereTrue: PersonVocabulary.secondaryUse)
  let offers = Offers(of: definition, in: directory)
  let soon = ProspectiveGaps(
    definition, after: steps, persons: persons.table, parameters: parameters)
  let isSoon = soon.persons(among: persons.count)
  func counts(of counted: Bitmap) -> PersonAggregate {
    let counts = attrition(steps, areas: areas, counted: counted)
    return definition.statesDueDays
      ? counts.with(dueSoon: isSoon & counted, definition.dueSoon, areas: areas, steps: steps.count)
      : counts
  }
  let denominator = Denominator(
    definition, after: steps, offers: offers, persons: persons,
    vocabulary: vocabulary, readings: readings, parameters: parameters)
  let ranked = rankedMembers(
    definition, of: denominator, offers: offers, areas: areas, parameters: parameters)
  return CohortSelection(
    members: showing(definition.actions?.shown ?? [], of: persons.table, ranked.members),
    offered: ranked.offered,
    status: denominator.table(
      lastDone: definition.lastDone.map { persons.table.declared($0) }, dueSoon: isSoon),
    dueSoon: soon.table(
      persons: persons.table, vocabulary: vocabulary, areas: areas, offers: offers,
      parameters: parameters),
    attrition: counts(of: everybody).table,
    aggregate: withCareGaps(
      counts(of: countable), steps: steps, of: denominator, areas: areas, counted: countable),
    withoutService: offers.countWithoutService(
      on: denominator.columns, rows: denominator.open, parameters: parameters),
    representation: representation(
      of: definition, after: steps, counted: countable, persons: persons.table, classes))
}

/// The list beside those whom the step of the eligible leaves; nil where no page compares them.
private func representation(
  of definition: CohortDefinition, after steps: [AttritionStep], counted: Bitmap, persons: Table,
  _ classes: PersonClasses
) -> PersonAggregate? {
  guard !definition.comparedBy.isEmpty, let last = steps.last?.remaining else { return nil }
  let considered = steps.last { $0.step.kind == .eligible }?.remaining ?? last
  return representation(
    by: definition.comparedBy, list: last & counted, among: considered & counted, persons: persons,
    classes: classes)
}

/// Members with some columns of their persons beside them.
func showing(_ columns: [String], of persons: Table, _ members: Table) -> Table {
  guard !columns.isEmpty else { return members }
  var members = members
  let people = peopleColumn(of: members)
  for name in columns { members.append(name, persons.declared(name).gathered(people).compacted) }
  return members
}

/// The steps carried out one after the other.
func attritionSteps(
  _ steps: [CohortStep], persons everyone: PersonTable, vocabulary: PersonVocabulary,
  parameters: Parameters
) -> [AttritionStep] {
  let persons = everyone.table
  let everybody = Bitmap(repeating: true, count: persons.rowCount)
  let leaves = parallelMap(steps) { step in
    switch step.rule {
    case .everybody: everybody
    case .practiceHasList:
      persons.rows(where: PersonVocabulary.practiceStatus, equals: PracticeStatus.ok.rawValue)
    case .practiceIsComplete(let lacking):
      ~everyone.rows(ofPractices: lacking.allPractices, vocabulary)
    case .hasNone(let optOuts): persons.rows(withNoneOf: optOuts)
    case .nobody: ~everybody
    case .holds(let condition): condition.trueRows(on: persons, parameters: parameters)
    case .holdsNot(let condition): ~condition.trueRows(on: persons, parameters: parameters)
    }
  }
  var remaining = everybody
  return zip(steps, leaves).map { step, leaves in
    let gone = remaining.subtracting(leaves)
    remaining = remaining & leaves
    return AttritionStep(step: step, leaves: leaves, removed: gone, remaining: remaining)
  }
}
