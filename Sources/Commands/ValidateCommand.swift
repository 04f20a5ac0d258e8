import Runs
public import Messages
import Model
public import Parallel
public import Tables
import Definitions
import Formats
import Health

/// What one contract says about some files.
public struct ValidationSummary: Sendable {
  /// The feed.
  public var feed: String
  /// Rows read, with those that could not be.
  public var rows: Int
  /// Rows rejected.
  public var rejected: Int
  /// Rows that the contract leaves out.
  public var leftOut: Int
  /// Rows after the reference date, which are left out.
  public var notYetKnown: Int
  /// Rows that a later row of their record replaced.
  public var replaced: Int
  /// What was found.
  public var findings: [Finding]
  /// The newest day of each day column.
  public var newest: [(column: String, day: Day)]
  /// Why such a feed would stop a run; nil where it would not.
  public var fault: RunFault?
}

/// Reads files by one feed's contract, checks their rows and writes the rejected ones where that is asked for.
///
/// - Throws: `usage` for an unknown feed, `feed` for a file that cannot be read.
public func validateFiles(
  feed name: String, files: [String], pipeline path: String, referenceDate: String,
  rejects rejectsPath: String?, stop: StopRequest
) throws(RunFault) -> ValidationSummary {
  let checked = try checkFiles(
    feed: name, files: files, pipeline: path, referenceDate: referenceDate, stop: stop)
  if let rejectsPath {
    try writeNamedFile(
      rejectHeader + csv(checked.rejects, of: checked.rejectCount), to: rejectsPath)
  }
  return checked.summary
}

/// Files as one feed's contract reads and checks them.
struct CheckedFiles {
  /// The rows that count, with all columns.
  var accepted: Table
  /// Those that do not, with rule and place.
  var rejects: [RejectedRow]
  /// How many there are; of very many the first are kept.
  var rejectCount: Int
  /// What is said of them.
  var summary: ValidationSummary
}

/// Reads files by one feed's contract and checks their rows.
///
/// - Throws: `usage` for an unknown feed, `feed` for a file that cannot be read.
func checkFiles(
  feed name: String, files: [String], pipeline path: String, referenceDate: String,
  stop: StopRequest
) throws(RunFault) -> CheckedFiles {
  let feed = try findFeed(name, pipeline: path)
  let parameters = RunParameters(referenceDate: try day(referenceDate), campaigns: [])
  let extracted: Extract
  do {
    extracted = try extract(
      feed.contract, from: files.map { FeedFile(path: $0, name: $0) }, rows: RowCounter(),
      stop: stop)
  } catch {
    throw .feed(name: feed.contract.name, error)
  }
  let check = checkFeed(
    extracted.table, rules: feed.rules, places: extracted.places, parameters: parameters.plain,
    unread: extracted.unread)
  let rejected = extracted.rejectCount + check.rejected
  let read = extracted.rowCount
  let reasons = refusals(
    feed, rejected: rejected, read: read, extracted.findings + check.findings,
    unreadable: unreadableColumns(
      extracted.unreadable, in: extracted.table, unread: extracted.unread, rules: feed.rules))
  let summary = ValidationSummary(
    feed: feed.contract.name, rows: read, rejected: rejected, leftOut: check.leftOut,
    notYetKnown: check.notYetKnown.values.reduce(0, +),
    replaced: check.replaced,
    findings: extracted.findings + check.findings,
    newest: AcceptedRows(extracted.table, check.accepted).newestDays(until: nil).sorted {
      $0.key < $1.key
    }
    .map { ($0.key, $0.value) },
    fault: reasons.isEmpty ? nil : .wouldBeRefused(reasons))
  return CheckedFiles(
    accepted: extracted.table.replacing(check.workedOut).filtered(check.accepted),
    rejects: extracted.rejects + check.rejects,
    rejectCount: extracted.rejectCount + check.rejectsByFile.values.reduce(0, +), summary: summary)
}

/// A feed of a pipeline by its name, or of a definition file by its path.
func findFeed(_ name: String, pipeline path: String) throws(RunFault) -> FeedDefinition {
  do {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return try loadFeed(at: name).value }
    let pipeline = try loadPipeline(at: path)
    if let feed = pipeline.feeds.first(where: { $0.value.contract.name == name }) {
      return feed.value
    }
    let names = pipeline.feeds.map { $0.value.contract.name }
    throw RunFault.usage(.unknownFeed(name, nearest: nearest(to: name, in: names)))
  } catch let fault as RunFault {
    throw fault
  } catch let mistakes as DefinitionMistakes {
    throw .definitions(mistakes)
  } catch {
    throw .ourMistake("a definition could not be loaded")
  }
}
