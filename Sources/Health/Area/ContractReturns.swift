public import Model
public import Tables

/// Providers' returns of one service, before disclosure control: their counts are of people.
///
/// The table has `level` (`whole` or `provider`), `area` (the provider's code), `area_title`, `period`, `providers` (how many returned
/// anything), `denominator` and `numerator`; the whole of a period first, then its providers by code.
///
/// - Missing: a provider without a return for a period has no row of it.
public func contractReturns(
  _ source: ContractSource, of service: ContractSource.Service, rows table: Table
) -> PersonAggregate {
  let rows = CountRows(table)
  var returns: [ContractReturn] = []
  for row in rows.indices where rows.text(source.service, row) == service.service {
    guard let provider = rows.text(source.provider, row), let period = rows.day(source.period, row),
      let eligible = rows.count(source.eligible, row), let reached = rows.count(source.reached, row)
    else { continue }
    returns.append(
      ContractReturn(
        provider: provider, title: rows.text(source.providerTitle, row), period: period,
        eligible: eligible, reached: reached))
  }
  returns.sort { ($0.period, $0.provider) < ($1.period, $1.provider) }
  var result = AreaRows()
  var sums: [PersonAggregate.Sum] = []
  var wanted: [PersonAggregate.Cell] = []
  var next = 0
  for period in Set(returns.map(\.period)).sorted() {
    let own = returns.filter { $0.period == period }
    result.append([
      .text("whole"), nil, nil, .day(period), .integer(Int64(own.count)),
      .integer(own.reduce(0) { $0 + $1.eligible }), .integer(own.reduce(0) { $0 + $1.reached }),
    ])
    for row in own {
      result.append([
        .text(ContractColumn.provider), .text(row.provider), row.title.value, .day(period), nil,
        .integer(row.eligible), .integer(row.reached),
      ])
    }
    for column in ["denominator", "numerator"] {
      sums.append(
        .init(
          total: .init(row: next, column: column),
          parts: own.indices.map { .init(row: next + 1 + $0, column: column) }))
      wanted.append(.init(row: next, column: column))
    }
    next += own.count + 1
  }
  return PersonAggregate(
    table: result.table([
      ("level", .text), ("area", .text), ("area_title", .text), (ContractColumn.period, .day),
      (ContractColumn.providers, .integer), ("denominator", .integer), ("numerator", .integer),
    ]), counts: ["denominator", "numerator"],
    percentages: [.init(name: "percent", numerator: "numerator", denominator: "denominator")],
    sums: sums, wanted: wanted)
}

/// How many rows of a feed are of none of some values of a column.
public func rows(of table: Table, notOf values: [String], in column: String) -> Int {
  let rows = CountRows(table)
  return rows.indices.count { row in
    !(rows.text(column, row).map { values.contains($0) } ?? false)
  }
}

private struct ContractReturn {
  var provider: String
  var title: String?
  var period: Day
  var eligible: Int64
  var reached: Int64
}
