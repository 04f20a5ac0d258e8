public import Model
public import Expressions
import Parallel
public import Tables

/// Makes one row a person of registrations, with each person's practice, network and looked-up values.
///
/// - Shape: many registrations a person -> one row a person, by the person's key.
/// - Missing: a person without a practice has the status `unknown`; a lookup that finds nothing is missing; what rows of one
///   registration say differently is missing; unknown secondary use counts as no, and without a condition everybody may be
///   counted.
/// - Ties: of several registrations open on the reference date the latest start wins, and of several that start then the
///   one that the definition prefers. Whoever died by any row is not in the population, nor is anybody whose death lies
///   after `knownUntil`, the last day of which deaths can be known (the reference date where it is left out).
///
/// `beside` are the feed's rows that do not count, because a rule rejected them or they were not yet known: a death or an
/// opt-out in them counts all the same, since what is wrong with such a row is something else. `rejected` are those of them
/// that were rejected: one that may end a person's registration, or be a newer one, leaves it in doubt.
///
/// `earlier` is the population of the newest release: the patients of a practice of which nobody is in tonight's rows, or
/// which is held back, are taken over from it, for their last lists alone; nil to take nobody over. `silent` are practices of the
/// system with nobody registered: they are among the practices all the same, so that their network is told.
///
/// - Complexity: O(registrations) and one sort.
public func buildPopulation(
  _ definition: PopulationDefinition, registrations: Table, places: RowPlaces,
  beside: Table? = nil, rejected: RejectedRows? = nil, unread: UnreadRows? = nil,
  feeds: [String: Table], heldBack: [String], silent: [String] = [],
  parameters: Parameters,
  knownUntil: Day? = nil, earlier: EarlierPopulation? = nil,
  given: GivenValues = GivenValues()
) -> Population {
  let organisations = Organisations(definition, feeds: feeds, parameters: parameters)
  // The feed's own codes, of tonight's rows and then of those that are taken over.
  var delivered = registrations.declaredTexts(definition.practice)
  let merged = organisations.successors.merged(in: delivered)
  var registrations = organisations.withSuccessors(registrations, definition)
  let deliveredRows = registrations.rowCount
  func openRegistrations() -> Registrations {
    Registrations(
      in: registrations, deliveredRows: deliveredRows, delivered: delivered, definition,
      organisations: organisations, parameters: parameters, knownUntil: knownUntil, beside: beside,
      rejected: rejected)
  }
  var open = openRegistrations()
  let deliveredRegistrations = unread.map { (table: registrations, unread: $0) }
  var carried: CarriedPersons?
  if let earlier, let today = parameters.referenceDate {
    let known = CarriedPersons(
      earlier, registrations: registrations, open: open, beside: beside, definition: definition,
      organisations: organisations, heldBack: Set(heldBack), referenceDate: today)
    if known.rows.rowCount > 0 {
      registrations = registrations.followed(by: known.rows)
      if case .text(let codes) = Column.concatenated([
        .text(delivered), known.rows.declared(definition.practice),
      ]) {
        delivered = codes
      }
      open = openRegistrations()
    }
    carried = known
  }
  let isCarried = Bitmap(count: open.rows.count) { Int(open.rows[$0]) >= deliveredRows }
  let chosen = open.persons(of: registrations)
  let given = given.ofPersons(chosen.declared(definition.person))
  // Codes in the order of persons, so that nothing remembers the order of the feed's rows.
  var persons = Table(
    parallelMap(Array(zip(chosen.names, chosen.columns))) { name, column in
      (name, given.over(name, column.compacted))
    }, rowCount: open.rows.count)
  let practices = Practices(
    of: persons.declaredTexts(definition.practice), organisations: organisations,
    heldBack: Set(heldBack), carried: carried, silent: Set(silent), isCarried: isCarried,
    feed: definition.feed)
  func append(_ name: String, _ column: Column) { persons.append(name, given.over(name, column)) }
  append(PersonVocabulary.practiceStatus, practices.statusColumn)
  append(PersonVocabulary.network, practices.networkColumn)
  var lookups: [LookupMatch] = []
  var findings = open.findings(of: definition, in: registrations, places: places)
  findings += organisations.findings + practices.findings
  if !merged.isEmpty {
    findings.append(
      Finding(
        rule: "practice-merged", grade: .warning, feed: definition.feed,
        says: "practices that were merged into others, for which their registrations count",
        count: merged.count, organisations: merged.filter { isPracticeCode($0.utf8) }))
  }
  var waiting = definition.lookups[...]
  while !waiting.isEmpty {
    // Those side by side whose keys are there: a look-up may be by what one before it found.
    let known = persons
    let ready = waiting.prefix { known[$0.on] != nil }
    let found = parallelMap(Array(ready.isEmpty ? waiting.prefix(1) : ready)) {
      LookedUp($0, persons: known, feeds: feeds)
    }
    for (lookup, lookedUp) in zip(waiting, found) {
      append(lookup.name, lookedUp.column)
      findings += lookedUp.findings
      lookups.append(lookedUp.match)
    }
    waiting = waiting.dropFirst(found.count)
  }
  let optOuts = OptOutRows(
    registrations: registrations, open: open.open, beside: beside, rejected: rejected,
    delivered: deliveredRegistrations, person: definition.person, keys: open.keys,
    parameters: parameters)
  for optOut in OptOut.allCases {
    guard let condition = definition.optOuts[optOut] else { continue }
    append(optOut.column, optOuts.column(optOut, condition, of: persons))
  }
  for column in definition.columns {
    append(column.name, column.value.values(on: persons, parameters: parameters))
  }
  // In the order of the plan's columns, which other columns may read.
  var countable =
    definition.secondaryUse?.trueRows(on: persons, parameters: parameters)
    ?? Bitmap(repeating: true, count: persons.rowCount)
  let isLeftOut = definition.leftOutOfAggregates.inOrder
  if !isLeftOut.isEmpty { countable = countable & persons.rows(withNoneOf: isLeftOut) }
  countable = countable.subtracting(isCarried)
  append(PersonVocabulary.secondaryUse, .boolean(BooleanColumn(countable)))
  let displaced = rejectedRows(
    open.displaced, in: registrations, places: places, feed: definition.feed)
  return Population(
    persons: PersonTable(persons), practices: practices.table,
    closed: Set(organisations.closedPractices.days.keys).union(
      organisations.successors.successor.keys),
    lookups: lookups,
    findings: findings,
    rejects: displaced.first, rejectCount: displaced.byFile.values.reduce(0, +))
}
