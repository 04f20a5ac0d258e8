import Messages

/// Which limits of feeds are held by practice tonight.
///
/// A validation that finds a feed beyond its limit leaves it to the feed's completeness to say whether that is so without
/// the practices that it leaves out. Where that stage is not run, the limit holds as it is.
struct HeldLimits: Sendable {
  /// The stages that are run, or that the store has.
  let stages: Set<StageName>

  /// Why the run must not go on after a validation that nobody looks at by practice; nil where it may.
  func fault(after record: StageRecord) -> RunFault? {
    guard record.stage.phase == .validate, let beyond = record.facts?.checked?.beyondLimit,
      !beyond.isEmpty, !stages.contains(StageName(completenessOf: record.stage.name))
    else { return nil }
    return .threshold(beyond)
  }

  /// The stages that are still to say whether a limit that a validation found broken is broken by practice too.
  func undecided(in results: [StageName: StageResult]) -> [StageName] {
    results.compactMap { name, result in
      guard name.phase == .validate, result.record.facts?.checked?.beyondLimit.isEmpty == false
      else { return nil }
      let completeness = StageName(completenessOf: name.name)
      return stages.contains(completeness) && results[completeness] == nil ? completeness : nil
    }
  }

  /// Why a run must not go on that ended before it came to look at its feeds by practice.
  ///
  /// `told` are the stages whose outputs have refused the night already.
  func faults(in results: [StageName: StageResult], told: Set<StageName>) -> [RunFault] {
    let looked = HeldLimits(stages: Set(results.keys))
    let open = results.keys.filter { !told.contains($0) }
    return open.sorted { $0.description < $1.description }.compactMap { name in
      results[name].flatMap { looked.fault(after: $0.record) }
    }
  }
}
