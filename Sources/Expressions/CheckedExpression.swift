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

  /// Makes a checked expression; the checker does this.
  init(
    text: String, root: Expression, type: ColumnType, columns: Set<String>, parameters: Set<String>
  ) {
    self.text = text
    self.root = root
    self.type = type
    self.columns = columns
    self.parameters = parameters
  }
}

/// The names that an expression may use.
public struct Scope: Sendable {
  /// The columns and their types; a name may have a dot, as in `person.date_of_birth`.
  public var columns: [String: ColumnType]
  /// The parameters and their types, such as `reference_date`.
  public var parameters: [String: ColumnType]

  /// Makes a scope.
  public init(columns: [String: ColumnType], parameters: [String: ColumnType]) {
    self.columns = columns
    self.parameters = parameters
  }
}

/// The values of the parameters in one run.
public struct Parameters: Hashable, Sendable {
  /// Each parameter's value.
  public var values: [String: Value]

  /// Makes parameters.
  public init(_ values: [String: Value]) {
    self.values = values
  }

  /// The value of a parameter.
  public subscript(name: String) -> Value? { values[name] }
}

/// A mistake in an expression.
public struct ExpressionMistake: Error, Hashable, Sendable {
  /// What is wrong: facts, which the message is made from elsewhere.
  public enum Reason: Hashable, Sendable {
    /// A character that no expression has.
    case unexpectedCharacter
    /// A text or a quoted name is not closed.
    case unclosedText
    /// Something else was expected here.
    case expected(String)
    /// No column or parameter has this name; `nearest` is the likeliest meant.
    case unknownName(String, nearest: String?)
    /// No function has this name; `nearest` is the likeliest meant.
    case unknownFunction(String, nearest: String?)
    /// A function got the wrong number of arguments.
    case argumentCount(function: String, expected: String, found: Int)
    /// A value of one type stands where another is needed.
    case wrongType(expected: String, found: ColumnType)
    /// Two values that cannot be compared or combined.
    case mismatchedTypes(ColumnType, ColumnType)
    /// A date or interval literal that is none.
    case notADate(String)
    /// A number that does not fit.
    case notANumber(String)
  }

  /// What is wrong.
  public var reason: Reason
  /// Where in the text, in UTF-8 bytes from its start.
  public var range: Range<Int>

  /// Makes a mistake.
  public init(_ reason: Reason, at range: Range<Int>) {
    self.reason = reason
    self.range = range
  }
}
