public import Expressions

/// A column of a feed that is worked out of the other columns of the row.
public struct ComputedColumn: Hashable, Sendable {
  /// The column's name.
  public var name: String
  /// Its value, of the columns before it.
  public var value: CheckedExpression
  /// Whether a row in which the value is missing is rejected.
  public var isRequired: Bool

  /// Makes a column.
  public init(name: String, value: CheckedExpression, isRequired: Bool = false) {
    self.name = name
    self.value = value
    self.isRequired = isRequired
  }
}
