public import Model

/// A practice whose delivery of a feed is not complete.
public struct IncompletePractice: Hashable, Sendable, Codable {
  /// Its code.
  public var code: String
  /// What is missing.
  public var why: CompletenessFault
  /// How many persons are registered with it.
  public var patients: Int
  /// The columns and codes that are far from what is expected, where it is theirs; nil in an entry of an earlier version.
  public var values: [UnexpectedCount]?

  /// Names a practice.
  public init(
    code: String, why: CompletenessFault, patients: Int, values: [UnexpectedCount] = []
  ) {
    self.code = code
    self.why = why
    self.patients = patients
    self.values = values
  }

  /// What it lacks of the feed: columns and codes where these are named, else all of it.
  public func parts(of feed: String) -> [FeedPart] {
    let values = values ?? []
    return values.isEmpty ? [FeedPart(feed)] : values.map { $0.part(of: feed) }
  }
}
