import Tables

/// The way from registrations to lists, as ordered steps: what each reads and what it makes.
///
/// Everything that follows persons walks this plan: a night's run, the tests of definitions, explanations, pages, and the
/// engines. The steps stand so that each reads only what steps before it make.
///
/// ```
/// population ► features-… ► score-… ► segments-… ► counts-… ► people ► cohort-… ► impact-… ► indicator-…
/// ```
public struct PersonPlan: Hashable, Sendable {
  /// The steps, each after all that it reads.
  public var steps: [PersonStep]
  /// What each column of the person rests on.
  public let restsOn: [String: FeedsRead]
  /// What the columns of the person are called.
  public let vocabulary: PersonVocabulary

  /// The step of a name; nil where there is none.
  public subscript(name: String) -> PersonStep? { steps.first { $0.name == name } }

  /// The columns of the person table, in their order.
  public var columns: [PersonColumn] { steps.flatMap(\.makes) }

  /// The steps that make some columns, in their order.
  ///
  /// - Throws: `missingColumn` where no step makes one of them; `reader` is whoever asks.
  public func makers(
    of columns: some Sequence<String>, for reader: String
  ) throws(StepFault) -> [PersonStep] {
    var open = Set(columns)
    let makers = steps.filter { step in
      if open.isEmpty || step.makes.isEmpty { return false }
      let made = step.makes.filter { open.contains($0.name) }.map(\.name)
      open.subtract(made)
      return !made.isEmpty
    }
    if let column = open.min() { throw .missingColumn(step: reader, column: column) }
    return makers
  }
}

/// The definitions that a plan is made of.
public struct PersonDefinitions: Hashable, Sendable {
  /// Who is in the population.
  public var population: PopulationDefinition
  /// The feeds, by name.
  public var feeds: [String: FeedSchema]
  /// The features, a set a file.
  public var features: [FeatureSet] = []
  /// The scores; each may read those before it.
  public var scores: [ScoreDefinition] = []
  /// The sets of segments.
  public var segmentations: [SegmentationDefinition] = []
  /// The cohorts.
  public var cohorts: [CohortDefinition] = []
  /// The services that lists may offer; nil where names are shown as they are.
  public var pathways: PathwaysDefinition?
  /// Who is reached first over all lists; nil for no such list.
  public var impact: ImpactDefinition?
  /// The indicators of persons.
  public var indicators: [IndicatorDefinition] = []
  /// What networks' pages say of their people; nil where there are no such pages.
  public var profile: ProfileDefinition?

  /// Begins with a population and its feeds.
  public init(population: PopulationDefinition, feeds: [String: FeedSchema]) {
    self.population = population
    self.feeds = feeds
  }
}
