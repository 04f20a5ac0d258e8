import Expressions

/// What the values of a column rest on, at whatever remove: events, and registrations.
public typealias FeedsRead = Set<FeedReading>

extension FeedsRead {
  /// The feeds.
  public var feeds: Set<String> { reduce(into: []) { $0.formUnion($1.feeds) } }

  /// Whether any of it is not known of a practice without a part of a feed.
  public func reads(_ part: FeedPart) -> Bool { contains { $0.reads(part) } }
}

extension [String: FeedsRead] {
  /// What some columns rest on together; a column of no event rests on none.
  public func union(of columns: some Sequence<String>) -> FeedsRead {
    columns.reduce(into: []) { $0.formUnion(self[$1] ?? []) }
  }

  /// Adds what a step's columns rest on, in their order: a feature may read those before it.
  mutating func add(_ step: PersonWork, makes: [PersonColumn]) {
    switch step {
    case .population(let people): add(people, makes: makes)
    case .features(let set):
      for feature in set.features {
        var read = union(of: feature.personColumns)
        if case .reduced(let reduction) = feature.kind { read.insert(reduction.reading) }
        self[feature.name] = read
      }
    case .score(let score):
      let read = union(of: score.personColumns)
      for column in makes { self[column.name] = read }
    case .segments(let set):
      for flag in set.flags { self[set.column(of: flag.name)] = union(of: flag.when.columns) }
      self[set.column] = set.flags.reduce(into: []) { $0.formUnion(union(of: $1.when.columns)) }
    case .segmentCounts, .peopleCounts, .cohort, .impact, .indicator: break
    }
  }

  /// Adds what the columns of the population rest on: each on the feed's own, looked-up ones also on what was found.
  ///
  /// Who a person is and where registered rests on no column that could be missing of a practice: without these there is no row.
  private mutating func add(_ people: PopulationDefinition, makes: [PersonColumn]) {
    for column in makes {
      switch column.origin {
      case .delivered where column.name != people.person && column.name != people.practice:
        self[column.name] = [people.reading(column.name)]
      case .lookedUp(let lookup):
        self[column.name] = union(of: [lookup.on]).union([people.reading(lookup.name)])
      case .optOut(_, let condition): self[column.name] = union(of: condition.columns)
      case .derived(let value): self[column.name] = union(of: value.columns)
      case .secondaryUse(_, let condition, let leavesOut):
        self[column.name] = union(of: condition?.columns ?? []).union(
          union(of: leavesOut.map(\.column)))
      default: break
      }
    }
  }
}

extension PopulationDefinition {
  /// The reading of a column of registrations, or of what was looked up for them.
  fileprivate func reading(_ column: String) -> FeedReading {
    FeedReading([feed], columns: [column: .all])
  }

  /// What it rests on who is registered at all: without it nobody of the practice is known to be.
  var registering: FeedsRead {
    Set(registered.columns.union([death].compactMap { $0 }).map { reading($0) })
  }
}

extension PersonWork {
  /// The columns that decide whom the work counts or lists, other than what it only says of them.
  var decidingColumns: Set<String> {
    switch self {
    case .cohort(let cohort, _):
      // Whether somebody declined is said of everybody on the list.
      ([cohort.eligible] + cohort.exclusions.map(\.when) + [cohort.declined].compactMap { $0 })
        .reduce(into: Set(cohort.leavesOut.map(\.column))) { $0.formUnion($1.columns) }
    case .segmentCounts(let set):
      Set([set.column, PersonVocabulary.secondaryUse])
        .union(set.overlays.map { set.column(of: $0.name) })
    case .peopleCounts(let profile): profile.columns.union([PersonVocabulary.secondaryUse])
    case .indicator(_, let proportion):
      proportion.expressions.reduce(
        into: Set(
          proportion.by + proportion.splits.map(\.column) + [PersonVocabulary.secondaryUse])
      ) { $0.formUnion($1.columns) }
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
  /// The cohorts whose list rests on a part of a feed, at whatever remove, in their order.
  public func lists(restingOn part: FeedPart) -> [String] {
    lists { step in
      step.decidedBy.reads(part) || step.restsOn.values.contains { $0.reads(part) }
        || part.measure == .rows && (step.neededFeeds + step.feeds).contains(part.feed)
    }
  }

  /// The cohorts of which a part of a feed decides who is on the list, in their order.
  public func lists(decidedBy part: FeedPart) -> [String] {
    lists { $0.decidedBy.reads(part) }
  }

  private func lists(where isWanted: (PersonStep) -> Bool) -> [String] {
    steps.compactMap { step in
      guard case .cohort(let cohort, _) = step.work, isWanted(step) else { return nil }
      return cohort.name
    }
  }
}
