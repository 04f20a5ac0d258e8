import Tables

/// What one file of a feed gave.
struct FeedPart: Sendable {
  /// The rows that could be read, the contract's columns in its order.
  var table: Table
  /// Where each row stood.
  var places: RowPlaces
  /// The rows that could not be read, in the order of the file.
  var rejects: [RejectedRow]
  /// What was wrong with columns, rows and cells.
  var faults: FaultTally

  /// Whether the file has no row, not even one that could not be read.
  var isRowless: Bool { table.rowCount == 0 && rejects.isEmpty }
}

extension Extract {
  /// Joins the files of a feed end to end.
  ///
  /// - Precondition: there is at least one part, and all were made by one contract.
  init(_ contract: FeedContract, joining parts: [FeedPart]) {
    var places = RowPlaces()
    var rowCount = 0
    var faults = FaultTally()
    for part in parts {
      places.append(part.places, afterRows: rowCount)
      rowCount += part.table.rowCount
      faults.add(part.faults)
    }
    let columns = contract.columns.indices.map { index in
      (contract.columns[index].name, Column.concatenated(parts.map { $0.table.columns[index] }))
    }
    self.init(
      table: Table(columns, rowCount: rowCount), places: places,
      rejects: parts.flatMap(\.rejects), findings: faults.findings(contract),
      unreadable: faults.unreadableCells(contract))
  }
}
