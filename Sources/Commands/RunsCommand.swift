package import Formats
import Messages
public import Runs

/// The runs of a ledger, as a report shows them.
public struct RunsSummary: Sendable {
  /// The runs, oldest first.
  public var runs: [RunEntry]
  /// The files of the ledger that are no runs.
  public var unreadable: [String]
  /// The run whose release is current in the output folder; nil where there is none.
  public var current: String?
  /// All of it for other programs.
  package var record: JSONValue
}

/// The runs of a state folder, and whose release is current in an output folder.
public func listRuns(state: String, output: String) -> RunsSummary {
  let ledger = Ledger(state: state)
  let current = Release(output: output).current
  return RunsSummary(
    runs: Array(ledger.newestFirst).reversed(), unreadable: ledger.unreadable, current: current,
    record: ledgerRecord(of: ledger, current: current))
}

/// A run by its name; `last` is the newest that was released, `previous` the one released before it.
func findRun(_ name: String, in ledger: Ledger, pipeline: String? = nil) throws(RunFault)
  -> RunEntry
{
  let released = ledger.newestFirst.lazy.filter {
    $0.isInForce && ($0.pipeline == pipeline || pipeline == nil)
  }
  if name == "last", let run = released.first(where: { _ in true }) { return run }
  if name == "previous", let run = released.dropFirst().first(where: { _ in true }) { return run }
  if ledger.names.contains(name), let run = ledger.run(name) { return run }
  throw .usage(.unknownRun(name, nearest: nearest(to: name, in: ledger.names)))
}
