/// A feed of which nothing was delivered that counts.
public struct LackingFeed: Hashable, Sendable, Codable {
  /// Why nothing counts.
  public enum Why: String, Hashable, Sendable, Codable {
    /// No file is there.
    case noFile = "no file"
    /// The files have no rows.
    case noRows = "no rows"
    /// They have rows, and none was accepted: all were rejected or left out.
    case noAcceptedRows = "no accepted row"
  }

  /// The feed.
  public var feed: String
  /// Why nothing counts.
  public var why: Why

  /// Names a feed.
  public init(_ feed: String, _ why: Why) {
    self.feed = feed
    self.why = why
  }
}

extension LackingFeed: CustomStringConvertible {
  /// The feed and why, such as `medications (no rows)`.
  public var description: String { "\(feed) (\(why.rawValue))" }
}
