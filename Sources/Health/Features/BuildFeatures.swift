public import Model
public import Expressions
import Parallel
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
/// A feed's person is its first column of identifiers. A feature of a campaign that is out of season has no events.
///
/// - Shape: many events a person -> one value a person, in the population's order.
/// - Missing: with no events `exists` is false, `count` 0 and every other missing; events without the value, or for
///   `first` and `last` without the day, do not count.
/// - Ties: of several values on one day the larger; texts compare by their bytes.
/// - Complexity: O(events) for each feature; the features of one turn side by side.
public func buildFeatures(
  _ definitions: [FeatureDefinition], persons: PersonTable, feeds: [String: Table],
  accepted: [String: Bitmap] = [:], parameters: Parameters, campaigns: [String: Parameters]
) -> FeatureResult {
  buildFeatures(
    definitions, persons: persons, feeds: feeds, accepted: accepted, parameters: parameters,
    campaigns: campaigns, partitionedBy: partitionRows)
}

/// As above, in partitions of so many rows, a multiple of 64; the result does not depend on it.
func buildFeatures(
  _ definitions: [FeatureDefinition], persons: PersonTable, feeds: [String: Table],
  accepted: [String: Bitmap] = [:], parameters: Parameters, campaigns: [String: Parameters],
  partitionedBy size: Int
) -> FeatureResult {
  let (matched, findings) = matchedFeeds(
    definitions, persons: persons, feeds: feeds, accepted: accepted, partitionedBy: size)
  var known = persons.table
  var columns = [Column?](repeating: nil, count: definitions.count)
  for turn in featureTurns(definitions) {
    let table = known
    let events = withPersonColumns(matched, turn.map { definitions[$0] }, persons: table)
    let made = parallelMap(turn) { index in
      let definition = definitions[index]
      var values = parameters
      if let campaign = definition.campaign {
        values.values.merge(campaigns[campaign]?.values ?? [:]) { $1 }
        values.missing.formUnion(campaigns[campaign]?.missing ?? [])
      }
      switch definition.kind {
      case .derived(let value):
        return value.values(on: table, parameters: values)
      case .reduced(let reduction):
        let feeds = reduction.feeds.compactMap { events[$0] }
        return reduced(
          reduction, feeds: feeds, count: persons.count, parameters: values, partitionedBy: size)
      }
    }
    for (index, column) in zip(turn, made) {
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
// persons who are not in the population. A row that is not accepted is nobody's: leaving it where it is costs less
// than moving all others.
private func matchedFeeds(
  _ definitions: [FeatureDefinition], persons: PersonTable, feeds: [String: Table],
  accepted: [String: Bitmap], partitionedBy size: Int
) -> ([String: EventTable], [Finding]) {
  let index = PersonIndex(of: persons.table)
  var matched: [String: EventTable] = [:]
  var findings: [Finding] = []
  for case .reduced(let reduction) in definitions.map(\.kind) {
    for name in reduction.feeds where matched[name] == nil {
      guard let table = feeds[name], let numbers = table.personNumbers else { continue }
      var rows = index.rows(of: numbers, partitionedBy: size)
      var unknown = rows.count { $0 == EventTable.nobody }
      if let accepted = accepted[name] {
        for row in (~accepted).setIndices {
          if rows[row] == EventTable.nobody { unknown -= 1 }
          rows[row] = EventTable.nobody
        }
      }
      matched[name] = EventTable(table, persons: rows)
      if unknown > 0 {
        findings.append(
          Finding(
            rule: "events-of-unknown-persons", grade: .warning, feed: name,
            says: "events of persons who are not in the population", count: unknown))
      }
    }
  }
  findings.sort { $0.feed.utf8.lexicographicallyPrecedes($1.feed.utf8) }
  return (matched, findings)
}

// The feeds with those columns of the person that the conditions of a turn read. The values beside an event of nobody
// mean nothing: such events never count.
private func withPersonColumns(
  _ feeds: [String: EventTable], _ definitions: [FeatureDefinition], persons: Table
) -> [String: EventTable] {
  var feeds = feeds
  for definition in definitions {
    guard case .reduced(let reduction) = definition.kind else { continue }
    for column in personColumns(of: definition).sorted() {
      for name in reduction.feeds {
        guard var events = feeds[name], events.table[personPrefix + column] == nil,
          let values = persons[column], values.count > 0
        else { continue }
        events.table.append(
          personPrefix + column, values.gathered(events.persons.map { max($0, 0) }))
        feeds[name] = events
      }
    }
  }
  return feeds
}
