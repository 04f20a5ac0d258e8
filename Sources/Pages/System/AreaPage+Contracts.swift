import Charts
import Messages
import Model
import Publishing
import Statistics
import Tables

extension AreaPage {
  /// Each service's newest period by provider, and who has been below the target for how long.
  var contracts: Markup {
    .joined(
      (area.definition.contracts?.services ?? []).enumerated().map { place, service in
        let rows = (table?.rows ?? []).filter {
          $0.text(ContractColumn.service) == service.service
        }
        return part(of: service, ServiceReturns(rows), place)
      })
  }

  private func part(
    of service: ContractSource.Service, _ returns: ServiceReturns, _ place: Int
  ) -> Markup {
    let target = service.target.map { percent(ofShare: $0) }
    return systemPart(
      "service-\(place)", service.title,
      lead: sentence(forAgreed: target, source: service.source)
    ) {
      if let newest = returns.newest {
        newestPeriod(of: service, returns, newest, target, place)
        periods(of: service, returns, place)
      } else {
        nothing(noReturns)
      }
    }
  }

  private func newestPeriod(
    of service: ContractSource.Service, _ returns: ServiceReturns, _ newest: Day, _ target: Double?,
    _ place: Int
  ) -> Markup {
    let whole = returns.row(of: nil, newest)
    let below = returns.providers.compactMap {
      provider -> (name: String, periods: Int, isWorse: Bool)? in
      guard let row = returns.row(of: provider, newest),
        let count = row.count(ContractColumn.below), count > 0
      else { return nil }
      return (returns.name(of: provider), count, row.text("against_target") == "worse")
    }.sorted { ($1.periods, $0.name) < ($0.periods, $1.name) }
    let belowInWords = target == nil ? "" : sentence(forBelow: below)
    let ordered = returns.ordered(in: newest)
    let lines = ordered.map { provider in
      let row = returns.row(of: provider, newest)
      return IntervalRow(
        name: returns.name(of: provider), interval: row?.confidenceInterval,
        said: row.map { said(share: $0.figure("percent")) } ?? noReturn,
        comparison: row.map { comparison($0) } ?? .notCompared, benchmark: target)
    }
    // Many providers stand in three charts beside each other, on one scale.
    let size = lines.count > 20 ? (lines.count + 2) / 3 : max(lines.count, 1)
    let reach = lines.compactMap { $0.interval?.upper }.max() ?? 0
    let parts = stride(from: 0, to: lines.count, by: size).map {
      Array(lines[$0..<min($0 + size, lines.count)])
    }
    let withoutReturn = sentence(
      forNoReturn: ordered.filter { returns.row(of: $0, newest) == nil }
        .map { returns.name(of: $0) }, of: newest)
    return .joined([
      element("p") {
        sentence(
          forPeriod: newest, share: said(share: whole?.figure("percent") ?? .absent),
          reached: said(count: whole?.figure("numerator") ?? .absent),
          eligible: said(count: whole?.figure("denominator") ?? .absent),
          providers: whole?.count(ContractColumn.providers) ?? 0)
      },
      .joined(
        [belowInWords, withoutReturn].filter { !$0.isEmpty }.map { sentence in
          element("p") { sentence }
        }),
      chartGrid {
        for (index, part) in parts.enumerated() {
          pageFigure(
            partTitle(ofProviders: inWords(newest), part: index + 1, of: parts.count),
            intervalRows(
              part,
              ChartText(
                id: "service-\(place)-chart-\(index)",
                title: "\(service.title), \(inWords(newest))",
                description: description(ofProviders: service.title, below: belowInWords)),
              axis: IntervalAxis(from: 0, bound: 100, unit: "%", reaching: reach)),
            table: index > 0
              ? nil
              : pageTable(
                "\(service.title), \(inWords(newest))", ContractHeading.allCases.map(\.rawValue),
                ordered.map { cells(of: $0, returns, newest, target) }))
        }
      },
    ])
  }

  private func comparison(_ row: ReleasedTable.Row) -> Comparison {
    row.text("against_target").flatMap { Comparison(rawValue: $0) } ?? .notCompared
  }

  private func cells(
    of provider: String, _ returns: ServiceReturns, _ newest: Day, _ target: Double?
  ) -> [PageCell] {
    let name = PageCell.text(returns.name(of: provider))
    guard let row = returns.row(of: provider, newest) else {
      return [name, .text(noReturn)]
        + [PageCell](repeating: .text(noFigure), count: ContractHeading.allCases.count - 2)
    }
    let compared = row.figure("percent") == .hidden ? hiddenFigure : row.text("against_target")
    let below = row.figure(ContractColumn.below)
    return [
      name, .count(row.figure("numerator")), .count(row.figure("denominator")),
      .percent(row.figure("percent")), .text(target == nil ? noTarget : compared ?? noFigure),
      .text(
        below == .hidden
          ? hiddenFigure : below.value.map { said(periodsBelow: Int($0)) } ?? noFigure),
    ]
  }

  /// The shares of all periods, provider by provider.
  private func periods(
    of service: ContractSource.Service, _ returns: ServiceReturns, _ place: Int
  ) -> Markup {
    wideTable(
      id: "service-\(place)-periods", "\(service.title): \(allPeriods)",
      [Markup(ContractHeading.provider.rawValue)] + returns.periods.map { Markup(inWords($0)) },
      ([nil] + returns.providers.map(Optional.some)).map { provider in
        [
          element("th", ["scope": "row"]) { provider.map { returns.name(of: $0) } ?? allGroups }
        ]
          + returns.periods.map { period in
            let row = returns.row(of: provider, period)
            return element("td", ["class": provider == nil ? "system" : "limits"]) {
              element("strong") { row.map { said(share: $0.figure("percent")) } ?? noReturn }
              if let row, comparison(row) != .notCompared {
                element("span") {
                  legendMark(Mark(comparison(row))) + Markup(" \(comparison(row).rawValue)")
                }
              }
            }
          }
      })
  }
}

/// The returns of a service.
private struct ServiceReturns {
  /// The first days of the periods, in their order.
  let periods: [Day]
  /// The providers that returned anything in any period, by code.
  let providers: [String]
  private let names: [String: String]
  private let rows: [Key: ReleasedTable.Row]

  private struct Key: Hashable {
    var provider: String?
    var period: Day
  }

  init(_ rows: [ReleasedTable.Row]) {
    var byKey: [Key: ReleasedTable.Row] = [:]
    var names: [String: String] = [:]
    for row in rows {
      guard let period = row.text(ContractColumn.period).flatMap({ Day(iso: $0) }) else { continue }
      let provider = row.text("area")
      byKey[Key(provider: provider, period: period)] = row
      // The newest name stands last.
      if let provider, let name = row.text("area_title") { names[provider] = name }
    }
    self.rows = byKey
    self.names = names
    periods = Set(byKey.keys.map(\.period)).sorted()
    providers = Set(byKey.keys.compactMap(\.provider)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  var newest: Day? { periods.last }

  func row(of provider: String?, _ period: Day) -> ReleasedTable.Row? {
    rows[Key(provider: provider, period: period)]
  }

  /// The providers with those first that returned nothing, then those whose share is hidden, by code, then the others from the lowest share
  /// on.
  func ordered(in period: Day) -> [String] {
    func rank(_ provider: String) -> (Int, Double) {
      guard let row = row(of: provider, period) else { return (0, 0) }
      return row.figure("percent").value.map { (2, $0) } ?? (1, 0)
    }
    return providers.enumerated().sorted { left, right in
      let (one, other) = (rank(left.element), rank(right.element))
      return (one.0, one.1, left.offset) < (other.0, other.1, right.offset)
    }.map(\.element)
  }

  func name(of provider: String) -> String {
    names[provider].map { "\($0) (\(provider))" } ?? provider
  }
}
