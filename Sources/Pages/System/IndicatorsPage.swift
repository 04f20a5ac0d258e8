import Charts
import Messages
import Model
import Publishing
import Statistics
import Tables

/// The measures of all networks beside each other: a row a measure, a column a network.
///
/// Every figure is one of the indicators' files of the system folder, as it is shown there.
package struct IndicatorsPage {
  /// The file's name in the system's folder.
  package static let fileName = "indicators.html"

  let networks: [NetworkProfile]
  let figures: ReleasedFigures
  let shared: SharedFigures

  /// Puts a page together; `shared` is what the pages of all networks show alike.
  package init(of networks: [NetworkProfile], _ figures: ReleasedFigures, _ shared: SharedFigures) {
    self.networks = networks
    self.figures = figures
    self.shared = shared
  }

  /// The page's text.
  package var text: String {
    let measures = figures.measures.map { measure in
      RugRow(measure, networks, figures.referenceDate, shared[measure.definition.name])
    }
    let parts: [(part: ProfilePart, rows: [RugRow])] = [
      (ProfilePart.measures, measures.filter { !$0.isOfExpected }),
      (ProfilePart.registers, measures.filter(\.isOfExpected)),
    ].filter { !$0.rows.isEmpty }
    return SystemPageFrame(
      title: titleOfIndicators,
      line: line(forSystemOn: figures.countedOn, networks: networks.count),
      links: [("../\(ReleaseIndex.fileName)", backToRelease)]
        + parts.map { ("#\($0.part.anchor)", $0.part.rawValue) } + [
          ("#reading", ProfilePart.reading.rawValue)
        ], isWide: true
    ).text {
      if parts.isEmpty { nothing(noMeasures) }
      for part in parts { section(part.part, part.rows) }
      reading(knowsWeeks: measures.contains { $0.cells.contains { $0.variation != nil } })
    }
  }

  private func section(_ part: ProfilePart, _ rows: [RugRow]) -> Markup {
    let ranges = IndicatorsPage.columns(of: networks.count)
    return systemPart(
      part.anchor, part.rawValue, lead: part == .measures ? leadOfIndicators : leadOfRegisters
    ) {
      legend
      for (index, range) in ranges.enumerated() {
        element("div", ["class": "table-part"]) {
          wideTable(
            id: "\(part.anchor)-\(index)",
            caption(
              ofMeasures: part.rawValue, from: range.lowerBound + 1, to: range.upperBound,
              of: networks.count, on: figures.countedOn),
            [Markup(RugHeading.measure), Markup(RugHeading.system)]
              + networks[range].map(heading),
            rows.map { $0.markup(range) })
        }
      }
    }
  }

  private func heading(of network: NetworkProfile) -> Markup {
    element("a", ["href": "../\(network.network.text)/\(ProfilePage.fileName)"]) {
      network.network.text
    } + (network.name.map { name in element("span") { name } } ?? .nothing)
  }

  /// The networks of each table: as many as a sheet of A4 has room for, and about as many in each.
  static func columns(of count: Int) -> [Range<Int>] {
    let tables = max((count + 11) / 12, 1)
    let bounds = (0...tables).map { $0 * count / tables }
    return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
  }

  private var legend: Markup {
    element("ul", ["class": "key"]) {
      for (index, words) in legendOfQuarters.enumerated() {
        element("li") { element("i", ["class": "q\(index + 1)"]) + Markup(words) }
      }
      for (mark, word) in [
        (Mark.better, "better"), (.similar, "similar"), (.worse, "worse"), (.higher, "higher"),
        (.lower, "lower"),
      ] {
        element("li") { legendMark(mark) + Markup(" \(word)") }
      }
    }
  }

  private func reading(knowsWeeks: Bool) -> Markup {
    let sentences =
      sentences(forRugFrom: weeksOfTrend)
      + (knowsWeeks ? [] : [sentence(forNoWeeks: weeksOfTrend)]) + [
        sentence(forDisclosure: figures.publish.disclosure),
        sentence(forPeopleCounted: figures.publish.outputs[.aggregates]),
      ]
    return systemPart("reading", ProfilePart.reading.rawValue) {
      for sentence in sentences { element("p") { sentence } }
    }
  }
}

/// A measure in all networks.
private struct RugRow {
  /// A measure in a network.
  struct Cell {
    var share: ReleasedFigure
    var comparison: Comparison
    /// 1 to 4; nil where there are none.
    var quarter: Int?
    /// What its weeks say; nil where there are too few.
    var variation: Variation?
  }

  let title: String
  let isOfExpected: Bool
  let system: ReleasedFigure
  let target: Double?
  private(set) var cells: [Cell]

  init(
    _ measure: ReleasedFigures.Measure, _ networks: [NetworkProfile], _ today: Day,
    _ shared: SharedFigures.Measure
  ) {
    let own = networks.map { OwnMeasure(measure, $0.network, shared) }
    let shares = own.map { $0.row?.figure("percent") ?? .absent }
    let quarters = areaQuantiles(of: shares.map(\.value), parts: 4)
    title = measure.definition.title
    isOfExpected = own.first?.isOfExpected ?? false
    system = shared.system?.figure("percent") ?? .absent
    target = measure.definition.targetInPercent
    cells = []
    for (index, network) in networks.enumerated() {
      let tonight = EarlierShare(day: today, percent: shares[index].value)
      let weeks = weeklyShares((network.earlier[measure.definition.name] ?? []) + [tonight])
      cells.append(
        Cell(
          share: shares[index], comparison: own[index].comparison, quarter: quarters[index],
          variation: controlChart(ofWeeks: weeks)?.variation(
            polarity: measure.definition.betterWay.polarity)))
    }
  }

  /// The row's heading and cells, of some of the networks.
  func markup(_ range: Range<Int>) -> [Markup] {
    [
      element("th", ["scope": "row"]) { title },
      element("td", ["class": "system"]) {
        element("strong") { said(share: system) }
        element("span") { sentence(forTarget: target) }
      },
    ] + cells[range].map(\.markup)
  }
}

extension RugRow.Cell {
  fileprivate var markup: Markup {
    element("td", ["class": quarter.map { "q\($0)" } ?? "q0"]) {
      element("strong") { said(share: share) }
      if comparison != .notCompared {
        element("span") { legendMark(Mark(comparison)) + Markup(" \(comparison.rawValue)") }
      }
      if let quarter { element("span") { said(quarter: quarter) } }
      if let variation { element("span") { said(variation: variation.rawValue) } }
    }
  }
}
