import Messages
public import Runs

/// The runs of a state folder, oldest first, and the files of its ledger that are no runs.
public func listRuns(state: String) -> (runs: [RunEntry], unreadable: [String]) {
  let ledger = Ledger(state: state)
  return (Array(ledger.newestFirst).reversed(), ledger.unreadable)
}

/// A run by its name; `last` is the newest that was released, `previous` the one released before it.
func findRun(_ name: String, in ledger: Ledger, pipeline: String? = nil) throws(RunFault)
  -> RunEntry
{
  let released = ledger.newestFirst.lazy.filter {
    $0.isReleased && ($0.pipeline == pipeline || pipeline == nil)
  }
  if name == "last", let run = released.first(where: { _ in true }) { return run }
  if name == "previous", let run = released.dropFirst().first(where: { _ in true }) { return run }
  if ledger.names.contains(name), let run = ledger.run(name) { return run }
  throw .usage(.unknownRun(name, nearest: nearest(to: name, in: ledger.names)))
}
