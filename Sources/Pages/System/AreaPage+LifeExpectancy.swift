import Charts
import Messages
import Model
import Publishing
import Statistics

extension AreaPage {
  /// The sexes of which there are rows, in the file's order.
  var lifeSexes: [String] {
    var sexes: [String] = []
    for row in table?.rows ?? [] {
      if let sex = row.text(LifeColumn.sex), !sexes.contains(sex) { sexes.append(sex) }
    }
    return sexes
  }

  /// Life expectancy by sex and deprivation.
  var lifeExpectancy: Markup {
    systemPart(
      "life", AreaPart.deprivation,
      lead: lifeSexes.map { gapInWords(rows(of: $0), $0) }.joined(separator: " ")
    ) {
      chartGrid { for sex in lifeSexes { life(of: sex) } }
    }
  }

  private func rows(of sex: String) -> [ReleasedTable.Row] {
    (table?.rows ?? []).filter { $0.text(LifeColumn.sex) == sex }
  }

  private func life(of sex: String) -> Markup {
    let rows = rows(of: sex)
    let values = rows.filter { $0.text("kind") == LifeColumn.value }
    let all = values.first { $0.text(LifeColumn.group) == nil }
    let groups = values.filter { $0.text(LifeColumn.group) != nil }
    func name(_ row: ReleasedTable.Row, _ place: Int) -> String {
      Messages.name(
        ofDeprivationGroup: row.text(LifeColumn.group) ?? "", isFirst: place == 0,
        isLast: place == groups.count - 1)
    }
    let gap = gapInWords(rows, sex)
    let slope = rows.first { $0.text("kind") == LifeColumn.slope }?.interval(LifeColumn.years).map {
      sentence(forLifeSlope: ($0.value, $0.lower, $0.upper))
    }
    let benchmark = all?.figure(LifeColumn.years).value
    let lines = groups.enumerated().map { place, row in
      IntervalRow(
        name: name(row, place), interval: row.interval(LifeColumn.years), said: said(row),
        comparison: comparison(
          of: row.interval(LifeColumn.years), with: benchmark, polarity: .higherIsBetter),
        benchmark: benchmark)
    }
    let lowest = lines.compactMap(\.interval).map(\.lower).min() ?? 0
    let chart = intervalRows(
      lines,
      ChartText(
        id: "life-\(sex)-chart", title: "\(AreaPageTitle.lifeExpectancy): \(sex)",
        description: description(ofLifeExpectancy: sex, gap: gap)),
      // Marks need no zero to stand on, and nobody sees five years of eighty.
      axis: IntervalAxis(
        from: (max(lowest - 2, 0) / 5).rounded(.down) * 5, bound: nil, unit: " years"))
    let named = groups.enumerated().map { (name($0.element, $0.offset), $0.element) }
    return pageFigure(
      sex.prefix(1).uppercased() + sex.dropFirst(), chart, notes: [slope ?? ""],
      table: pageTable(
        "\(AreaPageTitle.lifeExpectancy): \(sex)", LifeHeading.allCases.map(\.rawValue),
        ([(allGroups, all)] + named).map { name, row in
          cells(name, row) + [
            .text(
              row == all
                ? noFigure
                : comparison(
                  of: row?.interval(LifeColumn.years), with: benchmark, polarity: .higherIsBetter
                ).rawValue)
          ]
        }))
  }

  private func said(_ row: ReleasedTable.Row) -> String {
    row.figure(LifeColumn.years).value.map { Messages.said(years: $0) }
      ?? row.text(LifeColumn.why) ?? noFigure
  }

  private func cells(_ name: String, _ row: ReleasedTable.Row?) -> [PageCell] {
    func years(_ column: String) -> PageCell {
      .number(row?.figure(column).value.map { decimal($0, places: 1) } ?? noFigure)
    }
    return [
      .text(name), .text(row.map { said($0) } ?? noFigure),
      years(LifeColumn.years + "_lower"), years(LifeColumn.years + "_upper"),
      .count(row?.figure(LifeColumn.people) ?? .absent),
      .count(row?.figure(LifeColumn.deaths) ?? .absent),
    ]
  }

  private func gapInWords(_ rows: [ReleasedTable.Row], _ sex: String) -> String {
    let row = rows.first { $0.text("kind") == LifeColumn.gap }
    let title = sex.prefix(1).uppercased() + sex.dropFirst()
    guard let gap = row?.interval(LifeColumn.years) else {
      return sentence(forNoLifeGap: title, because: row?.text(LifeColumn.why) ?? noFigure)
    }
    return sentence(forLifeGap: (gap.value, gap.lower, gap.upper), sex: title)
  }
}
