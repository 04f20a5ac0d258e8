public import Messages
public import Runs
import Model
import Definitions
import Tables

/// What a run would do with one stage.
public struct PlannedStage: Sendable {
  /// The stage.
  public var stage: StageName
  /// Why it would be run; nil where its output in the store would be used.
  public var reason: Difference?
  /// The rows of the output that would be used.
  public var rows: Int?
}

/// What a run would do.
public struct RunPlan: Sendable {
  /// The pipeline's name.
  public var pipeline: String
  /// The reference date, as `yyyy-MM-dd`.
  public var referenceDate: String
  /// The stages, in the order of the graph.
  public var stages: [PlannedStage]
}

/// Says for every stage whether it would be run, and why; runs nothing.
public func planPipeline(_ options: RunOptions) throws(RunFault) -> RunPlan {
  let ledger = Ledger(state: options.state, current: Release(output: options.output))
  let preparation = try prepare(options, ledger: ledger)
  let wanted = try wantedStages(options, preparation)
  let reusable = preparation.reusable(among: wanted, force: options.force)
  let reasons = differences(
    preparation, ledger: ledger, toRun: wanted.filter { reusable[$0] == nil },
    force: options.force)
  return RunPlan(
    pipeline: preparation.pipeline.name,
    referenceDate: preparation.parameters.referenceDate.description,
    stages: preparation.graph.stages.filter { wanted.contains($0.name) }.map {
      PlannedStage(
        stage: $0.name, reason: reasons[$0.name], rows: reusable[$0.name]?.record.rowCount)
    })
}
