import Charts
import Messages
package import Model
import Publishing
import Statistics

/// The statement on health inequalities: each measure in detail by groups of people, with how far they lie apart.
///
/// Every figure is one of `inequalities.csv`, as it is shown there.
package struct InequalitiesPage {
  /// The file's name in the system's folder.
  package static let fileName = "inequalities.html"

  let figures: ReleasedFigures
  let pages: SystemPagesDefinition
  private let measures: [GroupedMeasure]

  /// Puts a page together.
  package init(_ figures: ReleasedFigures, _ pages: SystemPagesDefinition) {
    self.figures = figures
    self.pages = pages
    measures = figures.groupedMeasures(figures.inequalities, order: pages.indicators)
  }

  /// The page's text.
  package var text: String {
    SystemPageFrame(
      title: titleOfInequalities,
      line: line(forInequalitiesOn: figures.countedOn, measures: measures.count),
      links: [("../\(ReleaseIndex.fileName)", backToRelease), ("#gaps", titleOfGaps)]
        + measures.map { ("#\($0.definition.name)", $0.definition.title) }
        + [("#reading", ProfilePart.reading.rawValue)]
    ).text {
      if measures.isEmpty { nothing(noMeasures) } else { gaps }
      for measure in measures { part(measure) }
      reading
    }
  }

  /// A row a measure: how far the groups lie apart, grouping by grouping.
  private var gaps: Markup {
    systemPart("gaps", titleOfGaps, lead: leadOfGaps) {
      pageTable(
        "\(titleOfGaps), \(inWords(figures.countedOn))",
        [RugHeading.measure, GapHeading.share] + pages.groups.map(\.title),
        measures.map { measure in
          [.text(measure.definition.title), .percent(measure.all?.figure("percent") ?? .absent)]
            + pages.groups.map { .text(grouped(measure, $0).gapInWords) }
        }, kind: "lists")
    }
  }

  private func grouped(
    _ measure: GroupedMeasure, _ groups: ProfileDefinition.Breakdown
  ) -> GroupedFigures {
    GroupedFigures(measure.rows, by: groups.column, order: groups.order)
  }

  private func part(_ measure: GroupedMeasure) -> Markup {
    let all = measure.all
    return systemPart(
      measure.definition.name, measure.definition.title,
      lead: sentence(
        forMeasure: (
          said(count: all?.figure("numerator") ?? .absent),
          said(count: all?.figure("denominator") ?? .absent)
        ), share: said(share: all?.figure("percent") ?? .absent),
        benchmark: measure.benchmarkInWords)
    ) {
      chartGrid {
        for (place, groups) in pages.groups.enumerated() { figure(measure, groups, place) }
      }
    }
  }

  private func figure(
    _ measure: GroupedMeasure, _ groups: ProfileDefinition.Breakdown, _ place: Int
  ) -> Markup {
    let grouped = grouped(measure, groups)
    let chart = intervalRows(
      grouped.groups.map { group in
        IntervalRow(
          name: group.name, interval: group.interval, said: said(share: group.share),
          comparison: group.comparison, benchmark: measure.benchmark)
      },
      ChartText(
        id: "\(measure.definition.name)-\(place)", title: groups.title,
        description: description(
          ofGroups: measure.definition.title, gap: grouped.gapInWords,
          benchmark: measure.benchmarkInWords)))
    let table = pageTable(
      "\(measure.definition.title): \(groups.title)", GroupHeading.allCases.map(\.rawValue),
      grouped.groups.map { group in
        [
          .text(group.name), .count(group.row.figure("numerator")),
          .count(group.row.figure("denominator")), .percent(group.share),
          .percent(group.row.figure("percent_lower")), .percent(group.row.figure("percent_upper")),
          .text(
            group.comparison == .notCompared
              ? said(share: group.share) == hiddenFigure ? hiddenFigure : notKnown
              : group.comparison.rawValue),
        ]
      })
    return pageFigure(
      groups.title, chart,
      notes: [grouped.gapInWords, slope(grouped, groups)].compactMap { $0 }, table: table)
  }

  /// The slope index over the groups of deprivation; nil for other groups.
  private func slope(
    _ grouped: GroupedFigures, _ groups: ProfileDefinition.Breakdown
  ) -> String? {
    guard groups.column == figures.profile.deprivation else { return nil }
    return indicesInWords(DeprivationGroups(grouped.named.map(\.row)))
  }

  private var reading: Markup {
    systemReading(
      inequalityReading, of: figures.publish, table: "inequalities.csv",
      key: element("ul", ["class": "key"]) {
        for (mark, word) in [
          (Mark.better, "better"), (.similar, "similar"), (.worse, "worse"), (.higher, "higher"),
          (.lower, "lower"),
        ] {
          element("li") { legendMark(mark) + Markup(" \(word)") }
        }
      })
  }
}
