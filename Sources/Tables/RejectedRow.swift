/// A row that a rule of grade `record` took out of a feed.
///
/// It holds the row's text, so it goes into the rejects folder and nowhere else.
public struct RejectedRow: Hashable, Sendable {
  /// Where the row stood.
  public var place: Place
  /// The rule that it broke.
  public var rule: String
  /// The row as it stood in the file, or its cells joined by commas where the file is not text.
  public var record: String

  /// How many rejected rows are kept of a file, and of a check of a feed.
  ///
  /// Whoever looks for what is wrong finds it in the first of them, and a file that is wrong all through has millions. All are counted.
  public static let mostKept = 100_000
  /// How many bytes of their texts are kept.
  public static let mostBytesKept = 32 << 20

  /// Makes a rejected row.
  public init(place: Place, rule: String, record: String) {
    self.place = place
    self.rule = rule
    self.record = record
  }
}

extension RejectedRow: CustomStringConvertible {
  /// The place and the rule, and never the record.
  public var description: String { "\(place): \(rule)" }
}
