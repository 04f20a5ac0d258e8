import Definitions
import Expressions
import Formats
public import Messages
import Model
import Runs

/// What a new pipeline is made from.
public struct InitRequest: Sendable {
  /// The folder to write to; its name is the pipeline's.
  public var folder: String
  /// The pipeline's file whose definitions are copied.
  public var pipeline: String
  /// The cohort; nil for the one that needs the fewest definitions.
  public var cohort: String?
  /// The indicator; nil for the one of persons that needs the fewest beside them.
  public var indicator: String?

  /// Takes the words of a command line.
  public init(folder: String, pipeline: String, cohort: String?, indicator: String?) {
    self.folder = folder
    self.pipeline = pipeline
    self.cohort = cohort
    self.indicator = indicator
  }
}

/// What was written of a new pipeline.
public struct InitSummary: Sendable {
  /// The pipeline's file.
  public var pipeline: String
  /// The publishing file, in which the terms of outputs are to be stated.
  public var publishing: String
  /// The cohort.
  public var cohort: String
  /// The indicator; nil where the pipeline has none of persons.
  public var indicator: String?
  /// The files that were copied.
  public var copied: Int
  /// The feeds, in the order of the pipeline, with whether a run needs them.
  public var feeds: [(name: String, title: String, isRequired: Bool)]
}

/// Writes a small pipeline for another area: a cohort and an indicator of a pipeline with all that they need, and terms of outputs left open.
///
/// The contracts of feeds and the definitions are copied as they are, comments and tests included. What the outputs may be used for is the
/// area's own decision, so the new pipeline does not pass `phm check` before that is stated.
///
/// - Throws: `definitions` of the pipeline, `usage` for an unknown cohort or indicator, a folder that is not empty, or a pipeline whose files
///   lie elsewhere, `notWritable`.
public func initPipeline(_ request: InitRequest) throws(RunFault) -> InitSummary {
  let loaded: (pipeline: PipelineDefinition, plan: PersonPlan?)
  do {
    loaded = try loadPlannedPipeline(at: request.pipeline)
  } catch {
    throw .definitions(error)
  }
  guard let plan = loaded.plan, !loaded.pipeline.cohorts.isEmpty else {
    throw .usage(.outOfRange(option: "--pipeline", range: "a pipeline with lists of persons"))
  }
  let name = request.folder.split(separator: "/").last.map { String($0) } ?? ""
  guard !name.isEmpty,
    name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }),
    name.first?.isLowercase == true
  else {
    throw .usage(
      .outOfRange(
        option: "the folder's last name, which is the pipeline's,",
        range: "of small letters, digits and hyphens"))
  }
  guard isEmptyOrMissing(request.folder) else {
    throw .usage(
      .outOfRange(option: "the folder", range: "an empty one; '\(request.folder)' is not"))
  }
  let scaffold = try Scaffold(request, name, loaded.pipeline, plan)
  return try scaffold.write(to: request.folder)
}

/// The parts of a pipeline that a new one is made of.
private struct Scaffold {
  let name: String
  let pipeline: PipelineDefinition
  let cohort: Defined<CohortDefinition>
  let indicator: Defined<IndicatorDefinition>?
  let feeds: [Defined<FeedDefinition>]
  let features: [String]
  let scores: [Defined<ScoreDefinition>]
  let segmentations: [String]
  /// What the pipeline's own file says directly below its keys.
  let texts: [String: String]

  init(
    _ request: InitRequest, _ name: String, _ pipeline: PipelineDefinition, _ plan: PersonPlan
  ) throws(RunFault) {
    self.name = name
    self.pipeline = pipeline
    texts = Definitions.texts(in: pipeline.file)
    let (cohort, ofCohort) = try pipeline.cohort(request.cohort, in: plan)
    let (indicator, ofIndicator) = try pipeline.indicator(
      request.indicator, in: plan, beside: ofCohort)
    self.cohort = cohort
    self.indicator = indicator
    let offered = (pipeline.pathways?.value.services ?? []).compactMap(\.eligible)
      .reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    let shown = cohort.value.score.map { [ScoreColumn.score.name(of: $0)] } ?? []
    let needed = ofCohort.union(ofIndicator ?? ofCohort)
      .union(pipeline.needed(for: offered.union(shown), in: plan))
    let published = pipeline.reconciliation?.value
    let compared = [
      published?.listSizes?.feed, published?.registers?.feed, published?.registers?.entries,
    ]
    let reported = pipeline.actions?.value.ofEachList.feed
    let names = pipeline.withKnown(
      needed.feeds.union((compared + [reported]).compactMap { $0 }))
    feeds = pipeline.feeds.filter { names.contains($0.value.contract.name) }
    features = pipeline.features.filter { needed.steps.contains(PersonPlan.name(of: $0.value)) }
      .map(\.file)
    scores = pipeline.scores.filter {
      needed.steps.contains(PersonPlan.name(ofScore: $0.value.name))
    }
    segmentations = pipeline.segmentations.filter {
      needed.steps.contains(PersonPlan.name(ofSegments: $0.value.name))
    }.map(\.file)
  }

  /// The folder of the pipeline's file, with a slash at its end; empty for the working folder.
  private var base: String {
    pipeline.file.lastIndex(of: "/").map { String(pipeline.file[...$0]) } ?? ""
  }

  private func path(inFolder file: String) throws(RunFault) -> String {
    guard file.hasPrefix(base) else {
      throw .usage(
        .outOfRange(
          option: "--pipeline",
          range: "a pipeline whose files lie below its own folder; '\(file)' does not"))
    }
    return String(file.dropFirst(base.count))
  }

  private var campaigns: String? {
    texts["campaigns"].map { base + $0 }
  }

  /// The definition files, without what they name.
  private var files: [String] {
    feeds.map(\.file)
      + [
        pipeline.population?.file, pipeline.reconciliation?.file, pipeline.pathways?.file,
        pipeline.actions?.file, campaigns,
      ]
      .compactMap { $0 }
      + features + scores.map(\.file) + segmentations + [cohort.file]
      + [indicator?.file].compactMap { $0 }
  }

  func write(to folder: String) throws(RunFault) -> InitSummary {
    var all: [String] = []
    for file in files.flatMap({ [$0] + namedFiles(in: $0) }) where !all.contains(file) {
      all.append(file)
    }
    for file in all {
      let target = "\(folder)/\(try path(inFolder: file))"
      do {
        try writeFile(try readFile(file), to: target)
      } catch let fault as RunFault {
        throw fault
      } catch {
        throw .notWritable(path: target)
      }
    }
    let file = "\(folder)/\(name).yaml"
    try writeFile(Array(try pipelineText.utf8), to: file)
    try writeFile(Array(publishingText.utf8), to: "\(folder)/publish.yaml")
    return InitSummary(
      pipeline: file, publishing: "\(folder)/publish.yaml", cohort: cohort.value.name,
      indicator: indicator?.value.name, copied: all.count,
      feeds: feeds.map {
        ($0.value.contract.name, $0.value.title, $0.value.contract.isRequired)
      })
  }

  // MARK: The two files that are new

  private var pipelineText: String {
    get throws(RunFault) {
      var lines = scaffoldHead(name)
      lines += ["version: 1", "pipeline: \(name)", "title: Nightly run of \(name)"]
      lines += [
        "reference_date: today             # --reference-date fixes it; every age and period is worked out from it"
      ]
      if let day = texts["tests_on"] {
        lines.append("tests_on: \(day)              # the reference date of the definitions' tests")
      }
      if let campaigns { lines.append("campaigns: \(try path(inFolder: campaigns))") }
      lines += ["", "feeds:"]
      lines += try feeds.map { feed throws(RunFault) in "  - \(try path(inFolder: feed.file))" }
      let names = Set(feeds.map(\.value.contract.name))
      let sets = pipeline.alternatives.map { $0.filter { names.contains($0) } }.filter {
        !$0.isEmpty
      }
      if !sets.isEmpty {
        lines += ["", "# Of each of these sets at least one must have been delivered.", "one_of:"]
        lines += sets.map { "  - [\($0.joined(separator: ", "))]" }
      }
      let ignored = pipeline.expectation.ignored
      if !ignored.isEmpty {
        lines += scaffoldExpectation
        lines += ["expect:", "  ignore: [\(ignored.map { "\"\($0)\"" }.joined(separator: ", "))]"]
      }
      lines.append("")
      if let file = pipeline.reconciliation?.file {
        lines.append("reconcile: \(try path(inFolder: file))")
      }
      if let file = pipeline.population?.file {
        lines.append("population: \(try path(inFolder: file))")
      }
      lines += try list("features", features)
      lines += try list("scores", scores.map(\.file))
      let devices = scores.filter(\.value.device.isDevice).map(\.value.name)
      if !devices.isEmpty {
        lines += scaffoldAnswers + ["answers_for:"] + devices.map { "  \($0): off" }
      }
      lines += try list("segments", segmentations)
      if let file = pipeline.pathways?.file {
        lines += scaffoldPathways + ["pathways: \(try path(inFolder: file))"]
      }
      lines += try list("cohorts", [cohort.file])
      if let file = pipeline.actions?.file { lines.append("actions: \(try path(inFolder: file))") }
      lines += try list("indicators", [indicator?.file].compactMap { $0 })
      lines.append("publish: publish.yaml")
      return lines.joined(separator: "\n") + "\n"
    }
  }

  private func list(_ key: String, _ files: [String]) throws(RunFault) -> [String] {
    guard !files.isEmpty else { return [] }
    return ["\(key):"]
      + (try files.map { file throws(RunFault) in "  - \(try path(inFolder: file))" })
  }

  private var publishingText: String {
    let rule = pipeline.publish.value.disclosure
    var lines = scaffoldPublishing
    lines += [
      "publish: \(name)",
      "disclosure: {hide_up_to: \(rule.hidesUpTo), round_to: \(rule.roundsTo)}",
      "keep_runs: \(pipeline.publish.value.runsKept)",
    ]
    lines += scaffoldTerms + ["outputs:"]
    for kind in [OutputKind.lists, .aggregates] {
      lines += ["  \(kind.rawValue):"]
      lines += ["purpose", "lawful_basis", "recipients"].map { "    \($0):" }
      lines += OptOut.allCases.map { "    \($0.rawValue)_opt_outs:    # kept or left-out" }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension PipelineDefinition {
  /// A cohort by its name, or the one that needs the fewest definitions; with what it needs.
  fileprivate func cohort(
    _ name: String?, in plan: PersonPlan
  ) throws(RunFault) -> (Defined<CohortDefinition>, NeededDefinitions) {
    let known = cohorts.filter { $0.value.name == name || name == nil }.compactMap { cohort in
      plan[PersonPlan.name(ofCohort: cohort.value.name)].map { (cohort, needed(for: $0, in: plan)) }
    }
    guard let least = known.min(by: { $0.1.count < $1.1.count }) else {
      let name = name ?? ""
      throw .usage(
        .unknownCohort(name, nearest: nearest(to: name, in: cohorts.map { $0.value.name })))
    }
    return least
  }

  /// An indicator of persons by its name, or the one that needs the fewest definitions beside others; nil where there is none.
  fileprivate func indicator(
    _ name: String?, in plan: PersonPlan, beside others: NeededDefinitions
  ) throws(RunFault) -> (Defined<IndicatorDefinition>?, NeededDefinitions?) {
    let known = indicators.filter { $0.value.name == name || name == nil }.compactMap { indicator in
      plan[PersonPlan.name(ofIndicator: indicator.value.name)].map {
        (indicator, needed(for: $0, in: plan))
      }
    }
    let least = known.min { $0.1.beside(others) < $1.1.beside(others) }
    if let name, least == nil {
      throw .usage(
        .outOfRange(option: "--indicator", range: "an indicator of persons; '\(name)' is none"))
    }
    return (least?.0, least?.1)
  }
}

extension NeededDefinitions {
  /// How many definitions it needs beside others.
  fileprivate func beside(_ other: NeededDefinitions) -> Int {
    steps.subtracting(other.steps).count + feeds.subtracting(other.feeds).count
  }
}

/// What was written, and what is to be done next.
public func report(of summary: InitSummary) -> String {
  var lines = [
    "\(summary.pipeline): the list \(summary.cohort)"
      + (summary.indicator.map { " and the indicator \($0)" } ?? "")
      + ", \(counted(summary.feeds.count, "feed")), \(counted(summary.copied, "definition file"))",
    "",
  ]
  var table = TextTable(["feed", "needed", "what it is"])
  for feed in summary.feeds { table.add([feed.name, feed.isRequired ? "yes" : "no", feed.title]) }
  lines += table.lines(width: nil)
  return (lines + [""] + nextSteps(pipeline: summary.pipeline, publishing: summary.publishing))
    .joined(separator: "\n")
}
