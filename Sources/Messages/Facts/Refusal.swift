/// Why a feed's rows stop a run before its lists.
public enum Refusal: Hashable, Sendable, Codable {
  /// A rule of the whole feed is broken in so many rows; `says` is the rule's own text.
  case brokenRule(feed: String, says: String, rows: Int)
  /// Too many rows were rejected, most of them by these rules.
  case rejectedRows(feed: String, rejected: Int, read: Int, limit: Double, rules: [BrokenRule])
  /// Too many rows lie after the last day of which anything can be known, or were rejected.
  case futureRows(feed: String, future: Int, rejected: Int, read: Int, limit: Double)
  /// Too many of a column's values cannot be read.
  case unreadableValues(feed: String, column: String, unreadable: Int, filled: Int, limit: Double)

  /// Two files of a feed are deliveries of two days and hold the same rows.
  case repeatedDelivery(feed: String, older: String, newer: String, shared: Int, rows: Int)

  /// A rule with how many rows broke it.
  public struct BrokenRule: Hashable, Sendable, Codable {
    /// The rule's name.
    public var rule: String
    /// How many rows.
    public var rows: Int

    /// Counts a rule's rows.
    public init(rule: String, rows: Int) {
      self.rule = rule
      self.rows = rows
    }
  }
}
