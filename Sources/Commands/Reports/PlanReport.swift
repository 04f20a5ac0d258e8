import Formats
import Messages
public import Runs

/// What a run would do, a line a stage.
public func report(of plan: RunPlan, width: Int? = nil) -> String {
  var table = TextTable(["stage", "what", "why"])
  for stage in plan.stages {
    table.add([
      stage.stage.description, stage.reason == nil ? "reuse" : "run",
      stage.reason.map { sentence(for: $0) } ?? "nothing it depends on has changed",
    ])
  }
  let runs = plan.stages.filter { $0.reason != nil }.count
  return
    (["\(plan.pipeline), reference date \(plan.referenceDate)", ""] + table.lines(width: width)
    + ["", "\(runs) of \(plan.stages.count) stages would be run"]).joined(separator: "\n")
}

/// What the definitions of a pipeline hold, in a line.
public func report(of summary: DefinitionSummary) -> String {
  "\(summary.pipeline): no mistakes in "
    + summary.counts.filter { $0.count > 0 }.map {
      "\($0.count) \($0.count == 1 ? String($0.kind.dropLast()) : $0.kind)"
    }.joined(separator: ", ")
    + summary.notes.map { "\nnote: \(message(for: $0))" }.joined()
}

/// How the ledger is written.
public enum RunsFormat: String, Sendable, CaseIterable {
  /// A line a run, for people.
  case table
  /// All that is kept of each, for other programs.
  case json
}

/// The ledger, newest last, and its files that are no runs.
public func report(
  of summary: RunsSummary, format: RunsFormat = .table, width: Int? = nil
) -> String {
  if format == .json { return String(decoding: summary.record.document.dropLast(), as: UTF8.self) }
  let warnings = summary.unreadable.map { sentence(forUnreadableRun: $0) }
  guard !summary.runs.isEmpty else {
    return warnings.isEmpty ? "no runs yet" : warnings.joined(separator: "\n")
  }
  var table = TextTable(
    ["run", "pipeline", "reference date", "took", "stages run", "reused", "exit", "released"],
    right: [3, 4, 5, 6])
  // A night that changed nothing published the release of an earlier one: the newest is what people opened last.
  let current = summary.runs.last {
    $0.isInForce && summary.current != nil && ($0.release ?? $0.id) == summary.current
  }?.id
  for run in summary.runs {
    table.add([
      run.id, run.pipeline, run.referenceDate, duration(run.seconds),
      "\(run.stages.filter { !$0.isReused }.count)", "\(run.stages.filter { $0.isReused }.count)",
      "\(run.exitCode)", released(run, current: current),
    ])
  }
  return (table.lines(width: width) + (warnings.isEmpty ? [] : [""] + warnings))
    .joined(separator: "\n")
}

private func released(_ run: RunEntry, current: String?) -> String {
  guard run.isReleased else { return "no" }
  if run.id == current { return "current" }
  return run.isInForce ? "yes" : "withdrawn"
}

/// What a rollback did: which release is current, which were taken back, and what to open.
public func report(of summary: RollbackSummary) -> String {
  let run = summary.run
  var lines = ["run \(run.id), reference date \(run.referenceDate), is current"]
  for run in summary.withdrawn {
    lines.append("taken back: run \(run.id), reference date \(run.referenceDate)")
  }
  if summary.withdrawn.isEmpty {
    lines.append("nothing was taken back: no release came after it")
  } else {
    lines.append("the next night says who is new against \(run.referenceDate)")
  }
  if let change = summary.changedPseudonyms { lines.append(sentence(for: change)) }
  lines.append("")
  if let first = run.copies?.first {
    let others = (run.copies?.count ?? 0) - 1
    lines.append(
      "copied to \(first)" + (others > 0 ? " and to \(counted(others, "folder")) more" : ""))
  }
  lines.append("open \(summary.page)")
  return lines.joined(separator: "\n")
}
