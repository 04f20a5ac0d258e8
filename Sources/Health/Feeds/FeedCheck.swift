public import Tables

/// What the rules of a feed say about its rows.
///
/// Every row is in exactly one of `accepted`, `leftOut`, `notYetKnown`, `repeated`, `replaced` and `rejected`, or was rejected
/// before for a cell that could not be read.
public struct FeedCheck: Sendable {
  /// The rows to use.
  public var accepted: Bitmap
  /// One finding for each rule that was broken; one of grade `feed` asks the caller to stop.
  public var findings: [Finding]
  /// The rows that a rule of grade `record` took out, in the order of the feed.
  public var rejects: [RejectedRow]
  /// How many rows of each file were rejected for a rule; a file without one is not named.
  public var rejectsByFile: [String: Int]
  /// How often each rule held, was broken and could not be evaluated, in the order of the definition.
  public var evaluations: [RuleEvaluation]
  /// How many rows `only` left out.
  public var leftOut: Int
  /// How many rows were not yet known on the reference date, by the day on which they became so.
  public var notYetKnown: [Day: Int]
  /// How many rows were left out because a row alike in every column stays.
  public var repeated: Int
  /// How many rows a later row of their record replaced or took away, with those that take one away.
  public var replaced: Int
  /// How many rows a rule rejected.
  public var rejected: Int
  /// The rejected rows: by a rule, or for a cell that could not be read; without those that were not asked for or not yet known.
  public var rejectedRows: Bitmap
  /// The columns that were worked out or converted, a row for every row of the feed.
  public var workedOut: Table
  /// For each column with a cell that is no code of its kind, and so says nothing, which rows' cells these are; only columns
  /// whose rows are rejected for it.
  public var malformed: Table
  /// Why each of the rejected rows was: see `ReasonColumn`.
  public var reasons: Table
}

/// How often one rule held.
public struct RuleEvaluation: Hashable, Sendable {
  /// The rule's name.
  public var rule: String
  /// The rows that keep it.
  public var held: Int
  /// The rows that break it.
  public var broken: Int
  /// The rows for which it is unknown: something that it reads is missing.
  public var notEvaluated: Int

  /// Makes a count.
  public init(rule: String, held: Int, broken: Int, notEvaluated: Int) {
    self.rule = rule
    self.held = held
    self.broken = broken
    self.notEvaluated = notEvaluated
  }
}
