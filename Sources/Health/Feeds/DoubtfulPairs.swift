import Model
import Tables

/// The readings of two measures, taken together, of which the lower one is not below the upper one.
///
/// Where a measure was taken several times, its first reading goes with the other's first, its second with the second.
/// A reading that is alone is not doubtful.
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
  let taken = known.setIndices.filter { codes.codes[$0] == lower || codes.codes[$0] == upper }
    .map { Int32($0) }
  let groups = RowGroups(of: taken, by: alike)
  var waiting = WaitingReadings(groups: groups.sizes.count, readings: taken.count)
  for (index, row) in taken.enumerated() {
    let group = Int(groups.groupOfRow[index])
    let code = codes.codes[Int(row)]
    guard let other = waiting.first(of: group), codes.codes[Int(taken[other])] != code else {
      waiting.append(index, to: group)
      continue
    }
    waiting.removeFirst(of: group)
    let (below, above) = code == lower ? (row, taken[other]) : (taken[other], row)
    guard numbers.values[Int(below)] >= numbers.values[Int(above)] else { continue }
    doubtful[Int(below)] = true
    doubtful[Int(above)] = true
  }
  return doubtful
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
