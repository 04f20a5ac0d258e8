import Parallel
import Tables

/// Reads a delimited file of a feed.
///
/// A row whose cells are all empty is no row. A row with fewer fields than the header has names, or with more fields that
/// are not padding, is rejected, since nobody can say which of its cells is which; so is one with text after a closing quote. Where such a record spans
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
  var header = try FileHeader(of: &reader, contract, layout, file)
  var builder = header.makeBuilder(contract, layout, file)
  builder.reserve(rows: Double(reader.batch.rows.count) / max(reader.fraction, 1e-6))
  var hasMore = true
  while hasMore {
    guard !stop.isMade else { throw .stopped }
    if layout.header != .search, layout.footer.isEmpty, let row = reader.unendedRow,
      row.cellCount < header.rows.leastCells
    {
      throw .truncatedText(file: file.name, line: row.line)
    }
    let ragged: [(row: BatchRow, rule: FaultRule)]
    var batch = CellBatch()
    swap(&batch, &reader.batch)
    do throws(TableRows.UnclosedQuote) {
      ragged = try header.rows.sort(&batch, in: reader.buffer.span)
    } catch {
      throw .unclosedQuote(file: file.name, line: error.line)
    }
    swap(&batch, &reader.batch)
    builder.append(reader.batch, of: reader.buffer.span, ragged: ragged)
    let rows = ragged.reduce(reader.batch.rows.count) { $0 + $1.row.lineCount }
    counter.add(rows)
    hasMore = try reader.next()
  }
  return builder.finish()
}

extension BatchRow {
  /// How many lines the record has.
  fileprivate var lineCount: Int { Int(lineBreaks) + 1 }
}

/// What was learnt from the first rows of a file.
private struct FileHeader {
  /// Which records are rows.
  var rows: TableRows
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
    let searched = layout.header == .search ? FileHeader.searchedRows : layout.headerRows
    guard try reader.next(atLeast: searched + TableRows.lookedAt) else {
      throw .empty(file: file.name)
    }
    var best: (index: Int, names: [String], match: HeaderMatch)?
    let last = layout.headerRows - 1
    for index in reader.batch.rows.indices.prefix(searched).dropFirst(last) {
      let names = FileHeader.names(in: reader, index - last...index, layout)
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
    let required = contract.columns.count { $0.isRequired && !$0.source.isConstant }
    rows = TableRows(
      best.names, cellCount: Int(row.cellCount), required: required,
      first: reader.batch.rows[(best.index + 1)...], layout)
    if layout.header != .none { reader.batch.rows.removeFirst(best.index + 1) }
  }

  /// The columns' names in one row or in several, each of which says more about the names of the one before it: a name
  /// over several columns stands over the first of them.
  private static func names(
    in reader: borrowing CSVReader, _ rows: ClosedRange<Int>, _ layout: CSVLayout
  ) -> [String] {
    if rows.count == 1 {
      return reader.texts(of: reader.batch.rows[rows.lowerBound], layout.encoding, limit: mostNames)
    }
    var names: [String] = []
    for index in rows {
      let row = reader.batch.rows[index]
      var texts = reader.texts(of: row, layout.encoding, limit: mostNames).map(\.withPlainBlanks)
      if index < rows.upperBound {
        for column in texts.indices.dropFirst() where texts[column].isEmpty {
          texts[column] = texts[column - 1]
        }
      }
      names = texts.indices.map { column in
        let above = column < names.count ? names[column] : names.last ?? ""
        return (above + " " + texts[column]).trimmed
      }
    }
    return names
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
      return cell.map { .cell($0) } ?? .alike(Array((column.absent ?? "").utf8))
    }
    var builder = TableBuilder(
      contract, file: file.name, encoding: layout.encoding, sources: sources, names: match.names)
    builder.faults.add(
      match, contract, hasNames: layout.header != .none, at: Place(file: file.name, row: line))
    return builder
  }
}
