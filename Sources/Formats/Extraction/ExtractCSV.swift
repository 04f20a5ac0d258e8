import Parallel
import Tables

/// Reads a delimited file of a feed.
///
/// A row whose cells are all empty is no row. A row with fewer or more fields than the header is rejected, since
/// nobody can say which of its cells is which; so is one with text after a closing quote. Where such a record spans
/// lines, a stray quote has swallowed rows, so each of its lines is one rejected row; where it spans very many, its
/// quote counts as not closed and nothing is read. A file that ends inside a row was cut on its way; in a published
/// sheet, whose header is searched for, a short last line is a footnote.
///
/// - Throws: what `CSVReader` throws, `FeedFault.notText`, `.empty`, `.missingColumn`, `.wrongDelimiter`, `.unclosedQuote` and
///   `.stopped`.
func extractCSV(
  _ contract: FeedContract, layout: CSVLayout, file: FeedFile, rows counter: RowCounter,
  stop: StopRequest, blockSize: Int = ByteSource.blockSize
) throws(FeedFault) -> FeedPart {
  var reader = CSVReader(file, layout, blockSize: blockSize)
  if let disguise = try reader.disguise() {
    throw .notText(file: file.name, looksLike: disguise)
  }
  let header = try FileHeader(of: &reader, contract, layout, file)
  var builder = header.makeBuilder(contract, layout, file)
  builder.reserve(rows: Double(reader.batch.rows.count) / max(reader.fraction, 1e-6))
  var hasMore = true
  while hasMore {
    guard !stop.isMade else { throw .stopped }
    if layout.header != .search, let row = reader.unendedRow, row.cellCount < header.cellCount {
      throw .truncatedText(file: file.name, line: row.line)
    }
    let ragged = try takeRaggedRows(from: &reader.batch, cellCount: header.cellCount, file)
    builder.append(reader.batch, of: reader.buffer.span, ragged: ragged)
    let rows = ragged.reduce(reader.batch.rows.count) { $0 + $1.row.lineCount }
    counter.add(rows)
    hasMore = try reader.next()
  }
  return builder.finish()
}

/// No field of a feed has more line breaks; a stray quote that swallows more of a file must not pass for some
/// rejected rows of it.
private let mostLineBreaks = 100

/// Takes rows without their number of cells, and those with a broken quote, out of a batch, and drops those whose
/// cells are all empty.
private func takeRaggedRows(
  from batch: inout CellBatch, cellCount: Int, _ file: FeedFile
) throws(FeedFault) -> [(row: BatchRow, rule: FaultRule)] {
  func isWhole(_ row: BatchRow) -> Bool {
    row.cellCount == cellCount && !row.isQuoteBroken && !isBlankRow(row)
  }
  guard let first = batch.rows.firstIndex(where: { !isWhole($0) }) else { return [] }
  var ragged: [(BatchRow, FaultRule)] = []
  for row in batch.rows[first...] where !isWhole(row) && !isBlankRow(row) {
    guard row.lineBreaks <= mostLineBreaks else {
      throw .unclosedQuote(file: file.name, line: row.longestQuoteLine)
    }
    let rule: FaultRule = row.cellCount < cellCount ? .tooFewFields : .tooManyFields
    ragged.append((row, row.isQuoteBroken ? .quoteInsideField : rule))
  }
  batch.rows.removeAll { !isWhole($0) }
  return ragged
}

/// Whether a row is made of delimiters alone.
private func isBlankRow(_ row: BatchRow) -> Bool {
  row.cellCount > 1 && row.end - row.start == row.cellCount - 1
}

extension BatchRow {
  /// How many lines the record has.
  fileprivate var lineCount: Int { Int(lineBreaks) + 1 }

  /// The line on which the quoted field with the most line breaks opens.
  fileprivate var longestQuoteLine: Int { line + Int(longestQuote) }
}

/// What was learnt from the first rows of a file.
private struct FileHeader {
  /// How many cells each row must have.
  let cellCount: Int
  /// The header's line, or 1 where there is none.
  private let line: Int
  private let match: HeaderMatch

  /// How many rows may come before the header of a published sheet.
  private static let searchedRows = 40
  /// No spreadsheet has more columns; names beyond are not looked at.
  private static let mostNames = 16_384

  /// Reads the first batch and takes the header, and what comes before it, out of it.
  init(
    of reader: inout CSVReader, _ contract: FeedContract, _ layout: CSVLayout, _ file: FeedFile
  ) throws(FeedFault) {
    let searched = layout.header == .search ? FileHeader.searchedRows : 1
    guard try reader.next(atLeast: searched) else { throw .empty(file: file.name) }
    var best: (index: Int, names: [String], match: HeaderMatch)?
    for (index, row) in reader.batch.rows.prefix(searched).enumerated() {
      let names = reader.texts(of: row, layout.encoding, limit: FileHeader.mostNames)
      let match = HeaderMatch(layout.header == .none ? names.map { _ in "" } : names, contract)
      if best.map({ match.matchCount > $0.match.matchCount }) ?? true {
        best = (index, names, match)
      }
      if match.missing.isEmpty {
        best = (index, names, match)
        break
      }
    }
    guard let best else { throw .empty(file: file.name) }
    let row = reader.batch.rows[best.index]
    // Without a header the row is one of many, and rejected like any; its number of cells can be trusted only
    // where it swallowed no other.
    if row.isQuoteBroken, layout.header != .none || row.lineBreaks > 0 {
      throw .unclosedQuote(file: file.name, line: row.longestQuoteLine)
    }
    try FileHeader.check(best.names, best.match, contract, layout, file, line: row.line)
    match = best.match
    line = row.line
    cellCount = Int(row.cellCount)
    if layout.header != .none { reader.batch.rows.removeFirst(best.index + 1) }
  }

  private static func check(
    _ names: [String], _ match: HeaderMatch, _ contract: FeedContract, _ layout: CSVLayout,
    _ file: FeedFile, line: Int
  ) throws(FeedFault) {
    if names.count == 1, !match.missing.isEmpty || match.matchCount == 0 {
      let counts = [0x2C, 0x3B, 0x7C, 0x09].filter { $0 != layout.delimiter }.map { candidate in
        (byte: UInt8(candidate), count: names[0].utf8.count { $0 == candidate })
      }
      let likely = counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }
      if likely.count > 0 {
        throw .wrongDelimiter(
          file: file.name, line: line, expected: layout.delimiter, likely: likely.byte)
      }
    }
    if let missing = match.missing.first {
      let column = contract.columns[missing]
      throw .missingColumn(
        file: file.name, line: line, column: column.name, nearest: match.nearest(to: column))
    }
  }

  func makeBuilder(
    _ contract: FeedContract, _ layout: CSVLayout, _ file: FeedFile
  ) -> TableBuilder {
    let sources = zip(contract.columns, match.cells).map { column, cell in
      if case .constant(let text) = column.source {
        return TableBuilder.Source.alike(Array(text.utf8))
      }
      return cell.map { .cell($0) } ?? .alike([])
    }
    var builder = TableBuilder(
      contract, file: file.name, encoding: layout.encoding, sources: sources, names: match.names)
    builder.faults.add(
      match, contract, hasNames: layout.header != .none, at: Place(file: file.name, row: line))
    return builder
  }
}
