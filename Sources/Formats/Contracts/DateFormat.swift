/// How a date is written: a pattern of `yyyy`, `MM`, `MMM` (Jan, JAN), `dd`, `HH`, `mm`, `ss` and plain characters.
///
/// The time of day is read over and dropped.
public struct DateFormat: Hashable, Sendable {
  /// The pattern, such as `dd/MM/yyyy`.
  public let pattern: String

  /// Makes a format, or nil where the pattern lacks a year, a month or a day or has an unknown letter.
  public init?(pattern: String) {
    self.pattern = pattern
  }
}
