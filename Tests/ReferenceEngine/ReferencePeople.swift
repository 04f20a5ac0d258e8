import Model
import Tables

/// Who lives in the whole system, in each network and in none, by what networks' pages say of them, of those who may be counted.
///
/// Every value of anybody in the population has its row in each part, by value; those without one come last.
func referencePeople(_ profile: ProfileDefinition, persons: [Row]) -> [Row] {
  func values(of column: String) -> [Value?] {
    let values = Set(persons.compactMap { $0[column] }).sorted { isBefore($0, $1) }
    return values + (persons.contains { $0[column] == nil } ? [nil] : [])
  }
  var system: [Row] = []
  let rows = blocks(of: persons).enumerated().flatMap { place, block in
    let members = persons.filter { block.holds($0) && $0["secondary_use"] == .boolean(true) }
    func line(_ by: String, _ value: Value?, sex: Value? = nil, _ isIn: (Row) -> Bool) -> Row {
      var row = block.columns
      row["by"] = .text(by)
      row["value"] = value.map { .text(areaName(of: $0)) }
      row["sex"] = sex
      row["persons"] = .integer(Int64(members.count { isIn($0) }))
      return row
    }
    let pyramid = values(of: profile.age).flatMap { age in
      values(of: profile.sex).map { sex in
        line(profile.age, age, sex: sex) { $0[profile.age] == age && $0[profile.sex] == sex }
      }
    }
    let breakdowns = profile.breakdowns.flatMap { breakdown -> [Row] in
      let column = breakdown.column
      let wanted: [Value?] = breakdown.isCondition ? [.boolean(true)] : values(of: column)
      return wanted.map { value in line(column, value) { $0[column] == value } }
    }
    if place == 0 {
      system = profile.ofSystem.flatMap { breakdown in
        values(of: breakdown.column).map { value in
          line(breakdown.column, value) { $0[breakdown.column] == value }
        }
      }
    }
    return [line("all", nil) { _ in true }] + pyramid + breakdowns
  }
  return rows + system
}
