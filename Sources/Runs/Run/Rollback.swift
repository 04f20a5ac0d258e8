public import Messages
import Definitions
import Formats
import FoundationEssentials
import Glibc
import Model

/// What a rollback is asked to do.
public struct RollbackOptions: Sendable {
  /// The run whose release is to be current again; `previous` is the one before the release that is.
  public var run: String
  /// The pipeline's file, which says who may read the release.
  public var pipeline: String
  /// Where releases are.
  public var output: String
  /// Where the store, the ledger and the lock are.
  public var state: String
  /// When the command was given, as `yyyyMMddTHHmmssZ`.
  public var startedAt: String
  /// Who gave the command and where, for the lock.
  public var holder: String

  /// Takes the words of a command line, the clock and the host.
  public init(
    run: String, pipeline: String, output: String, state: String, startedAt: String, holder: String
  ) {
    self.run = run
    self.pipeline = pipeline
    self.output = output
    self.state = state
    self.startedAt = startedAt
    self.holder = holder
  }
}

/// What a rollback did.
public struct RollbackSummary: Sendable {
  /// The run whose release is current now.
  public var run: RunEntry
  /// The runs whose releases were taken back, oldest first; none where the release was current before.
  public var withdrawn: [RunEntry]
  /// The page to open, or the link that leads to the folder where the release has none.
  public var page: String
  /// The secrets of the pseudonyms of this release and of the one that was current, where they differ; nil where they do not.
  public var changedPseudonyms: ChangedPseudonyms?
  /// What could not be done once the release was current; nil where all was.
  public var fault: RunFault?
}

/// Makes an earlier release current again.
///
/// The releases after it are taken back: they stay on the disk, and nothing that later nights are held against comes from them.
///
/// - Throws: `definitions`, `locked`, `usage` for a run that is unknown, of another pipeline, has no release or one that is not whole;
///   what comes once the link is swapped is in the summary.
public func rollBack(_ options: RollbackOptions) throws(RunFault) -> RollbackSummary {
  let pipeline: PipelineDefinition
  do {
    pipeline = try loadPipeline(at: options.pipeline)
  } catch {
    throw .definitions(error)
  }
  guard fileStatus("\(options.state)/runs") != nil else {
    throw .usage(.unknownRun(options.run, nearest: nil))
  }
  // A folder that is not there has no release, and none is made.
  guard fileStatus("\(options.output)/releases") != nil else {
    throw .usage(.releaseGone(options.run))
  }
  try takeFolder(options.state)
  let lock = try RunLock(path: "\(options.state)/lock", holder: options.holder)
  defer { withExtendedLifetime(lock) {} }
  let release = Release(output: options.output)
  let outputLock = try release.take(for: pipeline.name, holder: options.holder)
  defer { withExtendedLifetime(outputLock) {} }
  try Ledger(state: options.state).finishRollback(release)
  let ledger = Ledger(state: options.state, current: release)
  ledger.settle(release)
  let target = try ledger.runToRestore(options.run, of: pipeline.name, release)
  return try Rollback(
    ledger: ledger, release: release, target: target, startedAt: options.startedAt,
    holder: options.holder,
    handing: pipeline.publish.value.handingOver
  ).carryOut()
}

private struct Rollback {
  let ledger: Ledger
  let release: Release
  let target: RunEntry
  let startedAt: String
  let holder: String
  let handing: HandingOver?

  func carryOut() throws(RunFault) -> RollbackSummary {
    let name = target.releaseName
    let handOver = HandOver(handing: handing)
    let earlier = release.current.flatMap { ledger.run($0) }
    let wasCurrent = release.current == name && target.isInForce
    try ledger.willRollBack(to: target.id, at: startedAt, by: holder, release)
    let faults = try release.restore(name, handOver)
    var summary = RollbackSummary(
      run: target, withdrawn: [], page: release.firstPage ?? "\(release.output)/current",
      changedPseudonyms: earlier.flatMap { target.changedPseudonyms(since: $0) }, fault: nil)
    do throws(RunFault) {
      let written = HandedCopies(handing: handing ?? HandingOver()).write(
        of: release.path(of: name), earlier: earlier.map { ledger.copies(of: $0.pipeline) } ?? [],
        closed: Set(faults.map(\.folder)))
      let handed = handOver.handed(
        of: release.path(of: name), closed: Set(faults.map(\.folder)), copies: written.copies)
      summary.withdrawn = try ledger.record(
        rollbackTo: target, at: wasCurrent ? nil : startedAt, handed: handed,
        copies: written.copies)
      summary.run = ledger.reread(target.id) ?? target
      try ledger.add(AuditLine("rollback", at: startedAt, by: holder, of: summary.run))
      ledger.didRollBack(to: target.id)
      let all = faults + written.faults
      if !all.isEmpty { throw .notHandedOver(all) }
    } catch {
      summary.fault = .afterRollingBack(error)
    }
    return summary
  }
}

extension RunEntry {
  /// The name of the folder of its release.
  var releaseName: String { release ?? id }

  /// The secrets of its pseudonyms and of another run's, where both have some and they differ.
  func changedPseudonyms(since earlier: RunEntry) -> ChangedPseudonyms? {
    guard let now = pseudonymKey, let before = earlier.pseudonymKey, before != now else {
      return nil
    }
    return ChangedPseudonyms(now: now, before: before, referenceDate: earlier.referenceDate)
  }
}

extension Release {
  /// Makes a release that is there current, and hands its folders over again.
  ///
  /// - Returns: the folders that could not be handed to those who are to read them.
  fileprivate func restore(_ run: String, _ handOver: HandOver) throws(RunFault) -> [HandingFault] {
    let faults = handOver.open(path(of: run))
    try flushed(path(of: run)) { () throws(FileFault) in try flushFileSystem(of: path(of: run)) }
    try makeCurrent(run)
    openWay(to: run, handOver)
    return faults
  }
}

extension Ledger {
  /// The run whose release is to be current again, which is whole.
  fileprivate func runToRestore(
    _ name: String, of pipeline: String, _ release: Release
  ) throws(RunFault) -> RunEntry {
    let current = release.current
    let earlier = newestFirst.lazy.filter {
      $0.isInForce && $0.pipeline == pipeline && $0.releaseName != current
    }
    let found =
      name == "previous" ? earlier.first { _ in true } : names.contains(name) ? run(name) : nil
    guard let found else { throw .usage(.unknownRun(name, nearest: nearest(to: name, in: names))) }
    guard found.pipeline == pipeline else {
      throw .usage(.runOfOther(found.id, pipeline: found.pipeline))
    }
    guard found.isReleased else { throw .usage(.nothingReleased(found.id)) }
    guard release.label(of: found.releaseName) != nil else {
      throw .usage(.releaseGone(found.id))
    }
    try check(found, release)
    return found
  }

  /// Holds every file of a release against what was made: whoever opens it again trusts it.
  private func check(_ run: RunEntry, _ release: Release) throws(RunFault) {
    let store = Store(state: state)
    let loads = run.stages.filter { $0.stage.phase == .load }
    guard !loads.isEmpty else { throw .usage(.releaseNotWhole(run.id, file: nil)) }
    for load in loads {
      guard let record = store.record(of: load.stage, load.fingerprint) else {
        throw .usage(.releaseNotWhole(run.id, file: nil))
      }
      for file in record.files {
        let path = "\(release.path(of: run.releaseName))/\(file.name)"
        guard pathKind(path) == S_IFREG, fileStatus(path)?.size == file.bytes,
          (try? sums(ofFile: path))?.digest == file.digest
        else { throw .usage(.releaseNotWhole(run.id, file: file.name)) }
      }
    }
  }

  /// Notes in the runs that one is current again and which are taken back; `at` is nil where it was current before.
  @discardableResult
  fileprivate func record(
    rollbackTo target: RunEntry, at time: String?, handed: [RunEntry.HandedEntry]?,
    copies: [String]?
  ) throws(RunFault) -> [RunEntry] {
    var withdrawn: [RunEntry] = []
    if let time {
      let later = names.drop { $0 != target.id }.dropFirst()
      for name in later {
        guard var run = run(name), run.isInForce, run.pipeline == target.pipeline,
          run.releaseName != target.releaseName
        else { continue }
        run.withdrawnAt = time
        try saveAgain(run)
        withdrawn.append(run)
      }
    }
    var restored = target
    if let time {
      restored.withdrawnAt = nil
      restored.restoredAt = (target.restoredAt ?? []) + [time]
    }
    if let handed { restored.handed = handed }
    if let copies { restored.copies = copies.isEmpty ? nil : copies }
    try saveAgain(restored)
    return withdrawn
  }

  /// Writes the entry of a run anew; what was cleared away of the run stays so.
  private func saveAgain(_ run: RunEntry) throws(RunFault) {
    let isKept = fileStatus(folder(of: run.id)) != nil
    try save(run)
    if !isKept { removeTree(folder(of: run.id)) }
  }

  /// A run as its file has it now.
  fileprivate func reread(_ run: String) -> RunEntry? { Ledger(state: state).run(run) }
}

/// What is to be put right where a rollback was cut between the link and the ledger.
private struct RollbackMark: Codable {
  var output: String
  var at: String
  var by: String?
}

extension Ledger {
  private func rollbackMark(of run: String) -> String { "\(state)/runs/\(run).rollback" }

  /// Notes that a release is about to be current again.
  fileprivate func willRollBack(
    to run: String, at time: String, by holder: String, _ release: Release
  ) throws(RunFault) {
    let output = realPath(release.output) ?? release.output
    try writeJSON(
      RollbackMark(output: output, at: time, by: holder), to: rollbackMark(of: run), kept: true)
  }

  /// Notes that the ledger has it.
  fileprivate func didRollBack(to run: String) {
    removeTree(rollbackMark(of: run))
  }

  /// Puts into the ledger what a rollback did that was cut before it could: later nights follow what is current.
  func finishRollback(_ release: Release) throws(RunFault) {
    let output = realPath(release.output) ?? release.output
    for file in folderNames("\(state)/runs") where file.hasSuffix(".rollback") {
      let name = String(file.dropLast(".rollback".count))
      guard let mark = read(RollbackMark.self, from: rollbackMark(of: name)), mark.output == output
      else { continue }
      if let run = run(name), run.releaseName == release.current {
        if run.restoredAt?.contains(mark.at) != true {
          try record(rollbackTo: run, at: mark.at, handed: nil, copies: nil)
        }
        try add(AuditLine("rollback", at: mark.at, by: mark.by, of: run))
      }
      didRollBack(to: name)
    }
  }
}
