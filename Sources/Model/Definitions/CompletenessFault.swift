/// What is missing of a practice's part of a feed.
public enum CompletenessFault: String, Hashable, Sendable, Codable, CaseIterable {
  /// No row, where others have rows.
  case noRows = "no rows"
  /// Far fewer rows a patient than before, or than others have.
  case fewRows = "far fewer rows than expected"
  /// Far more rows a patient than before, or than others have.
  case manyRows = "far more rows than expected"
  /// Far fewer values of a column, or rows of a code, than before, or a column that others fill and it does not.
  case fewValues = "far fewer values than expected"
  /// Far more values of a column, or rows of a code, than before.
  case manyValues = "far more values than expected"
  /// The newest row is old, and others have many newer ones.
  case oldRows = "nothing new for long"
  /// Too many of its rows were rejected.
  case rejectedRows = "too many rows rejected"
  /// Too many of its values in a column cannot be read.
  case unreadableValues = "too many values that cannot be read"

  /// Whether there is too much, and not too little.
  public var isSurplus: Bool { self == .manyRows || self == .manyValues }
}
