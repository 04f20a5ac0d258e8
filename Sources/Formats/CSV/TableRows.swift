/// Which records of a delimited file are rows of its table.
///
/// ```
/// code,name,,          the header names two columns; spreadsheets pad it with others
/// A1,one               what was dropped at the end of a row had no name
/// A2,two,,             and what was padded is empty
/// , ,                  no row
/// Source: somebody     the foot of the table, where the layout names it
/// ```
struct TableRows {
  /// How many cells the header has.
  let cellCount: Int
  /// How many cells a row needs: as far as the last name of the header.
  let leastCells: Int
  private let layout: CSVLayout
  /// How many cells a row must have filled to look like one of the table.
  private let filledCells: Int
  private let footers: [[UInt8]]
  /// How many cells the rows of a file have that are all padded further than its header; nil in other files.
  ///
  /// One row with an empty field too many may have a delimiter too many in front of it, which shifts its cells.
  private let paddedCells: Int?
  private var isBelow = false

  /// How many rows below the header say whether a file is padded.
  static let lookedAt = 64

  /// No field of a feed has more line breaks; a stray quote that swallows more of a file must not pass for some
  /// rejected rows of it.
  private static let mostLineBreaks = 100

  /// Knows the header and the first rows below it; `required` is how many columns must be filled.
  init(
    _ names: [String], cellCount: Int, required: Int, first rows: ArraySlice<BatchRow>,
    _ layout: CSVLayout
  ) {
    self.cellCount = cellCount
    self.layout = layout
    let last = names.lastIndex { !$0.withPlainBlanks.isEmpty }
    // Without names no cell is known to be padding.
    leastCells = layout.header == .none ? cellCount : min(cellCount, (last ?? cellCount - 1) + 1)
    filledCells = max(2, required)
    let rows = rows.prefix(TableRows.lookedAt)
    let longer = rows.filter { Int($0.cellCount) > cellCount }
    let padded = longer.first.map { Int($0.cellCount) } ?? 0
    let isPadded =
      layout.header != .none && longer.count * 2 > rows.count
      && longer.count { Int($0.cellCount) == padded } * 2 > rows.count
    paddedCells = isPadded ? padded : nil
    footers = layout.footer.map { Array($0.lowercased().utf8) }
  }

  /// Takes what is no row of the table out of a batch, and returns those records that are rejected.
  ///
  /// - Throws: the line of a quote that swallowed too much of the file.
  mutating func sort(
    _ batch: inout CellBatch, in bytes: Span<UInt8>
  ) throws(UnclosedQuote) -> [(row: BatchRow, rule: FaultRule)] {
    guard let first = batch.rows.firstIndex(where: { !isPlain($0, bytes) }) else { return [] }
    var rejected: [(BatchRow, FaultRule)] = []
    var kept = Array(batch.rows[..<first])
    for row in batch.rows[first...] {
      if isPlain(row, bytes) {
        kept.append(row)
        continue
      }
      guard row.lineBreaks <= TableRows.mostLineBreaks else {
        throw UnclosedQuote(line: row.longestQuoteLine)
      }
      let filled = filledCount(of: row, batch, bytes)
      if filled == 0 { continue }
      isBelow = isBelow || isFooter(row, batch, bytes)
      if isBelow {
        if filled >= filledCells { rejected.append((row, .rowBelowTable)) }
      } else if let rule = fault(of: row, batch, bytes) {
        rejected.append((row, rule))
      } else {
        kept.append(filledUp(row, &batch))
      }
    }
    batch.rows = kept
    return rejected
  }

  /// A quote that is not closed.
  struct UnclosedQuote: Error {
    let line: Int
  }

  /// Whether a record is a row of the table at the first look.
  private func isPlain(_ row: BatchRow, _ bytes: Span<UInt8>) -> Bool {
    guard Int(row.cellCount) == cellCount, !row.isQuoteBroken, !isBelow, footers.isEmpty else {
      return false
    }
    // Cells that are all empty have none of these bytes.
    for index in Int(row.start)..<min(Int(row.end), Int(row.start) + 64) {
      let byte = bytes.byte(index)
      if byte > 0x20, byte < 0x80, byte != layout.delimiter, byte != layout.quote { return true }
    }
    return false
  }

  private func fault(
    of row: BatchRow, _ batch: CellBatch, _ bytes: Span<UInt8>
  ) -> FaultRule? {
    if row.isQuoteBroken { return .quoteInsideField }
    let count = Int(row.cellCount)
    if count < leastCells { return layout.fillsShortRows ? nil : .tooFewFields }
    guard count <= cellCount || count == paddedCells else { return .tooManyFields }
    for index in min(count, cellCount)..<count where !isEmpty(index, of: row, batch, bytes) {
      return .tooManyFields
    }
    return nil
  }

  /// The row with an empty cell for each that it lacks, behind all others of the batch.
  private func filledUp(_ row: BatchRow, _ batch: inout CellBatch) -> BatchRow {
    guard Int(row.cellCount) < leastCells else { return row }
    var filled = row
    filled.firstCell = UInt32(batch.cells.count)
    filled.cellCount = UInt32(leastCells)
    for index in 0..<Int(row.cellCount) {
      batch.cells.append(batch.cells[Int(row.firstCell) + index])
    }
    for _ in Int(row.cellCount)..<leastCells { batch.cells.append(.empty) }
    return filled
  }

  private func filledCount(of row: BatchRow, _ batch: CellBatch, _ bytes: Span<UInt8>) -> Int {
    (0..<Int(row.cellCount)).count { !isEmpty($0, of: row, batch, bytes) }
  }

  private func isEmpty(
    _ index: Int, of row: BatchRow, _ batch: CellBatch, _ bytes: Span<UInt8>
  ) -> Bool {
    let cell = batch.cells[Int(row.firstCell) + index]
    var (start, end) = (Int(cell.start), Int(cell.end))
    trim(bytes, &start, &end)
    guard start < end, bytes.byte(start) >= 0x80 else { return start == end }
    return layout.encoding.text(bytes, start, end)?.withPlainBlanks.isEmpty ?? false
  }

  /// Whether a record's first filled cell begins the foot of the table.
  private func isFooter(_ row: BatchRow, _ batch: CellBatch, _ bytes: Span<UInt8>) -> Bool {
    guard !footers.isEmpty,
      let index = (0..<Int(row.cellCount)).first(where: { !isEmpty($0, of: row, batch, bytes) })
    else { return false }
    let cell = batch.cells[Int(row.firstCell) + index]
    let text = layout.encoding.repairedText(bytes, Int(cell.start), Int(cell.end))
    let name = Array(text.withPlainBlanks.lowercased().utf8)
    return footers.contains { matches($0[...], name[...]) }
  }
}

extension BatchRow {
  /// The line on which the quoted field with the most line breaks opens.
  var longestQuoteLine: Int { line + Int(longestQuote) }
}
