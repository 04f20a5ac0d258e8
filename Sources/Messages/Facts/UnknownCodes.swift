/// Rows of a practice with a code that the code list does not have, so that they count as nothing.
public struct UnknownCodes: Hashable, Sendable, Codable {
  /// The practice's code.
  public var practice: String
  /// What stands above the column.
  public var column: String
  /// How many rows.
  public var rows: Int

  /// Notes rows.
  public init(practice: String, column: String, rows: Int) {
    self.practice = practice
    self.column = column
    self.rows = rows
  }
}
