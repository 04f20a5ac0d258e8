public import Tables

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
    /// A value of one type stands where another is needed; `expected` has its article, as in `a condition`.
    case wrongType(expected: String, found: ColumnType)
    /// Two values that cannot be compared or combined.
    case mismatchedTypes(ColumnType, ColumnType)
    /// A comparison with `null`, which is unknown in every row.
    case comparedWithNull(NullComparison)
    /// A text is compared with a value that never has it, such as the column `column`; `nearest` is the likeliest
    /// meant of the texts that it can have, which are `known`.
    case unknownText(String, column: String?, nearest: String?, known: [String])
    /// A date or interval literal that is none.
    case notADate(String)
    /// A number that does not fit.
    case notANumber(String)
    /// Parentheses or operators nested more than `limit` deep.
    case nestedTooDeeply(limit: Int)
  }

  /// Where `null` is compared with something.
  public enum NullComparison: Hashable, Sendable {
    /// On a side of a comparison.
    case sides(Comparison)
    /// In a `between`.
    case range
    /// In an `in`.
    case list
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

/// All mistakes of one expression, in the order of the text; at least one.
public struct ExpressionMistakes: Error, Hashable, Sendable {
  /// The mistakes.
  public var mistakes: [ExpressionMistake]

  /// Puts mistakes into the order of the text.
  init(_ mistakes: [ExpressionMistake]) {
    self.mistakes = mistakes.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }
}
