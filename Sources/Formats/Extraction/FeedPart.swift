import Tables

/// What one file of a feed gave.
struct FeedPart: Sendable {
  /// The file, as places name it.
  var file: String
  /// The rows whose cells could be told apart, the contract's columns in its order.
  var table: Table
  /// The rows of the table that are rejected for a cell, ascending.
  var rejectedRows: [Int32]
  /// The rows of the table whose cell could not be read, ascending, by the contract's column.
  var unreadCells: [[Int32]]
  /// Where each row stood.
  var places: RowPlaces
  /// The first of the rows that were rejected, in the order of the file.
  var rejects: [RejectedRow]
  /// How many were.
  var rejectCount: Int
  /// What was wrong with columns, rows and cells.
  var faults: FaultTally

  /// Whether the file has no row, not even one that could not be read.
  var isRowless: Bool { table.rowCount == 0 && rejectCount == 0 }
}

extension Extract {
  /// Joins the files of a feed end to end.
  ///
  /// - Precondition: there is at least one part, and all were made by one contract.
  init(_ contract: FeedContract, joining parts: [FeedPart]) {
    var places = RowPlaces()
    var rowCount = 0
    var faults = FaultTally()
    var rejected: [Int] = []
    var rejectsByFile: [String: Int] = [:]
    var cells = [[Int]](repeating: [], count: contract.columns.count)
    for part in parts {
      rejected += part.rejectedRows.map { rowCount + Int($0) }
      for (column, rows) in part.unreadCells.enumerated() {
        cells[column] += rows.map { rowCount + Int($0) }
      }
      places.append(part.places, afterRows: rowCount)
      rowCount += part.table.rowCount
      faults.add(part.faults)
      if part.rejectCount > 0 { rejectsByFile[part.file, default: 0] += part.rejectCount }
    }
    let columns = contract.columns.indices.map { index in
      (contract.columns[index].name, Column.concatenated(parts.map { $0.table.columns[index] }))
    }
    let unread = zip(contract.columns, cells).filter { !$1.isEmpty }.map { column, rows in
      (column.name, Column.boolean(BooleanColumn(Bitmap(of: rows, count: rowCount))))
    }
    self.init(
      table: Table(columns, rowCount: rowCount),
      unread: UnreadRows(
        rejected: Bitmap(of: rejected, count: rowCount), cells: Table(unread, rowCount: rowCount)),
      places: places,
      rejects: firstRejects(of: parts),
      rejectsByFile: rejectsByFile, findings: faults.findings(contract),
      unreadable: faults.unreadableCells(contract))
  }
}

/// The first rejected rows of a feed's files, as many as are kept of one.
private func firstRejects(of parts: [FeedPart]) -> [RejectedRow] {
  var first = KeptRejects()
  for reject in parts.lazy.flatMap(\.rejects) {
    guard !first.isFull else { break }
    first.add(reject)
  }
  return first.rows
}
