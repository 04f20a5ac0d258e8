import Messages
import Model
import Expressions
import Formats
import Health
import Parallel
import Tables

/// The output of a stage that is done, in memory or in the store.
package struct StageResult: Sendable {
  /// What is known of it.
  package let record: StageRecord
  /// Where it lies.
  let store: Store
  /// Its tables with those columns that a stage may still want; nil where they are in the store only.
  var memory: [String: Table]?
  /// How long after the run's start the stage started; nil where its output was in the store.
  var started: Double?
  /// What stages that write the release read together; nil for others.
  var shared: SharedWork?

  /// A table, or some of its columns.
  func table(_ name: String, columns: [String]? = nil) throws(RunFault) -> Table {
    if let table = memory?[name] {
      let made = record.tables.first { $0.name == name }?.columns ?? table.names
      let gone = made.count == table.names.count ? [] : Set(made).subtracting(table.names)
      if gone.isDisjoint(with: columns ?? made) { return columns.map(table.selecting) ?? table }
    }
    guard let shared else { return try store.table(name, of: record, columns: columns) }
    let made = record.tables.first { $0.name == name }?.columns
    return try shared.table(name, of: record, columns: columns ?? made ?? [], in: store)
  }
}

/// What a stage gets to do its work: values, and nothing that it could change.
struct StageContext: Sendable {
  /// The stage.
  let stage: Stage
  /// The outputs of the stages that it reads.
  let inputs: [StageName: StageResult]
  /// The hash of all that each column is made of which one of these makes, by its name; none of those that have none.
  let columnKeys: [StageName: [String: String]]
  /// The values that conditions may use.
  let parameters: RunParameters
  /// To whom the events of the feeds belong, found once in a run.
  let eventRows: EventRows
  /// The persons by the values of columns, found once in a run.
  let classes: PersonClasses
  /// What stages that write the release do once for all of them.
  let shared: SharedWork
  /// Counts rows for the progress bar.
  let counter: RowCounter
  /// Whether the run shall stop.
  let stop: StopRequest
  /// Where earlier outputs lie.
  let store: Store
  /// Whether parts of earlier outputs may be taken over.
  let mayTakeOver: Bool

  /// Reads which parts the stage's earlier outputs have; none where all is to be made anew.
  ///
  /// - Complexity: O(files of the newest outputs), so it is asked once for all parts.
  func readEarlierParts() -> EarlierParts {
    mayTakeOver ? EarlierParts(of: stage.name, in: store) : EarlierParts(noneIn: store)
  }

  /// What is known of the stage's output in the newest release of an earlier reference date; nil where there is none, or the
  /// store has lost it.
  var earlierRecord: StageRecord? {
    stage.earlier.first { $0.stage == stage.name }
      .flatMap { store.record(ofWhole: $0.stage, $0.fingerprint) }
  }

  /// The fingerprint of a part of the stage's output: `inputs` are those that the part reads, each with the hash of
  /// what it reads of it.
  func key(definition: String, inputs: [String: String]) -> String {
    Fingerprint(of: stage, definition: definition, inputs: inputs).hash
  }

  /// The hash of all that some columns of the person are made of, which a stage makes that this one reads.
  func key(ofColumns columns: Set<String>, madeBy name: StageName) throws(RunFault) -> String {
    columnsKey(
      columnKeys[name] ?? [:], columns, orElse: try input(name).record.fingerprint.hash)
  }

  /// The output of a stage that this one reads.
  func input(_ name: StageName) throws(RunFault) -> StageResult {
    guard let result = inputs[name] else {
      throw .ourMistake("\(stage.name) reads \(name), which it does not name as an input")
    }
    return result
  }

  /// Which of some feeds have no accepted row, and why.
  func lacking(_ feeds: [String]) throws(RunFault) -> [LackingFeed] {
    var lacking: [LackingFeed] = []
    for feed in feeds {
      let extract = try input(StageName(.extract, feed)).record
      let validation = try input(StageName(.validate, feed)).record
      if let lack = LackingFeed(feed, extract: extract, validation: validation) {
        lacking.append(lack)
      }
    }
    return lacking
  }

  /// The accepted rows of a feed.
  func feed(_ name: String) throws(RunFault) -> Table {
    try rows(of: name).filtered(try accepted(name))
  }

  /// The rows of a feed whose cells could be told apart, as its validation left them, or some of their columns.
  func rows(of feed: String, columns: [String]? = nil) throws(RunFault) -> Table {
    let extract = try input(StageName(.extract, feed))
    let validation = try input(StageName(.validate, feed))
    let read = Set(extract.record.tables.first { $0.name == "rows" }?.columns ?? [])
    let rows = try extract.table("rows", columns: columns?.filter { read.contains($0) })
    guard let workedOut = validation.record.tables.first(where: { $0.name == "columns" }) else {
      return rows
    }
    let wanted = workedOut.columns.filter { columns?.contains($0) ?? true }
    guard !wanted.isEmpty else { return rows }
    return rows.replacing(try validation.table("columns", columns: wanted))
  }

  /// Which rows of a feed its validation accepted.
  func accepted(_ name: String) throws(RunFault) -> Bitmap {
    try validated(name, "accepted")
  }

  /// What could not be read of the rows of a feed.
  func unread(_ name: String) throws(RunFault) -> UnreadRows {
    try input(StageName(.extract, name)).unreadRows()
  }

  /// What says nothing in the rows of a feed: cells that could not be read, and those that are no codes of their kind.
  func unreadOrMalformed(_ name: String) throws(RunFault) -> UnreadRows {
    let validation = try input(StageName(.validate, name))
    let unread = try unread(name)
    guard validation.record.tables.contains(where: { $0.name == "malformed" }) else {
      return unread
    }
    return unread.adding(try validation.table("malformed"))
  }

  /// Which rows of a feed were rejected, by its rules or for a cell.
  func rejected(_ name: String) throws(RunFault) -> Bitmap {
    try validated(name, "rejected")
  }

  private func validated(_ name: String, _ column: String) throws(RunFault) -> Bitmap {
    let validation = try input(StageName(.validate, name)).table("accepted", columns: [column])
    guard case .boolean(let bits)? = validation[column] else {
      throw .ourMistake("validate/\(name) has no column '\(column)'")
    }
    return bits.bits
  }

  /// Where each row of a feed stood, of those whose cells could be told apart.
  func places(of feed: String) throws(RunFault) -> RowPlaces {
    RowPlaces(table: try input(StageName(.extract, feed)).table("places"))
  }

  /// Some columns of the person table, each from the stage that makes it.
  ///
  /// - Shape: one row a person; a column that no stage makes which this one reads is left out, for the step of the plan to
  ///   find out.
  func persons(columns wanted: Set<String>) throws(RunFault) -> PersonTable {
    var joined: Table?
    for name in stage.inputs {
      let result = try input(name)
      guard let made = result.record.tables.first(where: { $0.name == personsTable }) else {
        continue
      }
      let table = try result.table(
        personsTable, columns: made.columns.filter { wanted.contains($0) })
      joined = joined.map { $0.joined(sideways: table) } ?? table
    }
    guard let joined else { throw .ourMistake("\(stage.name) has no population to read") }
    return PersonTable(joined)
  }
}
