import Expressions

/// A column of a feed.
public struct FeedColumn: Hashable, Comparable, Sendable {
  /// The feed.
  public var feed: String
  /// The column.
  public var column: String

  /// Names a column.
  public init(_ feed: String, _ column: String) {
    self.feed = feed
    self.column = column
  }

  /// By feed, then by column.
  public static func < (left: FeedColumn, right: FeedColumn) -> Bool {
    (left.feed, left.column) < (right.feed, right.column)
  }
}

/// From which columns of feeds the columns of the person come, and what comes of them: the plan, followed both ways.
public struct ColumnLineage: Sendable {
  /// The columns of feeds from which each column of the person is taken at once.
  public private(set) var feedColumns: [String: Set<FeedColumn>] = [:]
  /// The columns of the person from which each other one is worked out at once.
  public private(set) var personColumns: [String: Set<String>] = [:]
  /// The columns of the person that are taken from each column of a feed at once.
  public private(set) var takenFrom: [FeedColumn: Set<String>] = [:]
  /// The columns of the person that are worked out from each other one at once.
  public private(set) var workedOutOf: [String: Set<String>] = [:]

  /// Follows a plan; `feeds` are the columns of each feed that are worked out of others in its rows, with these.
  public init(
    _ plan: PersonPlan, population: PopulationDefinition,
    workedOutInFeeds feeds: [String: [String: Set<String>]]
  ) {
    for step in plan.steps {
      for column in step.makes { add(column, of: step, population) }
    }
    for (name, taken) in feedColumns { feedColumns[name] = ColumnLineage.whole(taken, feeds) }
    for (name, taken) in feedColumns {
      for column in taken { takenFrom[column, default: []].insert(name) }
    }
    for (name, read) in personColumns {
      for column in read { workedOutOf[column, default: []].insert(name) }
    }
  }

  private mutating func add(
    _ column: PersonColumn, of step: PersonStep, _ population: PopulationDefinition
  ) {
    var taken: Set<FeedColumn> = []
    var read: Set<String> = []
    switch column.origin {
    case .delivered(let feed): taken.insert(FeedColumn(feed, column.name))
    case .secondaryUse(let feed, let condition, let leavesOut):
      taken = Set((condition?.columns ?? []).map { FeedColumn(feed, $0) })
      read = Set(leavesOut.map(\.column))
    case .practiceStatus, .network:
      read = [population.practice]
      for source in population.networks {
        let names =
          [source.practice, source.network] + [source.starts, source.ends].compactMap { $0 }
        taken.formUnion(names.map { FeedColumn(source.feed, $0) })
      }
    case .lookedUp(let lookup):
      taken = [FeedColumn(lookup.feed, lookup.key), FeedColumn(lookup.feed, lookup.take)]
      read = [lookup.on]
    case .derived(let value), .optOut(_, let value): read = value.columns
    case .reduced(let reduction):
      for feed in reduction.feeds {
        taken.formUnion(reduction.reading.columns.keys.map { FeedColumn(feed, $0) })
      }
      let prefix = Reduction.personPrefix
      read = Set(
        (reduction.condition?.columns ?? []).filter { $0.hasPrefix(prefix) }
          .map { String($0.dropFirst(prefix.count)) })
    case .score, .segment, .element: read = Set(step.reads)
    }
    feedColumns[column.name] = taken
    personColumns[column.name] = read.subtracting([column.name])
  }

  /// Some columns of feeds with those that they are worked out of.
  private static func whole(
    _ columns: Set<FeedColumn>, _ feeds: [String: [String: Set<String>]]
  ) -> Set<FeedColumn> {
    var whole: Set<FeedColumn> = []
    var open = columns
    while let column = open.popFirst() {
      guard whole.insert(column).inserted else { continue }
      for other in feeds[column.feed]?[column.column] ?? [] {
        open.insert(FeedColumn(column.feed, other))
      }
    }
    return whole
  }

  /// Some columns of the person with all those that they are worked out from, at whatever remove.
  public func sources(of columns: some Sequence<String>) -> Set<String> {
    ColumnLineage.closure(of: columns, along: personColumns)
  }

  /// The columns of feeds that some columns of the person come from, at whatever remove.
  public func feedColumns(behind columns: some Sequence<String>) -> Set<FeedColumn> {
    sources(of: columns).reduce(into: []) { $0.formUnion(feedColumns[$1] ?? []) }
  }

  /// Some columns of the person with all those that are worked out from them, at whatever remove.
  public func results(of columns: some Sequence<String>) -> Set<String> {
    ColumnLineage.closure(of: columns, along: workedOutOf)
  }

  private static func closure(
    of columns: some Sequence<String>, along ways: [String: Set<String>]
  ) -> Set<String> {
    var seen: Set<String> = []
    var open = Set(columns)
    while let column = open.popFirst() {
      guard seen.insert(column).inserted else { continue }
      open.formUnion(ways[column] ?? [])
    }
    return seen
  }
}
