public import Model
import Expressions
public import Parallel
public import Tables

/// The features of all persons.
public struct FeatureResult: Sendable {
  /// One column a feature, in the order of the definitions.
  public var columns: PersonTable
  /// What was found, one finding a feed at most.
  public var findings: [Finding]
}

/// Works out every feature of every person.
///
/// `eventRows` keeps to whom the events belong for the features of other files. `reporting` names the feeds of which it is said how many events are nobody's; nil for all. `person` is the population's column of the person's number, by which each feed's key finds its person.
///
/// - Shape: many events a person -> one value a person, in the population's order.
/// - Missing: with no events `exists` is false, `count` 0 and every other missing; events without the value, or for
///   `first` and `last` without the day, do not count.
/// - Ties: of several values on one day the larger, or the smaller where the feature says so; texts compare by their bytes.
/// - Complexity: O(events of its codes + persons) for each feature, O(events) where its condition asks for no code; the features of one
///   turn side by side.
public func buildFeatures(
  _ definitions: [FeatureDefinition], persons: PersonTable, person: String,
  feeds: [String: FeedRows], eventRows: EventRows = EventRows(), reporting: [String]? = nil,
  parameters: RunParameters, given: GivenValues = GivenValues(),
  partitionedBy size: Int = partitionRows
) -> FeatureResult {
  let (matched, findings) = matchedFeeds(
    definitions, persons: persons, person: person, feeds: feeds, eventRows: eventRows,
    reporting: reporting, partitionedBy: size)
  var known = persons.table
  var columns = [Column?](repeating: nil, count: definitions.count)
  for turn in featureTurns(definitions) {
    let table = known
    let made = parallelMap(turn) { index in
      let definition = definitions[index]
      let values = definition.campaign.flatMap { parameters.campaigns[$0] } ?? parameters.plain
      switch definition.kind {
      case .derived(let value):
        return value.values(on: table, parameters: values)
      case .reduced(let reduction):
        let feeds = reduction.feeds.compactMap { name in
          matched[name].map { events in
            events.candidates(for: reduction, reading: definition.personColumns, of: table) {
              eventRows.byCode(name, $0, $1, persons: events.persons)
            }
          }
        }
        return reduced(
          reduction, feeds: feeds, count: persons.count, parameters: values, partitionedBy: size)
      }
    }
    for (index, column) in zip(turn, made) {
      let column = given.over(definitions[index].name, column)
      columns[index] = column
      known.append(definitions[index].name, column)
    }
  }
  let named = zip(definitions, columns).compactMap { definition, column in
    column.map { (definition.name, $0) }
  }
  return FeatureResult(
    columns: PersonTable(Table(named, rowCount: persons.count)),
    findings: findings)
}

// Each feed that a feature reads, with the row of each event's person, and a finding for each feed with events of
// persons who are not in the population.
private func matchedFeeds(
  _ definitions: [FeatureDefinition], persons: PersonTable, person: String,
  feeds: [String: FeedRows], eventRows: EventRows, reporting: [String]?, partitionedBy size: Int
) -> ([String: EventTable], [Finding]) {
  var matched: [String: EventTable] = [:]
  var findings: [Finding] = []
  for case .reduced(let reduction) in definitions.map(\.kind) {
    for name in reduction.feeds where matched[name] == nil {
      guard let feed = feeds[name] else {
        preconditionFailure("a feature gets the feeds that it declares")
      }
      let match = eventRows.match(
        name, feed, of: persons, person: person, partitionedBy: size)
      matched[name] = EventTable(feed.table, persons: match.rows)
      if match.unknown > 0, reporting?.contains(name) ?? true {
        findings.append(
          Finding(
            rule: "events-of-unknown-persons", grade: .warning, feed: name,
            says: "events of persons who are not in the population", count: match.unknown))
      }
    }
  }
  findings.sort { $0.feed.utf8.lexicographicallyPrecedes($1.feed.utf8) }
  return (matched, findings)
}
