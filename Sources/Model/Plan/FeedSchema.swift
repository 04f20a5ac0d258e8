public import Tables

/// What a plan knows of a feed: the columns of its rows.
public struct FeedSchema: Hashable, Sendable {
  /// The feed's name.
  public var name: String
  /// The column of the person's number; nil for reference feeds.
  public var key: String?
  /// The columns, in their order.
  public var columns: [Column]

  /// One column of a feed.
  public struct Column: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The type of its values.
    public var type: ColumnType

    /// Makes a column.
    public init(_ name: String, _ type: ColumnType) {
      self.name = name
      self.type = type
    }
  }

  /// Makes a schema.
  public init(name: String, key: String?, columns: [Column]) {
    self.name = name
    self.key = key
    self.columns = columns
  }

  /// The type of a column; nil where the feed has none of the name.
  public func type(of column: String) -> ColumnType? {
    columns.first { $0.name == column }?.type
  }
}
