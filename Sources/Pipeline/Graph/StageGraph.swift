import Definitions
import Expressions
import Formats
import Health
import Tables

/// The stages of a run, each after all that it reads, with their fingerprints.
struct StageGraph: Sendable {
  /// The stages, each after all that it reads.
  private(set) var stages: [Stage] = []
  /// The stages' fingerprints.
  private(set) var fingerprints: [StageName: Fingerprint] = [:]

  /// The stage of a name, or nil where there is none.
  subscript(name: StageName) -> Stage? { stages.first { $0.name == name } }

  mutating func add(_ stage: Stage) {
    precondition(
      stage.inputs.allSatisfy { fingerprints[$0] != nil },
      "a stage is added after all that it reads")
    fingerprints[stage.name] = Fingerprint(of: stage, inputs: fingerprints)
    stages.append(stage)
  }

  /// A stage and everything upstream of it.
  func upstream(of names: [StageName]) -> Set<StageName> {
    var wanted = Set(names)
    for stage in stages.reversed() where wanted.contains(stage.name) {
      wanted.formUnion(stage.inputs)
    }
    return wanted
  }
}

/// The files of each feed, with their digests.
struct FeedFiles: Sendable {
  /// The files by feed, in the order of their names.
  var files: [String: [FeedFile]]
  /// The digests by feed, in the same order.
  var digests: [String: [FileDigest]]
  /// The digests of all files, to be remembered.
  var cache = DigestCache()
}

/// The newest release of an earlier reference date, whose lists tell who is new on tonight's.
struct EarlierRelease: Sendable {
  /// The fingerprint of each cohort's stage in it.
  var cohorts: [StageName: String]
}

/// Makes the graph of a pipeline.
///
/// - Throws: `noSeason` where a definition uses a campaign without a season on the reference date.
func makeGraph(
  _ pipeline: PipelineDefinition, parameters: RunParameters, files: FeedFiles,
  earlier: EarlierRelease?
) throws(RunFault) -> StageGraph {
  var graph = StageGraph()
  for feed in pipeline.feeds { try addFeed(feed, to: &graph, parameters, files) }
  if let population = pipeline.population {
    try addPersons(pipeline, population, to: &graph, parameters)
  }
  for indicator in pipeline.indicators {
    try addIndicator(indicator, pipeline, to: &graph, parameters)
  }
  addLoads(pipeline, to: &graph, parameters, earlier)
  return graph
}

private func addFeed(
  _ feed: Defined<FeedDefinition>, to graph: inout StageGraph, _ parameters: RunParameters,
  _ files: FeedFiles
) throws(RunFault) {
  let name = feed.value.contract.name
  let digests = files.digests[name] ?? []
  graph.add(
    Stage(
      StageName(.extract, name), .extract(feed.value, files: files.files[name] ?? []),
      definition: feed.canonical, files: digests,
      cost: digests.reduce(0) { $0 + $1.bytes } * feed.value.contract.format.costPerByte))
  let rules = feed.value.rules
  graph.add(
    Stage(
      StageName(.validate, name), .validate(feed.value), inputs: [StageName(.extract, name)],
      definition: feed.canonical,
      parameters: try parameters.values(
        read: rules.rules.map { $0.holds } + [rules.only], usedBy: name)))
}

private func feedStages(_ feeds: [String]) -> [StageName] {
  feeds.flatMap { [StageName(.extract, $0), StageName(.validate, $0)] }
}

private func addPersons(
  _ pipeline: PipelineDefinition, _ population: Defined<PopulationDefinition>,
  to graph: inout StageGraph, _ parameters: RunParameters
) throws(RunFault) {
  var persons = [addPopulation(population, pipeline.reconciliation, to: &graph, parameters)]
  if !pipeline.features.value.isEmpty {
    persons.append(try addFeatures(pipeline, after: persons, to: &graph, parameters))
  }
  for score in pipeline.scores {
    let stage = StageName(.transform, "score-\(score.value.name)")
    graph.add(
      Stage(
        stage, .score(score.value), inputs: persons, definition: score.canonical,
        parameters: try parameters.values(
          read: score.value.expressions, usedBy: score.value.name)))
    persons.append(stage)
  }
  for segmentation in pipeline.segmentations {
    let elements = segmentation.value.segments.flatMap { $0.elements } + segmentation.value.overlays
    let stage = StageName(.transform, "segments-\(segmentation.value.name)")
    graph.add(
      Stage(
        stage, .segments(segmentation.value), inputs: persons, definition: segmentation.canonical,
        parameters: try parameters.values(
          read: elements.map { $0.when }, usedBy: segmentation.value.name)))
    persons.append(stage)
  }
  try addCohorts(pipeline, reading: persons, to: &graph, parameters)
}

/// Adds the cohorts, and after them the list over all that count.
private func addCohorts(
  _ pipeline: PipelineDefinition, reading persons: [StageName], to graph: inout StageGraph,
  _ parameters: RunParameters
) throws(RunFault) {
  for cohort in pipeline.cohorts {
    let directory = pipeline.pathways?.value
    graph.add(
      Stage(
        StageName(cohort: cohort.value.name), .cohort(cohort.value, directory),
        inputs: persons + cohort.value.neededFeeds.map { StageName(.extract, $0) },
        definition: definitionText(of: cohort, pipeline.pathways),
        parameters: try parameters.values(
          read: expressions(of: cohort.value, directory), campaign: cohort.value.campaign,
          usedBy: cohort.value.name)))
  }
  if let impact = pipeline.impact {
    let counting = pipeline.cohorts.filter { impact.value.benefit(of: $0.value.name) != nil }
    graph.add(
      Stage(
        StageName(impact: impact.value.name), .impact(impact.value),
        inputs: persons + counting.map { StageName(cohort: $0.value.name) },
        definition: impact.canonical,
        parameters: try parameters.values(
          read: expressions(of: impact.value), usedBy: impact.value.name)))
  }
}

/// What a cohort's fingerprint is made of: its definition, and the directory where it asks for anything.
func definitionText(
  of cohort: Defined<CohortDefinition>, _ directory: Defined<PathwaysDefinition>?
) -> String {
  let asks = !cohort.value.pathway.isEmpty || !cohort.value.alsoOffer.isEmpty
  return cohort.canonical + (asks ? directory?.canonical ?? "" : "")
}

/// Adds the population, and before it the comparison with published figures where there is one.
private func addPopulation(
  _ population: Defined<PopulationDefinition>,
  _ reconciliation: Defined<ReconciliationDefinition>?,
  to graph: inout StageGraph, _ parameters: RunParameters
) -> StageName {
  let today: [String: Value] = ["reference_date": .day(parameters.referenceDate)]
  let people = population.value
  var inputs = feedStages(distinct([people.feed] + referenceFeeds(of: people)))
  if let reconciliation {
    let stage = StageName(.validate, "published-figures")
    graph.add(
      Stage(
        stage, .reconcile(reconciliation.value, people),
        inputs: feedStages(feeds(of: reconciliation.value, people)),
        definition: reconciliation.canonical + population.canonical, parameters: today))
    inputs.append(stage)
  }
  let stage = StageName(.transform, "population")
  graph.add(
    Stage(
      stage, .population(people), inputs: inputs, definition: population.canonical,
      parameters: today))
  return stage
}

private func addFeatures(
  _ pipeline: PipelineDefinition, after persons: [StageName], to graph: inout StageGraph,
  _ parameters: RunParameters
) throws(RunFault) -> StageName {
  let features = pipeline.features.value
  var values: [String: Value] = [:]
  for feature in features {
    values.merge(
      try parameters.values(
        read: [expression(of: feature)], campaign: feature.campaign, usedBy: feature.name)
    ) { first, _ in first }
  }
  let stage = StageName(.transform, "features")
  graph.add(
    Stage(
      stage,
      .features(features, keys: distinct(pipeline.feeds.compactMap { $0.value.rules.key })),
      inputs: persons + feedStages(eventFeeds(of: features)),
      definition: pipeline.features.canonical, parameters: values))
  return stage
}

private func addIndicator(
  _ indicator: Defined<IndicatorDefinition>, _ pipeline: PipelineDefinition,
  to graph: inout StageGraph, _ parameters: RunParameters
) throws(RunFault) {
  var inputs: [StageName]
  var read: [CheckedExpression?] = []
  switch indicator.value.kind {
  case .persons(let proportion):
    inputs =
      personStages(of: graph) + indicator.value.neededFeeds.map { StageName(.extract, $0) }
    read = proportion.expressions
  case .published(let proportion):
    let feeds = [
      proportion.feed, proportion.geography, proportion.listSizes?.feed,
      proportion.deprivation?.feed,
    ]
    inputs = feedStages(distinct(feeds.compactMap { $0 }))
  }
  graph.add(
    Stage(
      StageName(.transform, "indicator-\(indicator.value.name)"), .indicator(indicator.value),
      inputs: inputs, definition: indicator.canonical + pipeline.publish.canonical,
      parameters: try parameters.values(
        read: read, campaign: indicator.value.campaign, usedBy: indicator.value.name)))
}

private func addLoads(
  _ pipeline: PipelineDefinition, to graph: inout StageGraph, _ parameters: RunParameters,
  _ earlier: EarlierRelease?
) {
  let today: [String: Value] = ["reference_date": .day(parameters.referenceDate)]
  let persons = personStages(of: graph)
  let cohorts = pipeline.cohorts.map { StageName(cohort: $0.value.name) }
  let impact = [pipeline.impact].compactMap { $0 }
  let ranked = impact.map { StageName(impact: $0.value.name) }
  let segmentation = pipeline.segmentations.first {
    $0.value.name == pipeline.publish.value.segmentation
      || pipeline.publish.value.segmentation == nil
  }
  if !cohorts.isEmpty {
    let outputs = cohorts.compactMap { cohort in
      earlier?.cohorts[cohort].map { EarlierOutput(stage: cohort, fingerprint: $0) }
    }
    graph.add(
      Stage(
        StageName(.load, "lists"),
        .lists(
          ListsWork(
            cohorts: pipeline.cohorts.map { $0.value }, scores: pipeline.scores.map { $0.value },
            segmentation: segmentation?.value, directory: pipeline.pathways?.value,
            impact: pipeline.impact?.value)),
        inputs: persons + cohorts + ranked,
        definition: (pipeline.cohorts.map { $0.canonical } + impact.map { $0.canonical }
          + [pipeline.publish.canonical])
          .joined(separator: "\n"),
        parameters: today, earlier: outputs))
  }
  let checks = graph.stages.map { $0.name }.filter { $0.phase == .extract || $0.phase == .validate }
  let indicators = pipeline.indicators.map { StageName(.transform, "indicator-\($0.value.name)") }
  graph.add(
    Stage(
      StageName(.load, "system"),
      .system(
        SystemWork(
          publish: pipeline.publish.value, cohorts: pipeline.cohorts.map { $0.value },
          impact: pipeline.impact?.value, segmentations: pipeline.segmentations.map { $0.value },
          indicators: pipeline.indicators.map { $0.value }, hasPersons: !persons.isEmpty)),
      inputs: checks + persons + cohorts + ranked + indicators,
      definition: pipeline.publish.canonical,
      parameters: today))
}

/// The stages that together make the person table, in the order of its columns.
private func personStages(of graph: StageGraph) -> [StageName] {
  graph.stages.filter {
    switch $0.work {
    case .population, .features, .segments, .score: true
    default: false
    }
  }.map { $0.name }
}

private func referenceFeeds(of population: PopulationDefinition) -> [String] {
  population.networks.map { $0.feed } + population.lookups.map { $0.feed }
}

private func feeds(of reconciliation: ReconciliationDefinition, _ people: PopulationDefinition)
  -> [String]
{
  distinct(
    [
      people.feed, reconciliation.listSizes?.feed, reconciliation.registers?.feed,
      reconciliation.registers?.entries,
    ].compactMap { $0 })
}

private func eventFeeds(of features: [FeatureDefinition]) -> [String] {
  distinct(
    features.flatMap { feature -> [String] in
      guard case .reduced(let reduction) = feature.kind else { return [] }
      return reduction.feeds
    })
}

private func expression(of feature: FeatureDefinition) -> CheckedExpression? {
  switch feature.kind {
  case .reduced(let reduction): reduction.condition
  case .derived(let expression): expression
  }
}

/// Every expression of a cohort, and the conditions of the services that it can offer.
func expressions(of cohort: CohortDefinition, _ directory: PathwaysDefinition?)
  -> [CheckedExpression]
{
  [cohort.eligible] + cohort.exclusions.map { $0.when } + cohort.rank.map { $0.value }
    + cohort.reasons.map { $0.when } + [cohort.declined].compactMap { $0 }
    + conditions(of: cohort, in: directory)
}

/// The elements in the order of their first appearance, each once.
func distinct<Element: Hashable>(_ elements: [Element]) -> [Element] {
  var seen: Set<Element> = []
  return elements.filter { seen.insert($0).inserted }
}
