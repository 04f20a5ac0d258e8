public import Tables

/// A condition or a value that was parsed and type-checked against the columns that exist.
///
/// It is a plain value: any engine can read `root`.
public struct CheckedExpression: Hashable, Sendable {
  /// The expression as it was written.
  public let text: String
  /// What it means.
  public let root: Expression
  /// The type of its value.
  public let type: ColumnType
  /// The columns that it reads.
  public let columns: Set<String>
  /// The parameters that it reads, such as `reference_date`.
  public let parameters: Set<String>

  /// The texts that its value can be; nil where it may be any text, or is of another type.
  public let knownTexts: Set<String>?

  /// Makes a checked expression; the checker does this.
  init(
    text: String, root: Expression, type: ColumnType, columns: Set<String>,
    parameters: Set<String>, knownTexts: Set<String>?
  ) {
    self.text = text
    self.root = root
    self.type = type
    self.columns = columns
    self.parameters = parameters
    self.knownTexts = knownTexts
  }
}
