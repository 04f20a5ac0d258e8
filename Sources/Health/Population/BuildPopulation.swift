public import Model
public import Expressions
public import Tables

/// Makes one row a person of registrations, with each person's practice, network and looked-up values.
///
/// - Shape: many registrations a person -> one row a person, by NHS number.
/// - Missing: a person without a practice has the status `unknown`; a lookup that finds nothing is missing; unknown
///   secondary use counts as no, and without a condition everybody may be counted.
/// - Ties: of several registrations open on the reference date the latest start wins; where several differ and start
///   latest, the person is not in the population.
/// - Complexity: O(registrations) and one sort.
public func buildPopulation(
  _ definition: PopulationDefinition, registrations: Table, places: RowPlaces,
  feeds: [String: Table], heldBack: [String], parameters: Parameters,
  given: GivenValues = GivenValues()
) -> Population {
  let open = Registrations(in: registrations, definition, parameters: parameters)
  let chosen = registrations.gathered(open.rows)
  let given = given.ofPersons(chosen.declared(definition.person).identifiers?.values ?? [])
  // Codes in the order of persons, so that nothing remembers the order of the feed's rows.
  var persons = Table(
    zip(chosen.names, chosen.columns).map { ($0, given.over($0, $1.compacted)) },
    rowCount: open.rows.count)
  let networks = Networks(
    definition.networks, feeds: feeds, referenceDate: parameters.referenceDate)
  let practices = Practices(
    of: persons.declaredTexts(definition.practice), networks: networks, heldBack: Set(heldBack),
    feed: definition.feed)
  func append(_ name: String, _ column: Column) { persons.append(name, given.over(name, column)) }
  append(PersonVocabulary.practiceStatus, practices.statusColumn)
  append(PersonVocabulary.network, practices.networkColumn)
  var findings = registrationFindings(open, feed: definition.feed, places: places)
  findings += networks.findings + practices.findings
  for lookup in definition.lookups {
    let lookedUp = LookedUp(lookup, persons: persons, feeds: feeds)
    append(lookup.name, lookedUp.column)
    findings += lookedUp.findings
  }
  for optOut in OptOut.allCases {
    guard let condition = definition.optOuts[optOut] else { continue }
    append(optOut.column, condition.values(on: persons, parameters: parameters))
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
  append(PersonVocabulary.secondaryUse, .boolean(BooleanColumn(countable)))
  return Population(
    persons: PersonTable(persons), practices: practices.table, findings: findings,
    rejects: rejectedRows(
      [("superseded-registration", open.superseded), ("tied-registrations", open.tied)],
      in: registrations, places: places, feed: definition.feed))
}

private func registrationFindings(
  _ open: Registrations, feed: String, places: RowPlaces
) -> [Finding] {
  [
    finding(
      "superseded-registration", .record, feed: feed,
      says: "open registrations of persons who have one that started later",
      rows: open.superseded, places: places),
    finding(
      "tied-registrations", .record, feed: feed,
      says: "registrations of persons for whom several started latest and differ",
      rows: open.tied, places: places),
    finding(
      "repeated-registration", .warning, feed: feed,
      says: "open registrations that another one repeats in every column",
      rows: open.copies, places: places),
    finding(
      "registration-without-person", .warning, feed: feed,
      says: "open registrations without a person's number", rows: open.anonymous, places: places),
  ].filter { $0.count > 0 }
}
