public import Model
public import Tables

/// People with conditions in years to come: the people of each sex and age band times how many of them have each condition today.
///
/// The table has `condition` (missing for all people of the ages that are counted), `year`, `people`, `percent_change` against the first year
/// and `why_missing`.
///
/// - Shape: all people, then conditions in the order of their feed; in each the years in order.
/// - Missing: people of a condition and year unless the people and the rate of each sex and band are known; the change without
///   either year.
/// - Source: rates held as they are today, as in Projecting Older People Population Information (POPPI, Institute of Public Care):
///   what changes is how many people there are of each age.
public func projections(_ source: ProjectionSource, people: Table, rates: Table) -> Table {
  let cells = source.sexes.flatMap { sex in source.ages.map { Cell(sex: sex, age: $0) } }
  let counts = peopleByYear(source, people)
  let (conditions, shares) = ratesByCondition(source.rates, rates)
  let years = counts.keys.sorted()
  var result = AreaRows()
  for condition in [nil] + conditions.map(Optional.some) {
    let totals = years.map { year -> Double? in
      cells.reduce(0.0 as Double?) { sum, cell in
        guard let sum, let people = counts[year]?[cell] else { return nil }
        guard let condition else { return sum + people }
        return shares[condition]?[cell].map { sum + people * $0 / 100 }
      }
    }
    let isRated = condition.map { name in cells.allSatisfy { shares[name]?[$0] != nil } } ?? true
    for (year, total) in zip(years, totals) {
      let base = totals.first ?? nil
      result.append([
        condition.value, .integer(Int64(year)), total.map { .integer(Int64($0.rounded())) },
        total.flatMap { total in
          base.flatMap { $0 > 0 ? .decimal((total / $0 - 1) * 100) : nil }
        },
        total != nil
          ? nil
          : .text(isRated ? ProjectionColumn.noPeople : ProjectionColumn.noRate),
      ])
    }
  }
  return result.table([
    (ProjectionColumn.condition, .text), (ProjectionColumn.year, .integer),
    (ProjectionColumn.people, .integer), (ProjectionColumn.change, .decimal),
    (ProjectionColumn.why, .text),
  ])
}

private struct Cell: Hashable {
  var sex: String
  var age: String
}

private func peopleByYear(_ source: ProjectionSource, _ table: Table) -> [Int: [Cell: Double]] {
  let rows = CountRows(table)
  var counts: [Int: [Cell: Double]] = [:]
  for row in rows.indices {
    guard let year = rows.count(source.year, row), let sex = rows.text(source.sex, row),
      let age = rows.text(source.age, row)
    else { continue }
    counts[Int(year), default: [:]][Cell(sex: sex, age: age)] = rows.number(source.people, row)
  }
  return counts
}

private func ratesByCondition(
  _ source: ProjectionSource.Rates, _ table: Table
) -> (conditions: [String], shares: [String: [Cell: Double]]) {
  let rows = CountRows(table)
  var conditions: [String] = []
  var shares: [String: [Cell: Double]] = [:]
  for row in rows.indices {
    guard let condition = rows.text(source.condition, row), let sex = rows.text(source.sex, row),
      let age = rows.text(source.age, row)
    else { continue }
    if shares[condition] == nil { conditions.append(condition) }
    shares[condition, default: [:]][Cell(sex: sex, age: age)] = rows.number(source.percent, row)
  }
  return (conditions, shares)
}
