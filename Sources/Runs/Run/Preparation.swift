package import Messages
package import Model
package import Definitions
import Digests
import FoundationEssentials
import Formats
import Health
import Tables

/// A run before its first stage: definitions, files, graph and what the store already has.
package struct Preparation: Sendable {
  /// The pipeline.
  package let pipeline: PipelineDefinition
  /// The values that conditions may use.
  package let parameters: RunParameters
  /// The person plan; nil for a pipeline without persons.
  let plan: PersonPlan?
  /// The stages.
  package let graph: StageGraph
  /// The files of the feeds.
  let files: FeedFiles
  /// The input folder.
  let input: String
  /// The store.
  let store: Store
  /// Whether pseudonyms are asked for and there is no secret to make them.
  var lacksPseudonymKey: Bool {
    guard case .pseudonymised(let work)? = graph[.pseudonymised]?.work else { return false }
    return work.key == nil
  }
  /// The lists of the newest earlier release that cannot be read back; nil where all can, or there is none.
  let lostLists: LostLists?
  /// What is to be said of other outputs of earlier releases that cannot be read back.
  var lostOutputs: [DeliveryNote] = []

  /// The records of the stages that need not be run, by stage.
  package func reusable(among names: Set<StageName>, force: Bool) -> [StageName: StageResult] {
    guard !force else { return [:] }
    var results: [StageName: StageResult] = [:]
    for stage in graph.stages where names.contains(stage.name) {
      guard let hash = graph.fingerprints[stage.name]?.hash,
        let record = store.record(ofWhole: stage.name, hash)
      else { continue }
      results[stage.name] = StageResult(record: record, store: store, memory: nil)
    }
    return results
  }
}

/// Loads the definitions, finds and digests the files and makes the graph.
package func prepare(_ options: RunOptions, ledger: Ledger) throws(RunFault) -> Preparation {
  let pipeline: PipelineDefinition
  let plan: PersonPlan?
  do {
    (pipeline, plan) = try loadPlannedPipeline(at: options.pipeline)
  } catch {
    throw .definitions(error)
  }
  let referenceDate = options.referenceDate ?? pipeline.referenceDate ?? options.today
  let input = try inputFolder(options, pipeline)
  let parameters = RunParameters(
    referenceDate: referenceDate, campaigns: pipeline.campaigns, today: options.today)
  let files = try findFiles(pipeline, below: input, options)
  let store = Store(state: options.state)
  let earlier = ledger.newestRelease(of: pipeline.name, before: referenceDate).map { run in
    EarlierRelease(
      run, cohorts: pipeline.cohorts.map { StageName(cohort: $0.value.name) }, in: store)
  }
  for name in options.accepted.keys
  where !pipeline.cohorts.contains(where: { $0.value.name == name }) {
    throw .usage(
      .unknownCohort(name, nearest: nearest(to: name, in: pipeline.cohorts.map { $0.value.name })))
  }
  let release = options.countsAnew ? nil : ledger.releaseInForce(of: pipeline.name)
  let newest = release.flatMap { NewestFigures(of: $0, in: store) }
  let graph = try makeGraph(
    pipeline, plan, parameters: parameters, files: files, earlier: earlier, newest: newest,
    pseudonymKey: try pseudonymKey(options, pipeline))
  let lostFigures = newest == nil ? release : nil
  return Preparation(
    pipeline: pipeline, parameters: parameters, plan: plan, graph: graph, files: files,
    input: input, store: store, lostLists: earlier?.lost,
    lostOutputs: notes(ofLost: earlier, graph)
      + notes(
        ofLostFigures: lostFigures, in: store, pipeline.publish.value.aggregates, referenceDate))
}

/// That outputs of the newest earlier release cannot be read back, which tonight's would be held against.
private func notes(ofLost earlier: EarlierRelease?, _ graph: StageGraph) -> [DeliveryNote] {
  let stages = (earlier?.lostOthers ?? []).filter { graph[$0] != nil }.map(\.description)
  guard let earlier, !stages.isEmpty else { return [] }
  return [DeliveryNote(.warning, .lostOutputs(stages, run: earlier.run))]
}

/// That the figures of a release cannot be read back, which stay as they are until it is time for others.
private func notes(
  ofLostFigures release: RunEntry?, in store: Store, _ cadence: AggregateCadence, _ today: Day
) -> [DeliveryNote] {
  // One without such figures, and one of an earlier version that did not keep them, has lost nothing.
  guard let release, let day = Day(iso: release.referenceDate),
    cadence.keeps(figuresOf: day, on: today),
    let entry = release.stages.first(where: { $0.stage == .system }),
    store.record(ofSound: .system, entry.fingerprint) == nil
  else { return [] }
  return [DeliveryNote(.warning, .lostFigures(run: release.id))]
}

/// The secret of pseudonyms, where the run makes any; nil where the command was given none.
private func pseudonymKey(
  _ options: RunOptions, _ pipeline: PipelineDefinition
) throws(RunFault) -> PseudonymKey? {
  guard pipeline.publish.value.pseudonymised != nil, options.makesPseudonyms else { return nil }
  return try options.pseudonymKey.key()
}

extension RunOptions {
  /// Whether pseudonyms are made, where the pipeline asks for them.
  var makesPseudonyms: Bool { stages.isEmpty || stages.contains(.pseudonymised) }
}

private func inputFolder(_ options: RunOptions, _ pipeline: PipelineDefinition) throws(RunFault)
  -> String
{
  let folder: String
  if let input = options.input {
    folder = input
  } else if let input = pipeline.input {
    let base =
      pipeline.file.contains("/")
      ? pipeline.file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
        separator: "/") + "/" : ""
    folder = input.hasPrefix("/") ? input : base + input
  } else {
    throw .usage(.noInput)
  }
  var isFolder = false
  guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
    throw .usage(.inputNotFound(folder))
  }
  return folder
}

/// The state and output folders where they lie in the input folder, by their path in it: what a run leaves there is
/// no feed of the next.
private func ownFolders(below folder: String, _ options: RunOptions) -> [String] {
  guard let input = realPath(folder) else { return [] }
  return [options.state, options.output].compactMap { realPath($0) }
    .filter { $0.hasPrefix(input + "/") }.map {
      visible(String($0.dropFirst(input.count + 1))) + "/"
    }
}

private func findFiles(
  _ pipeline: PipelineDefinition, below folder: String, _ options: RunOptions
) throws(RunFault) -> FeedFiles {
  var files: [String: [FeedFile]] = [:]
  var missing: [MissingFeed] = []
  let own = ownFolders(below: folder, options)
  let withoutName = namesNotRead(below: folder)
  for feed in pipeline.feeds {
    let contract = feed.value.contract
    do {
      files[contract.name] = try matchingFiles(contract.files, below: folder).filter { file in
        !own.contains { file.name.hasPrefix($0) }
      }
    } catch {
      throw .feed(name: contract.name, .unreadable(file: visible(error.path), code: error.code))
    }
    if contract.isRequired, files[contract.name]?.isEmpty ?? true {
      missing.append(MissingFeed(feed: contract.name, patterns: contract.files))
    }
  }
  for names in pipeline.alternatives where names.allSatisfy({ files[$0]?.isEmpty ?? true }) {
    missing.append(
      MissingFeed(
        feed: names.joined(separator: " or "),
        patterns: pipeline.feeds.map { $0.value.contract }.filter { names.contains($0.name) }
          .flatMap { $0.files }))
  }
  guard missing.isEmpty else {
    throw .missingFeeds(missing, folder: folder, withoutName: withoutName)
  }
  // Two feeds may read one file; it is read once for its digest.
  let all = distinct(pipeline.feeds.flatMap { files[$0.value.contract.name] ?? [] })
  var cache = DigestCache.load(state: options.state)
  let digests = try cache.digests(of: all, force: options.force)
  let byFile = Dictionary(uniqueKeysWithValues: zip(all, digests))
  let hashed = files.mapValues { $0.compactMap { byFile[$0] } }
  var found = FeedFiles(
    files: hashed.mapValues { $0.map { $0.file } },
    digests: hashed.mapValues { $0.map { $0.digest } }, withoutName: withoutName,
    unread: unreadFiles(pipeline, below: folder, own: own), cache: cache)
  try found.leaveOutCopies()
  return found
}

/// What has a name that is not UTF-8; a folder that cannot be read is told where its feeds are looked for.
private func namesNotRead(below folder: String) -> [String] {
  do { return try filesWithoutName(below: folder) } catch { return [] }
}
