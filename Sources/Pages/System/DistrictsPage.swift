import Charts
import Messages
import Model
import Publishing
import Statistics

/// Measures by district of residence: which are better and which worse than what they are held against.
///
/// Every figure is one of `districts.csv`, as it is shown there.
package struct DistrictsPage {
  /// The file's name in the system's folder.
  package static let fileName = "districts.html"

  let figures: ReleasedFigures
  private let measures: [(measure: GroupedMeasure, groups: GroupedFigures)]
  /// The districts that have a name, in the order of letters; then those of whom it is not known.
  private let districts: [String]

  /// Puts a page together; `column` is the person's column of the district.
  package init(_ figures: ReleasedFigures, column: String) {
    self.figures = figures
    measures = figures.groupedMeasures(figures.districts).map {
      ($0, GroupedFigures($0.rows, by: column))
    }
    let groups = measures.flatMap(\.groups.groups)
    districts =
      Set(groups.filter { !$0.isNotKnown }.map(\.name)).sorted()
      + (groups.contains(where: \.isNotKnown) ? [notKnownValue] : [])
  }

  /// The page's text.
  package var text: String {
    SystemPageFrame(
      title: titleOfDistricts,
      line: line(
        forDistrictsOn: figures.countedOn, districts: districts.count { $0 != notKnownValue }),
      links: [
        ("../\(ReleaseIndex.fileName)", backToRelease), ("#outcomes", titleOfOutcomes),
        ("#measures", ProfilePart.measures.rawValue), ("#reading", ProfilePart.reading.rawValue),
      ], isWide: true
    ).text {
      if districts.isEmpty {
        nothing(noDistricts)
      } else {
        outcomes
        table
      }
      reading
    }
  }

  private func group(_ groups: GroupedFigures, _ district: String) -> GroupedFigures.Group? {
    groups.groups.first { $0.name == district }
  }

  /// What stands out in each district.
  private var outcomes: Markup {
    systemPart("outcomes", titleOfOutcomes, lead: leadOfOutcomes) {
      pageTable(
        titleOfOutcomes, OutcomeHeading.allCases.map(\.rawValue),
        districts.map { district in
          func titles(_ wanted: [Comparison]) -> [String] {
            measures.filter { _, groups in
              group(groups, district).map { wanted.contains($0.comparison) } ?? false
            }.map(\.measure.definition.title)
          }
          let compared = measures.count { _, groups in
            group(groups, district).map { $0.comparison != .notCompared } ?? false
          }
          return [
            .text(district), .number("\(compared)"),
            list(of: titles([.worse]), .worse, district),
            list(of: titles([.better]), .better, district),
          ]
        }, kind: "lists outcomes")
    }
  }

  /// How many measures there are, with which on request and in print.
  private func list(
    of titles: [String], _ comparison: Comparison, _ district: String
  ) -> PageCell {
    guard !titles.isEmpty else { return .text(noFigure) }
    return .markup(
      element("details") {
        element("summary", ["aria-label": "\(titles.count) \(comparison.rawValue), \(district)"]) {
          legendMark(Mark(comparison)) + Markup(" \(titles.count)")
        }
        element("ul", ["class": "inside"]) { for title in titles { element("li") { title } } }
      })
  }

  /// Each measure in each district.
  private var table: Markup {
    systemPart("measures", ProfilePart.measures.rawValue, lead: leadOfDistricts) {
      wideTable(
        id: "districts", "\(titleOfDistricts), \(inWords(figures.countedOn))",
        [
          Markup(RugHeading.measure), Markup(RugHeading.system),
        ] + districts.map { district in element("strong") { district } },
        measures.map { measure, groups in
          [
            element("th", ["scope": "row"]) { measure.definition.title },
            element("td", ["class": "system"]) {
              element("strong") { said(share: measure.all?.figure("percent") ?? .absent) }
              element("span") { sentence(forTarget: measure.definition.targetInPercent) }
            },
          ] + districts.map { cell(group(groups, $0)) }
        })
    }
  }

  private func cell(_ group: GroupedFigures.Group?) -> Markup {
    element("td", ["class": "limits"]) {
      element("strong") { said(share: group?.share ?? .absent) }
      if let interval = group?.interval {
        element("span") { said(lower: interval.lower, upper: interval.upper) }
      }
      if let group, group.comparison != .notCompared {
        element("span") {
          legendMark(Mark(group.comparison)) + Markup(" \(group.comparison.rawValue)")
        }
      }
    }
  }

  private var reading: Markup {
    systemReading(districtReading, of: figures.publish, table: "districts.csv")
  }
}
