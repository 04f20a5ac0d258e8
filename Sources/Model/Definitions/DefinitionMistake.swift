public import Expressions
public import Tables

/// A mistake in a definition file, with its place.
///
/// Facts only: the sentences are made in `Pipeline`.
public struct DefinitionMistake: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The file cannot be read; `code` is the system's `errno`.
    case unreadable(code: Int32)
    /// The file is not YAML; the text is the YAML reader's own description of the problem, which is about syntax.
    case notYAML(String)
    /// A key that the definition does not have; `nearest` is the likeliest meant.
    case unknownKey(String, nearest: String?)
    /// A key that stands twice.
    case duplicateKey(String)
    /// A key that must be there is not.
    case missingKey(String)
    /// Another kind of value was expected, such as `a list` or `one of first, none, search`.
    case expected(String)
    /// A value that is not one of those allowed; `nearest` is the likeliest meant.
    case unknownValue(String, allowed: [String], nearest: String?)
    /// Two definitions of one kind have the same name.
    case duplicateName(kind: String, name: String)
    /// A feed, column, score, campaign or other thing that nothing defines.
    case unknownReference(kind: String, name: String, nearest: String?)
    /// A mistake in an expression; the place is the exact one inside the expression where it stands on one line.
    case expression(ExpressionMistake.Reason)
    /// An expression of another type was needed.
    case expressionType(expected: ColumnType, found: ColumnType)
    /// An output of which nothing says what it may be used for.
    case missingTerms(output: String)
    /// A score that is a medical device, and for which nobody is named who answers for it.
    case nobodyAnswers(score: String)
    /// A time that goes further back than the feeds whose events it asks for.
    case looksFurtherBack(feeds: String, reaches: String, looks: String)
    /// A column that a list shows anyway, or twice.
    case alreadyShown(String)
    /// A rank by a score that puts those who have none behind everybody.
    case unscoredLast(String)
    /// A list without an element where there must be one.
    case emptyList
    /// Bands that overlap, are out of order or leave a gap.
    case bands(String)
    /// A season that overlaps another or ends before it starts.
    case seasons(String)
  }

  /// The file, as the command line or the pipeline named it.
  public var file: String
  /// The line, from 1; 0 for a whole file.
  public var line: Int
  /// The column in characters, from 1; 0 for a whole line.
  public var column: Int
  /// How many characters the caret underlines.
  public var length: Int
  /// The line's text; empty for a whole file.
  public var lineText: String
  /// What is wrong.
  public var reason: Reason
  /// Where else the same unknown name stands, in the order of the files and their lines: one cause is one mistake.
  public var also: [Place] = []

  /// Makes a mistake.
  public init(
    file: String, line: Int, column: Int, length: Int, lineText: String, reason: Reason
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.length = length
    self.lineText = lineText
    self.reason = reason
  }
}

extension DefinitionMistake.Reason {
  /// What a mistake about an unknown name is about, whatever the likeliest meant is; nil of any other.
  public var unknown: String? {
    switch self {
    case .unknownReference(let kind, let name, _): "\(kind) \(name)"
    case .expression(.unknownName(let name, _)): name
    default: nil
    }
  }
}

/// All mistakes of a pipeline's definitions, in the order of the files and their lines.
public struct DefinitionMistakes: Error, Hashable, Sendable {
  /// The mistakes; at least one.
  public var mistakes: [DefinitionMistake]

  /// Puts mistakes together.
  public init(_ mistakes: [DefinitionMistake]) {
    self.mistakes = mistakes
  }
}
