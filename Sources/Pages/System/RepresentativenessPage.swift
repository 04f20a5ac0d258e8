import Charts
import Messages
package import Model
package import Publishing
import Statistics

/// Lists beside the people who are considered for them: which groups are more of the list than of the people.
///
/// Every figure is one of `representativeness.csv`, as it is shown there.
package struct RepresentativenessPage {
  /// The file's name in the system's folder.
  package static let fileName = "representativeness.html"

  let figures: ReleasedFigures
  let groups: [ProfileDefinition.Breakdown]
  private let lists: [(list: ListTitle, rows: [ReleasedTable.Row])]

  /// Puts a page together; `titles` are what lists are called, by name.
  package init(
    _ figures: ReleasedFigures, _ pages: SystemPagesDefinition, _ titles: [SheetDescription]
  ) {
    self.figures = figures
    groups =
      pages.groups
      + [pages.district].compactMap { $0 }.filter { column in
        !pages.groups.contains { $0.column == column }
      }.map { ProfileDefinition.Breakdown(column: $0, title: titleOfDistrictGroup) }
    let rows = Dictionary(grouping: figures.representation?.rows ?? []) {
      $0.text("cohort") ?? ""
    }
    lists = pages.lists.compactMap { name in
      guard let own = rows[name], let sheet = titles.first(where: { $0.name.text == name }) else {
        return nil
      }
      return (ListTitle(name: name, words: sheet.nameInWords, title: sheet.title), own)
    }
  }

  /// What a list is called.
  private struct ListTitle {
    var name: String
    var words: String
    var title: String
  }

  /// The page's text.
  package var text: String {
    SystemPageFrame(
      title: titleOfRepresentativeness,
      line: line(forRepresentativenessOn: figures.countedOn, lists: lists.count),
      links: [("../\(ReleaseIndex.fileName)", backToRelease)]
        + lists.map { ("#\($0.list.name)", $0.list.words) }
        + [
          figures.area?.definition.members.map { ("#members", $0.title) },
          figures.area?.definition.equality.map { ("#equality", $0.title) },
        ].compactMap { $0 }
        + [("#reading", ProfilePart.reading.rawValue)]
    ).text {
      if lists.isEmpty, figures.area?.definition.members == nil { nothing(noListsToCompare) }
      for (list, rows) in lists { part(list, rows) }
      members
      equality
      reading
    }
  }

  private func part(_ list: ListTitle, _ rows: [ReleasedTable.Row]) -> Markup {
    let all = rows.first { $0.text(PeopleColumn.by) == PeopleColumn.all }
    return systemPart(
      list.name, "\(list.words): \(list.title)",
      lead: sentence(
        forList: said(count: all?.figure(RepresentationColumn.listed) ?? .absent),
        of: said(count: all?.figure(RepresentationColumn.people) ?? .absent))
    ) {
      chartGrid {
        for (place, group) in groups.enumerated() { figure(list, rows, group, place) }
      }
    }
  }

  private func figure(
    _ list: ListTitle, _ rows: [ReleasedTable.Row], _ group: ProfileDefinition.Breakdown,
    _ place: Int
  ) -> Markup {
    let shown = GroupedFigures(
      rows, by: group.column, order: group.order, of: RepresentationColumn.people
    ).groups.map { RepresentedGroup(name: $0.name, row: $0.row) }
    let apart = shown.filter { [.higher, .lower].contains($0.comparison) }.map(\.inWords)
    let words = sentence(
      forApart: apart, hidden: shown.count { $0.row.figure(DifferenceColumn.difference) == .hidden }
    )
    let chart = intervalRows(
      shown.map(\.bar),
      ChartText(
        id: "\(list.name)-\(place)", title: "\(list.words): \(group.title)",
        description: description(ofRepresentation: words)))
    return pageFigure(
      group.title, chart, notes: [words],
      table: pageTable(
        "\(list.words): \(group.title)", RepresentationHeading.allCases.map(\.rawValue),
        shown.map(\.cells)))
  }

  private var reading: Markup {
    systemReading(representationReading, of: figures.publish, table: "representativeness.csv")
  }
}

/// A group of people on a list and among those who are considered for it.
private struct RepresentedGroup {
  let name: String
  let row: ReleasedTable.Row

  var comparison: Comparison {
    row.text(BenchmarkColumn.compared).flatMap { Comparison(rawValue: $0) } ?? .notCompared
  }

  private var share: ReleasedFigure { row.figure(RepresentationColumn.percentOfList) }
  private var ofPeople: ReleasedFigure { row.figure(RepresentationColumn.percentOfPeople) }

  /// How it compares, in a sentence.
  var inWords: String {
    sentence(
      forGroup: name, isMore: comparison == .higher, ofList: said(share: share),
      ofPeople: said(share: ofPeople))
  }

  var bar: IntervalRow {
    IntervalRow(
      name: name, interval: row.interval(RepresentationColumn.percentOfList),
      said: said(share: share), comparison: comparison,
      benchmark: ofPeople.value)
  }

  var cells: [PageCell] {
    [
      .text(name), .count(row.figure(RepresentationColumn.listed)), .percent(share),
      .count(row.figure(RepresentationColumn.people)), .percent(ofPeople),
      .number(
        saidDifference(
          row.figure(DifferenceColumn.difference), row.figure(DifferenceColumn.lower),
          row.figure(DifferenceColumn.upper))),
      .text(
        comparison == .notCompared
          ? row.figure(DifferenceColumn.difference) == .hidden ? hiddenFigure : notKnown
          : said(representation: comparison.rawValue)),
    ]
  }

  private func saidDifference(
    _ value: ReleasedFigure, _ lower: ReleasedFigure, _ upper: ReleasedFigure
  ) -> String {
    guard let value = value.value, let lower = lower.value, let upper = upper.value else {
      return said(share: value)
    }
    return said(points: value, lower: lower, upper: upper)
  }
}
