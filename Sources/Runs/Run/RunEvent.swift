public import Messages

/// What a run tells while it goes on.
public enum RunEvent: Sendable {
  /// The run has a plan: so many stages, of which so many are reused; for each of the others the seconds that it took when
  /// it was run last, nil where nobody knows.
  case planned(stages: Int, reused: Int, expectedSeconds: [StageName: Double?])
  /// A stage has started.
  case started(StageName)
  /// How far the stages that run have come.
  case progress([StageProgress])
  /// A stage is done.
  case finished(StageName, seconds: Double, rows: Int?)
  /// A stage could not be done.
  case failed(StageName, RunFault)
  /// The release that is current is what the run made: that of the run itself, or an earlier one with the same in it.
  case published(run: String)
}

/// How far a stage has come.
public struct StageProgress: Sendable {
  /// The stage.
  public var stage: StageName
  /// The rows done so far.
  public var rows: Int
  /// The rows of its output in the run before; nil where there was none.
  public var expectedRows: Int?
  /// Seconds since it started.
  public var seconds: Double
}
