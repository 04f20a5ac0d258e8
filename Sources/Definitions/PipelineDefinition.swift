import Expressions
public import Formats
public import Model
public import Tables

/// Everything that a pipeline's YAML files say, parsed and checked.
public struct PipelineDefinition: Hashable, Sendable {
  /// The pipeline's name.
  public var name: String
  /// One line that says what it is.
  public var title: String
  /// The path of the pipeline's file.
  public var file: String
  /// The reference date that the pipeline fixes; nil for `today`, which only the command line may look up.
  public var referenceDate: Day?
  /// The input folder that the pipeline names, relative to its file; nil where the command line must.
  public var input: String?
  /// The campaigns, by name.
  public var campaigns: [Campaign]
  /// The feeds, in the order of the pipeline.
  public var feeds: [Defined<FeedDefinition>]
  /// Sets of feeds, by name, of which at least one must have a file.
  public var alternatives: [[String]]
  /// What is expected of a whole night.
  public var expectation = NightExpectation()
  /// How person-level feeds are held against published figures; nil for not at all.
  public var reconciliation: Defined<ReconciliationDefinition>?
  /// Who is in the population; nil where the pipeline has no persons.
  public var population: Defined<PopulationDefinition>?
  /// The features, a set a file; none where the pipeline has no persons.
  public var features: [Defined<FeatureSet>]
  /// The sets of segments.
  public var segmentations: [Defined<SegmentationDefinition>]
  /// The scores.
  public var scores: [Defined<ScoreDefinition>]
  /// The cohorts.
  public var cohorts: [Defined<CohortDefinition>]
  /// The services that lists may offer; nil where names are shown as they are.
  public var pathways: Defined<PathwaysDefinition>?
  /// Who is reached first over all lists; nil for no such list.
  public var impact: Defined<ImpactDefinition>?
  /// What is made of what networks report of the people on their lists; nil for nothing.
  public var actions: Defined<ActionsDefinition>?
  /// The indicators.
  public var indicators: [Defined<IndicatorDefinition>]
  /// Figures of the whole area from published files and returns; nil for none.
  public var area: Defined<AreaFiguresDefinition>?
  /// How results leave the program.
  public var publish: Defined<PublishDefinition>
  /// The tests of population, features, scores, sets of segments, cohorts and impact, in this order; one element for each
  /// file.
  public var tests: [DefinitionTests] = []

  /// Makes a pipeline; the loader does this.
  public init(
    name: String, title: String, file: String, referenceDate: Day?, input: String?,
    campaigns: [Campaign], feeds: [Defined<FeedDefinition>],
    alternatives: [[String]], reconciliation: Defined<ReconciliationDefinition>?,
    population: Defined<PopulationDefinition>?, features: [Defined<FeatureSet>],
    segmentations: [Defined<SegmentationDefinition>], scores: [Defined<ScoreDefinition>],
    cohorts: [Defined<CohortDefinition>], pathways: Defined<PathwaysDefinition>? = nil,
    impact: Defined<ImpactDefinition>? = nil, indicators: [Defined<IndicatorDefinition>],
    publish: Defined<PublishDefinition>
  ) {
    self.name = name
    self.title = title
    self.file = file
    self.referenceDate = referenceDate
    self.input = input
    self.campaigns = campaigns
    self.feeds = feeds
    self.alternatives = alternatives
    self.reconciliation = reconciliation
    self.population = population
    self.features = features
    self.segmentations = segmentations
    self.scores = scores
    self.cohorts = cohorts
    self.pathways = pathways
    self.impact = impact
    self.indicators = indicators
    self.publish = publish
  }
}

extension PipelineDefinition {
  /// The person plan of the pipeline; nil where it has no persons.
  ///
  /// - Throws: `missingColumn` or `missingFeed` where definitions that were not loaded from files do not go together.
  public func personPlan() throws(StepFault) -> PersonPlan? {
    guard let population else { return nil }
    var definitions = PersonDefinitions(
      population: population.value,
      feeds: Dictionary(feeds.map { ($0.value.contract.name, $0.value.schema) }) { first, _ in first
      })
    definitions.features = features.map(\.value)
    definitions.scores = scores.map(\.value)
    definitions.segmentations = segmentations.map(\.value)
    definitions.cohorts = cohorts.map(\.value)
    definitions.pathways = pathways?.value
    definitions.impact = impact?.value
    definitions.indicators = indicators.map(\.value)
    definitions.profile = publish.value.profile
    return try PersonPlan(definitions)
  }

  /// The text that a step's fingerprint is made of: that of its definition, and of what else decides its outcome.
  public func canonical(of step: PersonStep) -> String {
    func text<Definition>(_ all: [Defined<Definition>], _ definition: Definition) -> String {
      all.first { $0.value == definition }?.canonical ?? ""
    }
    switch step.work {
    case .population(let people):
      return (population?.canonical ?? "") + people.leftOutOfAggregates.word
    case .features(let set): return text(features, set)
    case .score(let score):
      return text(scores, score) + (score.models.isEmpty ? "\nnot worked out" : "")
    case .segments(let set), .segmentCounts(let set): return text(segmentations, set)
    case .peopleCounts: return publish.canonical
    case .cohort(let cohort, _):
      let asks = !cohort.pathway.isEmpty || !cohort.alsoOffer.isEmpty
      return text(cohorts, cohort) + (asks ? pathways?.canonical ?? "" : "")
        + cohort.leavesOut.word + cohort.comparedBy.map { "\nby \($0)" }.joined()
        + (cohort.actions.map { (actions?.canonical ?? "") + $0.redFlagText } ?? "")
    case .impact(let definition): return (impact?.canonical ?? "") + definition.leavesOut.word
    case .indicator(let indicator, _): return text(indicators, indicator) + publish.canonical
    }
  }

  /// The text that the fingerprint of each feature of a set is made of, by name.
  public func canonicalFeatures(of set: FeatureSet) -> [String: String] {
    features.first { $0.value == set }?.parts ?? [:]
  }
}

/// A definition together with the text that its fingerprint is made of.
public struct Defined<Definition: Hashable & Sendable>: Hashable, Sendable {
  /// The definition.
  public var value: Definition
  /// The definition's file.
  public var file: String
  /// The definition written in one fixed way, code lists included: comments and layout do not count, every value
  /// and the order of lists do.
  public var canonical: String
  /// The same of each part that is worked out by itself, by name; none of a definition that has no such parts.
  public var parts: [String: String] = [:]

  /// Puts a definition and its text together.
  public init(_ value: Definition, file: String, canonical: String) {
    self.value = value
    self.file = file
    self.canonical = canonical
  }
}

/// One feed: what its files look like and what its rows must fulfil.
public struct FeedDefinition: Hashable, Sendable {
  /// One line that says what the feed is.
  public var title: String
  /// What the files look like.
  public var contract: FeedContract
  /// What the rows must fulfil.
  public var rules: FeedRules

  /// Puts contract and rules together.
  public init(title: String, contract: FeedContract, rules: FeedRules) {
    self.title = title
    self.contract = contract
    self.rules = rules
  }
}

extension FeedDefinition {
  /// The column of the day on which an event became known; where the feed does not say, the first day that every row has, or
  /// the first day; nil for none.
  public var eventDay: String? {
    if let day = rules.knownOn { return day }
    let days = contract.columns.filter { $0.type.columnType == .day }
    return (days.first { $0.isRequired } ?? days.first)?.name
  }

  /// The columns whose cells are counted practice by practice, with whether they are codes: all but the person's key.
  public var measurable: [(name: String, isCoded: Bool)] {
    contract.columns.filter { $0.name != rules.key }.map { column in
      let isCode = if case .code = column.type { true } else { false }
      return (column.name, isCode || column.type.columnType == .boolean)
    }
      + rules.computed.map { ($0.name, $0.value.knownTexts != nil || $0.value.type == .boolean) }
  }

  /// All columns of the feed's rows: those of its files, then those that are worked out of them.
  public var columns: [(name: String, type: ColumnType)] {
    contract.columns.map { ($0.name, $0.type.columnType) }
      + rules.computed.map { ($0.name, $0.value.type) }
  }

  /// What the person plan knows of the feed.
  public var schema: FeedSchema {
    FeedSchema(
      name: contract.name, key: rules.key,
      columns: columns.map { FeedSchema.Column($0.name, $0.type) })
  }
}

extension ListActions {
  /// What decides for how many days an action holds, which is said in another definition.
  fileprivate var redFlagText: String {
    features.first { $0.name == ListActions.redFlagDays }?.expression?.text ?? ""
  }
}
