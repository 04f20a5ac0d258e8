import Definitions
import Formats
import Health
import Messages
import Model
import Parallel
import Tables

/// Says how complete a feed of events is, practice by practice.
///
/// A practice whose patients are on no list anyway is not looked at.
///
/// The feed's limits, which its validation could not hold by practice, are held here over the practices that keep to them.
///
/// - Tables: `practices`, see `CompletenessColumn`; `expected`, see `ExpectedColumn`. Facts: the practices that are not complete, and why the run must not go on.
func performCompleteness(
  _ feed: FeedDefinition, _ vocabulary: PersonVocabulary, columns: [MeasuredColumn],
  history: MeasuredHistory?, isExcepted: Bool, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let name = feed.contract.name
  let persons = PersonTable(
    try context.input(.population).table(
      personsTable, columns: [vocabulary.person, vocabulary.practice]))
  let lacking = try context.lacking([name])
  var output = StageOutput()
  let result = completeness(
    of: name, lacking.isEmpty ? try context.delivered(feed, columns, history) : nil,
    persons: persons,
    vocabulary: vocabulary, eventRows: context.eventRows, earlier: context.earlierExpected,
    rules: feed.rules,
    excepted: isExcepted ? persons.practices(vocabulary) : [],
    leftOut: Set(try context.practicesLeftOut()),
    referenceDate: context.parameters.referenceDate)
  output.add("practices", result.practices)
  output.add("expected", result.expected)
  output.facts.incomplete = result.lacking(of: name)
  let patients = result.patientsByPractice
  output.facts.completeness = StageFacts.Completeness(
    feed: name,
    incomplete: result.incomplete.map {
      IncompletePractice(
        code: $0.practice, why: $0.fault, patients: patients[$0.practice] ?? 0, values: $0.values)
    }, doubtful: result.doubtful, swollen: result.swollen, unexpected: result.unexpected,
    refusals: try context.beyondLimit(name).filter { result.limits.uphold($0) })
  output.facts.completeness?.unknownCodes = try context.unknownCodes(
    of: feed, columns, persons, vocabulary)
  context.counter.add(persons.count)
  return output
}

extension StageContext {
  /// The practices whose patients are on no list tonight.
  fileprivate func practicesLeftOut() throws(RunFault) -> [String] {
    let practices = try input(.population).table("practices")
    return (0..<practices.rowCount).filter {
      practices.text(PracticeColumn.status, $0) != PracticeStatus.ok.rawValue
    }.map { practices.text(PracticeColumn.practice, $0) }
  }

  fileprivate func delivered(
    _ feed: FeedDefinition, _ measured: [MeasuredColumn], _ history: MeasuredHistory?
  ) throws(RunFault) -> DeliveredRows {
    let name = feed.contract.name
    let day = feed.eventDay
    let unread = try unread(name)
    let practice = feed.rules.checks.first { $0.format == .practiceCode }?.column
    let columns = distinct(
      [feed.rules.key, day, practice, feed.rules.measures?.value].compactMap { $0 }
        + unread.cells.names + measured.map(\.name))
    let rows = try rows(of: name, columns: columns)
    return DeliveredRows(
      FeedRows(rows, accepted: try accepted(name), unread: unread, key: feed.rules.key),
      rejected: try rejected(name), day: day, practice: practice, columns: measured,
      measures: feed.rules.measures, history: history)
  }

  /// How many accepted rows of each practice have a code that the code list does not have, in columns that definitions read.
  fileprivate func unknownCodes(
    of feed: FeedDefinition, _ measured: [MeasuredColumn], _ persons: PersonTable,
    _ vocabulary: PersonVocabulary
  ) throws(RunFault) -> [UnknownCodes] {
    let name = feed.contract.name
    let unread = try unread(name)
    let columns = feed.contract.columns.filter { column in
      guard case .code = column.type else { return false }
      return measured.contains { $0.name == column.name && $0.isRead }
        && unread.cells.names.contains(column.name)
    }
    guard !columns.isEmpty else { return [] }
    let accepted = try accepted(name)
    let rows = FeedRows(
      try rows(of: name, columns: [feed.rules.key].compactMap { $0 }), accepted: accepted,
      unread: unread, key: feed.rules.key)
    return columns.flatMap { column in
      var counts: [String: Int] = [:]
      let cells = (unread.rows(unreadIn: column.name) ?? accepted) & accepted
      for (_, practice) in practices(
        ofRows: cells, rows, own: nil, persons: persons, vocabulary: vocabulary, eventRows)
      {
        counts[practice, default: 0] += 1
      }
      return counts.sorted { $0.key < $1.key }.map {
        UnknownCodes(practice: $0.key, column: column.heading, rows: $0.value)
      }
    }
  }

  /// The limits that a feed breaks as a whole.
  fileprivate func beyondLimit(_ feed: String) throws(RunFault) -> [Refusal] {
    try input(StageName(.validate, feed)).record.facts?.checked?.beyondLimit ?? []
  }
}

extension PersonTable {
  /// The codes of all practices with persons.
  fileprivate func practices(_ vocabulary: PersonVocabulary) -> Set<String> {
    guard case .text(let codes)? = table[vocabulary.practice] else { return [] }
    return Set(codes.dictionary.texts)
  }
}

extension FeedCompleteness {
  /// The registered patients of each practice.
  fileprivate var patientsByPractice: [String: Int] {
    var patients: [String: Int] = [:]
    for row in 0..<practices.rowCount {
      patients[practices.text(CompletenessColumn.practice, row)] = practices.integer(
        CompletenessColumn.patients, row)
    }
    return patients
  }
}

extension ColumnContract {
  /// What stands above the column in a file.
  fileprivate var heading: String {
    if case .header(let names) = source { return names.first ?? name }
    return name
  }
}
