import Health
import Messages
import Model
import Expressions
import Parallel
import Tables

/// Runs stages concurrently, each after all that it reads.
struct Scheduler: Sendable {
  /// The stages to run, each after all that it reads.
  let graph: StageGraph
  /// Which of them to run; the others are in the store.
  let toRun: Set<StageName>
  /// The values that conditions may use.
  let parameters: RunParameters
  /// Where outputs lie.
  let store: Store
  /// The feeds without which the run must not go on.
  let needed: NeededDeliveries
  /// Which feeds may not have too many rows of days to come.
  let future: FutureRows
  /// Which limits nobody holds by practice tonight.
  var practiceLimits: HeldLimits { HeldLimits(stages: toRun.union(reusedStages)) }
  /// Which stages the store has.
  let reusedStages: Set<StageName>
  /// Whether stages may take over parts of their earlier outputs.
  let mayTakeOver: Bool
  /// The rows of each stage's output in the run before, for the progress bars.
  let expectedRows: [StageName: Int]
  /// How many stages run side by side at the most.
  let jobs: Int
  /// When the run started.
  let runStarted: ContinuousClock.Instant
  /// Whether the run shall stop.
  let stop: StopRequest
  /// Told what happens, on the caller's thread.
  let report: @Sendable (RunEvent) -> Void

  private enum Message: Sendable {
    case done(StageName, Result<StageResult, RunFault>)
    case tick
  }

  /// Runs the stages and says which could not be done, in the order of the graph.
  ///
  /// All state of the run is local to this function: no lock guards it, because nothing else can see it. When a
  /// stage fails, feeds are still extracted and validated, so that one run tells all that is wrong with them;
  /// nothing later is started.
  func run(reused: [StageName: StageResult]) -> (
    results: [StageName: StageResult], faults: [(StageName, RunFault)]
  ) {
    let inbox = Mailbox<Message>()
    let workers = (0..<jobs).map { Worker(label: "phm.stage.\($0)") }
    var free = Array(workers.indices.reversed())
    var results = reused
    var waiting = graph.inTurn.filter { toRun.contains($0) }
    var running: [StageName: (worker: Int, counter: RowCounter, started: ContinuousClock.Instant)] =
      [:]
    var faults: [StageName: RunFault] = [:]
    let stages = graph.stages.filter { toRun.contains($0.name) }
    var readers = ReadersLeft(among: stages)
    // How many inputs each stage that waits still lacks.
    var lacking: [StageName: Int] = [:]
    var readersOf: [StageName: [StageName]] = [:]
    for stage in stages {
      lacking[stage.name] = stage.inputs.count { results[$0] == nil }
      for input in stage.inputs { readersOf[input, default: []].append(stage.name) }
    }
    for name in reused.keys { readers.letGo(of: name, in: &results) }
    var eventRows = EventRows()
    var classes = PersonClasses()
    let shared = SharedWork(for: toRun)
    let ticker = Ticker { inbox.send(.tick) }
    defer { ticker.stop() }

    while true {
      if stop.isMade { waiting = [] }
      while let worker = free.last,
        let index = nextStage(
          waiting, lacking, results,
          areChecked: faults.isEmpty && !(waiting + running.keys).contains { $0.phase.checksFeeds }),
        let stage = graph[waiting[index]]
      {
        free.removeLast()
        waiting.remove(at: index)
        let counter = RowCounter()
        running[stage.name] = (worker, counter, .now)
        report(.started(stage.name))
        // No stage that writes the release counts persons or looks at events: what was kept for those that do makes room.
        if stage.name.phase == .load { (classes, eventRows) = (PersonClasses(), EventRows()) }
        var inputs: [StageName: StageResult] = [:]
        for name in stage.inputs {
          inputs[name] = results[name]
          guard stage.name.phase == .load else { continue }
          inputs[name]?.memory = nil
          inputs[name]?.shared = shared
        }
        let context = StageContext(
          stage: stage, inputs: inputs, columnKeys: graph.columnKeys(of: stage.inputs),
          parameters: parameters, eventRows: eventRows, classes: classes, shared: shared,
          counter: counter,
          stop: stop, store: store, mayTakeOver: mayTakeOver)
        let fingerprint = graph.fingerprints[stage.name]
        workers[worker].start {
          inbox.send(.done(stage.name, execute(context, fingerprint, runStarted)))
        }
      }
      if running.isEmpty { break }
      switch inbox.receive() {
      case .tick:
        report(.progress(progress(of: running)))
      case .done(let name, let result):
        if let entry = running.removeValue(forKey: name) {
          free.append(entry.worker)
          switch result {
          case .success(let output):
            results[name] = output
            for reader in readersOf[name] ?? [] { lacking[reader, default: 0] -= 1 }
            report(.finished(name, seconds: output.record.seconds, rows: output.record.rowCount))
            let fault =
              output.record.refusal ?? practiceLimits.fault(after: output.record) ?? future.fault(
                after: output.record)
              ?? needed.fault(after: name, in: results)
            if let fault { faults[name] = fault }
          case .failure(let fault):
            faults[name] = fault
            report(.failed(name, fault))
          }
        }
        if let stage = graph[name] { readers.end(stage, in: &results) }
      }
    }
    return (
      results, graph.stages.compactMap { stage in faults[stage.name].map { (stage.name, $0) } }
    )
  }

  /// The first of those that wait in their turn which may start; `areChecked` says that all feeds are and that nothing failed.
  private func nextStage(
    _ waiting: [StageName], _ lacking: [StageName: Int], _ results: [StageName: StageResult],
    areChecked: Bool
  ) -> Int? {
    // What may be refused is not gone on with until that is known: so what a refused night has done does not depend on which of its feeds
    // were checked first.
    let undecided = practiceLimits.undecided(in: results)
    let deciding = undecided.isEmpty ? [] : graph.upstream(of: undecided)
    return waiting.firstIndex { name in
      guard lacking[name] == 0 else { return false }
      return name.phase.checksFeeds
        || areChecked && (undecided.isEmpty || deciding.contains(name))
    }
  }

  private func progress(
    of running: [StageName: (worker: Int, counter: RowCounter, started: ContinuousClock.Instant)]
  ) -> [StageProgress] {
    running.sorted { graph.isBefore($0.key, $1.key) }.map { name, entry in
      StageProgress(
        stage: name, rows: entry.counter.rows, expectedRows: expectedRows[name],
        seconds: seconds(since: entry.started))
    }
  }
}

/// Performs a stage and puts its output into the store.
private func execute(
  _ context: StageContext, _ fingerprint: Fingerprint?, _ runStarted: ContinuousClock.Instant
) -> Result<StageResult, RunFault> {
  ProcessorTime.counted { processorTime in
    Result { () throws(RunFault) in
      guard let fingerprint else { throw .ourMistake("\(context.stage.name) has no fingerprint") }
      if context.stop.isMade { throw .stopped }
      let started = ContinuousClock.now
      let output = try perform(context)
      let record = try context.store.save(
        output, of: context.stage, fingerprint: fingerprint, started: started,
        processorTime: processorTime)
      let kept = output.tables.filter { !output.storedOnly.contains($0.name) }
      let memory = Dictionary(uniqueKeysWithValues: kept.map { ($0.name, $0.table) })
      return StageResult(
        record: record, store: context.store, memory: memory,
        started: seconds(from: runStarted, to: started))
    }
  }
}

/// Does a stage's work.
private func perform(_ context: StageContext) throws(RunFault) -> StageOutput {
  switch context.stage.work {
  case .extract(let feed, let files): try performExtract(feed, files, context)
  case .validate(let feed, let limits): try performValidate(feed, limits: limits, context)
  case .reconcile(let definition, let people, let released):
    try performReconcile(definition, people, released: released, context)
  case .completeness(let feed, let vocabulary, let columns, let history, let isExcepted):
    try performCompleteness(
      feed, vocabulary, columns: columns, history: history, isExcepted: isExcepted, context)
  case .personValues(let feed, let people, let columns, let lookups, let isExcepted):
    try performPersonValues(
      feed, people, columns: columns, lookups: lookups, isExcepted: isExcepted, context)
  case .listParts(let cohorts, let vocabulary, let limit):
    try performListParts(cohorts, vocabulary, limit: limit, context)
  case .pathways(let work): try performPathways(work, context)
  case .person(let step, let released):
    try performPerson(step, released: released, context)
  case .published(let definition, let proportion):
    try performPublished(definition, proportion, context)
  case .area(let definition): try performArea(definition, context)
  case .lists(let work): try performLists(work, context)
  case .pages(let work): try performPages(work, context)
  case .workbooks(let work, let workbook): try performWorkbooks(work, workbook, context)
  case .system(let work): try performSystem(work, context)
  case .pseudonymised(let work): try performPseudonymised(work, context)
  case .warehouse(let lists, let system): try performWarehouse(lists, system, context)
  }
}

extension StageRecord {
  /// The rows of the output's first table, or nil where it has none.
  package var rowCount: Int? { stage.phase == .load ? nil : tables.first?.rows }

  /// Why the run must not go on to the lists, or nil where it may.
  var refusal: RunFault? {
    let refusals = (facts?.checked?.refusals ?? []) + (facts?.completeness?.refusals ?? [])
    return refusals.isEmpty ? nil : .threshold(refusals)
  }
}

/// Seconds since an instant.
func seconds(since start: ContinuousClock.Instant) -> Double {
  seconds(from: start, to: .now)
}

/// Seconds from one instant to another.
func seconds(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) -> Double {
  let elapsed = (end - start).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
}
