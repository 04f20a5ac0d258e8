/// What of a feed's rows could not be read, beside what could.
///
/// A row with a cell that could not be read stays in its table with the others: it may be the one that says that somebody has
/// died or that an entry is no more. Whoever reads the table asks here which rows count and which cells are not empty but
/// unknown.
public struct UnreadRows: Sendable, Hashable {
  /// The rows that are rejected for a cell: they are never used, and are asked where a rejected row may matter.
  public var rejected: Bitmap
  /// For each column with a cell that could not be read which rows' cells these are, whether the rows are rejected or not.
  public var cells: Table

  /// Puts together what could not be read.
  public init(rejected: Bitmap, cells: Table) {
    self.rejected = rejected
    self.cells = cells
  }

  /// So many rows, all of which could be read.
  public init(noneOf rowCount: Int) {
    self.init(
      rejected: Bitmap(repeating: false, count: rowCount), cells: Table(rowCount: rowCount))
  }

  /// The same with more cells that say nothing: a table of the same shape as `cells`.
  public func adding(_ others: Table) -> UnreadRows {
    var result = self
    for (name, column) in zip(others.names, others.columns) {
      guard case .boolean(let cells) = column else { continue }
      let all = rows(unreadIn: name).map { $0 | cells.bits } ?? cells.bits
      let own = Table([(name, .boolean(BooleanColumn(all)))])
      result.cells =
        result.cells[name] == nil
        ? Table(
          zip(result.cells.names, result.cells.columns).map { ($0, $1) } + [
            (name, .boolean(BooleanColumn(all)))
          ], rowCount: result.cells.rowCount) : result.cells.replacing(own)
    }
    return result
  }

  /// The same of some rows.
  public func filtered(_ rows: Bitmap) -> UnreadRows {
    UnreadRows(
      rejected: Bitmap(rows.setIndices.map { rejected[$0] }), cells: cells.filtered(rows))
  }

  /// The rows whose cell of a column could not be read; nil where all could.
  public func rows(unreadIn column: String) -> Bitmap? {
    guard case .boolean(let cells)? = cells[column] else { return nil }
    return cells.bits
  }
}
