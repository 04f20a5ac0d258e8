public import Tables

/// The names that an expression may use.
///
/// Names are exact, also in their case. Where a column and a parameter have one name, the column is meant.
public struct Scope: Sendable {
  /// The columns and their types; a name may have a dot, as in `person.date_of_birth`.
  public var columns: [String: ColumnType]
  /// The parameters and their types, such as `reference_date`.
  public var parameters: [String: ColumnType]

  /// The texts that columns can have, such as the codes of a list; a column that may have any text is not here.
  public var texts: [String: Set<String>]

  /// Makes a scope.
  public init(
    columns: [String: ColumnType], parameters: [String: ColumnType],
    texts: [String: Set<String>] = [:]
  ) {
    self.columns = columns
    self.parameters = parameters
    self.texts = texts
  }
}

/// The values of the parameters in one run.
public struct Parameters: Hashable, Sendable {
  /// Each parameter's value.
  public var values: [String: Value]
  /// Parameters that have no value in this run: conditions read them as missing.
  public var missing: Set<String>

  /// Makes parameters.
  public init(_ values: [String: Value], missing: Set<String> = []) {
    self.values = values
    self.missing = missing
  }

  /// The value of a parameter.
  public subscript(name: String) -> Value? { values[name] }
}
