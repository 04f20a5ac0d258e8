import Definitions
import Digests
import Formats
import Health
import Messages
import Model
import Pages
import Publishing
import Tables

/// Adds the stages that write the release: lists, workbooks, the system's folder, pages and the warehouse.
func addLoads(
  _ pipeline: PipelineDefinition, _ plan: PersonPlan?, to graph: inout StageGraph,
  _ parameters: RunParameters, _ earlier: EarlierRelease?, _ newest: NewestFigures?,
  _ pseudonymKey: PseudonymKey?
) throws(RunFault) {
  let cohorts = pipeline.cohorts.map { StageName(cohort: $0.value.name) }
  let impact = [pipeline.impact].compactMap { $0 }
  let ranked = impact.map { StageName(impact: $0.value.name) }
  if !cohorts.isEmpty, let plan {
    let work = ListsWork(pipeline, plan)
    let persons = try planned { () throws(StepFault) in
      try plan.makers(of: work.columns, for: "lists")
    }
    let outputs = cohorts.compactMap { cohort in
      earlier?.cohorts[cohort].map { EarlierOutput(stage: cohort, fingerprint: $0) }
    }
    try addPathways(pipeline, plan, to: &graph)
    graph.add(
      Stage(
        .listParts,
        .listParts(
          work.cohorts, plan.vocabulary, limit: pipeline.expectation.listChangeLimit),
        inputs: [.population] + cohorts,
        definition: "list_change \(pipeline.expectation.listChangeLimit)",
        parameters: today(parameters), earlier: earlier.output(of: .listParts)))
    var lists = Stage(
      .lists, .lists(work),
      inputs: persons.map { StageName(of: $0) }
        + graph.stages.map { $0.name }.filter { $0.isCompleteness } + cohorts + ranked
        + feedStages([work.actions?.contract.name].compactMap { $0 }),
      definition: (pipeline.cohorts.map { $0.canonical } + impact.map { $0.canonical }
        + [pipeline.publish.canonical]
        + pipeline.scores.compactMap { $0.value.answeredBy })
        .joined(separator: "\n"),
      parameters: today(parameters), earlier: outputs)
    graph.add(lists)
    if let workbook = work.workbook {
      lists.name = .workbooks
      lists.work = .workbooks(work, workbook)
      // The words to choose from are the feed's.
      let feed = pipeline.feeds.first { $0.value.contract.name == work.returned?.feed }
      lists.definition += "\n" + (feed?.canonical ?? "")
      graph.add(lists)
    }
  }
  let checks = graph.stages.map { $0.name }.filter { $0.phase == .extract || $0.phase == .validate }
  let indicators = pipeline.indicators.map { StageName(indicator: $0.value.name) }
  let makers = Set(plan?.steps.filter { !$0.makes.isEmpty }.map { StageName(of: $0) } ?? [])
  // In the order of the graph, from which a release that the ledger has lost is put together again.
  let persons = graph.stages.map { $0.name }.filter { makers.contains($0) || $0.isCompleteness }
  let people = pipeline.publish.value.profile == nil ? [] : [StageName.people]
  let counts =
    pipeline.segmentations.map { StageName(counts: $0.value.name) } + people
    + (pipeline.hasPathways ? [.pathways] : [])
  var system = SystemWork(
    pipeline: pipeline.name, publish: pipeline.publish.value,
    cohorts: pipeline.cohorts.map { $0.value }, impact: pipeline.impact?.value,
    segmentations: pipeline.segmentations.map { $0.value },
    indicators: pipeline.indicators.map { $0.value }, area: pipeline.area?.value,
    registers: pipeline.reconciliation?.value.registers,
    directory: pipeline.hasPathways ? pipeline.pathways?.value : nil, hasPersons: !persons.isEmpty,
    pages: cohorts.isEmpty
      ? []
      : pipeline.publish.value.systemPageFiles(
        with: pipeline.area?.value, withDirectory: pipeline.hasPathways))
  let area = pipeline.area == nil ? [] : [StageName.area]
  let inputs = checks + persons + counts + cohorts + ranked + indicators + area
  // The area's figures count nobody of tonight's persons: these stay as they are whatever is said of them.
  system.meaning = graph.meaning(of: inputs.filter { $0 != .area })
  graph.addSystem(
    Stage(
      .system, .system(system), inputs: inputs, definition: pipeline.publish.canonical,
      parameters: today(parameters)),
    // What is counted in each run is made of tonight alone.
    system.publish.aggregates == .eachRun ? nil : newest)
  addPages(pipeline, to: &graph, earlier)
  if let plan, let work = PseudonymisedWork(pipeline, plan, key: pseudonymKey) {
    try addPseudonymised(work, pipeline, plan, to: &graph, parameters)
  }
  if pipeline.publish.value.hasWarehouse { addWarehouse(system, pipeline, to: &graph) }
}

extension StageGraph {
  /// Adds the stage of the system's folder, which reads its own output of the newest release, since figures may stay as they are.
  ///
  /// A run of the same as the newest release is that release: it reads what that one read.
  fileprivate mutating func addSystem(_ stage: Stage, _ newest: NewestFigures?) {
    var stage = stage
    if let newest {
      stage.earlier = earlierFigures(newest.read)
      if fingerprint(of: stage).hash != newest.fingerprint {
        stage.earlier = earlierFigures(newest.fingerprint)
      }
    }
    add(stage)
  }

  private func earlierFigures(_ fingerprint: String?) -> [EarlierOutput] {
    fingerprint.map { [EarlierOutput(stage: .system, fingerprint: $0)] } ?? []
  }

  /// Stands for how some stages and all upstream of them work, whatever was delivered and for which day.
  fileprivate func meaning(of names: [StageName]) -> String {
    let wanted = upstream(of: names)
    let lines = stages.filter { wanted.contains($0.name) }.map { stage in
      let parameters = stage.parameters.filter { !RunParameters.days.contains($0.key) }
        .map { "\($0.key) \($0.value)" }.sorted().joined(separator: " ")
      return "\(stage.name) \(stage.work.version) \(parameters) \(stage.definition)"
    }
    return Fingerprint.hash(lines.joined(separator: "\n"))
  }
}

/// Adds the stage of persons under pseudonyms: another secret makes others of them.
private func addPseudonymised(
  _ work: PseudonymisedWork, _ pipeline: PipelineDefinition, _ plan: PersonPlan,
  to graph: inout StageGraph, _ parameters: RunParameters
) throws(RunFault) {
  let persons = try planned { () throws(StepFault) in
    try plan.makers(of: work.reads, for: HandingOver.pseudonymisedFolder)
  }
  graph.add(
    Stage(
      .pseudonymised, .pseudonymised(work),
      inputs: persons.map { StageName(of: $0) }
        + graph.stages.map { $0.name }.filter { $0.isCompleteness }
        + work.definition.lists.map { StageName(cohort: $0) },
      definition: pipeline.publish.canonical,
      parameters: today(parameters).merging(["pseudonym_key": .text(work.key?.id ?? "none")]) {
        first, _ in first
      }))
}

/// Adds the stage of the warehouse, which reads what the lists and the system's figures are made of.
private func addWarehouse(
  _ system: SystemWork, _ pipeline: PipelineDefinition, to graph: inout StageGraph
) {
  guard let figures = graph[.system] else { return }
  let lists = graph[.lists]
  var work: ListsWork?
  if case .lists(let made)? = lists?.work { work = made }
  let read = Set(figures.inputs + (lists?.inputs ?? []) + [.system])
  graph.add(
    Stage(
      .warehouse, .warehouse(work, system),
      // In the order of the graph, as the figures have it.
      inputs: graph.stages.map(\.name).filter { read.contains($0) },
      definition: "\(pipeline.name)\n" + (lists?.definition ?? figures.definition),
      parameters: figures.parameters, earlier: lists?.earlier ?? [], cost: 1))
}

/// Adds the networks' pages: they show what the system's files say of a network, and what its lists count.
private func addPages(
  _ pipeline: PipelineDefinition, to graph: inout StageGraph, _ earlier: EarlierRelease?
) {
  guard let profile = pipeline.publish.value.profile, var stage = graph[.lists],
    case .lists(let lists) = stage.work
  else { return }
  stage.name = .pages
  stage.work = .pages(
    PagesWork(
      title: pipeline.title, profile: profile, publish: pipeline.publish.value,
      segmentations: pipeline.segmentations.map(\.value),
      indicators: pipeline.indicators.map(\.value), area: pipeline.area?.value, lists: lists))
  stage.inputs.append(.system)
  stage.definition +=
    "\n\(pipeline.title)\n" + (pipeline.area?.canonical ?? "")
    + (pipeline.pathways.map { "\n\($0.canonical)" } ?? "")
  stage.earlier += earlier.output(of: .pages)
  graph.add(stage)
}
