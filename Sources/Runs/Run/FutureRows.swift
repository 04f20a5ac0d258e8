import Messages
import Model
import Definitions
import Formats
import Tables

/// Which feeds have rows of days that nobody can know of yet.
///
/// Rows after the reference date are left out whatever the day of the run is: in a night of the past they are what came
/// later. Only those after the day of the run are slips, and only here is that day known.
struct FutureRows: Sendable {
  private let knownUntil: String
  private let limits: [String: Double]

  init(_ pipeline: PipelineDefinition, _ parameters: RunParameters) {
    knownUntil = parameters.knownUntil.description
    limits = Dictionary(
      pipeline.feeds.map { ($0.value.contract.name, $0.value.rules.rejectLimit) }
    ) { first, _ in first }
  }

  /// Why the feed of a validation stops the run: more than its limit of rows that are slips or rejects; nil where it does
  /// not, or is refused for its rejects alone.
  func fault(after record: StageRecord) -> RunFault? {
    guard record.stage.phase == .validate, let limit = limits[record.stage.name],
      let checked = record.facts?.checked, checked.refusals.isEmpty
    else { return nil }
    let future = checked.notYetKnown.filter { $0.key > knownUntil }.values.reduce(0, +)
    // Rejects that are held by practice are not held twice.
    let apart = checked.practicesBeyondLimit.reduce(0) { $0 + $1.rejected }
    let rejected = checked.beyondLimit.isEmpty ? checked.rejected - apart : 0
    guard future > 0, Double(future + rejected) > limit * Double(checked.rows) else { return nil }
    return .threshold([
      .futureRows(
        feed: record.stage.name, future: future, rejected: checked.rejected, read: checked.rows,
        limit: limit)
    ])
  }
}
