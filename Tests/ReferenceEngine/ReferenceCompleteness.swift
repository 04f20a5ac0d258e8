import Definitions
import Expressions
import Model
import Tables

/// What each column of the person is made of: reductions of events, and columns of registrations.
struct ReferenceSources {
  /// The reductions.
  var reductions: Set<Reduction> = []
  /// The columns of registrations, and those that are looked up for them.
  var registrations: Set<String> = []

  mutating func formUnion(_ other: ReferenceSources) {
    reductions.formUnion(other.reductions)
    registrations.formUnion(other.registrations)
  }
}

/// What each column of the person is made of, worked out from the definitions once more.
func referenceSources(of pipeline: PipelineDefinition) -> [String: ReferenceSources] {
  var sources: [String: ReferenceSources] = [:]
  func read(_ columns: some Sequence<String>) -> ReferenceSources {
    columns.reduce(into: ReferenceSources()) { all, column in
      if let own = sources[column] { all.formUnion(own) }
    }
  }
  if let people = pipeline.population?.value {
    let feed = pipeline.feeds.map(\.value.schema).first { $0.name == people.feed }
    for column in feed?.columns.map(\.name) ?? []
    where column != people.person && column != people.practice {
      sources[column] = ReferenceSources(registrations: [column])
    }
    for lookup in people.lookups {
      var all = read([lookup.on])
      all.registrations.insert(lookup.name)
      sources[lookup.name] = all
    }
    for (optOut, condition) in people.optOuts { sources[optOut.column] = read(condition.columns) }
    for column in people.columns { sources[column.name] = read(column.value.columns) }
    sources[PersonVocabulary.secondaryUse] = read(
      (people.secondaryUse?.columns ?? []).union(people.leftOutOfAggregates.map(\.column)))
  }
  for feature in pipeline.features.flatMap(\.value.features) {
    var all = read(feature.personColumns)
    if case .reduced(let reduction) = feature.kind { all.reductions.insert(reduction) }
    sources[feature.name] = all
  }
  for score in pipeline.scores.map(\.value) {
    let all = read(score.personColumns)
    for column in score.columns { sources[column.name(of: score.name)] = all }
  }
  for set in pipeline.segmentations.map(\.value) {
    for flag in set.flags { sources[set.column(of: flag.name)] = read(flag.when.columns) }
    sources[set.column] = read(set.flags.flatMap { $0.when.columns })
  }
  return sources
}

/// Something that a practice lacks of a feed.
package struct ReferenceLack: Hashable {
  /// The practice's code.
  package var practice: String
  /// The feed.
  package var feed: String
  /// The column; nil for all rows.
  package var column: String?
  /// The code of the column; nil for all of it.
  package var code: String?
  /// Whether the rows of the code are not there.
  package var isWithRows = false

  /// Names what a practice lacks.
  package init(
    practice: String, feed: String, column: String? = nil, code: String? = nil,
    isWithRows: Bool = false
  ) {
    self.practice = practice
    self.feed = feed
    self.column = column
    self.code = code
    self.isWithRows = isWithRows
  }
}

/// The practices without a complete delivery of some feeds, and what of a person that makes unknown.
struct ReferenceCompleteness {
  var lacks: [ReferenceLack]
  var sources: [String: ReferenceSources]
  /// The feed of registrations, and the columns that say who is registered.
  var registrations: String
  var registering: Set<String>
  var practice: String

  /// What a practice may lack that some columns rest on.
  private func lacks(behind columns: some Sequence<String>) -> [ReferenceLack] {
    let all = columns.reduce(into: ReferenceSources()) { all, column in
      if let own = sources[column] { all.formUnion(own) }
    }
    return lacks.filter { touches($0, all) }
  }

  private func touches(_ lack: ReferenceLack, _ sources: ReferenceSources) -> Bool {
    guard lack.feed != registrations else {
      return lack.column.map { sources.registrations.contains($0) }
        ?? !sources.registrations.isEmpty
    }
    return sources.reductions.contains { $0.needs(lack) }
  }

  private func ofRegistering() -> [ReferenceLack] {
    lacks.filter { touches($0, ReferenceSources(registrations: registering)) }
  }

  private func isOf(_ lacks: [ReferenceLack], _ person: Row) -> Bool {
    guard case .text(let code)? = person[practice] else { return false }
    return lacks.contains { $0.practice == code }
  }

  /// Whether the practice of a person lacks any of what some columns rest on.
  func lacks(_ columns: some Sequence<String>, _ person: Row) -> Bool {
    isOf(lacks(behind: columns), person)
  }

  /// Whether a person is in no count or list that some columns decide.
  func leavesOut(_ person: Row, decidedBy columns: some Sequence<String>) -> Bool {
    isOf(lacks(behind: columns) + ofRegistering(), person)
  }

  /// The feeds of which any practice lacks something that decides with some columns, by name.
  func lackingFeeds(_ columns: some Sequence<String>) -> [String] {
    Set((lacks(behind: columns) + ofRegistering()).map(\.feed)).sorted()
  }

  /// A person without the columns that nobody can know.
  func known(of person: Row) -> Row {
    person.filter { !lacks([$0.key], person) }
  }
}

extension Reduction {
  /// Whether the value may be another one where a practice lacks something.
  fileprivate func needs(_ lack: ReferenceLack) -> Bool {
    guard feeds.contains(lack.feed) else { return false }
    guard let column = lack.column else { return true }
    if value == column || by == column { return true }
    guard let condition, condition.columns.contains(column) else { return lack.isWithRows }
    return lack.code.map { condition.root.asks(for: $0, in: column) } ?? true
  }
}

extension Expression {
  /// Whether a part of the condition looks at a column otherwise than to ask for other codes than this one.
  fileprivate func asks(for code: String, in column: String) -> Bool {
    func isColumn(_ part: Expression) -> Bool {
      if case .column(column, _) = part { true } else { false }
    }
    func isOther(_ part: Expression) -> Bool {
      switch part {
      case .literal(.text(let text)): text != code
      case .literal(.boolean(let truth)): (truth ? "true" : "false") != code
      default: false
      }
    }
    switch self {
    case .column(column, .boolean): return code == "true"
    case .column(column, _): return true
    case .comparison(.equal, let left, let right)
    where isColumn(left) && isOther(right) || isColumn(right) && isOther(left):
      return false
    case .inList(let part, let items) where isColumn(part) && items.allSatisfy(isOther):
      return false
    case .and(let parts), .or(let parts):
      return parts.contains { $0.asks(for: code, in: column) }
    case .isTrue(let part): return part.asks(for: code, in: column)
    default: return names(column)
    }
  }

  private func names(_ column: String) -> Bool {
    if case .column(column, _) = self { return true }
    return operands.contains { $0.names(column) }
  }
}
