import Definitions
import Expressions
import Model
import Tables

/// The feeds of events that each column of the person rests on, worked out from the definitions once more.
func referenceFeeds(of pipeline: PipelineDefinition) -> [String: Set<String>] {
  var feeds: [String: Set<String>] = [:]
  func read(_ columns: some Sequence<String>) -> Set<String> {
    columns.reduce(into: []) { $0.formUnion(feeds[$1] ?? []) }
  }
  for feature in pipeline.features.flatMap(\.value.features) {
    var all = read(feature.personColumns)
    if case .reduced(let reduction) = feature.kind { all.formUnion(reduction.feeds) }
    feeds[feature.name] = all
  }
  for score in pipeline.scores.map(\.value) {
    let all = read(score.personColumns)
    for column in score.columns { feeds[column.name(of: score.name)] = all }
  }
  for set in pipeline.segmentations.map(\.value) {
    for flag in set.flags { feeds[set.column(of: flag.name)] = read(flag.when.columns) }
    feeds[set.column] = read(set.flags.flatMap { $0.when.columns })
  }
  return feeds
}

/// The practices without a complete delivery of some feeds, and what of a person that makes unknown.
struct ReferenceCompleteness {
  var incomplete: [String: [String]]
  var feeds: [String: Set<String>]
  var practice: String

  /// Whether the practice of a person lacks any of the feeds that some columns rest on.
  func lacks(_ columns: some Sequence<String>, _ person: Row) -> Bool {
    guard case .text(let code)? = person[practice] else { return false }
    return columns.contains { column in
      (feeds[column] ?? []).contains { incomplete[$0]?.contains(code) ?? false }
    }
  }

  /// Those of the feeds of some columns that any practice lacks, by name.
  func lackingFeeds(_ columns: some Sequence<String>) -> [String] {
    let all = columns.reduce(into: Set<String>()) { $0.formUnion(feeds[$1] ?? []) }
    return all.filter { !(incomplete[$0] ?? []).isEmpty }.sorted()
  }

  /// A person without the columns that nobody can know.
  func known(of person: Row) -> Row {
    person.filter { !lacks([$0.key], person) }
  }
}
