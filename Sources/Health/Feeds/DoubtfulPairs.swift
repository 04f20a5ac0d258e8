import Model
import Tables

/// The readings of two measures, taken together, of which the lower one is not below the upper one.
///
/// Readings that say of which one they are parts go with the other part of that one. Of the others, where a measure was taken
/// several times, its first reading goes with the other's first, its second with the second. A reading that is alone is not
/// doubtful.
func doubtfulPairs(
  _ pair: Measures.Pair, of measures: Measures, in table: Table, among rows: Bitmap
) -> Bitmap {
  var doubtful = Bitmap(repeating: false, count: table.rowCount)
  let alike = pair.alike.compactMap { table[$0] }
  guard let codes = table[measures.by]?.texts, let numbers = table[measures.value]?.decimals,
    let lower = codes.dictionary.code(of: pair.lower),
    let upper = codes.dictionary.code(of: pair.upper), alike.count == pair.alike.count
  else { return doubtful }
  let known = ([numbers.present, codes.present] + alike.map(\.present)).compactMap { $0 }
    .reduce(rows) { $0 & $1 }
  var open = known.setIndices.filter { codes.codes[$0] == lower || codes.codes[$0] == upper }
    .map { Int32($0) }
  if let first = alike.first {
    open = rowsInReach(open, of: first) {
      numbers.values[Int($0)]
    } isLower: {
      codes.codes[Int($0)] == lower
    }
  }
  func hold(_ taken: [Int32], by columns: [Column]) -> [Int32] {
    let (pairs, alone) = pairedReadings(taken, alike: columns, codes)
    for (first, second) in pairs {
      let (below, above) = codes.codes[Int(first)] == lower ? (first, second) : (second, first)
      guard numbers.values[Int(below)] >= numbers.values[Int(above)] else { continue }
      doubtful[Int(below)] = true
      doubtful[Int(above)] = true
    }
    return alone
  }
  if let reading = pair.reading.flatMap({ table[$0] }) {
    let named = open.filter { reading.present?[Int($0)] ?? true }
    let unnamed = open.filter { !(reading.present?[Int($0)] ?? true) }
    open = (unnamed + hold(named, by: alike + [reading])).sorted()
  }
  _ = hold(open, by: alike)
  return doubtful
}

/// The readings without those of whom no pair can be doubtful: with all lower measures below a number, and no upper one below it.
///
/// Most people are so, and need not be put into groups. The number is halfway between the means, which leaves few apart; whatever
/// it is, the pairs that are found are the same. People are told apart by a hash of `column`, so that a few others are kept too.
private func rowsInReach(
  _ rows: [Int32], of column: Column, value: (Int32) -> Double, isLower: (Int32) -> Bool
) -> [Int32] {
  var sums = (lower: (total: 0.0, count: 0.0), upper: (total: 0.0, count: 0.0))
  for row in rows {
    if isLower(row) {
      sums.lower = (sums.lower.total + value(row), sums.lower.count + 1)
    } else {
      sums.upper = (sums.upper.total + value(row), sums.upper.count + 1)
    }
  }
  guard sums.lower.count > 0, sums.upper.count > 0 else { return [] }
  let middle = (sums.lower.total / sums.lower.count + sums.upper.total / sums.upper.count) / 2
  guard middle.isFinite else { return rows }
  let count = max(64, rows.count * 8)
  let places = hashedPlaces(of: rows, in: column, count: count)
  var isReached = Bitmap(repeating: false, count: count)
  for (index, row) in rows.enumerated() where isLower(row) != (value(row) < middle) {
    isReached[places[index]] = true
  }
  return rows.indices.filter { isReached[places[$0]] }.map { rows[$0] }
}

/// Readings with the other measure's, first with first, and those that are alone.
private func pairedReadings(
  _ taken: [Int32], alike: [Column], _ codes: TextColumn
) -> (pairs: [(Int32, Int32)], alone: [Int32]) {
  let groups = RowGroups(of: taken, by: alike)
  var waiting = WaitingReadings(groups: groups.sizes.count, readings: taken.count)
  var pairs: [(Int32, Int32)] = []
  for (index, row) in taken.enumerated() {
    let group = Int(groups.groupOfRow[index])
    guard let other = waiting.first(of: group),
      codes.codes[Int(taken[other])] != codes.codes[Int(row)]
    else {
      waiting.append(index, to: group)
      continue
    }
    waiting.removeFirst(of: group)
    pairs.append((taken[other], row))
  }
  return (pairs, waiting.all.map { taken[$0] })
}

/// Readings that wait for the other measure's, in the order in which they came, a queue a group.
private struct WaitingReadings {
  private var firsts: [Int32]
  private var lasts: [Int32]
  private var nexts: [Int32]

  init(groups: Int, readings: Int) {
    firsts = [Int32](repeating: -1, count: groups)
    lasts = firsts
    nexts = [Int32](repeating: -1, count: readings)
  }

  func first(of group: Int) -> Int? {
    firsts[group] < 0 ? nil : Int(firsts[group])
  }

  /// All that wait, a group after the other.
  var all: [Int] {
    firsts.flatMap { first in
      var (reading, readings) = (Int(first), [Int]())
      while reading >= 0 {
        readings.append(reading)
        reading = Int(nexts[reading])
      }
      return readings
    }
  }

  mutating func append(_ reading: Int, to group: Int) {
    if firsts[group] < 0 {
      firsts[group] = Int32(reading)
    } else {
      nexts[Int(lasts[group])] = Int32(reading)
    }
    lasts[group] = Int32(reading)
  }

  mutating func removeFirst(of group: Int) {
    firsts[group] = nexts[Int(firsts[group])]
  }
}
