/// What a column of a published file is called and what it means.
public struct FieldDescription: Hashable, Sendable {
  /// What stands above it for people.
  public var title: String
  /// What it means, in a sentence.
  public var text: String

  /// Describes a column.
  public init(_ title: String, _ text: String) {
    self.title = title
    self.text = text
  }
}
