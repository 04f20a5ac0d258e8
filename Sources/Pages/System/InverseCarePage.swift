import Charts
import Messages
package import Model
import Publishing
import Statistics
import Tables

/// Need, care and this week's places by groups of deprivation: where care falls while need rises.
///
/// Every share is one of `inequalities.csv` or `impact-equity.csv`, as it is shown there.
package struct InverseCarePage {
  /// The file's name in the system's folder.
  package static let fileName = "inverse-care.html"

  let figures: ReleasedFigures
  private let groupTitle: String
  private let need: [DeprivationSeries]
  private let care: [DeprivationSeries]
  /// Nil where places are not counted by the groups.
  private let places: DeprivationSeries?

  /// Puts a page together.
  package init(_ figures: ReleasedFigures, _ definition: InverseCareDefinition) {
    self.figures = figures
    let column = definition.column
    func series(_ names: [String], _ kind: CareKind) -> [DeprivationSeries] {
      figures.groupedMeasures(figures.inequalities, order: names).map {
        DeprivationSeries($0, by: column, kind)
      }
    }
    need = series(definition.need, .need)
    care = series(definition.care, .care)
    places = DeprivationSeries(places: figures.places, by: column)
    let breakdowns = (figures.publish.systemPages?.groups ?? []) + figures.profile.people
    groupTitle = breakdowns.first { $0.column == column }?.title ?? titleOfDeprivationGroups
  }

  private var all: [DeprivationSeries] { need + care + [places].compactMap { $0 } }

  private var needGradient: NeedGradient { NeedGradient(need.map(\.gradient)) }

  private func verdict(_ care: DeprivationSeries) -> CareByNeed {
    CareByNeed(care: care.gradient, need: needGradient)
  }

  /// The page's text.
  package var text: String {
    SystemPageFrame(
      title: titleOfInverseCare,
      line: line(
        forInverseCareOn: figures.countedOn, by: groupTitle, need: need.count, care: care.count),
      links: [("../\(ReleaseIndex.fileName)", backToRelease)]
        + InverseCarePart.allCases.map { ("#\($0.anchor)", $0.rawValue) }
        + [("#reading", ProfilePart.reading.rawValue)],
      isWide: true, styles: [inverseCareStyle]
    ).text {
      part(.verdicts, lead: sentenceForNeed) { verdicts }
      part(.groups, lead: leadOfCareGroups) { groups }
      part(.need, lead: leadOfCareCharts) { charts(need) }
      part(.care) {
        charts(care + [places].compactMap { $0 })
        if places != nil {
          element("p") {
            Markup("\(sourceOfPlaces) ")
            element("a", ["href": "impact-equity.csv"]) { "impact-equity.csv" }
          }
        }
      }
      reading
    }
  }

  private func part(
    _ part: InverseCarePart, lead: String = "", @MarkupBuilder _ content: () -> Markup
  ) -> Markup {
    systemPart(part.anchor, part.rawValue, lead: lead, content)
  }

  private var sentenceForNeed: String {
    func titles(_ gradient: DeprivationGradient?) -> [String] {
      need.filter { $0.gradient == gradient }.map(\.title)
    }
    return sentence(
      forNeedRising: titles(.rises), falling: titles(.falls), level: titles(.level),
      notKnown: titles(nil))
  }

  /// A row a measure of care, and what it says beside need.
  private var verdicts: Markup {
    let measured = care + [places].compactMap { $0 }
    guard !measured.isEmpty else { return nothing(noInverseCare) }
    return element("ul", ["class": "key"]) {
      for verdict in CareByNeed.allCases {
        element("li") { legendMark(verdict.mark) + Markup(" \(verdict.rawValue)") }
      }
    }
      + pageTable(
        "\(InverseCarePart.verdicts.rawValue), \(inWords(figures.countedOn))",
        CareHeading.allCases.map(\.rawValue),
        measured.map { series in
          [
            .text(series.title), .percent(series.groups.first?.share ?? .absent),
            .percent(series.groups.last?.share ?? .absent), .number(series.slopeInWords),
            .number(series.relativeInWords), .markup(cell(of: series)),
          ]
        }, kind: "lists care")
      + (places == nil ? nothing(placesNotByGroup) : .nothing)
  }

  private func cell(of series: DeprivationSeries) -> Markup {
    let verdict = verdict(series)
    let words =
      verdict == .notTold
      ? sentence(forNotTold: series.indices, needIsKnown: needGradient != .notKnown)
      : sentence(forCareRising: series.gradient?.isRising, needRises: needGradient.isRising)
    return legendMark(verdict.mark) + Markup(" ") + element("strong") { verdict.rawValue }
      + Markup(": \(words)")
  }

  /// A row a measure, a column a group.
  private var groups: Markup {
    let values = all.max { $0.groups.count < $1.groups.count }?.groups.map(\.name) ?? []
    guard !values.isEmpty else { return nothing(noInverseCare) }
    return wideTable(
      id: "by-group", "\(InverseCarePart.groups.rawValue), \(inWords(figures.countedOn))",
      [Markup(CareGroupHeading.measure)]
        + values.enumerated().map { place, value in
          element("strong") {
            CareGroupHeading.group(
              value, isFirst: place == 0, isLast: place == values.count - 1)
          }
        } + [Markup(CareGroupHeading.slope), Markup(CareGroupHeading.relative)],
      all.map { series in
        [
          element("th", ["scope": "row"]) {
            Markup(series.title)
            element("span", ["class": "kind"]) { series.kind.rawValue }
          }
        ]
          + values.map { value in cell(series.groups.first { $0.name == value }) }
          + [series.slopeInWords, series.relativeInWords].map { words in
            element("td", ["class": "system"]) { words }
          }
      })
  }

  private func cell(_ group: DeprivationSeries.Group?) -> Markup {
    element("td", ["class": "limits"]) {
      element("strong") { said(share: group?.share ?? .absent) }
      if let interval = group?.interval {
        element("span") { said(lower: interval.lower, upper: interval.upper) }
      }
    }
  }

  private func charts(_ series: [DeprivationSeries]) -> Markup {
    guard !series.isEmpty else { return nothing(noInverseCare) }
    return chartGrid { for one in series { figure(one) } }
  }

  private func figure(_ series: DeprivationSeries) -> Markup {
    let chart = equityPlot(
      series.groups.map {
        EquityGroup(name: $0.name, population: $0.people.value ?? 0, interval: $0.interval)
      }, series.inequality, ends: EquityEnd.both,
      ChartText(
        id: "inverse-\(series.id)", title: series.title,
        description: description(
          ofEquity: said(share: series.groups.first?.share ?? .absent),
          last: said(share: series.groups.last?.share ?? .absent), slope: series.indices)))
    let table = pageTable(
      "\(series.title): \(groupTitle)", EquityHeading.allCases.dropLast().map(\.rawValue),
      series.groups.map { group in
        [
          .text(group.name), .count(group.reached), .count(group.people), .percent(group.share),
          .percent(group.lower), .percent(group.upper),
        ]
      })
    return pageFigure(
      series.title, chart ?? nothing(series.indices), notes: chart == nil ? [] : [series.indices],
      table: table)
  }

  private var reading: Markup {
    systemReading(inverseCareReading, of: figures.publish, table: "inequalities.csv")
  }
}

/// A measure by groups of deprivation, the most deprived first, with the indices over them.
private struct DeprivationSeries {
  /// A group of deprivation.
  struct Group {
    var name: String
    var people: ReleasedFigure
    var reached: ReleasedFigure
    var share: ReleasedFigure
    var lower: ReleasedFigure
    var upper: ReleasedFigure

    var interval: ConfidenceInterval? {
      guard let share = share.value, let lower = lower.value, let upper = upper.value else {
        return nil
      }
      return ConfidenceInterval(value: share, lower: lower, upper: upper)
    }
  }

  let id: String
  let title: String
  let kind: CareKind
  let groups: [Group]
  /// Nil where a group is hidden, has none or all of its people reached, or where there are too few.
  let inequality: Inequality?

  init(_ measure: GroupedMeasure, by column: String, _ kind: CareKind) {
    let rows = GroupedFigures(measure.rows, by: column).named.map { (name: $0.name, row: $0.row) }
    self.init(
      id: measure.definition.name, title: measure.definition.title, kind,
      rows.map { name, row in
        Group(
          name: name, people: row.figure("denominator"), reached: row.figure("numerator"),
          share: row.figure("percent"), lower: row.figure("percent_lower"),
          upper: row.figure("percent_upper"))
      })
  }

  /// This week's places; nil where they are not counted by the column.
  init?(places table: ReleasedTable?, by column: String) {
    let groups = (table?.rows ?? []).compactMap { row -> Group? in
      guard row.text(StepColumn.level) == column, let name = row.text("area") else { return nil }
      return Group(
        name: name, people: row.figure("persons"), reached: row.figure("places_after"),
        share: row.figure("percent_after"), lower: row.figure("percent_after_lower"),
        upper: row.figure("percent_after_upper"))
    }
    guard !groups.isEmpty else { return nil }
    self.init(id: "places", title: titleOfPlaces, .places, groups)
  }

  private init(id: String, title: String, _ kind: CareKind, _ groups: [Group]) {
    (self.id, self.title, self.kind) = (id, title, kind)
    func rank(_ group: Group) -> (Double, String) { (Double(group.name) ?? .infinity, group.name) }
    self.groups = groups.sorted { rank($0) < rank($1) }
    let known = self.groups.compactMap { group -> InequalityGroup? in
      guard let interval = group.interval, let people = group.people.value else { return nil }
      return InequalityGroup(
        population: people, value: interval.value / 100,
        spread: .limits(lower: interval.lower / 100, upper: interval.upper / 100))
    }
    inequality =
      known.count == groups.count
      ? Statistics.inequality(
        across: known, on: .proportion, multiplier: 100,
        simulation: Simulation(repetitions: 10_000)) : nil
  }

  var gradient: DeprivationGradient? { inequality.map { DeprivationGradient($0) } }

  /// The indices in a sentence, or why there are none.
  var indices: String {
    inequality.map {
      sentence(
        forSlope: ($0.slope.value, $0.slope.lower, $0.slope.upper),
        relative: $0.relative.map { ($0.value, $0.lower, $0.upper) })
    } ?? sentence(forNoSlope: groups.count { $0.share == .hidden }, groups: groups.count)
  }

  var slopeInWords: String {
    inequality.map {
      said(index: $0.slope.value, lower: $0.slope.lower, upper: $0.slope.upper, places: 1)
    } ?? noFigure
  }

  var relativeInWords: String {
    inequality?.relative.map {
      said(index: $0.value, lower: $0.lower, upper: $0.upper, places: 2)
    } ?? noFigure
  }
}

extension DeprivationGradient {
  /// Whether it rises towards the most deprived; nil where it does neither.
  fileprivate var isRising: Bool? { self == .level ? nil : self == .rises }
}

extension NeedGradient {
  /// Whether it rises towards the most deprived; nil where it does not go one way.
  fileprivate var isRising: Bool? {
    switch self {
    case .rises: true
    case .falls: false
    case .level, .mixed, .notKnown: nil
    }
  }
}

extension CareByNeed {
  /// The mark beside its word.
  fileprivate var mark: Mark {
    switch self {
    case .diverges: .worse
    case .goesWithNeed: .better
    case .noDifference: .similar
    case .differsAlone: .lower
    case .notTold: .notCompared
    }
  }
}

/// What the page of care beside need adds to the look of the system's pages.
private let inverseCareStyle = Markup.style(
  """
  .care thead th:nth-child(1) { width: 26%; }
  .care thead th:nth-child(6) { width: 28%; }
  .care td, .care tbody th { vertical-align: top; }
  .care td svg { vertical-align: -2px; width: 13px; height: 13px; }
  .care td::before { white-space: normal; }
  .rug .kind { display: block; font-size: .8rem; color: #4c5a63; }
  .rug td.system { white-space: nowrap; font-size: .875rem; }
  @media print {
    .rug td.system { font-size: 7pt; }
    .charts { grid-template-columns: repeat(3, 1fr); gap: .6rem .9rem; }
    .charts figure { break-inside: avoid; }
    .charts .note { font-size: 7.5pt; }
    .charts table { font-size: 6.5pt; }
    .charts th, .charts td { padding-right: .2rem; }
    .charts tbody th { min-width: 0; }
    #inverse-need { break-before: page; }
  }
  """)
