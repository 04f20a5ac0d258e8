import Runs
public import Messages
import Model
public import Tables
import Definitions
import Expressions
import FoundationEssentials
import Formats
import Parallel

/// What `phm show` is asked for.
public struct ShowOptions: Sendable {
  /// A stage, `phase/name` or `phase/name:table`, or a file.
  public var subject: String
  /// The feed whose contract reads the file and checks its rows; nil where the file's name says it, and nothing is checked.
  public var feed: String?
  /// The day that the feed's rules compare with.
  public var referenceDate: String
  /// The pipeline whose feeds say how a file is read.
  public var pipeline: String
  /// The state folder.
  public var state: String
  /// The columns to show; none for all.
  public var columns: [String]
  /// A condition on the rows; nil for all.
  public var condition: String?
  /// How many rows to show at the most; nil for all.
  public var rows: Int?

  /// Makes options.
  public init(
    subject: String, feed: String? = nil, referenceDate: String, pipeline: String, state: String,
    columns: [String], condition: String?, rows: Int?
  ) {
    self.subject = subject
    self.feed = feed
    self.referenceDate = referenceDate
    self.pipeline = pipeline
    self.state = state
    self.columns = columns
    self.condition = condition
    self.rows = rows
  }
}

/// Rows to show.
public struct ShownRows: Sendable {
  /// The rows.
  public var table: Table
  /// How many there are in all.
  public var total: Int
  /// Where they come from, such as the path of an Arrow file.
  public var origin: String
  /// The other tables of the stage.
  public var otherTables: [String]
  /// What a contract says about the file, where it was asked; the rows are then those that count.
  public var summary: ValidationSummary?
}

/// Rows of a stage's newest output or of any file that a feed's contract can read.
///
/// - Throws: `usage` where there is no such thing or fewer than no rows are asked for, `definitions` where the condition has a mistake.
public func show(_ options: ShowOptions) throws(RunFault) -> ShownRows {
  if let rows = options.rows, rows < 0 {
    throw .usage(.outOfRange(option: "--rows", range: "a number from 0"))
  }
  var shown = try rows(of: options)
  if let condition = options.condition {
    shown.table = shown.table.filtered(try selected(condition, shown.table))
  }
  shown.total = shown.table.rowCount
  if !options.columns.isEmpty {
    for column in options.columns where shown.table[column] == nil {
      throw .usage(
        .unknownColumn(
          column, of: options.subject, nearest: nearest(to: column, in: shown.table.names)))
    }
    shown.table = shown.table.selecting(options.columns)
  }
  if let limit = options.rows, shown.table.rowCount > limit {
    shown.table = shown.table.gathered((0..<Int32(limit)).map { $0 })
  }
  return shown
}

private func rows(of options: ShowOptions) throws(RunFault) -> ShownRows {
  if let feed = options.feed {
    let checked = try checkFiles(
      feed: feed, files: [options.subject], pipeline: options.pipeline,
      referenceDate: options.referenceDate, stop: StopRequest())
    return ShownRows(
      table: checked.accepted, total: checked.accepted.rowCount, origin: options.subject,
      otherTables: [], summary: checked.summary)
  }
  let parts = options.subject.split(separator: ":", maxSplits: 1).map { String($0) }
  if let first = parts.first, let stage = StageName(first) {
    let ledger = Ledger(state: options.state)
    if stage == .allFeatures,
      let run = ledger.newestFirst.first(where: { $0.stages.contains { $0.stage.isFeatures } })
    {
      if parts.count > 1, parts[1] != personsTable {
        throw .usage(.unknownTable(parts[1], of: stage.description, has: [personsTable]))
      }
      return try allFeatures(of: run, in: Store(state: options.state))
    }
    if let run = ledger.newestFirst.first(where: { run in run.stages.contains { $0.stage == stage }
    }) {
      return try stageRows(stage, table: parts.count > 1 ? parts[1] : nil, run, ledger)
    }
    if !FileManager.default.fileExists(atPath: options.subject) {
      throw .usage(try unknown(stage, options, ledger))
    }
  }
  guard FileManager.default.fileExists(atPath: options.subject) else {
    throw .usage(.nothingToShow(options.subject, nearest: nil))
  }
  return try fileRows(options)
}

/// Why a stage that no run has cannot be shown: the pipeline has it and it was not run yet, or there is no such stage.
private func unknown(
  _ stage: StageName, _ options: ShowOptions, _ ledger: Ledger
) throws(RunFault) -> UsageFault {
  var known = ledger.newestFirst.prefix(10).flatMap { $0.stages.map { $0.stage } }
  let pipeline: (definition: PipelineDefinition, plan: PersonPlan?)
  do {
    let loaded = try loadPlannedPipeline(at: options.pipeline)
    pipeline = (loaded.pipeline, loaded.plan)
  } catch {
    throw .definitions(error)
  }
  let names = stageNames(of: pipeline.definition, pipeline.plan)
  if names.contains(stage) || stage == .allFeatures { return .notRunYet(stage.description) }
  known += names + [.allFeatures]
  return .unknownStage(
    stage.description, nearest: nearest(to: stage.description, in: known.map { $0.description }))
}

/// The columns of all files of features, side by side.
private func allFeatures(of run: RunEntry, in store: Store) throws(RunFault) -> ShownRows {
  var joined: Table?
  var folders: [String] = []
  for entry in run.stages where entry.stage.isFeatures {
    let table = try store.table(personsTable, of: entry.stage, in: run)
    joined = joined.map { $0.joined(sideways: table) } ?? table
    folders.append(store.folder(of: entry.stage, entry.fingerprint) + "/\(personsTable).arrow")
  }
  let table = joined ?? Table(rowCount: 0)
  return ShownRows(
    table: table, total: table.rowCount, origin: folders.joined(separator: ", "), otherTables: [])
}

private func stageRows(_ stage: StageName, table wanted: String?, _ run: RunEntry, _ ledger: Ledger)
  throws(RunFault) -> ShownRows
{
  let store = Store(state: ledger.state)
  guard let entry = run.stages.first(where: { $0.stage == stage }),
    let record = store.record(of: stage, entry.fingerprint)
  else { throw .outputGone(stage, run) }
  let names = record.tables.map { $0.name }
  guard let name = wanted ?? names.first, names.contains(name) else {
    throw .usage(.unknownTable(wanted ?? "", of: stage.description, has: names))
  }
  var table = try store.table(name, of: stage, in: run)
  // The rows that a validation accepted are those of the extract: show them and not the bits.
  if stage.phase == .validate, wanted == nil, case .boolean(let accepted)? = table["accepted"],
    run.stages.contains(where: { $0.stage == StageName(.extract, stage.name) })
  {
    var rows = try store.table("rows", of: StageName(.extract, stage.name), in: run)
    if names.contains("columns") {
      rows = rows.replacing(try store.table("columns", of: stage, in: run))
    }
    table = rows.filtered(accepted.bits)
  }
  // Rows that could not be read stand beside those that could, for whoever must ask them.
  if stage.phase == .extract, wanted == nil, names.contains("rejected"),
    case .boolean(let rejected)? = try store.table("rejected", of: stage, in: run)["rejected"]
  {
    table = table.filtered(~rejected.bits)
  }
  return ShownRows(
    table: table, total: table.rowCount,
    origin: store.folder(of: stage, entry.fingerprint) + "/\(name).arrow",
    otherTables: names.filter { $0 != name })
}

private func fileRows(_ options: ShowOptions) throws(RunFault) -> ShownRows {
  let path = options.subject
  if path.hasSuffix(".arrow") {
    do {
      let table = try readArrow(path)
      return ShownRows(table: table, total: table.rowCount, origin: path, otherTables: [])
    } catch {
      throw .feed(name: path, FeedFault(error, file: path))
    }
  }
  let pipeline: PipelineDefinition
  do {
    pipeline = try loadPipeline(at: options.pipeline)
  } catch {
    throw .definitions(error)
  }
  let base = String(path.split(separator: "/").last ?? "")
  guard
    let contract = pipeline.feeds.map({ $0.value.contract })
      .first(where: { $0.matches(fileName: base) })
  else {
    throw .usage(.noContract(base))
  }
  do {
    let extracted = try extract(
      contract, from: [FeedFile(path: path, name: path)], rows: RowCounter(), stop: StopRequest())
    return ShownRows(
      table: extracted.readableRows, total: extracted.readableRows.rowCount, origin: path,
      otherTables: [])
  } catch {
    throw .feed(name: contract.name, error)
  }
}

private func selected(_ condition: String, _ table: Table) throws(RunFault) -> Bitmap {
  let scope = Scope(
    columns: Dictionary(uniqueKeysWithValues: zip(table.names, table.columns.map { $0.type })),
    parameters: [:])
  switch check(condition, in: scope, as: .boolean) {
  case .success(let expression):
    return expression.selects(on: table, parameters: Parameters([:]))
  case .failure(let mistakes):
    let messages = mistakes.mistakes.map { mistake in
      message(
        for: DefinitionMistake(
          file: "--where", line: 1, column: mistake.range.lowerBound + 1,
          length: max(1, mistake.range.count), lineText: condition,
          reason: .expression(mistake.reason)))
    }
    throw .usage(.condition(messages.joined(separator: "\n"), columns: table.names))
  }
}
