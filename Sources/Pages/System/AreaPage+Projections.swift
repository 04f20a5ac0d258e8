import Charts
import Messages
import Model
import Publishing

extension AreaPage {
  /// People with each condition in years to come.
  var projections: Markup {
    let rows = table?.rows ?? []
    var conditions: [String?] = []
    for row in rows where !conditions.contains(row.text(ProjectionColumn.condition)) {
      conditions.append(row.text(ProjectionColumn.condition))
    }
    let series = conditions.map { condition in
      rows.filter { $0.text(ProjectionColumn.condition) == condition }
    }
    func name(_ condition: String?) -> String { condition ?? everybodyOfThoseAges }
    let changes = zip(conditions, series).map { condition, rows in
      Bar(
        name: name(condition), value: rows.last?.figure(ProjectionColumn.change).value,
        system: nil,
        said: rows.last?.figure(ProjectionColumn.change).value.map { said(change: $0) } ?? noFigure)
    }
    let most = changes.max { ($0.value ?? -.infinity) < ($1.value ?? -.infinity) }
    let years = series.first?.compactMap { $0.count(ProjectionColumn.year) } ?? []
    let chart = bars(
      changes,
      ChartText(
        id: "projections-chart", title: AreaPageTitle.projections,
        description: description(
          ofProjections: most.map { "\($0.name), \($0.said)" } ?? noFigure, to: years.last ?? 0)))
    return systemPart(
      "projections", AreaPart.numbers,
      lead: sentence(forAges: area.definition.projections?.ages ?? [])
    ) {
      chartGrid {
        pageFigure(
          "\(ProjectionHeading.change), \(years.first ?? 0) to \(years.last ?? 0)", chart,
          table: nil)
      }
      pageTable(
        AreaPageTitle.projections,
        [ProjectionHeading.condition] + years.map(String.init) + [ProjectionHeading.change],
        zip(conditions, series).map { condition, rows in
          [.text(name(condition))] + rows.map { .count($0.figure(ProjectionColumn.people)) }
            + [.text(change(rows))]
        }, kind: "lists")
    }
  }

  /// The change, or why it is not known.
  private func change(_ rows: [ReleasedTable.Row]) -> String {
    rows.last?.figure(ProjectionColumn.change).value.map { said(change: $0) }
      ?? rows.compactMap { $0.text(ProjectionColumn.why) }.first ?? noFigure
  }
}
