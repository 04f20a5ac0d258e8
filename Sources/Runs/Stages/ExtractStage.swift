import Messages
import Definitions
import Formats
import Tables

/// Reads a feed's files into a typed table.
///
/// - Tables: `rows` (the contract's columns, of all rows whose cells could be told apart), `places`, `rejected` (for each row
///   whether a cell rejects it) and `unreadable` (the rows whose cell could not be read, of each column with one); the last two
///   only where there are such rows.
/// - Missing: an optional feed without files is an empty table, and its facts name no file; whether anything was
///   delivered is known after its validation (`LackingFeed`).
func performExtract(
  _ feed: FeedDefinition, _ files: [FeedFile], _ context: StageContext
) throws(RunFault) -> StageOutput {
  let contract = feed.contract
  var output = StageOutput()
  if files.isEmpty {
    output.add("rows", emptyTable(of: contract))
    output.add("places", RowPlaces().table)
    output.facts.extracted = StageFacts.Extracted()
    return output
  }
  let extracted: Extract
  do {
    extracted = try extract(contract, from: files, rows: context.counter, stop: context.stop)
  } catch {
    throw .feed(name: contract.name, error)
  }
  output.add("rows", extracted.table)
  output.add("places", extracted.places.table)
  output.add(extracted.unread)
  output.findings = extracted.findings
  output.reject(extracted.rejects, of: extracted.rejectCount, feed: contract.name)
  output.facts.extracted = StageFacts.Extracted(
    files: files.map { $0.name }, rows: extracted.rowCount - extracted.rejectCount,
    rejected: extracted.rejectCount, rejectedByFile: extracted.rejectsByFile,
    unreadable: extracted.unreadable)
  return output
}

extension StageOutput {
  /// Adds what could not be read of the rows, where there is anything.
  fileprivate mutating func add(_ unread: UnreadRows) {
    if unread.rejected.setCount > 0 {
      add("rejected", Table([("rejected", .boolean(BooleanColumn(unread.rejected)))]))
    }
    if !unread.cells.names.isEmpty { add("unreadable", unread.cells) }
  }
}

extension StageResult {
  /// What could not be read of the rows of an extract.
  func unreadRows() throws(RunFault) -> UnreadRows {
    func has(_ name: String) -> Bool { record.tables.contains { $0.name == name } }
    let rows = record.tables.first { $0.name == "rows" }?.rows ?? 0
    var unread = UnreadRows(noneOf: rows)
    if has("rejected"), case .boolean(let bits)? = try table("rejected")["rejected"] {
      unread.rejected = bits.bits
    }
    if has("unreadable") { unread.cells = try table("unreadable") }
    return unread
  }
}

private func emptyTable(of contract: FeedContract) -> Table {
  Table(contract.columns.map { ($0.name, Column($0.type.columnType, [])) }, rowCount: 0)
}
