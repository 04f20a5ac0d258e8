/// The runs of a state folder, oldest first.
public func listRuns(state: String) -> [RunEntry] {
  Ledger(state: state).runs
}

/// A run by its name; `last` is the newest, `current` the one whose release is current.
func findRun(_ name: String, in ledger: Ledger) throws(RunFault) -> RunEntry {
  if name == "last", let run = ledger.runs.last { return run }
  if let run = ledger.runs.first(where: { $0.id == name }) { return run }
  throw .usage(.unknownRun(name, nearest: nearest(to: name, in: ledger.runs.map { $0.id })))
}
