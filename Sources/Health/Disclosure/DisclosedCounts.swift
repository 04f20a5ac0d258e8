import Model
import Tables

/// The counts of an aggregate after hiding and rounding.
struct DisclosedCounts {
  /// The rows of each count that are hidden.
  private(set) var hidden: [String: Bitmap] = [:]
  private var columns: [String: Column] = [:]

  init(_ aggregate: PersonAggregate, rule: DisclosureRule) {
    let rowCount = aggregate.table.rowCount
    let positions = Dictionary(
      zip(aggregate.counts, aggregate.counts.indices), uniquingKeysWith: { first, _ in first })
    let values = aggregate.counts.flatMap { name -> [Int64] in
      guard case .integer(let column)? = aggregate.table[name] else {
        return [Int64](repeating: 0, count: rowCount)
      }
      return column.values
    }
    func position(_ cell: PersonAggregate.Cell) -> Int? {
      positions[cell.column].map { $0 * rowCount + cell.row }
    }
    let rounded = values.map { nearest($0, to: Int64(max(rule.roundsTo, 1))) }
    let suppression = Suppression(
      of: values, rounded: rounded,
      sums: aggregate.sums.map { ([$0.total] + $0.parts).compactMap(position) },
      hidesUpTo: Int64(rule.hidesUpTo), wanted: aggregate.wanted.compactMap(position))
    for (index, name) in aggregate.counts.enumerated() {
      let first = index * rowCount
      let isHidden = Bitmap(count: rowCount) { suppression.isHidden[first + $0] }
      let shown = (0..<rowCount).map { isHidden[$0] ? 0 : rounded[first + $0] }
      hidden[name] = isHidden
      columns[name] = .integer(FixedColumn(shown, present: (~isHidden).asPresence))
    }
  }

  /// The count's column, missing where it is hidden; nil for a column that counts nobody.
  func column(named name: String) -> Column? { columns[name] }
}

// Halves go up.
private func nearest(_ count: Int64, to step: Int64) -> Int64 {
  (count + step / 2) / step * step
}
