public import Expressions
import Parallel
public import Tables

/// A score of all persons.
public struct ScoreResult: Sendable {
  /// `<score>`, `<score>_band` and `<score>_percentile`.
  public var columns: PersonTable
  /// The names of the terms that no feed carries, in the order of the definition.
  public var notCarried: [String]
}

/// Adds up a score and puts it into bands and percentiles.
///
/// `absent` names columns of the person that no feed carried: a term that reads nothing else is not carried either.
///
/// - Missing: score, band and percentile of persons who are not eligible; a term that is unknown adds nothing.
/// - Ties: persons of equal score have the same percentile: the share, of those with a score, who have a lower one.
/// - Complexity: O(persons) for each term, and one sort.
public func computeScore(
  _ definition: ScoreDefinition, persons: PersonTable, parameters: Parameters,
  absent: Set<String>
) -> ScoreResult {
  let eligible =
    definition.eligible?.trueRows(on: persons.table, parameters: parameters)
    ?? Bitmap(repeating: true, count: persons.count)
  let applies = parallelMap(definition.terms) { term in
    term.when?.trueRows(on: persons.table, parameters: parameters)
  }
  var sums = [Double](repeating: 0, count: persons.count)
  for (term, rows) in zip(definition.terms, applies) {
    guard let rows else { continue }
    for person in (rows & eligible).setIndices { sums[person] += term.weight }
  }
  for index in sums.indices { sums[index] = withoutBinaryNoise(sums[index]) }
  let name = columnName(definition.name)
  let present = eligible.asPresence
  let table = Table(
    [
      (name, .decimal(FixedColumn(sums, present: present))),
      (name + "_band", .text(bands(definition.bands, of: sums, eligible: eligible))),
      (
        name + "_percentile",
        .decimal(FixedColumn(percentiles(of: sums, eligible: eligible), present: present))
      ),
    ], rowCount: persons.count)
  let notCarried = definition.terms.filter { term in
    term.when.map { !$0.columns.isEmpty && $0.columns.isSubset(of: absent) } ?? true
  }
  return ScoreResult(columns: PersonTable(table), notCarried: notCarried.map(\.name))
}

// 0.51 + 0.18 is a little above 0.69 in binary, and 0.69 is where a band begins: nine decimals are far more than any
// published weight has.
func withoutBinaryNoise(_ sum: Double) -> Double {
  // Adding zero makes a negative zero a plain one, so that both have one percentile.
  (sum * 1e9).rounded() / 1e9 + 0
}

private func bands(_ bands: [ScoreBand], of scores: [Double], eligible: Bitmap) -> TextColumn {
  let bounds = bands.map { $0.below ?? .infinity }
  let bandOfScore = scores.map { score in bounds.firstIndex { score < $0 } }
  let present = Bitmap(count: scores.count) { eligible[$0] && bandOfScore[$0] != nil }
  let codes = scores.indices.map { present[$0] ? Int32(bandOfScore[$0] ?? 0) : 0 }
  return TextColumn(
    codes: codes, present: present.asPresence, dictionary: TextDictionary(bands.map(\.name)))
}

private func percentiles(of scores: [Double], eligible: Bitmap) -> [Double] {
  var percentiles = [Double](repeating: 0, count: scores.count)
  let keys = scores.map { OrderedKeys.key(of: $0) }
  let order = ascendingOrder(eligible.setIndices.map { Int32($0) }, by: keys)
  var lower = 0
  for (rank, person) in order.enumerated() {
    if rank > 0, keys[Int(person)] != keys[Int(order[rank - 1])] { lower = rank }
    percentiles[Int(person)] = 100 * Double(lower) / Double(order.count)
  }
  return percentiles
}
