public import Parallel
import Tables

/// Reads the files of a feed into one typed table.
///
/// Files are read side by side and joined in the order of their names (`isFileName`), so the result does not depend on
/// how many are read at a time. Cells that do not fit their column, and rows that do not fit the header, become
/// findings and rejects. A feed that need not be there and has no file is an empty table; a file without a row is a
/// finding.
///
/// - Missing: an empty cell, or one of the contract's texts for it, is missing.
/// - Throws: `FeedFault`, that of the first file with one, `.empty` where a required feed has no row in any file;
///   `.stopped` soon after the stop was asked for.
public func extract(
  _ contract: FeedContract, from files: [FeedFile], rows counter: RowCounter, stop: StopRequest
) throws(FeedFault) -> Extract {
  guard !files.isEmpty else {
    guard !contract.isRequired else { throw .missing(patterns: contract.files) }
    return Extract(contract, joining: [TableBuilder(contract, file: contract.name).finish()])
  }
  let sorted = files.sorted { isFileName($0.name, before: $1.name) }
  let parts = try parallelMap(sorted) { file throws(FeedFault) in
    try extractFile(contract, file, rows: counter, stop: stop)
  }
  return try joined(parts, of: sorted, contract)
}

/// Joins what a feed's files gave, in their order; a file without a row is a fault only where a required feed has
/// no other.
///
/// - Throws: `FeedFault.tooMuchText` where the texts of a column, all files together, might not fit into one dictionary of `mostText` bytes.
func joined(
  _ parts: [FeedPart], of files: [FeedFile], _ contract: FeedContract,
  mostText: Int = Int(Int32.max)
) throws(FeedFault) -> Extract {
  if contract.isRequired, let first = files.first, parts.allSatisfy(\.isRowless) {
    throw .empty(file: first.name)
  }
  for (index, column) in contract.columns.enumerated() {
    guard fitTogether(parts.map { $0.table.columns[index] }, in: mostText) else {
      throw .tooMuchText(feed: contract.name, column: column.name)
    }
  }
  var parts = parts
  for (index, file) in files.enumerated() where parts[index].isRowless {
    parts[index].faults.add(.noRows, column: nil, grade: .warning, at: Place(file: file.name))
  }
  return Extract(contract, joining: parts)
}

/// Whether the different texts of columns have no more than so many bytes.
private func fitTogether(_ columns: [Column], in most: Int) -> Bool {
  // Mostly all of them do, those that several files have counted for each.
  guard columns.reduce(0, { $0 + ($1.dictionary?.bytes.count ?? 0) }) > most else { return true }
  var all = TextDictionary()
  for column in columns {
    guard let texts = column.dictionary else { continue }
    for code in 0..<texts.count {
      let range = Int(texts.starts[code])..<Int(texts.starts[code + 1])
      let text = texts.bytes.span.extracting(range)
      guard all.code(of: text) == nil else { continue }
      guard all.bytes.count + range.count <= most else { return false }
      _ = all.insert(text)
    }
  }
  return true
}
