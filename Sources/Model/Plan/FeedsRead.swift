import Expressions

/// The feeds of events that the values of a column rest on, at whatever remove.
///
/// Each element is a set of feeds that are read as one, as `uptake` and `vaccinations` are.
public typealias FeedsRead = Set<[String]>

extension [String: FeedsRead] {
  /// What some columns rest on together; a column of no event rests on none.
  func union(of columns: some Sequence<String>) -> FeedsRead {
    columns.reduce(into: []) { $0.formUnion(self[$1] ?? []) }
  }

  /// Adds what a step's columns rest on, in their order: a feature may read those before it.
  mutating func add(_ step: PersonWork, makes: [PersonColumn]) {
    switch step {
    case .features(let set):
      for feature in set.features {
        var read = union(of: feature.personColumns)
        if case .reduced(let reduction) = feature.kind { read.insert(reduction.feeds) }
        self[feature.name] = read
      }
    case .score(let score):
      let read = union(of: score.personColumns)
      for column in makes { self[column.name] = read }
    case .segments(let set):
      for flag in set.flags { self[set.column(of: flag.name)] = union(of: flag.when.columns) }
      self[set.column] = set.flags.reduce(into: []) { $0.formUnion(union(of: $1.when.columns)) }
    case .population, .segmentCounts, .cohort, .impact, .indicator: break
    }
  }
}

extension PersonWork {
  /// The columns that decide whom the work counts or lists, other than what it only says of them.
  var decidingColumns: Set<String> {
    switch self {
    case .cohort(let cohort, _):
      ([cohort.eligible] + cohort.exclusions.map(\.when)).reduce(into: []) {
        $0.formUnion($1.columns)
      }
    case .segmentCounts(let set):
      Set([set.column] + set.overlays.map { set.column(of: $0.name) })
    case .indicator(_, let proportion):
      proportion.expressions.reduce(into: Set(proportion.by)) { $0.formUnion($1.columns) }
    case .population, .features, .score, .segments, .impact: []
    }
  }
}

extension CohortDefinition {
  /// The same cohort without the reasons that read a column for which nothing was delivered: nothing is said of anybody that
  /// nobody can know.
  public func saying(without absent: Set<String>) -> CohortDefinition {
    var cohort = self
    cohort.reasons.removeAll { !$0.when.columns.isDisjoint(with: absent) }
    cohort.actions?.reasons.removeAll { !$0.when.columns.isDisjoint(with: absent) }
    return cohort
  }
}

extension ImpactDefinition {
  /// The same definition without the red flags that read a column for which nothing was delivered: without the feed of
  /// medicines everybody would be without one.
  public func flagging(without absent: Set<String>) -> ImpactDefinition {
    var impact = self
    impact.redFlags.removeAll { !$0.when.columns.isDisjoint(with: absent) }
    return impact
  }
}

extension PersonPlan {
  /// The cohorts whose list rests on a feed, at whatever remove, in their order.
  public func lists(restingOn feed: String) -> [String] {
    steps.compactMap { step in
      guard case .cohort(let cohort, _) = step.work else { return nil }
      let read = step.restsOn.values.contains { $0.contains { $0.contains(feed) } }
      return read || step.neededFeeds.contains(feed) || step.feeds.contains(feed)
        ? cohort.name : nil
    }
  }

  /// The cohorts of which a feed decides who is on the list, in their order.
  public func lists(decidedBy feed: String) -> [String] {
    steps.compactMap { step in
      guard case .cohort(let cohort, _) = step.work, step.decidingFeeds.contains(feed) else {
        return nil
      }
      return cohort.name
    }
  }
}
