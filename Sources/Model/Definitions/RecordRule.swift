/// Rows that say one after the other what becomes of a record: it begins, is put right, is taken away.
///
/// Of the rows of a record only the last counts, and none where that one takes the record away; the others were
/// replaced and are no faults. The order is that of the columns of `order`, a missing value first, and where they are
/// alike that of the rows: files by name, rows as they stand.
public struct RecordRule: Hashable, Sendable {
  /// The columns whose values together name a record; two rows that lack a value are alike in it.
  public var key: [String]
  /// The column that says what a row does.
  public var action: String
  /// The actions that begin a record.
  public var begins: [String]
  /// The actions that take a record away.
  public var removes: [String]
  /// The columns by which the rows of a record follow each other; empty where they stand in their order.
  public var order: [String]

  /// Makes a rule.
  public init(
    key: [String], action: String, begins: [String], removes: [String], order: [String] = []
  ) {
    self.key = key
    self.action = action
    self.begins = begins
    self.removes = removes
    self.order = order
  }
}
