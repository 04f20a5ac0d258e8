import Charts
import Messages
import Model
import Publishing
import Statistics

extension AreaPage {
  /// What patients say by area of care, and the measures of the same care.
  var experience: Markup {
    let rows = table?.rows ?? []
    return .joined([
      systemPart("told", AreaPart.told) {
        chartGrid {
          figure(
            rows, ExperienceColumn.percentPositive, AreaPart.told, ExperienceHeading.share,
            ExperienceHeading.allCases.prefix(5)
          ) { row in
            [
              .count(row.figure(ExperienceColumn.examples)),
              .count(row.figure(ExperienceColumn.positive)),
              .count(row.figure(ExperienceColumn.negative)),
              .text(said(row, ExperienceColumn.percentPositive)),
            ]
          }
          figure(
            rows, ExperienceColumn.percentGood, AreaPart.test, ExperienceHeading.good,
            [.area] + ExperienceHeading.allCases.suffix(3)
          ) { row in
            [
              .count(row.figure(ExperienceColumn.responses)),
              .text(said(row, ExperienceColumn.percentGood)),
              .text(said(row, ExperienceColumn.percentPoor)),
            ]
          }
        }
      }, beside(rows),
    ])
  }

  /// A share by area of care, of the areas that have one.
  private func figure(
    _ rows: [ReleasedTable.Row], _ column: String, _ title: String, _ share: ExperienceHeading,
    _ headings: some Sequence<ExperienceHeading>, _ cells: (ReleasedTable.Row) -> [PageCell]
  ) -> Markup {
    let shares = rows.compactMap { row in row.interval(column).map { (name(row), $0) } }
    guard let lowest = shares.min(by: { $0.1.value < $1.1.value }) else {
      return nothing(sentence(forPartWithout: title))
    }
    let chart = intervalRows(
      shares.map { name, interval in
        IntervalRow(
          name: name, interval: interval, said: Messages.said(percent: interval.value),
          comparison: .notCompared, benchmark: nil)
      },
      ChartText(
        id: "\(column)-chart", title: "\(title): \(share.rawValue)",
        description: description(
          ofExperience: share.rawValue,
          lowest: "\(lowest.0), \(Messages.said(percent: lowest.1.value))")))
    return pageFigure(
      "\(title): \(share.rawValue)", chart,
      table: pageTable(
        title, headings.map(\.rawValue), rows.map { [.text(name($0))] + cells($0) }))
  }

  /// The measures that speak of the same care.
  private func beside(_ rows: [ReleasedTable.Row]) -> Markup {
    let areas = area.definition.experience?.areas ?? []
    return systemPart("care", ProfilePart.measures.rawValue) {
      pageTable(
        ProfilePart.measures.rawValue, CareMeasureHeading.allCases.map(\.rawValue),
        areas.map { area in
          let row = rows.first { $0.text(ExperienceColumn.care) == area.area }
          let measures = area.indicators.compactMap { figures.systemShare(of: $0) }
          return [
            .text(area.title),
            .text(row.map { said($0, ExperienceColumn.percentPositive) } ?? noFigure),
            measures.isEmpty
              ? .text(noMeasureOfCare)
              : .markup(
                element("ul", ["class": "inside"]) {
                  for measure in measures {
                    element("li") { "\(measure.title): \(measure.said)" }
                  }
                }),
          ]
        }, kind: "lists")
    }
  }

  private func name(_ row: ReleasedTable.Row) -> String {
    row.text("area_title") ?? row.text(ExperienceColumn.care) ?? ""
  }

  private func said(_ row: ReleasedTable.Row, _ column: String) -> String {
    guard let share = row.interval(column) else { return noFigure }
    return Messages.said(percent: share.value, lower: share.lower, upper: share.upper)
  }
}

extension ReleasedFigures {
  /// The title of an indicator with its share in the whole system; nil where there is no such indicator.
  func systemShare(of name: String) -> (title: String, said: String)? {
    guard let measure = measures.first(where: { $0.definition.name == name }) else { return nil }
    let row = measure.table.rows.first { $0.isOfSystem }
    return (measure.definition.title, said(share: row?.figure("percent") ?? .absent))
  }
}
