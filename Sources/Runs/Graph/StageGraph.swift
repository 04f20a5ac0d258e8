import Digests
import Messages
package import Model
package import Definitions
import Expressions
import Formats
import Health
import Pages
import Publishing
import Tables

/// The stages of a run, each after all that it reads, with their fingerprints.
package struct StageGraph: Sendable {
  /// The stages, each after all that it reads.
  package private(set) var stages: [Stage] = []
  /// The stages' fingerprints.
  package private(set) var fingerprints: [StageName: Fingerprint] = [:]

  private var positions: [StageName: Int] = [:]

  /// The stage of a name, or nil where there is none.
  subscript(name: StageName) -> Stage? { positions[name].map { stages[$0] } }

  mutating func add(_ stage: Stage) {
    fingerprints[stage.name] = fingerprint(of: stage)
    positions[stage.name] = stages.count
    stages.append(stage)
  }

  /// The hash of all that each column is made of which some stages make, by the stage and its name; none of those that have none.
  func columnKeys(of names: [StageName]) -> [StageName: [String: String]] {
    var keys: [StageName: [String: String]] = [:]
    for name in names {
      if let stage = self[name], !stage.columnKeys.isEmpty { keys[name] = stage.columnKeys }
    }
    return keys
  }

  /// The fingerprint of a stage that may be added.
  func fingerprint(of stage: Stage) -> Fingerprint {
    var inputs: [StageName: String] = [:]
    for name in stage.inputs {
      guard let input = self[name], let own = fingerprints[name]?.hash else {
        preconditionFailure("a stage is added after all that it reads")
      }
      inputs[name] = stage.reads.map { columnsKey(input.columnKeys, $0, orElse: own) } ?? own
    }
    return Fingerprint(of: stage, inputs: inputs)
  }

  /// What stands on the way from a stage to the end of the night.
  struct Way: Hashable, Comparable {
    /// What the dearest way costs, the stage's own cost with it.
    var cost = 0
    /// How many stages the longest way has, the stage itself among them.
    var stages = 0

    /// By cost, and then by stages.
    static func < (left: Way, right: Way) -> Bool {
      (left.cost, left.stages) < (right.cost, right.stages)
    }
  }

  /// For each stage the way from it to the end of the night.
  ///
  /// What stands on the dearest way holds everything up that comes after, however short it is itself: it is run first.
  ///
  /// - Source: the upward rank of list scheduling, Topcuoglu 2002, IEEE Transactions on Parallel and Distributed Systems
  ///   13(3):260-274.
  /// - Complexity: O(stages and their inputs).
  var waysToEnd: [StageName: Way] {
    var ways: [StageName: Way] = [:]
    for stage in stages.reversed() {
      var way = ways[stage.name] ?? Way()
      way.cost += stage.cost
      way.stages += 1
      ways[stage.name] = way
      for input in stage.inputs {
        var before = ways[input] ?? Way()
        before.cost = max(before.cost, way.cost)
        before.stages = max(before.stages, way.stages)
        ways[input] = before
      }
    }
    return ways
  }

  /// All stages by whose turn it is where several may start: by their ways to the end, then in the order of the graph.
  var inTurn: [StageName] {
    let ways = waysToEnd
    let turns = stages.enumerated().map { position, stage in
      (name: stage.name, way: ways[stage.name] ?? Way(), position: position)
    }
    return turns.sorted { left, right in
      left.way == right.way ? left.position < right.position : left.way > right.way
    }.map(\.name)
  }

  /// Whether a stage stands before another in the graph.
  func isBefore(_ first: StageName, _ second: StageName) -> Bool {
    (positions[first] ?? .max) < (positions[second] ?? .max)
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
  /// Files and folders whose names are not UTF-8, as they are shown: no feed reads them.
  var withoutName: [String] = []
  /// Files that no feed reads.
  var unread: [DeliveryNote.UnreadFile] = []
  /// Files that are not read since another one has the same content.
  var copies: [FileCopies] = []
  /// The digests of all files, to be remembered.
  var cache = DigestCache()
}

/// The newest release of an earlier reference date, whose lists tell who is new on tonight's.
struct EarlierRelease: Sendable {
  /// The run that published it.
  var run: String
  /// The fingerprint of each cohort's stage in it.
  var cohorts: [StageName: String]
  /// The fingerprints of the other stages that look back at their own output of it: who was registered, how that compared
  /// with published figures, how complete each feed was, and each indicator.
  var others: [StageName: String] = [:]
  /// The cohorts whose lists in it cannot be read back: of these nothing is known, as on a first night.
  var lost: LostLists?
  /// The other stages whose outputs in it cannot be read back, so that tonight's are held against nothing.
  var lostOthers: [StageName] = []
}

/// The figures of the newest release, of whatever reference date: what readers have.
struct NewestFigures: Sendable {
  /// The fingerprint of the stage that made them.
  var fingerprint: String
  /// The fingerprint of the figures that it read itself; nil for none.
  var read: String?
}

extension NewestFigures {
  /// What a store still has of the figures of a release; nil where it has lost them, or never kept them.
  init?(of run: RunEntry, in store: Store) {
    guard let entry = run.stages.first(where: { $0.stage == .system }),
      let record = store.record(ofSound: .system, entry.fingerprint),
      CountedFigures.areKept(in: record)
    else { return nil }
    fingerprint = entry.fingerprint
    read = record.fingerprint.inputs["earlier \(StageName.system)"]
  }
}

extension EarlierRelease? {
  /// A stage's own output in the release; none where there is none, or it cannot be read back.
  func output(of stage: StageName) -> [EarlierOutput] {
    let fingerprint = self?.cohorts[stage] ?? self?.others[stage]
    return fingerprint.map { [EarlierOutput(stage: stage, fingerprint: $0)] } ?? []
  }
}

/// Makes the graph of a pipeline and its person plan.
///
/// - Throws: `noSeason` where a definition uses a campaign without a season on the reference date.
func makeGraph(
  _ pipeline: PipelineDefinition, _ plan: PersonPlan?, parameters: RunParameters,
  files: FeedFiles, earlier: EarlierRelease?, newest: NewestFigures? = nil,
  pseudonymKey: PseudonymKey? = nil
) throws(RunFault) -> StageGraph {
  var graph = StageGraph()
  // A feed whose rules look into others comes after them; those look into none.
  for feed in pipeline.feeds where feed.value.rules.known.isEmpty {
    addFeed(feed, limits: limits(of: feed.value, pipeline, plan), to: &graph, parameters, files)
  }
  for feed in pipeline.feeds where !feed.value.rules.known.isEmpty {
    addFeed(feed, limits: limits(of: feed.value, pipeline, plan), to: &graph, parameters, files)
  }
  if let plan { try addPersons(pipeline, plan, to: &graph, parameters, earlier) }
  for indicator in pipeline.indicators {
    guard case .published(let proportion) = indicator.value.kind else { continue }
    addPublished(indicator, proportion, pipeline, to: &graph, earlier)
  }
  if let area = pipeline.area {
    let people = plan != nil && area.value.listSizes != nil ? [StageName.population] : []
    graph.add(
      Stage(
        .area, .area(area.value), inputs: people + feedStages(area.value.feeds),
        definition: area.canonical + pipeline.publish.canonical))
  }
  try addLoads(pipeline, plan, to: &graph, parameters, earlier, newest, pseudonymKey)
  return graph
}

/// The names of the stages that a pipeline has, whatever was delivered.
package func stageNames(of pipeline: PipelineDefinition, _ plan: PersonPlan?) -> [StageName] {
  let feeds = pipeline.feeds.map { $0.value.contract.name }
  let published = pipeline.indicators.filter {
    if case .published = $0.value.kind { true } else { false }
  }
  return feedStages(feeds) + (pipeline.reconciliation == nil ? [] : [.publishedFigures])
    + (plan?.steps.map { StageName(of: $0) } ?? [])
    + (pipeline.population.map { [StageName(completenessOf: $0.value.feed)] } ?? [])
    + (plan?.eventFeeds(of: pipeline) ?? []).map { StageName(completenessOf: $0) }
    + published.map { StageName(indicator: $0.value.name) }
    + (pipeline.area == nil ? [] : [.area])
    + (pipeline.hasPathways ? [.pathways] : [])
    + (pipeline.cohorts.isEmpty ? [] : [.listParts, .lists])
    + (pipeline.publish.value.workbook == nil ? [] : [.workbooks]) + [.system]
    + (pipeline.publish.value.profile == nil ? [] : [.pages])
    + (pipeline.publish.value.pseudonymised == nil ? [] : [.pseudonymised])
    + (pipeline.publish.value.hasWarehouse ? [.warehouse] : [])
}

extension PersonPlan {
  /// The feeds of events that anything of the person rests on, in the order of the pipeline.
  fileprivate func eventFeeds(of pipeline: PipelineDefinition) -> [String] {
    let read = restsOn.values.reduce(into: Set<String>()) { $0.formUnion($1.feeds) }
      .subtracting([pipeline.population?.value.feed].compactMap { $0 })
    return pipeline.feeds.map { $0.value.contract.name }.filter { read.contains($0) }
  }
}

/// How the limits of a feed are held by practice: registrations say their practice themselves, and of events that something
/// rests on it is the person's.
private func limits(
  of feed: FeedDefinition, _ pipeline: PipelineDefinition, _ plan: PersonPlan?
) -> LimitsByPractice {
  guard let plan, let population = pipeline.population?.value else { return .none }
  let name = feed.contract.name
  if name == population.feed { return .column(population.practice) }
  return plan.eventFeeds(of: pipeline).contains(name) ? .persons : .none
}

private func addFeed(
  _ feed: Defined<FeedDefinition>, limits: LimitsByPractice, to graph: inout StageGraph,
  _ parameters: RunParameters, _ files: FeedFiles
) {
  let name = feed.value.contract.name
  let digests = files.digests[name] ?? []
  let cost = digests.reduce(0) { $0 + $1.bytes } * feed.value.contract.format.costPerByte
  graph.add(
    Stage(
      StageName(.extract, name), .extract(feed.value, files: files.files[name] ?? []),
      definition: feed.canonical, files: digests, cost: cost))
  let rules = feed.value.rules
  graph.add(
    Stage(
      StageName(.validate, name), .validate(feed.value, limits: limits),
      inputs: [StageName(.extract, name)] + feedStages(distinct(rules.known.map { $0.feed })),
      definition: feed.canonical + limits.definition,
      parameters: parameters.values(
        read: rules.rules.map { $0.holds } + [rules.only].compactMap { $0 }
      ).merging(rules.isDated ? today(parameters) : [:]) { first, _ in first },
      // Rows take about a third as long to check as to read.
      cost: cost / 3))
}

func feedStages(_ feeds: [String]) -> [StageName] {
  feeds.flatMap { [StageName(.extract, $0), StageName(.validate, $0)] }
}

/// Adds a stage for each step of the person plan, and before them the comparison with published figures where there is
/// one.
private func addPersons(
  _ pipeline: PipelineDefinition, _ plan: PersonPlan, to graph: inout StageGraph,
  _ parameters: RunParameters, _ earlier: EarlierRelease?
) throws(RunFault) {
  // Finding who is registered takes about as long as to read the registrations.
  let registrations =
    pipeline.population.flatMap { graph[StageName(.extract, $0.value.feed)] }?.cost ?? 0
  let reconciled = addReconciliation(
    pipeline, cost: registrations, to: &graph, parameters, earlier)
  for step in plan.steps {
    let released = step.isPopulation ? released(pipeline, parameters) : []
    var stage = Stage(
      StageName(of: step), .person(step, released: released),
      inputs: try inputs(of: step, plan) + (step.isPopulation ? reconciled : []),
      definition: pipeline.canonical(of: step)
        + (released?.sorted().map { "\nreleased \($0)" }.joined() ?? "\nreleased"),
      parameters: try stepParameters(step, parameters),
      // Of a practice for which a list cannot be made tonight the rows of the newest one are shown again, and of one of
      // which nobody is in the delivery the population then says who they were.
      earlier: step.isCohort || step.isPopulation ? earlier.output(of: StageName(of: step)) : [],
      cost: step.isPopulation ? registrations : 0)
    if case .features(let set) = step.work {
      // Which feeds a file reports on depends on the files before it.
      stage.definition += step.reportedFeeds.map { "\nreports on \($0)" }.joined()
      stage.columnKeys = try columnKeys(
        of: set, pipeline.canonicalFeatures(of: set), version: stage.work.version, plan, parameters,
        graph)
    }
    graph.add(stage)
    if step.isPopulation {
      addPersonValues(pipeline, plan, to: &graph, parameters, earlier)
      addCompleteness(pipeline, plan, to: &graph, parameters, earlier)
    }
  }
}

/// The practices of which it is known that their registrations are different; nil for all.
private func released(_ pipeline: PipelineDefinition, _ parameters: RunParameters) -> Set<String>? {
  guard let feed = pipeline.population?.value.feed else { return [] }
  let day = parameters.referenceDate.description
  if pipeline.expectation.isExcepted(feed, on: day) { return nil }
  return Set(
    pipeline.expectation.exceptions.filter { $0.applies(to: feed, on: day) }
      .compactMap(\.practice))
}

/// The values that a step can read; of a cohort the reference date too, which its rows are taken over with.
private func stepParameters(
  _ step: PersonStep, _ parameters: RunParameters
) throws(RunFault) -> [String: Value] {
  let values = try planned { () throws(StepFault) in try parameters.values(read: step.work) }
  guard step.isCohort else { return values }
  return values.merging(today(parameters)) { own, _ in own }
}

/// Adds the stage that says what is known of the persons of each practice, column by column.
private func addPersonValues(
  _ pipeline: PipelineDefinition, _ plan: PersonPlan, to graph: inout StageGraph,
  _ parameters: RunParameters, _ earlier: EarlierRelease?
) {
  guard let people = pipeline.population?.value,
    let feed = pipeline.feeds.first(where: { $0.value.contract.name == people.feed })
  else { return }
  let stage = StageName(completenessOf: people.feed)
  func measured(_ name: String, _ isCoded: Bool) -> MeasuredColumn {
    let isRead = !plan.lists(
      restingOn: FeedPart(people.feed, ExpectedMeasure(column: name))
    ).isEmpty
    return MeasuredColumn(
      name, isCoded: isCoded, isRead: isRead, codesRead: isCoded && isRead ? .all : .none)
  }
  let columns = feed.value.measurable.filter { $0.name != people.practice }.map(measured)
  let lookups = people.lookups.map { measured($0.name, false) }
  let isExcepted = pipeline.expectation.isExcepted(
    people.feed, on: parameters.referenceDate.description)
  graph.add(
    Stage(
      stage,
      .personValues(
        feed.value, people, columns: columns, lookups: lookups, isExcepted: isExcepted),
      inputs: [.population] + feedStages([people.feed]),
      definition: feed.canonical + (columns + lookups).recipe + "\nby \(people.practice)"
        + (isExcepted ? "\nexcepted" : ""),
      parameters: today(parameters), earlier: earlier.output(of: stage)))
}

/// Adds a stage for each feed of events that says how complete it is, practice by practice.
///
/// What was there before is that of the newest release of an earlier reference date; where the store has lost it nothing is
/// known, as on a first night.
private func addCompleteness(
  _ pipeline: PipelineDefinition, _ plan: PersonPlan, to graph: inout StageGraph,
  _ parameters: RunParameters, _ earlier: EarlierRelease?
) {
  let read = Set(plan.eventFeeds(of: pipeline))
  let looks = pipeline.looksBack(plan)
  for feed in pipeline.feeds where read.contains(feed.value.contract.name) {
    let name = feed.value.contract.name
    let stage = StageName(completenessOf: name)
    let day = parameters.referenceDate.description
    let isExcepted = pipeline.expectation.isExcepted(name, on: day)
    let columns = plan.measured(feed.value.measurable, of: name)
    let history = feed.value.measuredHistory(looks)
    graph.add(
      Stage(
        stage,
        .completeness(
          feed.value, plan.vocabulary, columns: columns, history: history, isExcepted: isExcepted),
        inputs: [.population] + feedStages([name]),
        definition: feed.canonical + columns.recipe
          + (history.map { "\n\($0.measure.code ?? "") \($0.isRead)" } ?? "")
          + (isExcepted ? "\nexcepted" : ""),
        parameters: today(parameters),
        earlier: earlier.output(of: stage)))
  }
}

/// The stages that a step reads: the population, whose persons it is about, those that make its columns, its feeds and
/// its lists.
private func inputs(of step: PersonStep, _ plan: PersonPlan) throws(RunFault) -> [StageName] {
  let makers = try planned { () throws(StepFault) in try plan.makers(of: step.reads, for: step.name)
  }
  let persons = plan.steps.filter { $0.isPopulation && !step.isPopulation } + makers
  return distinct(persons.map { StageName(of: $0) } + completenessStages(of: step))
    + feedStages(distinct(step.feeds + step.neededFeeds))
    + step.lists.map { StageName(.transform, $0) }
}

/// The stages that say how complete the feeds are that a step's output rests on, where it says something of single persons
/// or counts them.
private func completenessStages(of step: PersonStep) -> [StageName] {
  switch step.work {
  case .population, .features, .score, .segments: []
  case .segmentCounts, .peopleCounts, .cohort, .impact, .indicator:
    step.restsOn.values.reduce(into: step.decidedBy.feeds) { $0.formUnion($1.feeds) }
      .sorted().map { StageName(completenessOf: $0) }
  }
}

/// Adds the comparison with published figures; none where there is no such comparison.
private func addReconciliation(
  _ pipeline: PipelineDefinition, cost: Int, to graph: inout StageGraph,
  _ parameters: RunParameters,
  _ earlier: EarlierRelease?
) -> [StageName] {
  guard let reconciliation = pipeline.reconciliation, let people = pipeline.population else {
    return []
  }
  let stage = StageName.publishedFigures
  let released = reconciliation.value.listSizes.map { source in
    pipeline.expectation.released(
      from: source.feed, on: parameters.referenceDate.description)
  }
  graph.add(
    Stage(
      stage, .reconcile(reconciliation.value, people.value, released: released ?? []),
      inputs: feedStages(feeds(of: reconciliation.value, people.value)),
      definition: reconciliation.canonical + people.canonical
        + (released ?? []).sorted().map { "\nreleased \($0)" }.joined(),
      parameters: today(parameters).merging(
        [RunParameters.knownUntilName: .day(parameters.knownUntil)]) { first, _ in first },
      earlier: earlier.output(of: stage), cost: cost))
  return [stage]
}

/// Adds an indicator from published counts.
private func addPublished(
  _ indicator: Defined<IndicatorDefinition>, _ proportion: PublishedProportion,
  _ pipeline: PipelineDefinition, to graph: inout StageGraph, _ earlier: EarlierRelease?
) {
  let stage = StageName(indicator: indicator.value.name)
  let feeds = [
    proportion.feed, proportion.geography, proportion.listSizes?.feed, proportion.deprivation?.feed,
  ]
  graph.add(
    Stage(
      stage, .published(indicator.value, proportion),
      inputs: feedStages(distinct(feeds.compactMap { $0 })),
      definition: indicator.canonical + pipeline.publish.canonical,
      earlier: earlier.output(of: stage)))
}

func today(_ parameters: RunParameters) -> [String: Value] {
  [RunParameters.referenceDateName: .day(parameters.referenceDate)]
}

private func feeds(of reconciliation: ReconciliationDefinition, _ people: PopulationDefinition)
  -> [String]
{
  distinct(
    [
      people.feed, reconciliation.listSizes?.feed, reconciliation.registers?.feed,
      reconciliation.registers?.entries,
    ].compactMap { $0 } + people.organisationFeeds)
}

extension [MeasuredColumn] {
  /// All that they say, in a text that is part of a stage's definition.
  fileprivate var recipe: String {
    map { column in
      let codes =
        switch column.codesRead {
        case .none: ""
        case .some(let codes): codes.sorted().joined(separator: " ")
        case .all: "*"
        }
      return "\n\(column.name) \(column.isCoded) \(column.isRead) \(codes)"
    }.joined()
  }
}
