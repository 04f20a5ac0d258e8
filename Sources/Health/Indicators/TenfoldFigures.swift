import Model
import Tables

extension PublishedCountsByPractice {
  /// Takes out figures that are ten times what the same practice had in the newest release, or a tenth of it: a register of 33
  /// that is published as 3,636 is a slip, and in the sum of its area it is most of it.
  ///
  /// `earlier` are the figures of the newest release of an earlier reference date; nil where there is none.
  ///
  /// - Missing: a practice and group without an earlier figure is held against nothing, and one that is taken out has none for
  ///   the next release.
  /// - Source: project choice: ten times, and a difference of fifty at least, since 2 and 20 may both be right.
  /// - Returns: the practices, by code, and how many figures.
  mutating func takeOutTenfold(
    earlier: Table?, _ proportion: PublishedProportion
  ) -> (practices: [String], count: Int) {
    guard let earlier, let levels = earlier["level"]?.texts, let areas = earlier["area"]?.texts,
      case .integer(let numerators)? = earlier["numerator"]
    else { return ([], 0) }
    let columns = proportion.group.map { earlier[$0]?.texts }
    var known: [[String?]: Int64] = [:]
    for row in 0..<earlier.rowCount where levels.text(at: row) == "practice" {
      known[[areas.text(at: row)] + columns.map { $0?.text(at: row) }] = numerators.values[row]
    }
    var found: Set<String> = []
    let before = entries.count
    entries.removeAll { entry in
      guard let last = known[[practices[entry.practice]] + groups[entry.group]] else {
        return false
      }
      let (low, high) = (min(last, entry.numerator), max(last, entry.numerator))
      guard high - low >= 50, high >= 10 * low else { return false }
      found.insert(practices[entry.practice])
      return true
    }
    return (sortedBytewise(found), before - entries.count)
  }
}
