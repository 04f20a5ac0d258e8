import Messages
import Formats

/// A release that is current and that the ledger lacks.
extension Ledger {
  /// The run of a release that is current, made from what the release and the store know; nil where the ledger has it.
  ///
  /// Only a release of this state folder is taken into its ledger: one that is made of outputs in its store, or whose run
  /// left a folder here. Of the latter the stages may be unknown by now; the run then has none, and whoever asks for its
  /// lists is told that they cannot be read back.
  func unlistedEntry(of release: Release) -> RunEntry? {
    guard let id = release.current, run(id)?.isReleased != true else { return nil }
    if let mark = read(PublishingMark.self, from: mark(of: id)),
      mark.output == outputName(release)
    {
      var entry = mark.entry
      entry.exitCode = ExitCode.afterPublishing.rawValue
      entry.isReleased = true
      entry.release = id
      return entry
    }
    guard let label = release.label(of: id) else { return nil }
    let outputs = outputs(madeInto: label)
    guard !outputs.isEmpty || fileStatus(folder(of: id)) != nil else { return nil }
    var entry = RunEntry(
      id: id, pipeline: label.pipeline, referenceDate: label.reference_date,
      startedAt: id.split(separator: "-").first.map { String($0) } ?? id, seconds: 0,
      version: label.version, exitCode: ExitCode.afterPublishing.rawValue, isReleased: true,
      stages: [], feeds: [], lists: [], findings: [], practicesLeftOut: [])
    let store = Store(state: state)
    for (stage, fingerprint) in outputs { entry.add(stage, fingerprint, as: store.record(of:_:)) }
    entry.pseudonymKey = outputs.first { $0.stage == .pseudonymised }
      .flatMap { store.record(of: $0.stage, $0.fingerprint)?.facts?.pseudonymKey }
    entry.findings = findings(of: outputs.compactMap { store.record(of: $0.stage, $0.fingerprint) })
    return entry
  }

  /// The outputs that a release was made of, in the order of the graph; none where the store lacks one that no other reads.
  ///
  /// The load stages read all others but the parts of lists, and their records name them.
  private func outputs(
    madeInto label: Release.Label
  ) -> [(stage: StageName, fingerprint: String)] {
    let store = Store(state: state)
    // Transform stages come before load stages in the graph, and these in an order of their own.
    let loads = [StageName.lists, .workbooks, .system, .pages, .pseudonymised, .warehouse].map(
      \.description)
    let ends = (label.made_of ?? [:]).sorted {
      (loads.firstIndex(of: $0.key) ?? -1, $0.key) < (loads.firstIndex(of: $1.key) ?? -1, $1.key)
    }
    var fingerprints: [String: String] = [:]
    var order: [String] = []
    for (name, fingerprint) in ends {
      guard let stage = StageName(name), let record = store.record(of: stage, fingerprint)
      else { return [] }
      let inputs = record.fingerprint.order ?? []
      // The aggregates read more than the lists do, and all in the order of the graph.
      if inputs.count > order.count { order = inputs }
      fingerprints.merge(record.fingerprint.inputs) { first, _ in first }
      fingerprints[name] = fingerprint
    }
    // One load stage may read another, which comes in its own place.
    return (order.filter { label.made_of?[$0] == nil } + ends.map { $0.key }).compactMap { name in
      guard let stage = StageName(name), let fingerprint = fingerprints[name] else { return nil }
      return (stage, fingerprint)
    }
  }
}

extension RunEntry {
  /// Adds a stage of which only the fingerprint is certain.
  fileprivate mutating func add(
    _ stage: StageName, _ fingerprint: String, as record: (StageName, String) -> StageRecord?
  ) {
    guard let found = record(stage, fingerprint) else {
      stages.append(
        StageEntry(
          stage: stage, fingerprint: fingerprint, isReused: false, why: "", rows: nil, seconds: 0))
      return
    }
    add(found, isReused: false, why: "")
    if stage == .population { patients = found.facts?.patients }
    if stage.isCohort { lists.append(ListEntry(cohort: stage.cohort, found)) }
    // A validation without an extract is one of published figures, and no feed's.
    let extract = StageName(.extract, stage.name)
    guard stage.phase == .validate,
      let before = stages.first(where: { $0.stage == extract })?.fingerprint
    else { return }
    feeds.append(
      FeedEntry(
        feed: stage.name, files: record(extract, before)?.fingerprint.files ?? [], found,
        eventDay: nil, referenceDate: referenceDate))
  }
}

/// The mark of a run that publishes: made before, taken away when the ledger has the run.
///
/// A run that was cut in between leaves it behind, and so the next one knows which release is its to settle, and what the run knew.
private struct PublishingMark: Codable {
  /// The output folder.
  var output: String
  /// The run as it was before it published.
  var entry: RunEntry
}

extension Ledger {
  private func mark(of run: String) -> String { folder(of: run) + "/publishing.json" }

  /// Notes that a run is about to publish into an output folder.
  ///
  /// The mark is on the disk before this returns, or nobody would know whose release it is were the power to go after the link was swapped.
  func willPublish(_ entry: RunEntry, _ release: Release) throws(RunFault) {
    try takePlace(entry.id)
    try makeFolder(folder(of: entry.id))
    try writeJSON(
      PublishingMark(output: outputName(release), entry: entry), to: mark(of: entry.id), kept: true)
    let runs = parentFolder(of: folder(of: entry.id))
    try flushed(runs) { () throws(FileFault) in try flushFolder(runs) }
  }

  /// Notes that the ledger has what became of a run.
  func didPublish(_ run: String) {
    removeTree(mark(of: run))
  }

  /// Puts right what a run that was cut while it published left: the ledger gets its run where the release is current,
  /// and a release that never became so is cleared away.
  ///
  /// What is cleared is gone for good, so it has to be certain that it is this state folder's: a run of it left its mark,
  /// which names this very output folder, and the ledger has no run of that name that published. A release without such
  /// a mark stays, whatever else it is: another state folder's, another pipeline's, somebody's own, or one whose entry
  /// the ledger has lost.
  func settle(_ release: Release) {
    if let completed {
      // Where that cannot be written the next run finds the release again, by its mark or its outputs.
      let line = AuditLine(
        "release-completed", at: completed.startedAt, by: completed.by, of: completed)
      try? add(line)
      guard (try? save(completed)) != nil else { return }
    }
    let current = release.current
    for run in folderNames("\(state)/runs") {
      guard let mark = read(PublishingMark.self, from: mark(of: run)),
        mark.output == outputName(release)
      else { continue }
      if run != current, self.run(run)?.isReleased != true { removeTree(release.path(of: run)) }
      didPublish(run)
    }
  }

  private func outputName(_ release: Release) -> String {
    realPath(release.output) ?? release.output
  }
}
