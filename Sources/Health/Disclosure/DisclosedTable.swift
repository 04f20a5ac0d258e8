public import Model
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

  /// Some of its columns, in the order given.
  public func selecting(_ columns: [String]) -> DisclosedTable {
    DisclosedTable(
      table: table.selecting(columns), hidden: hidden.filter { columns.contains($0.key) },
      origin: origin)
  }

  /// The same rows in another order: levels stay together as they first come, and in each the rows with the largest
  /// value of a column of whole numbers come first: the value that is shown, so that the order tells no more than it.
  ///
  /// - Missing: rows without a value come last in their level.
  /// - Ties: rows with one value keep their order.
  public func largestFirst(by column: String, within level: String) -> DisclosedTable {
    guard case .text(let levels)? = table[level], case .integer(let values)? = table[column] else {
      return self
    }
    var rankOfLevel: [Int32: Int] = [:]
    for code in levels.codes where rankOfLevel[code] == nil {
      rankOfLevel[code] = rankOfLevel.count
    }
    let keys = (0..<table.rowCount).map { row in
      let isPresent = values.present?[row] ?? true
      return (
        rankOfLevel[levels.codes[row]] ?? 0, isPresent ? 0 : 1, isPresent ? -values.values[row] : 0,
        row
      )
    }
    let rows = keys.sorted { $0 < $1 }.map { Int32($0.3) }
    return DisclosedTable(
      table: table.gathered(rows), hidden: hidden.mapValues { $0.gathered(rows) }, origin: origin)
  }

  /// Adds a column that is worked out from columns that are shown, and the rows in which it is hidden with them.
  mutating func append(_ name: String, _ column: Column, hidden marks: Bitmap? = nil) {
    var table = table
    table.append(name, column)
    var hidden = hidden
    hidden[name] = marks
    self = DisclosedTable(table: table, hidden: hidden, origin: origin)
  }

  fileprivate init(table: Table, hidden: [String: Bitmap], origin: Origin) {
    self.table = table
    self.hidden = hidden
    self.origin = origin
  }
}

/// Hides small counts, and others from which they could be worked out, and rounds the rest.
///
/// Zero stays. Percentages, their 95% limits and gaps come from the rounded counts alone, so that they tell no more than
/// the counts do; percentages have a decimal only where the rounded denominator allows it.
///
/// - Units: percentages of 100.
/// - Missing: a hidden count, and a percentage made of one; a percentage of zero persons is missing without being
///   hidden.
/// - Source: the rule for sub-national counts in NHS hospital statistics (NHS England, Hospital Episode Statistics
///   methodology, disclosure control): 1 to 7 hidden, others to the nearest 5, one decimal only where the rounded
///   denominator is 4,000 or more.
public func disclose(_ aggregate: PersonAggregate, rule: DisclosureRule) -> DisclosedTable {
  discloseTogether([aggregate], rule: rule)[0]
}

/// Hides and rounds the counts of tables that are published together: a count of the same persons is hidden in all of them or in
/// none, and in each what is hidden does not follow from what it shows and the sums that it states.
///
/// Sums over several tables, such as a difference of two lists' counts, are not looked at: rounding is what protects there.
///
/// - Shape: a table for each aggregate, in their order; each as `disclose` makes it.
public func discloseTogether(
  _ aggregates: [PersonAggregate], rule: DisclosureRule
) -> [DisclosedTable] {
  zip(aggregates, DisclosedCounts(aggregates, rule: rule).counts).map {
    disclosed($0, $1, rule: rule)
  }
}

private func disclosed(
  _ aggregate: PersonAggregate, _ counts: DisclosedCounts.Counts, rule: DisclosureRule
) -> DisclosedTable {
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
    var columns = roundedPercentages(
      percentage.name, of: numerator, in: denominator, isOfExpected: percentage.gap != nil)
    if let name = percentage.gap {
      columns.append((name, gap(between: numerator, and: denominator)))
    }
    for (name, column) in columns {
      table.append(name, column)
      hidden[name] = first | second
    }
  }
  return DisclosedTable(table: table, hidden: hidden, origin: .persons(rule))
}
