import Messages
import Definitions
import Formats
import Tables

/// Reads a feed's files into a typed table.
///
/// - Tables: `rows` (the contract's columns), `places`.
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
  output.rejects = extracted.rejects
  output.findings = extracted.findings
  output.facts.extracted = StageFacts.Extracted(
    files: files.map { $0.name }, rows: extracted.table.rowCount, rejected: extracted.rejects.count,
    rejectedByFile: rowsByFile(extracted.rejects),
    unreadable: extracted.unreadable)
  return output
}

/// How many rejected rows stood in each file.
func rowsByFile(_ rejects: [RejectedRow]) -> [String: Int] {
  rejects.reduce(into: [:]) { $0[$1.place.file, default: 0] += 1 }
}

private func emptyTable(of contract: FeedContract) -> Table {
  Table(contract.columns.map { ($0.name, Column($0.type.columnType, [])) }, rowCount: 0)
}
