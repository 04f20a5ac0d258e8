package import Messages
package import Tables

/// What commands that look at a run read of its outputs: these may have been cleared away since, which is no mistake of
/// the program.
extension Store {
  /// A table of a run's output, or those of some columns that it has.
  ///
  /// - Throws: `usage(outputGone)` where the store has it no more or it cannot be read back.
  package func table(
    _ name: String, of stage: StageName, in run: RunEntry, columns: [String]? = nil
  ) throws(RunFault) -> Table {
    guard let entry = run.stages.first(where: { $0.stage == stage }),
      let table = try? table(name, of: stage, entry.fingerprint, columns: columns)
    else { throw .outputGone(stage, run) }
    return table
  }
}

extension RunFault {
  /// A run's output of a stage is not in the store any more, or cannot be read back.
  package static func outputGone(_ stage: StageName, _ run: RunEntry) -> RunFault {
    .usage(.outputGone(stage: stage.description, run: run.id))
  }
}
