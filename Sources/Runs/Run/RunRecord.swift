import Messages
package import Formats
import Model
import Tables

/// The ledger as other programs read it: every run, oldest first, and which release is current.
///
/// - Shape: `docs/run.schema.json`.
package func ledgerRecord(of ledger: Ledger, current: String?) -> JSONValue {
  let runs = Array(ledger.newestFirst).reversed()
  let byName = Dictionary(runs.map { ($0.id, $0) }) { first, _ in first }
  return [
    "schema": .integer(recordVersion),
    "current": text(current),
    "runs": .list(
      runs.map { run in runRecord(of: run, after: run.follows.flatMap { byName[$0] }) }),
    "unreadable": texts(ledger.unreadable),
  ]
}

/// A run as other programs read it, in the file `run.json`.
///
/// Nobody's data is in it: stages, counts, rules and names of files. `before` is the run of the release that it was held against.
///
/// - Shape: `docs/run.schema.json`.
/// - Missing: null.
package func runRecord(of run: RunEntry, after before: RunEntry?) -> JSONValue {
  [
    "schema": .integer(recordVersion),
    "run": .text(run.id),
    "pipeline": .text(run.pipeline),
    "reference_date": .text(run.referenceDate),
    "started_at": text(run.start?.description),
    "seconds": .decimal(run.seconds),
    "processor_seconds": run.processorSeconds.map { .decimal($0) } ?? .null,
    "version": .text(run.version),
    "exit_code": .integer(Int(run.exitCode)),
    "fault": text(run.fault),
    "published": .boolean(run.isReleased),
    "release": text(run.isReleased ? run.release ?? run.id : nil),
    "follows": text(run.follows),
    "withdrawn_at": text(run.withdrawnAt.flatMap { UTCTime(compact: $0) }?.description),
    "restored_at": texts(
      (run.restoredAt ?? []).compactMap { UTCTime(compact: $0)?.description }),
    "people": number(run.patients.map { $0.values.reduce(0, +) }),
    "stages": .list(run.stages.map(record)),
    "unfinished": run.unfinished.map { .list($0.map(record)) } ?? .null,
    "feeds": .list(run.feeds.map(record)),
    "findings": .list(run.findings.map { record(of: $0, run) }),
    "notes": .list((run.delivery ?? []).map(record)),
    "lists": .list(run.lists.map { record(of: $0, before) }),
    "left_out": texts(run.practicesLeftOut),
    "accepted": .list(
      (run.accepted ?? [:]).sorted { $0.key < $1.key }.map {
        ["list": .text($0.key), "reason": .text($0.value)]
      }),
    "outputs": run.outputs.map { .list($0.map(record)) } ?? .null,
    "pseudonym_key": text(run.pseudonymKey),
    "handed_over": .list((run.handed ?? []).map(record)),
  ]
}

/// The version of the form: raised when a program that read it would not read it any more.
private let recordVersion = 1

private func record(_ stage: RunEntry.StageEntry) -> JSONValue {
  [
    "stage": .text(stage.stage.description),
    "reused": .boolean(stage.isReused),
    "why": text(stage.isReused || stage.why.isEmpty ? nil : stage.why),
    // Of a stage that is reused the seconds are those of the run that ran it.
    "seconds": .decimal(stage.seconds),
    "processor_seconds": stage.processorSeconds.map { .decimal($0) } ?? .null,
    "started_after": stage.started.map { .decimal($0) } ?? .null,
    "waited_for": text(stage.waitedFor?.description),
    "rows": number(stage.rows),
    "fingerprint": .text(stage.fingerprint),
  ]
}

private func record(_ stage: RunEntry.UnfinishedStage) -> JSONValue {
  ["stage": .text(stage.stage.description), "failed": .boolean(stage.hasFailed)]
}

private func record(_ output: RunEntry.OutputEntry) -> JSONValue {
  [
    "output": .text(output.output),
    "purpose": .text(output.purpose),
    "lawful_basis": .text(output.lawfulBasis),
    "recipients": .text(output.recipients),
    "opt_outs_left_out": texts(output.leavesOut),
  ]
}

private func record(_ feed: RunEntry.FeedEntry) -> JSONValue {
  [
    "feed": .text(feed.feed),
    "rows": .integer(feed.rows),
    "rejected": .integer(feed.rejected),
    "accepted": number(feed.accepted),
    "newest_date": text(feed.newest),
    "files": .list(
      feed.files.map {
        ["name": .text($0.name), "sha256": .text($0.digest), "bytes": .integer($0.bytes)]
      }),
  ]
}

private func record(of finding: FindingEntry, _ run: RunEntry) -> JSONValue {
  let rows = run.feeds.first { $0.feed == finding.feed }?.rows
  return [
    "rule": .text(finding.rule),
    "feed": .text(finding.feed),
    "grade": .text(finding.grade),
    "verdict": text(Grade(rawValue: finding.grade).map { verdict(of: $0) }),
    "says": .text(finding.says),
    "count": .integer(finding.count),
    "of_rows": number(finding.countsRows == true ? rows : nil),
    "organisations": texts(finding.organisations),
  ]
}

private func record(_ note: DeliveryNote) -> JSONValue {
  [
    "grade": .text(note.grade.rawValue),
    "says": .text(sentence(for: note)),
    "lists": texts(note.lists),
  ]
}

private func record(of list: RunEntry.ListEntry, _ before: RunEntry?) -> JSONValue {
  let earlier = before?.lists.first { $0.cohort == list.cohort }
  return [
    "list": .text(list.cohort),
    "people": .integer(list.total),
    "people_before": number(earlier?.total),
    "due_soon": number(list.dueSoon),
    "networks": .list(
      Set(list.people.keys).union(earlier?.people.keys.map { $0 } ?? []).sorted().map {
        .object([
          .init(PersonVocabulary.network, .text($0)),
          .init("people", .integer(list.people[$0] ?? 0)),
          .init("people_before", number(earlier?.people[$0] ?? (earlier == nil ? nil : 0))),
        ])
      }),
  ]
}

private func record(_ handed: RunEntry.HandedEntry) -> JSONValue {
  ["folder": .text(handed.folder), "group": text(handed.group), "copy": text(handed.copy)]
}

private func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
private func number(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }
private func texts(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }
