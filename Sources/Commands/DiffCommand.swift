public import Messages
public import Runs
import Model
public import Tables

/// What differs between two runs.
public struct RunDifference: Sendable {
  /// The two runs' names and reference dates.
  public var runs: [(id: String, referenceDate: String)]
  /// Who joined and left each list.
  public var lists: [ListDifference]
  /// Figures that moved, by stage.
  public var figures: [(name: String, before: Int, after: Int)]
  /// Stages whose outputs differ, with the first thing that made them.
  public var stages: [(stage: StageName, why: String)]
}

/// Who joined and left one list.
public struct ListDifference: Sendable {
  /// The cohort.
  public var cohort: String
  /// People on it in the first run and in the second.
  public var before: Int
  /// People on it in the second run.
  public var after: Int
  /// Who is on it in the second run only, by key.
  public var joined: [PersonKey]
  /// Who is on it in the first run only, by key.
  public var left: [PersonKey]
}

/// Compares two runs: lists and figures.
///
/// - Throws: `usage` where a run is unknown; also where its outputs have been cleared away.
public func diffRuns(_ first: String, _ second: String, state: String) throws(RunFault)
  -> RunDifference
{
  let ledger = Ledger(state: state)
  let store = Store(state: state)
  let after = try findRun(second, in: ledger)
  let before = try findRun(first, in: ledger, pipeline: after.pipeline)
  guard before.pipeline == after.pipeline else {
    throw .usage(.unknownRun("\(before.id) of pipeline \(after.pipeline)", nearest: nil))
  }
  var difference = RunDifference(
    runs: [(before.id, before.referenceDate), (after.id, after.referenceDate)], lists: [],
    figures: [], stages: [])
  for stage in after.stages {
    guard let earlier = before.stages.first(where: { $0.stage == stage.stage }) else {
      difference.stages.append((stage.stage, "only in \(after.id)"))
      continue
    }
    guard earlier.fingerprint != stage.fingerprint else { continue }
    let old = try record(of: earlier, in: before, store)
    let new = try record(of: stage, in: after, store)
    if let why = new.fingerprint.firstDifference(from: old.fingerprint) {
      difference.stages.append((stage.stage, sentence(for: why)))
    }
    if !stage.stage.isCohort {
      difference.figures += movedFigures(stage.stage, old, new)
    } else {
      difference.lists.append(
        try listDifference(
          stage.stage.cohort,
          try members(of: earlier, in: before, store), try members(of: stage, in: after, store)))
    }
  }
  return difference
}

private func movedFigures(_ stage: StageName, _ old: StageRecord, _ new: StageRecord)
  -> [(name: String, before: Int, after: Int)]
{
  let earlier = Dictionary(
    uniqueKeysWithValues: (old.facts?.figures ?? []).map { ($0.name, $0.value) })
  return (new.facts?.figures ?? []).compactMap { figure in
    guard let before = earlier[figure.name], before != figure.value else { return nil }
    return ("\(stage) \(figure.name)", before, figure.value)
  }
}

private func record(of stage: RunEntry.StageEntry, in run: RunEntry, _ store: Store)
  throws(RunFault) -> StageRecord
{
  guard let record = store.record(of: stage.stage, stage.fingerprint) else {
    throw .outputGone(stage.stage, run)
  }
  return record
}

private func members(of stage: RunEntry.StageEntry, in run: RunEntry, _ store: Store)
  throws(RunFault) -> [PersonKey]
{
  guard let keys = store.members(of: stage.stage, stage.fingerprint) else {
    throw .outputGone(stage.stage, run)
  }
  return keys.personKeys.compactMap { $0 }
}

private func listDifference(_ cohort: String, _ before: [PersonKey], _ after: [PersonKey])
  throws(RunFault) -> ListDifference
{
  let old = Set(before)
  let new = Set(after)
  return ListDifference(
    cohort: cohort, before: before.count, after: after.count,
    joined: new.subtracting(old).sorted(),
    left: old.subtracting(new).sorted())
}
