import Tables

/// Makes a typed table from the cells of one file, whatever the file's format.
///
/// A reader hands over cells and rows; what a cell means, what is wrong with it and what becomes of its row is
/// decided here and nowhere else. Rows wait in a batch and are then read column by column, since a loop that
/// reads one type is much faster than one that changes type with every cell.
///
/// ```
/// var builder = TableBuilder(contract, file: file.name)
/// builder.appendCell(0, bytes)         // any cells of a row, in any order, by the column's index in the contract
/// builder.appendCell(2, bytes)
/// builder.endRow(line: 1)
/// let part = builder.finish()
/// ```
struct TableBuilder {
  /// Where the cells of a column stand in a row.
  enum Source {
    /// At an index of the row's cells.
    case cell(Int)
    /// Nowhere: every row has these bytes, of which there may be none.
    case alike([UInt8])
  }

  private let contract: FeedContract
  private let file: String
  private let encoding: TextEncoding
  private let sources: [Source]
  /// The columns' names in the file, for places.
  private let names: [String]
  private var builders: [ColumnBuilder]
  private(set) var rowCount = 0
  private var nextLine = -1
  private var places = RowPlaces()
  /// The first of the rejected rows, and how many there are.
  private var rejects = KeptRejects()
  private var rejectCount = 0
  /// The rows of the table that are rejected for a cell, ascending.
  private var rejectedRows: [Int32] = []
  /// The rows of the table whose cell could not be read, ascending, by column.
  private var unreadCells: [[Int32]]
  /// What is wrong with columns and rows; a reader adds what it finds itself.
  var faults = FaultTally()

  private var pending = CellBatch()
  private var pendingBytes: [UInt8] = []
  private var openRow: [CellRange]

  /// Makes a builder for cells that are handed over by the column's index in the contract.
  ///
  /// Cells of `.constant` columns are filled in here.
  init(_ contract: FeedContract, file: String, encoding: TextEncoding = .utf8) {
    let sources = contract.columns.indices.map { index in
      if case .constant(let text) = contract.columns[index].source {
        Source.alike(Array(text.utf8))
      } else {
        Source.cell(index)
      }
    }
    self.init(
      contract, file: file, encoding: encoding, sources: sources,
      names: contract.columns.map(\.name))
  }

  /// Makes a builder for rows whose cells stand in an order of their own.
  ///
  /// - Precondition: there is one source and one name for each column of the contract.
  init(
    _ contract: FeedContract, file: String, encoding: TextEncoding, sources: [Source],
    names: [String]
  ) {
    self.contract = contract
    self.file = file
    self.encoding = encoding
    self.sources = sources
    self.names = names
    builders = zip(contract.columns, sources).map { column, source in
      // A constant comes from the contract, which is UTF-8 whatever the file is.
      if case .alike = source { return ColumnBuilder(column, encoding: .utf8) }
      return ColumnBuilder(column, encoding: encoding)
    }
    openRow = [CellRange](repeating: .empty, count: contract.columns.count)
    unreadCells = [[Int32]](repeating: [], count: contract.columns.count)
    places.startFile(file)
  }

  /// Makes room for about so many rows, so that growing columns need not be copied; memory that is never filled
  /// costs nothing.
  mutating func reserve(rows: Double) {
    let rows = Int(min(rows, Double(TableBuilder.mostReserved)))
    for column in builders.indices { builders[column].reserve(rows: rows) }
  }

  /// A file that inflates a millionfold must not reserve more than this many rows.
  private static let mostReserved = 1 << 24

  // MARK: - Row by row

  /// Gives a cell of the open row; the last one given to a column counts, and a column without one is missing.
  ///
  /// The index is the column's in the contract. The bytes are copied.
  mutating func appendCell(_ column: Int, _ bytes: Span<UInt8>) {
    let start = UInt32(pendingBytes.count)
    for index in bytes.indices { pendingBytes.append(bytes[index]) }
    openRow[column] = CellRange(start: start, end: UInt32(pendingBytes.count))
  }

  /// Ends the open row, which started on a line (or, in XML, has this number among the records).
  mutating func endRow(line: Int) {
    pending.rows.append(
      BatchRow(
        firstCell: UInt32(pending.cells.count), cellCount: UInt32(openRow.count), start: 0, end: 0,
        line: line))
    pending.cells += openRow
    for index in openRow.indices { openRow[index] = .empty }
    if pending.rows.count == TableBuilder.batchRows || pendingBytes.count > 1 << 20 { flush() }
  }

  /// Ends the table; cells of a row that was not ended are dropped.
  consuming func finish() -> FeedPart {
    flush()
    let columns = zip(contract.columns, builders).map { ($0.name, $1.finished()) }
    return FeedPart(
      file: file, table: Table(columns, rowCount: rowCount), rejectedRows: rejectedRows,
      unreadCells: unreadCells, places: places, rejects: rejects.rows,
      rejectCount: rejectCount, faults: faults)
  }

  private static let batchRows = 4096

  private mutating func flush() {
    guard !pending.rows.isEmpty else { return }
    let bytes = pendingBytes + [UInt8](repeating: 0, count: cellPadding)
    append(pending, of: bytes.span)
    pending.rows.removeAll(keepingCapacity: true)
    pending.cells.removeAll(keepingCapacity: true)
    pendingBytes.removeAll(keepingCapacity: true)
  }

  // MARK: - Batch by batch

  /// Adds rows that have all their cells, and then those that are `ragged`, which only go to the rejects, line by
  /// line.
  ///
  /// - Precondition: after the last cell there are `cellPadding` more bytes.
  mutating func append(
    _ batch: CellBatch, of bytes: Span<UInt8>, ragged: [(row: BatchRow, rule: FaultRule)] = []
  ) {
    let firstReject = rejects.rows.count
    for (row, rule) in ragged { rejectLines(of: row, rule, in: bytes) }
    var cellFaults: [CellFault] = []
    for (column, source) in sources.enumerated() {
      switch source {
      case .cell(let cell):
        builders[column].append(bytes, batch, cell: cell, column: column, faults: &cellFaults)
      case .alike(let alike):
        builders[column].append(
          alike, rows: batch.rows.count, column: column, faults: &cellFaults)
      }
    }
    // By row and then by column, so that the first fault of a row names its reject.
    cellFaults.sort { ($0.row, $0.column) < ($1.row, $1.column) }
    let rejected = reject(cellFaults, batch, bytes)
    let dropped = rejected.filter(\.isDropped).map(\.row)
    for column in builders.indices {
      builders[column].commit(rows: batch.rows.count, dropping: dropped)
    }
    noteUnread(cellFaults, rejected, dropping: dropped)
    notePlaces(batch.rows, dropping: dropped)
    guard !ragged.isEmpty, !rejected.isEmpty else { return }
    rejects.sortByLine(from: firstReject)
  }

  private mutating func notePlaces(_ rows: [BatchRow], dropping dropped: [Int]) {
    var nextDropped = 0
    for index in rows.indices {
      if nextDropped < dropped.count, dropped[nextDropped] == index {
        nextDropped += 1
        continue
      }
      if rows[index].line != nextLine { places.note(row: rowCount, line: rows[index].line) }
      nextLine = rows[index].line + 1
      rowCount += 1
    }
  }

  /// Notes which cells of rows that stay could not be read, and which of these rows are rejected.
  private mutating func noteUnread(
    _ cellFaults: [CellFault], _ rejected: [BatchReject], dropping dropped: [Int]
  ) {
    var before = 0
    func position(of row: Int) -> Int32? {
      while before < dropped.count, dropped[before] < row { before += 1 }
      if before < dropped.count, dropped[before] == row { return nil }
      return Int32(rowCount + row - before)
    }
    for fault in cellFaults where fault.rule.isOfCell {
      if let row = position(of: fault.row) { unreadCells[fault.column].append(row) }
    }
    before = 0
    rejectedRows += rejected.compactMap { position(of: $0.row) }
  }

  /// A row of a batch that is rejected.
  private struct BatchReject {
    /// The row, counted within its batch.
    var row: Int
    /// Whether nobody can say which of its cells is which, so that it stays as text only.
    var isDropped: Bool
  }

  /// Counts the cells' faults, which stand by row, and rejects rows with one of grade `record` or worse; returns these,
  /// ascending.
  private mutating func reject(
    _ cellFaults: [CellFault], _ batch: CellBatch, _ bytes: Span<UInt8>
  ) -> [BatchReject] {
    var rejected: [BatchReject] = []
    for fault in cellFaults {
      let row = batch.rows[fault.row]
      let grade =
        fault.rule == .boundForValue ? .warning : contract.columns[fault.column].faultGrade
      let isShifted = fault.rule.isOfWord && hasDelimiter(fault, row, batch, bytes)
      if rejected.last?.row == fault.row {
        count(fault.rule, column: fault.column, grade: grade, line: row.line)
        if isShifted { rejected[rejected.count - 1].isDropped = true }
      } else if grade != .warning {
        rejected.append(BatchReject(row: fault.row, isDropped: isShifted))
        if let place = reject(row, fault.rule, column: fault.column) {
          keep(
            place, fault.rule,
            row.end > row.start ? text(of: row, in: bytes) : text(ofCells: row, batch, in: bytes))
        }
      } else if isShifted {
        rejected.append(BatchReject(row: fault.row, isDropped: true))
        if let place = reject(row, .delimiterInField, column: fault.column, grade: .record) {
          keep(place, .delimiterInField, text(of: row, in: bytes))
        }
      } else {
        count(fault.rule, column: fault.column, grade: grade, line: row.line)
      }
    }
    return rejected
  }

  /// Rejects each line of a record by itself: whoever's rows a stray quote swallowed, they count as rows.
  private mutating func rejectLines(of row: BatchRow, _ rule: FaultRule, in bytes: Span<UInt8>) {
    var line = row
    for position in Int(row.start)..<Int(row.end) {
      let byte = bytes.byte(position)
      let isPair =
        byte == 0x0D && position + 1 < Int(row.end) && bytes.byte(position + 1) == 0x0A
      guard byte == 0x0A || byte == 0x0D, !isPair else { continue }
      let isAfterReturn =
        byte == 0x0A && position > Int(line.start) && bytes.byte(position - 1) == 0x0D
      line.end = UInt32(isAfterReturn ? position - 1 : position)
      if let place = reject(line, rule, column: nil) {
        keep(place, rule, text(of: line, in: bytes))
      }
      line.start = UInt32(position + 1)
      line.line += 1
    }
    line.end = row.end
    if let place = reject(line, rule, column: nil) { keep(place, rule, text(of: line, in: bytes)) }
  }

  /// Whether a cell of delimited text has a delimiter inside.
  private func hasDelimiter(
    _ fault: CellFault, _ row: BatchRow, _ batch: CellBatch, _ bytes: Span<UInt8>
  ) -> Bool {
    guard case .csv(let layout) = contract.format, case .cell(let cell) = sources[fault.column]
    else { return false }
    let range = batch.cells[Int(row.firstCell) + cell]
    for index in Int(range.start)..<Int(range.end) where bytes.byte(index) == layout.delimiter {
      return true
    }
    return false
  }

  /// Counts a rejected row; gives its place where its text is to be kept, and nil where there are enough of them.
  private mutating func reject(
    _ row: BatchRow, _ rule: FaultRule, column: Int?, grade stated: Grade? = nil
  ) -> Place? {
    let grade = stated ?? column.map { contract.columns[$0].faultGrade } ?? .record
    count(rule, column: column, grade: grade, line: row.line)
    rejectCount += 1
    return rejects.isFull
      ? nil : Place(file: file, row: row.line, column: column.map { names[$0] })
  }

  private mutating func keep(_ place: Place, _ rule: FaultRule, _ text: String) {
    rejects.add(RejectedRow(place: place, rule: rule.rawValue, record: text))
  }

  private mutating func count(_ rule: FaultRule, column: Int?, grade: Grade, line: Int) {
    faults.add(
      rule, column: column, grade: grade,
      at: Place(file: file, row: line, column: column.map { names[$0] }))
  }

  private func text(of row: BatchRow, in bytes: Span<UInt8>) -> String {
    encoding.repairedText(bytes, Int(row.start), Int(row.end))
  }

  private func text(ofCells row: BatchRow, _ batch: CellBatch, in bytes: Span<UInt8>) -> String {
    var writer = CSVWriter(lineBreak: .none)
    for index in Int(row.firstCell)..<Int(row.firstCell + row.cellCount) {
      let cell = batch.cells[index]
      writer.append(encoding.repairedText(bytes, Int(cell.start), Int(cell.end)))
    }
    writer.endRow()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
