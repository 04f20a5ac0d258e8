public import Model
public import Expressions
public import Tables

/// What was found of the actions that networks report of one list.
public struct ActionAudit: Sendable {
  /// One finding a rule at most, about the list.
  public var findings: [Finding]
  /// Those who are said to be wrongly listed, one row each by the population's order: see `WronglyListedColumn`; for the data
  /// team alone, since it names people.
  public var wronglyListed: Table
}

/// The columns of those who are said to be wrongly listed.
public enum WronglyListedColumn {
  /// The file of the action.
  public static let file = "file"
  /// The line of the action.
  public static let row = "row"
  /// The day of the action.
  public static let day = "acted_on"
  /// What the list says of the person, joined by `; `; missing where it says nothing.
  public static let reasons = "reasons"
}

/// The rules of findings about actions.
public enum ActionRule {
  /// Nobody in the population has the person's key.
  public static let unknownPerson = "action-of-unknown-person"
  /// The person neither is nor was on the list.
  public static let notListed = "action-off-the-list"
  /// The practice is none that anybody is registered with.
  public static let unknownPractice = "action-of-unknown-practice"
  /// The practice is not the person's.
  public static let otherPractice = "action-of-other-practice"
  /// The network says that people do not belong on the list.
  public static let wronglyListed = "wrongly-listed"

  /// All that say how the feed fits the lists.
  public static let ofFeed = [unknownPerson, notListed, unknownPractice, otherPractice]
  /// All of them.
  public static let all = ofFeed + [wronglyListed]
}

/// Holds what networks report of a list against who is on it.
///
/// `selection` is tonight's, `earlier` has the keys of those who were on the list in the newest earlier release, nil where there
/// was none. An action is held against who should be or was on the list for some days alone: later the person may long have
/// had what the list is about.
///
/// - Complexity: O(rows of the feed).
public func auditActions(
  _ actions: ListActions, of cohort: CohortDefinition, _ selection: CohortSelection,
  rows feed: FeedRows, persons: PersonTable, vocabulary: PersonVocabulary, eventRows: EventRows,
  earlier: Column?, parameters: Parameters, referenceDate: Day
) -> ActionAudit {
  let onList = CheckedExpression(column: actions.list, isOneOf: [cohort.name])
  let own = onList.trueRows(on: feed.table, parameters: parameters)
  let accepted = feed.accepted.map { own & $0 } ?? own
  let people = eventRows.match(
    actions.feed, feed, of: persons, person: vocabulary.person, partitionedBy: 65_536
  ).rows
  func matching(_ isMeant: (Int) -> Bool) -> Bitmap {
    var rows = Bitmap(repeating: false, count: feed.table.rowCount)
    for row in accepted.setIndices where isMeant(row) { rows[row] = true }
    return rows
  }
  let days = feed.table.declared(actions.day).days
  let known = knownToList(
    selection, earlier, persons, eventRows.personRows(of: persons, person: vocabulary.person))
  let practices = actions.practice.flatMap { feed.table.declared($0).texts }
  let ofPersons = persons.table.declaredTexts(vocabulary.practice)
  let all = Set(ofPersons.dictionary.texts)
  func isNamed(_ row: Int) -> String? { practices?.text(at: row) }
  let unknownPerson = matching { people[$0] == EventTable.nobody }
  let notListed = matching { row in
    guard people[row] != EventTable.nobody, let day = days?.values[row] else { return false }
    return Int(referenceDate.number - day) <= actions.auditDays && !known[Int(people[row])]
  }
  let unknownPractice = matching { row in isNamed(row).map { !all.contains($0) } ?? false }
  let otherPractice = matching { row in
    guard people[row] != EventTable.nobody, let named = isNamed(row), all.contains(named) else {
      return false
    }
    return ofPersons.text(at: Int(people[row])) != named
  }
  func found(_ rule: String, _ rows: Bitmap, _ says: String) -> Finding? {
    guard !rows.isEmpty else { return nil }
    return Finding(
      rule: rule, grade: .warning, feed: cohort.name, says: says, count: rows.setCount,
      places: rows.setIndices.prefix(Finding.placesKept).compactMap { feed.places.place(ofRow: $0) }
    )
  }
  let wrong = wronglyListed(
    actions, selection, feed, accepted, people, persons, vocabulary, parameters)
  return ActionAudit(
    findings: [
      found(
        ActionRule.unknownPerson, unknownPerson, "actions of persons who are not in the population"),
      found(
        ActionRule.notListed, notListed, "actions of persons who neither are nor were on the list"),
      found(
        ActionRule.unknownPractice, unknownPractice,
        "actions of a practice that nobody is registered with"),
      found(
        ActionRule.otherPractice, otherPractice,
        "actions of another practice than the person's"),
      wrong.finding(cohort),
    ].compactMap { $0 }, wronglyListed: wrong.table)
}

/// Who should have what the list is about, or was on it.
private func knownToList(
  _ selection: CohortSelection, _ earlier: Column?, _ persons: PersonTable, _ index: PersonRows
) -> Bitmap {
  var known = Bitmap(repeating: false, count: persons.count)
  for person in peopleColumn(of: selection.status) { known[Int(person)] = true }
  guard let earlier else { return known }
  for person in index.rows(of: earlier) where person != EventTable.nobody {
    known[Int(person)] = true
  }
  return known
}

extension CohortSelection {
  /// Who would be on the list but for actions: whoever has been done since is nobody's mistake.
  fileprivate func withOpenGap(of count: Int) -> Bitmap {
    var open = Bitmap(repeating: false, count: count)
    let words = [GapStatus.declined, .notRecorded].map(\.rawValue)
    guard let statuses = status[StatusColumn.status]?.texts else { return open }
    for (row, person) in peopleColumn(of: status).enumerated()
    where statuses.text(at: row).map({ words.contains($0) }) ?? false {
      open[Int(person)] = true
    }
    return open
  }
}

/// Those whom their network calls wrongly listed.
private struct WronglyListed {
  var table: Table
  /// How often each thing is said of them.
  var reasons: [(says: String, count: Int)]
  var places: [Place]

  /// What the data team is to look at, with what listed the people.
  func finding(_ cohort: CohortDefinition) -> Finding? {
    guard table.rowCount > 0 else { return nil }
    let said = reasons.map { "\($0.says) (\($0.count))" }.joined(separator: ", ")
    return Finding(
      rule: ActionRule.wronglyListed, grade: .warning, feed: cohort.name,
      says: "people whom their network calls wrongly listed"
        + (said.isEmpty ? "" : "; the list said of them: \(said)"),
      count: table.rowCount, places: places)
  }
}

private func wronglyListed(
  _ actions: ListActions, _ selection: CohortSelection, _ feed: FeedRows, _ accepted: Bitmap,
  _ people: [Int32], _ persons: PersonTable, _ vocabulary: PersonVocabulary,
  _ parameters: Parameters
) -> WronglyListed {
  let keys = persons.table.declared(vocabulary.person)
  var isWrong = Bitmap(repeating: false, count: persons.count)
  if let condition = actions.wronglyListed, let own = selection.own {
    isWrong = condition.trueRows(
      on: persons.beside(own).table, parameters: parameters)
  }
  isWrong = isWrong & selection.withOpenGap(of: persons.count)
  // Of one person the last row counts.
  var rowOfPerson: [Int32: Int] = [:]
  for row in accepted.setIndices where people[row] != EventTable.nobody {
    if isWrong[Int(people[row])] { rowOfPerson[people[row]] = row }
  }
  var said: [Int32: String] = [:]
  if let texts = selection.status[MemberColumn.reasons]?.texts {
    for (row, person) in peopleColumn(of: selection.status).enumerated()
    where isWrong[Int(person)] {
      said[person] = texts.text(at: row)
    }
  }
  let wrong = isWrong.setIndices.map { Int32($0) }
  let rows = wrong.map { rowOfPerson[$0] }
  let places = rows.map { $0.flatMap { feed.places.place(ofRow: $0) } }
  var counts: [String: Int] = [:]
  for text in said.values {
    for reason in text.split(separator: ItemLists.separator) {
      counts[String(reason), default: 0] += 1
    }
  }
  let days = feed.table.declared(actions.day)
  let table = Table(
    [
      (WronglyListedColumn.file, .text(TextColumn(places.map { $0?.file }))),
      (
        WronglyListedColumn.row,
        Column(.integer, places.map { $0?.row.map { .integer(Int64($0)) } })
      ),
      (MemberColumn.key(keys.type), keys.gathered(wrong)),
      (WronglyListedColumn.day, Column(.day, rows.map { $0.flatMap { days.value(at: $0) } })),
      (WronglyListedColumn.reasons, .text(TextColumn(wrong.map { said[$0] }))),
    ], rowCount: wrong.count)
  return WronglyListed(
    table: table,
    reasons: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) },
    places: places.compactMap { $0 })
}
