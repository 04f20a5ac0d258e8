public import Expressions

/// A feed that says which organisations of a kind, practices or networks, have closed.
public struct OrganisationSource: Hashable, Sendable {
  /// The feed.
  public var feed: String
  /// The column of the organisation's code.
  public var code: String
  /// Whether the organisation is closed on the reference date.
  public var closed: CheckedExpression
  /// The column of its last day; nil where the feed has none.
  public var closedOn: String?

  /// The rule of the findings of practices that have closed and still have patients, one a practice.
  public static let practiceClosed = "practice-closed"

  /// Names a source.
  public init(feed: String, code: String, closed: CheckedExpression, closedOn: String?) {
    self.feed = feed
    self.code = code
    self.closed = closed
    self.closedOn = closedOn
  }
}

/// A feed that says which practice's patients another one has taken over.
public struct SuccessionSource: Hashable, Sendable {
  /// The feed.
  public var feed: String
  /// The column of the practice that was merged into another.
  public var practice: String
  /// The column of the practice that took its patients over.
  public var successor: String
  /// The column of the day from which it has them.
  public var starts: String
  /// Which rows are such successions; nil for all.
  public var condition: CheckedExpression?

  /// Names a source.
  public init(
    feed: String, practice: String, successor: String, starts: String,
    condition: CheckedExpression?
  ) {
    self.feed = feed
    self.practice = practice
    self.successor = successor
    self.starts = starts
    self.condition = condition
  }
}
