import Model
import Tables

/// The counts of aggregates that are published together, after hiding and rounding.
///
/// A count of the same persons is decided on once, wherever it stands: what one table hides no other shows.
struct DisclosedCounts {
  /// The counts of one aggregate.
  struct Counts {
    /// The rows of each count that are hidden.
    fileprivate(set) var hidden: [String: Bitmap] = [:]
    fileprivate var columns: [String: Column] = [:]

    /// The count's column, missing where it is hidden; nil for a column that counts nobody.
    func column(named name: String) -> Column? { columns[name] }
  }

  /// The counts of each aggregate, in their order.
  private(set) var counts: [Counts] = []

  /// Hides in each aggregate what it needs, and what another hides of the same persons, until none hides more.
  init(_ aggregates: [PersonAggregate], rule: DisclosureRule) {
    var known = KnownSets()
    let cells = aggregates.map { AggregateCells($0, rule: rule, &known) }
    let shared = cells.map { $0.shared(known) }
    var isHidden = cells.map { [Bool](repeating: false, count: $0.values.count) }
    // What is small is hidden wherever it stands, and sends nobody back to a table that was done.
    var hiddenSets = known.sets(upTo: Int64(rule.hidesUpTo))
    var open = Set(cells.indices)
    while let index = open.min() {
      open.remove(index)
      let aggregate = cells[index]
      isHidden[index] = aggregate.hidden(rule: rule, sets: hiddenSets, shared: shared[index])
      for (cell, set) in aggregate.sets.enumerated() where isHidden[index][cell] {
        guard let set, hiddenSets.insert(set).inserted else { continue }
        open.formUnion(known.aggregates[set])
      }
    }
    counts = zip(cells, isHidden).map { $0.counts(isHidden: $1) }
  }
}

/// Which sets of persons are counted, and by which aggregates.
private struct KnownSets {
  private var numbers: [Persons: Int] = [:]
  /// The aggregates that count each set.
  private(set) var aggregates: [Set<Int>] = []
  /// How many aggregates have been looked at.
  var count = 0

  /// The sets of so many persons or fewer.
  func sets(upTo limit: Int64) -> Set<Int> {
    Set(numbers.lazy.filter { $0.key.count <= limit }.map(\.value))
  }

  private struct Persons: Hashable {
    var count: Int64
    var marks: Int64
  }

  /// The number of a set; nil for nobody, who are no set that could be known again.
  mutating func number(of count: Int64, marks: Int64?, in aggregate: Int) -> Int? {
    guard let marks, count > 0 else { return nil }
    let persons = Persons(count: count, marks: marks)
    let number = numbers[persons] ?? aggregates.count
    if number == aggregates.count {
      numbers[persons] = number
      aggregates.append([])
    }
    aggregates[number].insert(aggregate)
    return number
  }
}

/// The counts of an aggregate, column after column.
private struct AggregateCells {
  let names: [String]
  let rowCount: Int
  let values: [Int64]
  let rounded: [Int64]
  let sums: [[Int]]
  let wanted: [Int]
  /// The set of persons of each count, by number; nil where it is not known.
  let sets: [Int?]

  init(_ aggregate: PersonAggregate, rule: DisclosureRule, _ known: inout KnownSets) {
    let rowCount = aggregate.table.rowCount
    let positions = Dictionary(
      zip(aggregate.counts, aggregate.counts.indices), uniquingKeysWith: { first, _ in first })
    func position(_ cell: PersonAggregate.Cell) -> Int? {
      positions[cell.column].map { $0 * rowCount + cell.row }
    }
    names = aggregate.counts
    self.rowCount = rowCount
    values = aggregate.counts.flatMap { name -> [Int64] in
      guard case .integer(let column)? = aggregate.table[name] else {
        return [Int64](repeating: 0, count: rowCount)
      }
      return column.values
    }
    rounded = values.map { nearest($0, to: Int64(max(rule.roundsTo, 1))) }
    sums = aggregate.sums.map { ([$0.total] + $0.parts).compactMap(position) }
    wanted = aggregate.wanted.compactMap(position)
    var sets: [Int?] = []
    for (column, name) in aggregate.counts.enumerated() {
      let marks = aggregate.marks[name]
      for row in 0..<rowCount {
        sets.append(
          known.number(
            of: values[column * rowCount + row], marks: marks?[row], in: known.count))
      }
    }
    known.count += 1
    self.sets = sets
  }

  /// Which counts are hidden where some sets are.
  ///
  /// What stands in other aggregates too is company after what does not: hidden, it needs company in all of them.
  func hidden(rule: DisclosureRule, sets hidden: Set<Int>, shared: [Int]) -> [Bool] {
    Suppression(
      of: values, rounded: rounded, sums: sums, hidesUpTo: Int64(rule.hidesUpTo), wanted: wanted,
      shared: shared, hidden: Set(cells { hidden.contains($0) })
    ).isHidden
  }

  /// The counts that stand in other aggregates too.
  func shared(_ known: KnownSets) -> [Int] { cells { known.aggregates[$0].count > 1 } }

  private func cells(_ isWanted: (Int) -> Bool) -> [Int] {
    sets.indices.filter { cell in sets[cell].map(isWanted) ?? false }
  }

  func counts(isHidden: [Bool]) -> DisclosedCounts.Counts {
    var counts = DisclosedCounts.Counts()
    for (index, name) in names.enumerated() {
      let first = index * rowCount
      let hidden = Bitmap(count: rowCount) { isHidden[first + $0] }
      let shown = (0..<rowCount).map { isHidden[first + $0] ? 0 : rounded[first + $0] }
      counts.hidden[name] = hidden
      counts.columns[name] = .integer(FixedColumn(shown, present: (~hidden).asPresence))
    }
    return counts
  }
}

// Halves go up.
private func nearest(_ count: Int64, to step: Int64) -> Int64 {
  (count + step / 2) / step * step
}
