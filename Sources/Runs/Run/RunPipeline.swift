public import Messages
public import Parallel
import Definitions
import FoundationEssentials
import Health
import Model
import Tables

/// What a run did.
public struct RunSummary: Sendable {
  /// The run as the ledger has it.
  public var entry: RunEntry
  /// The folder to open; nil where nothing was published.
  public var release: String?
  /// The folder of the rejected rows: for the data team only.
  public var rejects: String
  /// The link that leads to the folder to open; nil where nothing was published.
  public var current: String?
  /// The page to open: of the release, where it has one, or of the run; nil where none was written.
  public var page: String?
  /// Whether the last release already was what this run would have published.
  public var isUnchanged: Bool
  /// Where the outputs of the stages that were asked for lie: the Arrow file of the first table, or the folder of a stage
  /// without tables.
  public var stageOutputs: [String]
  /// Feeds whose files are the same as on an earlier reference date, with that date.
  public var staleFeeds: [(feed: String, since: String)]
  /// The newest release before this run that tonight's is held against; nil for none.
  public var before: RunEntry?
  /// The lists of the newest earlier release that could not be read back; nil where all could, or there is none.
  public var lostLists: LostLists?
  /// The files of the ledger that the night would have looked at and that are not as they were written, by path.
  public var unreadableRuns: [String]
  /// The run before, where it started later than this one by the clocks of both; nil where it did not, or there is none.
  public var startedLater: String?
  /// What was cleared away for room, and what does not fit all the same; nil where all fits.
  public var space: SpaceTaken?
  /// Why the run could not be finished; nil where it was.
  public var fault: RunFault?

  /// The secrets of the pseudonyms of tonight and of the newest release before that had any, where they differ; nil where they do not.
  public var changedPseudonyms: ChangedPseudonyms?

  /// Whether the release that is current is what this run made.
  public var isPublished: Bool { release != nil }

  /// Adds what went wrong since.
  ///
  /// Once the release is current no fault may say that it is not.
  public mutating func add(_ fault: RunFault) {
    switch self.fault {
    case .afterPublishing(let first)?: self.fault = .afterPublishing(.several([first, fault]))
    case let first?: self.fault = .several([first, fault])
    case nil: self.fault = isPublished ? .afterPublishing(fault) : fault
    }
    entry.exitCode = (self.fault ?? fault).exitCode.rawValue
  }
}

/// Runs a pipeline: every stage whose output is not in the store, and then a release.
///
/// - Throws: a fault that kept the run from starting; one that came later is in the summary, since the ledger and
///   the rejects are written all the same.
public func runPipeline(
  _ options: RunOptions, stop: StopRequest, report: @escaping @Sendable (RunEvent) -> Void
) throws(RunFault) -> RunSummary {
  let started = ContinuousClock.now
  let processorStarted = ProcessorTime.ofProgram
  try takeFolder(options.state)
  try takeFolder("runs", in: options.state)
  try takeFolder("store", in: options.state, depth: 2)
  let lock = try RunLock(path: "\(options.state)/lock", holder: options.holder)
  defer { withExtendedLifetime(lock) {} }
  let release = Release(output: options.output)
  try Ledger(state: options.state).finishRollback(release)
  let ledger = Ledger(state: options.state, current: release)
  let preparation: Preparation
  var outputLock: RunLock?
  defer { withExtendedLifetime(outputLock) {} }
  do throws(RunFault) {
    preparation = try prepare(options, ledger: ledger)
    if options.makesPseudonyms, preparation.lacksPseudonymKey {
      throw .usage(.pseudonymKey(.none))
    }
    try preparation.files.cache.save(state: options.state)
    if options.stages.isEmpty {
      outputLock = try release.take(for: preparation.pipeline.name, holder: options.holder)
      ledger.settle(release)
    }
  } catch {
    let fault = error
    do throws(RunFault) {
      try ledger.save(refusedRun(options, ledger, fault, seconds: seconds(since: started)))
    } catch {
      throw .several([fault, error])
    }
    throw fault
  }
  let wanted = try wantedStages(options, preparation)
  var results = preparation.reusable(among: wanted, force: options.force)
  var toRun = wanted.filter { results[$0] == nil }
  let newest = ledger.newest(of: preparation.pipeline.name)
  report(
    .planned(
      stages: wanted.count, reused: results.count, expectedSeconds: newest.seconds(of: toRun)))
  var reasons = differences(preparation, ledger: ledger, toRun: toRun, force: options.force)
  var ran: Set<StageName> = []
  var madeAnew: Set<StageName> = []
  let needed = NeededDeliveries(preparation.pipeline)
  let before = ledger.newestRelease(
    of: preparation.pipeline.name, before: preparation.parameters.referenceDate.adding(days: 1))
  let unreadableRuns = ledger.unreadable(downTo: before)
  while true {
    let scheduler = Scheduler(
      graph: preparation.graph, toRun: toRun, parameters: preparation.parameters,
      store: preparation.store, needed: needed,
      future: FutureRows(preparation.pipeline, preparation.parameters),
      reusedStages: Set(results.keys),
      mayTakeOver: !options.force && madeAnew.isEmpty,
      expectedRows: newest?.rows ?? [:],
      jobs: options.jobs, runStarted: started, stop: stop, report: report)
    let outcome = runStages(scheduler, reusing: results)
    results = outcome.results
    ran.formUnion(toRun)
    let finish = RunFinish(
      options: options, preparation: preparation, ledger: ledger, wanted: wanted,
      results: results, failed: Set(outcome.failed), ran: ran, reasons: reasons,
      seconds: seconds(since: started),
      processorSeconds: ProcessorTime.ofProgram - processorStarted,
      before: before, unreadableRuns: unreadableRuns, report: report)
    let summary = finish.publish(fault: overallFault(outcome.faults, stop: stop), stop: stop)
    // What the store was trusted to have and cannot give is made anew, and of nothing that lies there, but each only once: a disk may fail for
    // good.
    let unreadable = summary.fault.map { unreadableOutputs($0, preparation.store, results) } ?? []
    guard !unreadable.isEmpty, madeAnew.isDisjoint(with: unreadable) else {
      return finish.record(summary)
    }
    madeAnew.formUnion(unreadable)
    for name in unreadable {
      results[name] = nil
      reasons[name] = .unreadable
    }
    toRun = wanted.filter { results[$0] == nil }
  }
}

/// Runs stages, unless what is reused refuses the night already.
private func runStages(
  _ scheduler: Scheduler, reusing results: [StageName: StageResult]
) -> (results: [StageName: StageResult], failed: [StageName], faults: [RunFault]) {
  let refusals =
    results.values.compactMap {
      $0.record.refusal ?? scheduler.practiceLimits.fault(after: $0.record)
        ?? scheduler.future.fault(after: $0.record)
    }
    + [scheduler.needed.fault(in: results)].compactMap { $0 }
  guard refusals.isEmpty else { return (results, [], refusals) }
  let outcome = scheduler.run(reused: results)
  let faults = outcome.faults.map { $0.1 }
  // A run that ends early tells what is wrong with every feed all the same.
  let told = Set(outcome.faults.map { $0.0 })
  let unheld =
    faults.isEmpty
    ? []
    : scheduler.practiceLimits.faults(in: outcome.results, told: told)
  return (outcome.results, outcome.faults.map { $0.0 }, faults + unheld)
}

/// The stages whose outputs in the store a run could not read back.
private func unreadableOutputs(
  _ fault: RunFault, _ store: Store, _ results: [StageName: StageResult]
) -> [StageName] {
  switch fault {
  case .several(let faults): distinct(faults.flatMap { unreadableOutputs($0, store, results) })
  case .storeUnreadable(let path):
    [store.output(ofPath: path)].compactMap { output in
      // An output of an earlier night is nothing that this one makes.
      guard let output, results[output.stage]?.record.fingerprint.hash == output.fingerprint
      else { return nil }
      return output.stage
    }
  default: []
  }
}

/// A run that did not get as far as its first stage, so that the ledger has every night.
private func refusedRun(
  _ options: RunOptions, _ ledger: Ledger, _ fault: RunFault, seconds: Double
) -> RunEntry {
  let file = options.pipeline.split(separator: "/").last.map { String($0) } ?? options.pipeline
  var entry = RunEntry(
    id: ledger.freeName(startedAt: options.startedAt, output: options.output),
    pipeline: String(file.prefix { $0 != "." }),
    referenceDate: (options.referenceDate ?? options.today).description,
    startedAt: options.startedAt, seconds: seconds, version: programVersion,
    exitCode: fault.exitCode.rawValue, isReleased: false, stages: [], feeds: [], lists: [],
    findings: [], practicesLeftOut: [])
  entry.fault = message(for: fault)
  return entry
}

/// The stages that a run is asked for with what they need, or all.
///
/// - Throws: `usage` for a stage that the pipeline does not have.
package func wantedStages(_ options: RunOptions, _ preparation: Preparation) throws(RunFault)
  -> Set<StageName>
{
  let names = preparation.graph.stages.map { $0.name }
  guard !options.stages.isEmpty else { return Set(names) }
  let wanted = options.stages.flatMap { stage in
    stage == .allFeatures ? names.filter { $0.isFeatures } : [stage]
  }
  for stage in wanted where !names.contains(stage) {
    throw .usage(
      .unknownStage(
        stage.description,
        nearest: nearest(to: stage.description, in: names.map { $0.description })))
  }
  return preparation.graph.upstream(of: wanted)
}

private func overallFault(_ faults: [RunFault], stop: StopRequest) -> RunFault? {
  if stop.isMade { return .stopped }
  return faults.count > 1 ? .several(faults) : faults.first
}

/// Why each stage is run: the first thing that differs from the last time.
package func differences(
  _ preparation: Preparation, ledger: Ledger, toRun: Set<StageName>, force: Bool
) -> [StageName: Difference] {
  var reasons: [StageName: Difference] = [:]
  guard !toRun.isEmpty else { return [:] }
  // A run of single stages has few of them, so a few runs are looked through.
  var last: [StageName: String] = [:]
  for run in ledger.newestFirst.prefix(10) where run.pipeline == preparation.pipeline.name {
    for stage in run.stages where last[stage.stage] == nil { last[stage.stage] = stage.fingerprint }
  }
  for name in toRun {
    guard let now = preparation.graph.fingerprints[name] else { continue }
    if force {
      reasons[name] = .forced
    } else if let hash = last[name],
      let before = preparation.store.record(of: name, hash)?.fingerprint
    {
      // Of the same fingerprint it would be reused, were it as it was written.
      reasons[name] = now.firstDifference(from: before) ?? .touched
    } else {
      reasons[name] = .neverRun
    }
  }
  return reasons
}
