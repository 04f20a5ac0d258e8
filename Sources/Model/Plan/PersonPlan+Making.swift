import Expressions
import Tables

extension PersonPlan {
  /// Makes the plan of some definitions.
  ///
  /// - Throws: `missingColumn` where a step reads what no step before it makes, `missingFeed` where a feed or its column
  ///   is not known: definitions that were checked give neither.
  public init(_ definitions: PersonDefinitions) throws(StepFault) {
    var making = PlanMaking(definitions)
    try making.add(.population(definitions.population), PersonPlan.population)
    for set in definitions.features { try making.add(.features(set), PersonPlan.name(of: set)) }
    for score in definitions.scores {
      try making.add(.score(score), PersonPlan.name(ofScore: score.name))
    }
    for set in definitions.segmentations {
      try making.add(.segments(set), PersonPlan.name(ofSegments: set.name))
    }
    for set in definitions.segmentations {
      try making.add(.segmentCounts(set), PersonPlan.name(ofCounts: set.name))
    }
    if let profile = definitions.profile {
      try making.add(.peopleCounts(profile), PersonPlan.people)
    }
    for cohort in definitions.cohorts {
      try making.add(
        .cohort(cohort, definitions.pathways), PersonPlan.name(ofCohort: cohort.name))
    }
    if let impact = definitions.impact {
      try making.add(.impact(impact), PersonPlan.name(ofImpact: impact.name))
    }
    for indicator in definitions.indicators {
      guard case .persons(let proportion) = indicator.kind else { continue }
      try making.add(
        .indicator(indicator, proportion), PersonPlan.name(ofIndicator: indicator.name))
    }
    steps = making.steps
    restsOn = making.restsOn
    vocabulary = definitions.population.vocabulary
  }

  /// The name of the population's step.
  public static let population = "population"

  /// The name of the step that counts people for networks' pages.
  public static let people = "people"

  /// The name of an impact definition's step.
  public static func name(ofImpact impact: String) -> String { "impact-\(impact)" }

  /// The name of a cohort's step.
  public static func name(ofCohort cohort: String) -> String { "cohort-\(cohort)" }

  /// The name of a score's step.
  public static func name(ofScore score: String) -> String { "score-\(score)" }

  /// The name of the step of a set of segments.
  public static func name(ofSegments set: String) -> String { "segments-\(set)" }

  /// The name of the step that counts who is in a set's segments.
  public static func name(ofCounts set: String) -> String { "counts-\(set)" }

  /// The name of an indicator's step, whether it is of persons or of published counts.
  public static func name(ofIndicator indicator: String) -> String { "indicator-\(indicator)" }

  /// The name of the step of a file of features: each begins with the same word.
  public static func name(of set: FeatureSet) -> String {
    set.name.hasPrefix(featuresPrefix) ? set.name : featuresPrefix + set.name
  }

  /// What the name of the step of every file of features begins with.
  public static let featuresPrefix = "features-"
}

/// The steps of a plan as they come together.
private struct PlanMaking {
  let definitions: PersonDefinitions
  var steps: [PersonStep] = []
  /// The type of each column that is made so far.
  private var known: [String: ColumnType] = [:]
  /// The columns made so far that can only come true, or later, when more events come.
  private var growing = GrowingColumns()
  /// What each column made so far rests on.
  var restsOn: [String: FeedsRead] = [:]
  /// The feeds that are reduced so far.
  private var reduced: Set<String> = []

  init(_ definitions: PersonDefinitions) {
    self.definitions = definitions
  }

  mutating func add(_ work: PersonWork, _ name: String) throws(StepFault) {
    let vocabulary = definitions.population.vocabulary
    let reads = work.columns(vocabulary).sorted()
    for column in reads where known[column] == nil {
      throw .missingColumn(step: name, column: column)
    }
    let makes = try work.made(by: name, definitions, known: known)
    steps.append(
      PersonStep(
        name: name, work: work, reads: reads, makes: makes, feeds: work.feeds,
        keys: Dictionary(
          uniqueKeysWithValues: work.feeds.compactMap { feed in
            definitions.feeds[feed]?.key.map { (feed, $0) }
          }),
        neededFeeds: work.neededFeeds, lists: work.lists(of: definitions),
        reportedFeeds: work.feeds.filter { !reduced.contains($0) },
        restsOn: restsOn.filter { reads.contains($0.key) && !$0.value.isEmpty },
        decidedBy: work.countsOrLists
          ? restsOn.union(of: work.decidingColumns).union(definitions.population.registering) : [],
        ownColumns: try work.ownColumns(of: name, definitions),
        growing: growing.growing.intersection(reads),
        constant: growing.constant.intersection(reads), vocabulary: vocabulary))
    restsOn.add(work, makes: makes)
    growing.add(
      work, makes: makes, restsOn: restsOn, registrations: definitions.population.feed)
    known.merge(makes.map { ($0.name, $0.type) }) { first, _ in first }
    if case .features = work { reduced.formUnion(work.feeds) }
  }
}

extension PersonWork {
  /// Whether it lists or counts persons, and so leaves practices out.
  fileprivate var countsOrLists: Bool {
    switch self {
    case .segmentCounts, .peopleCounts, .cohort, .indicator: true
    case .population, .features, .score, .segments, .impact: false
    }
  }

  /// The feeds whose rows it reads.
  fileprivate var feeds: [String] {
    switch self {
    case .population(let people):
      distinct([people.feed] + people.organisationFeeds + people.lookups.map(\.feed))
    case .features(let set):
      distinct(
        set.features.flatMap { feature -> [String] in
          guard case .reduced(let reduction) = feature.kind else { return [] }
          return reduction.feeds
        })
    case .cohort(let cohort, _): [cohort.actions?.feed].compactMap { $0 }
    default: []
    }
  }

  fileprivate var neededFeeds: [String] {
    switch self {
    case .cohort(let cohort, _): cohort.neededFeeds
    case .indicator(let indicator, _): indicator.neededFeeds
    default: []
    }
  }

  fileprivate func lists(of definitions: PersonDefinitions) -> [String] {
    guard case .impact(let impact) = self else { return [] }
    return definitions.cohorts.filter { impact.benefit(of: $0.name) != nil }
      .map { PersonPlan.name(ofCohort: $0.name) }
  }

  /// The columns that a cohort makes for its own list.
  fileprivate func ownColumns(
    of step: String, _ definitions: PersonDefinitions
  ) throws(StepFault) -> [PersonColumn] {
    guard case .cohort(let cohort, _) = self else { return [] }
    var columns: [PersonColumn] = []
    for feature in cohort.actions?.features ?? [] {
      columns.append(try feature.column(step, definitions.feeds))
    }
    return columns
  }

  /// The columns that it adds to the person.
  fileprivate func made(
    by step: String, _ definitions: PersonDefinitions, known: [String: ColumnType]
  ) throws(StepFault) -> [PersonColumn] {
    switch self {
    case .population(let people):
      return try people.columns(step, definitions.feeds)
    case .features(let set):
      var columns: [PersonColumn] = []
      for feature in set.features { columns.append(try feature.column(step, definitions.feeds)) }
      return columns
    case .score(let score):
      return score.columns.map { column in
        PersonColumn(
          column.name(of: score.name), column.type,
          .score(name: score.name, title: score.title, column))
      }
    case .segments(let set):
      let flags = set.flags.map { flag in
        PersonColumn(
          set.column(of: flag.name), .boolean,
          .element(set: set.name, title: set.title, element: flag.title), mayBeMissing: false)
      }
      return [
        PersonColumn(
          set.column, .text, .segment(set: set.name, title: set.title), mayBeMissing: false)
      ] + flags
    case .segmentCounts, .peopleCounts, .cohort, .impact, .indicator: return []
    }
  }
}

extension PopulationDefinition {
  /// The columns of the population: the feed's own, those of the practice, the looked-up and the derived ones.
  fileprivate func columns(
    _ step: String, _ feeds: [String: FeedSchema]
  ) throws(StepFault) -> [PersonColumn] {
    guard let own = feeds[feed] else { throw .missingFeed(step: step, feed: feed) }
    let sources = networks.map(\.feed)
    var columns = own.columns.map { PersonColumn($0.name, $0.type, .delivered(feed: feed)) }
    columns.append(
      PersonColumn(
        PersonVocabulary.practiceStatus, .text, .practiceStatus(networkFeeds: sources),
        mayBeMissing: false))
    columns.append(
      PersonColumn(PersonVocabulary.network, .text, .network(networkFeeds: sources)))
    for lookup in lookups {
      guard let type = feeds[lookup.feed]?.type(of: lookup.take) else {
        throw .missingFeed(step: step, feed: lookup.feed)
      }
      columns.append(PersonColumn(lookup.name, type, .lookedUp(lookup)))
    }
    columns += OptOut.allCases.compactMap { optOut in
      optOuts[optOut].map { PersonColumn(optOut.column, .boolean, .optOut(optOut, $0)) }
    }
    columns += self.columns.map { PersonColumn($0.name, $0.value.type, .derived($0.value)) }
    columns.append(
      PersonColumn(
        PersonVocabulary.secondaryUse, .boolean,
        .secondaryUse(feed: feed, secondaryUse, leavesOut: leftOutOfAggregates.inOrder),
        mayBeMissing: false))
    return columns
  }
}

extension FeatureDefinition {
  /// The column that the feature is.
  fileprivate func column(
    _ step: String, _ feeds: [String: FeedSchema]
  ) throws(StepFault) -> PersonColumn {
    switch kind {
    case .derived(let value):
      return PersonColumn(
        name, value.type, .derived(value), title: title, unit: unit, decimals: decimals)
    case .reduced(let reduction):
      for feed in reduction.feeds where feeds[feed] == nil {
        throw .missingFeed(step: step, feed: feed)
      }
      let values = reduction.value.flatMap { value in
        reduction.feeds.first.flatMap { feeds[$0]?.type(of: value) }
      }
      guard let type = reduction.operation.type(ofValue: values) else {
        throw .missingFeed(step: step, feed: reduction.feeds.first ?? "")
      }
      let isTotal = reduction.operation == .exists || reduction.operation == .count
      return PersonColumn(
        name, type, .reduced(reduction), mayBeMissing: !isTotal, title: title, unit: unit,
        decimals: decimals)
    }
  }
}
