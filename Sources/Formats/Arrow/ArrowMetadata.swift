public import Tables

/// What an Arrow file says about itself: columns, rows and the texts that its writer put beside them.
public struct ArrowMetadata: Sendable {
  /// The columns' names, in the file's order.
  public var names: [String]
  /// The columns' types; nil where a table has no such type.
  public var types: [ColumnType?]
  /// The number of rows.
  public var rowCount: Int
  /// The texts of the footer and of the schema, in their order.
  public var metadata: [(String, String)]

  /// The first text of a name, or nil where there is none.
  public func text(_ name: String) -> String? {
    metadata.first { $0.0 == name }?.1
  }
}

/// Reads what an Arrow file says about itself, without its columns.
///
/// - Throws: `ArrowFault.unreadable` or `.malformed`.
/// - Complexity: O(columns × batches), whatever the file's size.
public func arrowMetadata(_ path: String) throws(ArrowFault) -> ArrowMetadata {
  let reader = try ArrowReader(path)
  return ArrowMetadata(
    names: reader.names, types: reader.file.footer.schema.fields.map(\.columnType),
    rowCount: reader.rowCount, metadata: reader.file.footer.metadata)
}
