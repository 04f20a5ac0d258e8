public import Model
public import Tables

/// A column so few of whose cells could be read that a run should not go on.
public struct UnreadableColumn: Hashable, Sendable {
  /// The column's name in the contract.
  public var column: String
  /// The cells that could not be read.
  public var unreadable: Int
  /// The cells with something in them, readable or not.
  public var filled: Int

  /// Counts a column's cells.
  public init(column: String, unreadable: Int, filled: Int) {
    self.column = column
    self.unreadable = unreadable
    self.filled = filled
  }
}

/// The columns of which more cells than the feed's limit could not be read, by name.
///
/// - Shape: `cells` is how many cells of each column could not be read, and are missing in the table; of the table's rows those
///   of `unread` are rejected and say nothing.
/// - Missing: an empty cell is neither readable nor unreadable.
public func unreadableColumns(
  _ cells: [String: Int], in table: Table, unread: UnreadRows, rules: FeedRules
) -> [UnreadableColumn] {
  sortedBytewise(cells.keys).compactMap { name in
    guard let unreadable = cells[name], unreadable > FeedRules.fewUnreadable,
      let column = table[name]
    else { return nil }
    let read = ~unread.rejected
    let filled = unreadable + (column.present.map { $0 & read } ?? read).setCount
    guard Double(unreadable) > rules.warningLimit * Double(filled) else { return nil }
    return UnreadableColumn(column: name, unreadable: unreadable, filled: filled)
  }
}
