public import Tables

/// A table of aggregates that may be published.
///
/// Only `disclose` makes one of counts from persons; figures that stand at a public source come in through
/// `alreadyPublished`.
public struct DisclosedTable: Hashable, Sendable {
  /// Where the figures come from.
  public enum Origin: Hashable, Sendable {
    /// From persons, after disclosure control by a rule.
    case persons(DisclosureRule)
    /// From a source that has published them.
    case published(source: String)
  }

  /// The figures; a hidden count and what is worked out from it are missing.
  public let table: Table
  /// The hidden rows of each column that may have some; a writer writes `hiddenMark` there.
  public let hidden: [String: Bitmap]
  /// Where the figures come from.
  public let origin: Origin

  /// What stands in place of a hidden value.
  public static let hiddenMark = "*"

  /// Whether a value is hidden, as opposed to missing.
  public func isHidden(row: Int, column: String) -> Bool {
    hidden[column]?[row] ?? false
  }

  /// Takes figures that a public source holds already, which disclosure control does not apply to.
  public static func alreadyPublished(_ table: Table, source: String) -> DisclosedTable {
    DisclosedTable(table: table, hidden: [:], origin: .published(source: source))
  }

  fileprivate init(table: Table, hidden: [String: Bitmap], origin: Origin) {
    self.table = table
    self.hidden = hidden
    self.origin = origin
  }
}

/// Hides small counts, and others from which they could be worked out, and rounds the rest.
public func disclose(_ aggregate: PersonAggregate, rule: DisclosureRule) -> DisclosedTable {
  DisclosedTable(table: Table(rowCount: 0), hidden: [:], origin: .persons(rule))
}
