import Model
import Tables

/// Which area of one level each practice is in.
struct AreaMembership {
  /// The area of each practice that has exactly one.
  var areaOfPractice: [String: String] = [:]
  /// What an area is called.
  var titleOfArea: [String: String] = [:]
  /// Practices that are said to be in none.
  var unallocated: Set<String> = []
  /// Practices that are in several.
  var ambiguous: Set<String> = []

  /// Reads one level of a geography.
  ///
  /// - Ties: of several titles of an area the last by its bytes; a practice in several areas is in none.
  init(_ level: AreaLevel, in table: Table, practice: String) {
    guard let practices = table[practice]?.texts, let codes = table[level.code]?.texts else {
      return
    }
    let titles = level.title.flatMap { table[$0]?.texts }
    var areas: [String: Set<String>] = [:]
    for row in 0..<table.rowCount {
      guard let practice = practices.text(at: row), let area = codes.text(at: row) else { continue }
      guard area != level.unallocated else {
        unallocated.insert(practice)
        continue
      }
      areas[practice, default: []].insert(area)
      if let title = titles?.text(at: row) {
        let known = titleOfArea[area] ?? title
        titleOfArea[area] = sortedBytewise([known, title])[1]
      }
    }
    for (practice, codes) in areas {
      if let code = codes.first, codes.count == 1 {
        areaOfPractice[practice] = code
      } else {
        ambiguous.insert(practice)
      }
    }
    unallocated.subtract(areas.keys)
  }

  /// Why a practice is in no area.
  func whyNot(_ practice: String) -> String {
    if unallocated.contains(practice) { return "unallocated" }
    return ambiguous.contains(practice) ? "ambiguous" : "absent"
  }
}
