import Definitions
import Formats
import Health
import Messages
import Model
import Parallel
import Tables

/// Holds what is known of the patients of each practice against what is expected, column by column.
///
/// - Tables: `expected`, see `ExpectedColumn`. Facts: the columns and codes that are far from that, and which practices are left out
///   of what reads those that they have lost.
func performPersonValues(
  _ feed: FeedDefinition, _ people: PopulationDefinition, columns: [MeasuredColumn],
  lookups: [MeasuredColumn], isExcepted: Bool, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let name = feed.contract.name
  let persons = PersonTable(
    try context.input(.population).table(
      personsTable,
      columns: distinct(
        [people.practice, PersonVocabulary.practiceStatus] + lookups.map(\.name))))
  let rows = try context.rows(of: name, columns: [people.practice] + columns.map(\.name))
  let values = PopulationValues(
    of: persons, lookups: lookups,
    registrations: (rows.filtered(try context.accepted(name)), people.practice, columns),
    vocabulary: people.vocabulary, earlier: context.earlierExpected,
    expectation: feed.rules.expectation, isExcepted: isExcepted,
    referenceDate: context.parameters.referenceDate)
  context.counter.add(persons.count)
  var output = StageOutput()
  output.add("expected", values.expected)
  let patients = try context.input(.population).record.facts?.patients ?? [:]
  let lost = Dictionary(grouping: values.lost) { $0.practice }
  output.facts.completeness = StageFacts.Completeness(
    feed: name,
    incomplete: lost.sorted { $0.key < $1.key }.map { practice, values in
      IncompletePractice(
        code: practice, why: .fewValues, patients: patients[practice] ?? 0, values: values)
    }, doubtful: [], swollen: [], unexpected: values.unexpected)
  output.facts.incomplete = IncompleteFeeds(
    values.lost.reduce(into: [FeedPart: [String]]()) {
      $0[$1.part(of: name), default: []].append($1.practice)
    })
  return output
}

/// Holds practices' parts of lists against what is expected.
///
/// - Tables: `expected`, see `ExpectedColumn`. Facts: the parts that are far from that.
func performListParts(
  _ cohorts: [CohortDefinition], _ vocabulary: PersonVocabulary, limit: Double,
  _ context: StageContext
) throws(RunFault) -> StageOutput {
  let persons = PersonTable(
    try context.input(.population).table(
      personsTable,
      columns: distinct([vocabulary.practice, PersonVocabulary.practiceStatus])))
  let before = context.earlierRecord?.facts?.listParts?.definitions ?? [:]
  var definitions: [String: String] = [:]
  var lists: [ListPeople] = []
  for cohort in cohorts {
    let result = try context.input(StageName(cohort: cohort.name))
    let definition = result.record.fingerprint.definitionAndSeason
    definitions[cohort.name] = definition
    let facts = result.record.facts
    let people = peopleColumn(
      of: try result.table("members", columns: [MemberColumn.person]))
    lists.append(
      ListPeople(
        name: cohort.name, people: people,
        leftOut: facts?.leftOutFor?.allPractices ?? [],
        isSameDefinition: before[cohort.name] == definition && facts?.lacking.isEmpty ?? true))
  }
  let parts = ListParts(
    of: lists, persons: persons, vocabulary: vocabulary, earlier: context.earlierExpected,
    limit: limit, referenceDate: context.parameters.referenceDate)
  context.counter.add(lists.reduce(0) { $0 + $1.people.count })
  var output = StageOutput()
  output.add("expected", parts.expected)
  output.facts.listParts = StageFacts.ListedParts(
    definitions: definitions, unexpected: parts.unexpected)
  return output
}

extension StageContext {
  /// What the newest release expects of each practice; nil where there is none, or it cannot be read: the limits of a first
  /// night hold.
  var earlierExpected: (expected: Table, day: Day?)? {
    earlierRecord.flatMap { record in
      (try? store.table("expected", of: record)).map { ($0, record.referenceDate) }
    }
  }
}

extension Fingerprint {
  /// The hash of the definition, the version of the code and the values of a season, whatever the day.
  var definitionAndSeason: String {
    let values = parameters.filter { !RunParameters.days.contains($0.key) }
      .sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return Fingerprint.hash((["\(version)", definition] + values).joined(separator: "\n"))
  }
}
