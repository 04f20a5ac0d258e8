import Tables

/// Typed columns of an Arrow file being written out as cells for a feed's contract.
struct ArrowRows {
  private(set) var builder: TableBuilder
  private let file: String
  private let columns: [Column]
  /// For each column the digits that an identifier has, leading zeros included; 0 for other types.
  private var digits: [Int] = []
  private var batch = CellBatch()
  private var bytes: [UInt8] = []

  private static let batchRows = 4096
  private static let batchBytes = 1 << 20
  /// No cell of a feed is longer.
  private static let longestCell = 1 << 20

  /// Prepares for the columns that the contract's columns matched, in the contract's order.
  init(_ columns: [Column], _ match: HeaderMatch, _ contract: FeedContract, _ file: FeedFile) {
    self.columns = columns
    self.file = file.name
    var typed = contract
    var sources: [TableBuilder.Source] = []
    for (index, column) in contract.columns.enumerated() {
      if case .constant(let text) = column.source {
        sources.append(.alike(Array(text.utf8)))
      } else if match.cells[index] != nil {
        typed.columns[index].type = ArrowRows.type(column.type, of: columns[digits.count])
        sources.append(.cell(digits.count))
        if case .identifier(let count) = column.type {
          digits.append(count)
        } else {
          digits.append(0)
        }
      } else {
        sources.append(.alike(Array((column.absent ?? "").utf8)))
      }
    }
    builder = TableBuilder(
      typed, file: file.name, encoding: .utf8, sources: sources, names: match.names)
    builder.faults.add(match, contract, hasNames: true, at: Place(file: file.name))
  }

  /// The cell type with which a column's cells are read: days and truth values are written in one way only.
  private static func type(_ type: CellType, of column: Column) -> CellType {
    switch (type, column) {
    case (.day, .day): .day([DateFormat(pattern: "yyyy-MM-dd")].compactMap { $0 })
    case (.boolean, .boolean): .boolean(true: ["true"], false: ["false"])
    default: type
    }
  }

  /// Adds a row; true where there are enough to be read.
  mutating func append(_ row: Int) throws(FeedFault) -> Bool {
    let firstCell = UInt32(batch.cells.count)
    for index in columns.indices {
      let start = UInt32(bytes.count)
      appendCell(row, of: index)
      guard bytes.count - Int(start) <= ArrowRows.longestCell else {
        throw .fieldTooLong(file: file, line: row + 1)
      }
      batch.cells.append(CellRange(start: start, end: UInt32(bytes.count)))
    }
    batch.rows.append(
      BatchRow(
        firstCell: firstCell, cellCount: UInt32(columns.count), start: 0, end: 0, line: row + 1))
    return batch.rows.count == ArrowRows.batchRows || bytes.count > ArrowRows.batchBytes
  }

  private mutating func appendCell(_ row: Int, of index: Int) {
    if let present = columns[index].present, !present[row] { return }
    switch columns[index] {
    case .boolean(let column):
      bytes += Array((column.bits[row] ? "true" : "false").utf8)
    case .integer(let column), .identifier(let column):
      let text = String(column.values[row])
      for _ in 0..<max(0, digits[index] - text.utf8.count) { bytes.append(0x30) }
      bytes += Array(text.utf8)
    case .decimal(let column):
      let number = column.values[row]
      if !number.isNaN { bytes += Array("\(number)".utf8) }
    case .day(let column):
      bytes += Array(Day(number: column.values[row]).description.utf8)
    case .text(let column), .pseudonym(let column):
      let code = Int(column.codes[row])
      let starts = column.dictionary.starts
      bytes += column.dictionary.bytes[Int(starts[code])..<Int(starts[code + 1])]
    }
  }

  /// Hands the rows to the typed columns and says how many there were.
  mutating func flush() -> Int {
    let count = batch.rows.count
    guard count > 0 else { return 0 }
    for _ in 0..<cellPadding { bytes.append(0) }
    let cells = bytes
    bytes = []
    builder.append(batch, of: cells.span)
    batch.rows.removeAll(keepingCapacity: true)
    batch.cells.removeAll(keepingCapacity: true)
    return count
  }
}
