import Expressions
import Messages
import Model
import Definitions
import FoundationEssentials
import Formats
import Health
import Parallel
import Tables

/// The end of a run: rejects, release, and after that the ledger and what is cleared away.
struct RunFinish {
  let options: RunOptions
  let preparation: Preparation
  let ledger: Ledger
  /// The stages that were asked for.
  let wanted: Set<StageName>
  let results: [StageName: StageResult]
  /// The stages that failed.
  let failed: Set<StageName>
  let ran: Set<StageName>
  let reasons: [StageName: Difference]
  let seconds: Double
  let processorSeconds: Double
  /// The newest release of the pipeline up to tonight's reference date, before this run; nil for none.
  let before: RunEntry?
  /// The files of the ledger that the night would have looked at and that are not as they were written.
  let unreadableRuns: [String]

  /// Told when the release is current.
  let report: @Sendable (RunEvent) -> Void

  /// Writes the rejects, and publishes what was made where it is whole and nobody asks for a stop before it is current.
  func publish(fault: RunFault?, stop: StopRequest) -> RunSummary {
    var entry = makeEntry(fault: fault)
    var fault = fault
    if options.stages.isEmpty { review(&entry, &fault) }
    var summary = RunSummary(
      entry: entry, release: nil, rejects: "\(ledger.folder(of: entry.id))/rejects",
      current: nil, isUnchanged: false,
      stageOutputs: options.stages.compactMap { output(of: $0) },
      staleFeeds: staleFeeds(entry), before: before,
      lostLists: preparation.lostLists, unreadableRuns: unreadableRuns,
      startedLater: ledger.newest(after: options.startedAt), fault: fault)
    summary.changedPseudonyms = changedPseudonyms(entry)
    do throws(RunFault) {
      try writeRejects(of: entry)
      if fault == nil {
        if options.stages.isEmpty { try publish(&summary, stop) } else { try endAsking(stop) }
      }
    } catch {
      // What was wrong with the delivery is told as well as what kept this run from saying so.
      summary.add(error)
    }
    return summary
  }

  /// The key of tonight's pseudonyms and the one before it, where they differ: between them there may have been releases without any.
  private func changedPseudonyms(_ entry: RunEntry) -> ChangedPseudonyms? {
    let earlier = ledger.newestFirst.first {
      $0.pipeline == entry.pipeline && $0.isInForce && $0.pseudonymKey != nil
    }
    return earlier.flatMap { entry.changedPseudonyms(since: $0) }
  }

  /// Holds the night against what is expected of it; where it is too far from that, nothing is published.
  private func review(_ entry: inout RunEntry, _ fault: inout RunFault?) {
    let notes = DeliveryReview(
      preparation: preparation, results: results, before: before,
      ledger: ledger, entry: entry,
      accepted: options.accepted, expectation: preparation.pipeline.expectation
    ).notes
    entry.delivery = notes
    entry.accepted = options.accepted.isEmpty ? nil : options.accepted
    let refused = notes.filter { $0.grade == .refused }
    guard fault == nil, !refused.isEmpty else { return }
    let night = RunFault.unexpectedNight(refused)
    fault = night
    entry.exitCode = night.exitCode.rawValue
  }

  private func output(of stage: StageName) -> String? {
    guard let fingerprint = preparation.graph.fingerprints[stage],
      let record = results[stage]?.record
    else { return nil }
    let folder = preparation.store.folder(of: stage, fingerprint.hash)
    return record.tables.first.map { "\(folder)/\($0.name).arrow" } ?? folder
  }

  /// Puts the run into the ledger, and clears away what nothing to keep uses any more.
  ///
  /// A release that is current by now stays so, whatever happens here.
  func record(_ summary: RunSummary) -> RunSummary {
    var summary = summary
    summary.entry.fault = summary.fault.map { message(for: $0) }
    do throws(RunFault) {
      // Before the ledger: a run that is cut in between is completed by the next, which adds its line too.
      if summary.isPublished { noteInTrail(&summary) }
      try ledger.save(
        summary.entry, inputs: results.mapValues { $0.record.inputs })
      summary.page = ledger.page(of: summary.entry.id)
      ledger.didPublish(summary.entry.id)
      if summary.isPublished { summary.space = clearAway(after: summary.entry) }
    } catch {
      summary.add(error)
    }
    if summary.isPublished {
      summary.page = Release(output: options.output).firstPage ?? summary.page
    }
    return summary
  }

  /// Adds a line to the audit trail; where that cannot be done the ledger gets its run all the same.
  private func noteInTrail(_ summary: inout RunSummary) {
    do throws(RunFault) {
      try ledger.add(
        AuditLine(
          summary.isUnchanged ? "release-unchanged" : "release", at: options.startedAt,
          by: options.holder, of: summary.entry))
    } catch {
      summary.add(error)
    }
  }

  /// Takes no stop any more.
  ///
  /// - Throws: `stopped` where somebody has asked for one.
  private func endAsking(_ stop: StopRequest) throws(RunFault) {
    guard stop.close() else { throw .stopped }
  }

  private func publish(_ summary: inout RunSummary, _ stop: StopRequest) throws(RunFault) {
    let release = Release(output: options.output)
    let loads = summary.entry.stages.filter { $0.stage.phase == .load }
    let handOver = HandOver(handing: preparation.pipeline.publish.value.handingOver)
    var faults: [HandingFault]
    let run: String
    if let current = release.current, isSame(current, loads) {
      try endAsking(stop)
      summary.isUnchanged = true
      run = current
      faults = release.open(run, handOver)
    } else {
      run = summary.entry.id
      var published = summary.entry
      published.outputs = outputs
      try ledger.willPublish(published, release)
      let label = Release.Label(of: summary.entry)
      faults = try release.publish(
        run, files: files(of: loads), of: preparation.store, label: label, handOver, stop)
    }
    summary.release = release.path(of: run)
    report(.published(run: run))
    summary.entry.isReleased = true
    summary.entry.release = run
    summary.entry.outputs = outputs
    summary.current = "\(options.output)/current"
    let closed = Set(faults.map(\.folder))
    faults += copy(release.path(of: run), closed: closed, &summary.entry)
    summary.entry.handed = handOver.handed(
      of: release.path(of: run), closed: closed, copies: summary.entry.copies ?? [])
    if !faults.isEmpty { throw .notHandedOver(faults) }
  }

  private var outputs: [RunEntry.OutputEntry] {
    preparation.pipeline.outputsStated.map { RunEntry.OutputEntry(of: $0.name, $0.terms) }
  }

  /// Copies the release to where its readers look for it.
  private func copy(
    _ release: String, closed: Set<String>, _ entry: inout RunEntry
  ) -> [HandingFault] {
    let copies = HandedCopies(
      handing: preparation.pipeline.publish.value.handingOver ?? HandingOver())
    let written = copies.write(
      of: release, earlier: ledger.copies(of: entry.pipeline), closed: closed)
    entry.copies = written.copies.isEmpty ? nil : written.copies
    return written.faults
  }

  private func files(of loads: [RunEntry.StageEntry]) -> [StoredFile] {
    loads.compactMap { results[$0.stage] }.flatMap { preparation.store.files(of: $0.record) }
  }

  /// Whether the release that is current now was made from the same outputs.
  private func isSame(_ current: String, _ loads: [RunEntry.StageEntry]) -> Bool {
    guard let run = ledger.run(current) else { return false }
    let before = run.stages.filter { $0.stage.phase == .load }
    guard run.pipeline == preparation.pipeline.name,
      before.map({ $0.fingerprint }) == loads.map({ $0.fingerprint })
    else { return false }
    let release = Release(output: options.output)
    // What a release says of itself is no stage's output: one that says something else is published anew too.
    let label = Release.Label(of: run)
    guard let said = release.label(of: current), said.pipeline == label.pipeline,
      said.reference_date == label.reference_date,
      said.made_of == nil || said.made_of == label.made_of
    else { return false }
    let files = loads.flatMap { results[$0.stage]?.record.files ?? [] }
    return release.holds(files, of: preparation.store, run: current)
  }

  private func makeEntry(fault: RunFault?) -> RunEntry {
    var entry = RunEntry(
      id: ledger.freeName(startedAt: options.startedAt, output: options.output),
      pipeline: preparation.pipeline.name,
      referenceDate: preparation.parameters.referenceDate.description,
      startedAt: options.startedAt, seconds: seconds, version: programVersion,
      exitCode: (fault?.exitCode ?? .done).rawValue, isReleased: false, stages: [], feeds: [],
      lists: [], findings: [], practicesLeftOut: [])
    entry.processorSeconds = processorSeconds
    entry.by = options.holder
    for stage in preparation.graph.stages {
      guard let result = results[stage.name] else { continue }
      entry.add(
        result.record, isReused: !ran.contains(stage.name),
        why: reasons[stage.name].map { sentence(for: $0) } ?? "", started: result.started,
        waitedFor: waitedFor(stage))
    }
    entry.pseudonymKey = results[.pseudonymised]?.record.facts?.pseudonymKey
    entry.unfinished = preparation.graph.stages.map(\.name)
      .filter { wanted.contains($0) && results[$0] == nil }
      .map { RunEntry.UnfinishedStage(stage: $0, hasFailed: failed.contains($0)) }
    entry.findings =
      findingsOfFiles
      + findings(of: preparation.graph.stages.compactMap { results[$0.name]?.record })
    entry.feeds = preparation.pipeline.feeds.compactMap { feedEntry($0.value.contract.name) }
    entry.note(
      results.values.reduce(into: [:]) {
        $0.merge($1.record.facts?.counts ?? [:]) { first, _ in first }
      },
      after: ledger.newestRelease(
        of: entry.pipeline, before: preparation.parameters.referenceDate))
    entry.follows = before?.id
    entry.patients = results[.population]?.record.facts?.patients
    entry.lists = preparation.pipeline.cohorts.compactMap { listEntry($0.value.name) }
    return entry
  }

  /// The stage that a stage read and that was done last in this run; nil where it was not run, or read none that was.
  private func waitedFor(_ stage: Stage) -> StageName? {
    guard results[stage.name]?.started != nil else { return nil }
    let ends = stage.inputs.compactMap { name in
      results[name].flatMap { input in
        input.started.map { (name: name, end: $0 + input.record.seconds) }
      }
    }
    return ends.max { $0.end < $1.end }?.name
  }

  /// What is wrong with the delivery's files and is no feed's.
  private var findingsOfFiles: [FindingEntry] {
    let names = preparation.files.withoutName
    guard !names.isEmpty else { return [] }
    return [
      FindingEntry(
        Finding(
          rule: Notes.fileWithoutName, grade: .warning, feed: "input",
          says: sentence(forWithoutName: names), count: names.count))
    ]
  }

  private func feedEntry(_ feed: String) -> RunEntry.FeedEntry? {
    results[StageName(.validate, feed)].map {
      RunEntry.FeedEntry(
        feed: feed, files: preparation.files.digests[feed] ?? [], $0.record,
        eventDay: eventDay(of: feed),
        referenceDate: preparation.parameters.referenceDate.description)
    }
  }

  private func eventDay(of feed: String) -> String? {
    let definition = preparation.pipeline.feeds.first { $0.value.contract.name == feed }?.value
    return definition.flatMap { $0.rules.grain == .reference ? nil : $0.eventDay }
  }

  private func listEntry(_ cohort: String) -> RunEntry.ListEntry? {
    results[StageName(cohort: cohort)].map { RunEntry.ListEntry(cohort: cohort, $0.record) }
  }

  /// Feeds whose files are byte for byte those of the newest run of an earlier reference date.
  private func staleFeeds(_ entry: RunEntry) -> [(feed: String, since: String)] {
    guard
      let before = ledger.newestRelease(
        of: entry.pipeline, before: preparation.parameters.referenceDate)
    else { return [] }
    // What has been the same for long is told as a note.
    let told = Set((entry.delivery ?? []).flatMap(\.feedsWithSameFiles))
    return entry.feeds.compactMap { feed in
      guard !feed.files.isEmpty, isPersonLevel(feed.feed), !told.contains(feed.feed),
        let files = before.feeds.first(where: { $0.feed == feed.feed })?.files,
        Set(files) == Set(feed.files),
        // A night of the past that was made with these very files is no earlier delivery.
        feed.newestEvent ?? "" <= before.referenceDate
      else { return nil }
      return (feed.feed, before.referenceDate)
    }
  }

  /// Reference feeds stay as they are for months, so only person-level feeds can be stale.
  private func isPersonLevel(_ feed: String) -> Bool {
    let definition = preparation.pipeline.feeds.first { $0.value.contract.name == feed }
    return definition?.value.rules.grain != .reference
  }

  /// Writes the rejected rows of every feed, also of a run that was refused: for the data team only.
  private func writeRejects(of entry: RunEntry) throws(RunFault) {
    let folder = "\(ledger.folder(of: entry.id))/rejects"
    removeTree(ledger.folder(of: entry.id))
    for feed in preparation.pipeline.feeds {
      let name = feed.value.contract.name
      var rows: [UInt8] = []
      for stage in [StageName(.extract, name), StageName(.validate, name)] + populationStage(name) {
        guard let result = results[stage] else { continue }
        rows += try preparation.store.rejects(of: result.record)
      }
      guard !rows.isEmpty else { continue }
      try writeFile(rejectHeader + rows, to: "\(folder)/\(name).csv")
    }
    try writeWronglyListed(to: "\(folder)/\(wronglyListedTable).csv")
  }

  /// Writes whom their networks call wrongly listed, with the rules that listed them: for the data team only.
  private func writeWronglyListed(to path: String) throws(RunFault) {
    var rows: [[String]] = []
    for cohort in preparation.pipeline.cohorts.map(\.value) {
      guard let record = results[StageName(cohort: cohort.name)]?.record,
        record.tables.contains(where: { $0.name == wronglyListedTable })
      else { continue }
      let table = try preparation.store.table(wronglyListedTable, of: record, columns: nil)
      if rows.isEmpty { rows.append(["list"] + table.names + ["eligible"]) }
      for row in 0..<table.rowCount {
        rows.append(
          [cohort.name] + table.columns.map { $0.value(at: row).map(disclosed) ?? "" }
            + [cohort.eligible.text])
      }
    }
    if !rows.isEmpty { try writeFile(csv(rows), to: path) }
  }

  private func populationStage(_ feed: String) -> [StageName] {
    feed == preparation.pipeline.population?.value.feed ? [.population] : []
  }

  /// Clears away stages, runs' rejects and releases that no run to keep uses; says what did not fit into what they may take.
  private func clearAway(after entry: RunEntry) -> SpaceTaken? {
    let release = Release(output: options.output)
    let publish = preparation.pipeline.publish.value
    // The newest earlier release stays, since tonight's lists say who is new against it.
    let earlier = ledger.newestRelease(
      of: entry.pipeline, before: preparation.parameters.referenceDate)
    let needed = Set([entry.id, release.current, earlier?.id].compactMap { $0 })
    var retention = Retention(
      tonight: entry, before: ledger.newestFirst, releases: publish.runsKept, needed: needed)
    let space = publish.bytesKept.flatMap { limit in
      var footprint = Footprint()
      return retention.hold(bytes: limit, needed: needed.union(standing(entry))) { run in
        let folders = [ledger.folder(of: run.id), release.path(of: run.releaseName)]
        guard folders.contains(where: { fileStatus($0) != nil }) else { return nil }
        let stages = run.stages.map { preparation.store.folder(of: $0.stage, $0.fingerprint) }
        return (stages + folders).reduce(0) { $0 + footprint.count($1) }
      }
    }
    preparation.store.prune(
      keeping: Set(
        retention.kept.flatMap { run in run.stages.map { "\($0.stage)/\($0.fingerprint)" } }))
    for run in retention.removed { removeTree(ledger.folder(of: run)) }
    // A night that changed nothing has the release of an earlier run.
    let releases = Set(retention.kept.map(\.releaseName))
    release.remove(retention.removed.filter { !releases.contains($0) })
    return space
  }

  /// The runs of the pipeline that other nights and commands rest on, however little room there is: the one that tonight was held against,
  /// the one that a rollback takes, and the one of the latest day, if tonight makes a day gone by again.
  private func standing(_ entry: RunEntry) -> Set<String> {
    let last = Day(year: 9_999, month: 12, day: 31)
    let runs = [
      entry.follows.flatMap { ledger.run($0) }, ledger.releaseInForce(of: entry.pipeline),
      last.flatMap { ledger.newestRelease(of: entry.pipeline, before: $0) },
    ].compactMap { $0 }
    return Set(runs.map(\.id))
  }
}

/// A value as the data team's own files write it.
private func disclosed(_ value: Value) -> String {
  switch value {
  case .identifier(let number): number.disclosed
  case .pseudonym(let pseudonym): pseudonym.disclosed
  default: text(of: value)
  }
}

extension DeliveryNote {
  /// The feeds that it names for their files having been the same for long.
  fileprivate var feedsWithSameFiles: [String] {
    if case .sameFiles(let feeds) = what { feeds.map(\.feed) } else { [] }
  }
}

/// The version of the program, as the ledger and `--version` print it.
public let programVersion = "0.1.0"
