import Definitions
import Formats
import Tables

/// Reads a feed's files into a typed table.
///
/// - Tables: `rows` (the contract's columns), `places`.
/// - Missing: an optional feed without files is an empty table, and `names["absent"]` says so; whether anything was
///   delivered is known after its validation (`LackingFeed`).
func performExtract(
  _ feed: FeedDefinition, _ files: [FeedFile], _ context: StageContext
) throws(RunFault) -> StageOutput {
  let contract = feed.contract
  var output = StageOutput()
  if files.isEmpty {
    output.add("rows", emptyTable(of: contract))
    output.add("places", RowPlaces().table)
    output.names["absent"] = [contract.name]
    output.figures = ["rows": 0, "rejected": 0, "files": 0]
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
  output.figures = [
    "rows": Double(extracted.table.rowCount), "rejected": Double(extracted.rejects.count),
    "files": Double(files.count),
  ]
  for (column, cells) in extracted.unreadable {
    output.figures[unreadableFigure + column] = Double(cells)
  }
  output.names["files"] = files.map { $0.name }
  return output
}

/// What stands before a column's name in the figure of its cells that could not be read.
private let unreadableFigure = "unreadable "

/// How many cells of each column an extract could not read.
func unreadableCells(of extract: StageRecord) -> [String: Int] {
  var cells: [String: Int] = [:]
  for (name, count) in extract.figures where name.hasPrefix(unreadableFigure) {
    cells[String(name.dropFirst(unreadableFigure.count))] = Int(count)
  }
  return cells
}

private func emptyTable(of contract: FeedContract) -> Table {
  Table(contract.columns.map { ($0.name, Column($0.type.columnType, [])) }, rowCount: 0)
}
