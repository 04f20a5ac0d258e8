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

/// The ledger, a line a run, newest last, and its files that are no runs.
public func report(of runs: [RunEntry], unreadable: [String] = [], width: Int? = nil) -> String {
  let warnings = unreadable.map { sentence(forUnreadableRun: $0) }
  guard !runs.isEmpty else {
    return warnings.isEmpty ? "no runs yet" : warnings.joined(separator: "\n")
  }
  var table = TextTable(
    ["run", "pipeline", "reference date", "took", "stages run", "reused", "exit", "released"],
    right: [3, 4, 5, 6])
  for run in runs {
    table.add([
      run.id, run.pipeline, run.referenceDate, duration(run.seconds),
      "\(run.stages.filter { !$0.isReused }.count)", "\(run.stages.filter { $0.isReused }.count)",
      "\(run.exitCode)",
      run.isReleased ? "yes" : "no",
    ])
  }
  return (table.lines(width: width) + (warnings.isEmpty ? [] : [""] + warnings))
    .joined(separator: "\n")
}
