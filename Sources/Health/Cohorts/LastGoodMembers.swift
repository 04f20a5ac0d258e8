public import Model
public import Expressions
public import Tables

/// Who was on a cohort's list when it was last made whole, of practices for which it cannot be made tonight.
///
/// Where the list has own columns of what networks report, `persons` has them as of tonight. `readings` says what rests on a feed that is not complete, `absent` are columns for which nothing was delivered. `earlier` gives the members of the newest
/// release, and the same table of that release for practices that were not complete then either; nil where there was none. It is asked where somebody is at such a practice.
///
/// - Shape: the rows of an earlier list -> those of them whose person is registered with such a practice tonight, by
///   network and their place then; the columns of `CohortSelection.members`, with `as_of`, the day of the earlier list.
///   The place is counted anew from 1 in each network.
/// - Missing: whoever has died, left or is at a practice that is on no list for another reason than what came of it is not
///   in them, and nobody whom an opt-out or an
///   exclusion of the cohort takes out by what is known tonight: opted out, done, not meant. An exclusion takes nobody out by
///   a column that rests on a feed which is not complete of the person's practice, or for which nothing was delivered; but by one of
///   which what came is proof (`growing`, beside columns of no event, `constant`): somebody who has had it done by half of a feed has.
public func lastGoodMembers<Fault>(
  _ definition: CohortDefinition, persons: PersonTable, readings: IncompleteReadings,
  growing: Set<String> = [], constant: Set<String> = [], absent: Set<String>,
  vocabulary: PersonVocabulary,
  lacking: Set<String>,
  earlier: () throws(Fault) -> (
    members: Table, asOf: Day, carried: Table?, lacking: Set<String>
  )?,
  eventRows: EventRows = EventRows(), classes: PersonClasses = PersonClasses(),
  parameters: Parameters
) throws(Fault) -> Table {
  let shown = definition.actions?.shown ?? []
  let statuses = [PracticeStatus.ok, .notDelivered, .heldBack].map {
    persons.table.rows(where: PersonVocabulary.practiceStatus, equals: $0.rawValue)
  }
  let isListed =
    statuses.dropFirst().reduce(statuses[0]) { $0 | $1 }
    & persons.table.rows(withNoneOf: definition.leavesOut.inOrder)
  // Mostly they are practices that are on no list at all, and then nothing of the last one is read.
  guard !(persons.rows(ofPractices: lacking, vocabulary) & isListed).isEmpty,
    let earlier = try earlier()
  else { return showing(shown, of: persons.table, rows([], persons, vocabulary, classes)) }
  let exclusions = definition.exclusions + (definition.actions?.closings ?? [])
  var kept = persons.rows(
    ofPractices: lacking.subtracting(earlier.lacking), vocabulary)
  var carried = persons.rows(ofPractices: lacking.intersection(earlier.lacking), vocabulary)
  kept = kept & isListed
  carried = carried & isListed
  // A column that was made of half of the rows, or of none, is no evidence that something was done: that somebody has no gap
  // may mean as well that nothing is known of them.
  let (known, unread) = readings.known(
    exclusions.map { $0.when }, of: persons, absent: absent, vocabulary)
  for exclusion in exclusions {
    var out = exclusion.when.truth(on: known, unread: unread, parameters: parameters).isTrue
    let constant = exclusion.when.columns.filter {
      readings.restsOn[$0]?.isEmpty ?? true
        || constant.contains($0) && readings.practices(lacking: [$0]).isEmpty
    }
    if exclusion.when.root.grows(growing: growing, constant: constant) {
      out = out | exclusion.when.trueRows(on: persons.table, parameters: parameters)
    }
    kept = kept.subtracting(out)
    carried = carried.subtracting(out)
  }
  let index = eventRows.personRows(of: persons, person: vocabulary.person)
  var found = people(
    of: earlier.members, among: kept, index, asOf: earlier.asOf)
  if let table = earlier.carried { found += people(of: table, among: carried, index, asOf: nil) }
  return showing(shown, of: persons.table, rows(found, persons, vocabulary, classes))
}

extension IncompleteReadings {
  /// The columns that some conditions name, missing for those persons of whom they are not known, and who these are.
  fileprivate func known(
    _ conditions: [CheckedExpression], of persons: PersonTable, absent: Set<String>,
    _ vocabulary: PersonVocabulary
  ) -> (table: Table, unread: UnreadRows) {
    var known = Table(rowCount: persons.count)
    var unread = UnreadRows(noneOf: persons.count)
    for name in conditions.reduce(into: Set<String>(), { $0.formUnion($1.columns) }).sorted() {
      let column = persons.table.declared(name)
      let lacking = practices(lacking: [name])
      guard absent.contains(name) || !lacking.isEmpty else {
        known.append(name, column)
        continue
      }
      let unknown =
        absent.contains(name)
        ? Bitmap(repeating: true, count: persons.count)
        : persons.rows(ofPractices: lacking, vocabulary)
      known.append(name, column.keeping(~unknown))
      unread.cells.append(name, .boolean(BooleanColumn(unknown)))
    }
    return (known, unread)
  }
}

/// One row of an earlier list.
private struct EarlierMember {
  var person: Int32
  var rank: Int64
  var reasons: String?
  var pathway: String?
  var asOf: Day
}

private func people(
  of members: Table, among wanted: Bitmap, _ index: PersonRows, asOf day: Day?
) -> [EarlierMember] {
  guard let keys = members.memberKeys,
    case .integer(let ranks)? = members[MemberColumn.rank]
  else { return [] }
  let reasons = members[MemberColumn.reasons]?.texts
  let pathways = members[MemberColumn.pathway]?.texts
  let days = members[MemberColumn.asOf]?.days
  return index.rows(of: keys).enumerated().compactMap { row, person in
    guard person != EventTable.nobody, wanted[Int(person)],
      let asOf = day ?? days.map({ Day(number: $0.values[row]) })
    else { return nil }
    return EarlierMember(
      person: person, rank: ranks.values[row], reasons: reasons?.text(at: row),
      pathway: pathways?.text(at: row), asOf: asOf)
  }
}

private func rows(
  _ found: [EarlierMember], _ persons: PersonTable, _ vocabulary: PersonVocabulary,
  _ classes: PersonClasses
) -> Table {
  let areas = classes.networks(of: persons.table)
  let ordered = found.sorted {
    (areas.areaOfPerson[Int($0.person)], $0.rank, $0.person)
      < (areas.areaOfPerson[Int($1.person)], $1.rank, $1.person)
  }
  let people = ordered.map(\.person)
  return Table(
    [
      (MemberColumn.person, .integer(FixedColumn(people.map { Int64($0) }))),
      (
        MemberColumn.network,
        persons.table.declared(PersonVocabulary.network).gathered(people).compacted
      ),
      (MemberColumn.rank, .integer(FixedColumn(ranks(of: people, in: areas)))),
      (MemberColumn.reasons, .text(TextColumn(ordered.map(\.reasons)))),
      (MemberColumn.pathway, .text(TextColumn(ordered.map(\.pathway)))),
      (
        MemberColumn.key(vocabulary.key.columnType),
        persons.table.declared(vocabulary.person).gathered(people)
      ),
      (MemberColumn.asOf, .day(FixedColumn(ordered.map { $0.asOf.number }))),
    ], rowCount: people.count)
}
