public import Model
import Statistics
public import Tables

/// What patients say, by area of care, as it was published.
///
/// The table has `care`, `area_title`, `examples`, `positive`, `negative`, `percent_positive` with its 95% Wilson limits, and of the Friends
/// and Family Test `responses`, `percent_good` and `percent_poor` with theirs.
///
/// - Shape: a row for each area of care of the definition, in its order.
/// - Units: percentages of all examples, and of all responses, “don't know” too.
/// - Missing: what is not published of an area; shares of nothing.
/// - Source: shares of the Friends and Family Test are of all responses (NHS England, Friends and Family Test guidance, 2019).
public func experience(
  _ source: ExperienceSource, examples: Table?, responses: Table?
) -> Table {
  let said = examples.map {
    sums($0, by: source.area, of: [source.examples, source.positive, source.negative])
  }
  let test = source.friendsAndFamily.flatMap { columns in
    responses.map {
      sums($0, by: columns.area, of: [columns.responses, columns.positive, columns.negative])
    }
  }
  var result = AreaRows()
  for area in source.areas {
    let own = said?[area.area] ?? [nil, nil, nil]
    let answers = test?[area.area] ?? [nil, nil, nil]
    var cells: [Value?] = [.text(area.area), .text(area.title)]
    cells += own.map(\.value)
    cells += share(own[1], of: own[0])
    cells.append(answers[0].value)
    cells += share(answers[1], of: answers[0])
    cells += share(answers[2], of: answers[0])
    result.append(cells)
  }
  let counts = [ExperienceColumn.examples, ExperienceColumn.positive, ExperienceColumn.negative]
  var columns: [(name: String, type: ColumnType)] = [
    (ExperienceColumn.care, .text), ("area_title", .text),
  ]
  columns += counts.map { ($0, .integer) }
  columns += shareColumns(ExperienceColumn.percentPositive)
  columns.append((ExperienceColumn.responses, .integer))
  columns += shareColumns(ExperienceColumn.percentGood)
  columns += shareColumns(ExperienceColumn.percentPoor)
  return result.table(columns)
}

/// The columns of a share and its limits.
private func shareColumns(_ name: String) -> [(name: String, type: ColumnType)] {
  [name, name + "_lower", name + "_upper"].map { ($0, .decimal) }
}

/// The sums of some columns by the values of another; one row that lacks a count leaves its sum unknown.
private func sums(_ table: Table, by column: String, of counts: [String]) -> [String: [Int64?]] {
  let rows = CountRows(table)
  var sums: [String: [Int64?]] = [:]
  for row in rows.indices {
    guard let value = rows.text(column, row) else { continue }
    let own = counts.map { rows.count($0, row) }
    sums[value] =
      sums[value].map { before in
        zip(before, own).map { sum, count in sum.flatMap { sum in count.map { sum + $0 } } }
      } ?? own
  }
  return sums
}

/// A share in percent with its limits; missing of nothing, and of more than the whole.
private func share(_ part: Int64?, of whole: Int64?) -> [Value?] {
  guard let part, let whole, whole > 0, (0...whole).contains(part),
    let interval = wilson(count: Int(part), of: Int(whole))
  else { return [nil, nil, nil] }
  return [
    .decimal(Double(part) / Double(whole) * 100), .decimal(interval.lower * 100),
    .decimal(interval.upper * 100),
  ]
}
