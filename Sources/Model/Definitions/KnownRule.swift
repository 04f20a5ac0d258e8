public import Tables

/// A rule that the value of a column stands in another feed too, such as a practice's code in the published list.
///
/// - Missing: a row without the value does not break it. Where the other feed has no accepted row it is not evaluated, which is
///   told.
public struct KnownRule: Hashable, Sendable {
  /// The rule's name, such as `practice-known`.
  public var name: String
  /// The column whose values are looked up.
  public var column: String
  /// The other feed, which is one of reference.
  public var feed: String
  /// The column of the other feed.
  public var key: String
  /// What a broken rule means.
  public var grade: Grade
  /// What is wrong with a row that breaks it.
  public var says: String

  /// Makes a rule.
  public init(
    name: String, column: String, feed: String, key: String, grade: Grade, says: String
  ) {
    self.name = name
    self.column = column
    self.feed = feed
    self.key = key
    self.grade = grade
    self.says = says
  }
}
