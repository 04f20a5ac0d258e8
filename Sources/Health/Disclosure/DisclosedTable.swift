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
///
/// Zero stays. Percentages and their 95% Wilson limits come from the rounded counts alone, so that they tell no more
/// than the counts do, and have a decimal only where the rounded denominator allows it.
///
/// - Units: percentages of 100.
/// - Missing: a hidden count, and a percentage made of one; a percentage of zero persons is missing without being
///   hidden.
/// - Source: the rule for sub-national counts in NHS hospital statistics (HES methodology): 1 to 7 hidden, others to
///   the nearest 5, one decimal only where the rounded denominator is 4,000 or more (clinical.md B10).
public func disclose(_ aggregate: PersonAggregate, rule: DisclosureRule) -> DisclosedTable {
  let counts = DisclosedCounts(aggregate, rule: rule)
  var table = Table(rowCount: aggregate.table.rowCount)
  for (name, column) in zip(aggregate.table.names, aggregate.table.columns) {
    table.append(name, counts.column(named: name) ?? column)
  }
  var hidden = counts.hidden
  for percentage in aggregate.percentages {
    guard let numerator = counts.column(named: percentage.numerator),
      let denominator = counts.column(named: percentage.denominator),
      let first = hidden[percentage.numerator], let second = hidden[percentage.denominator]
    else { continue }
    for (name, column) in roundedPercentages(percentage.name, of: numerator, in: denominator) {
      table.append(name, column)
      hidden[name] = first | second
    }
  }
  return DisclosedTable(table: table, hidden: hidden, origin: .persons(rule))
}
