import Charts
import Messages
import Model
import Publishing
import Statistics

/// A measure as a network's page shows it.
struct OwnMeasure {
  let definition: IndicatorDefinition
  /// The network's row; nil where it has none.
  let row: ReleasedTable.Row?
  let shared: SharedFigures.Measure
  let againstTarget: Comparison
  let againstSystem: Comparison

  /// Whether the share is one of what is expected and not of people.
  var isOfExpected: Bool {
    if case .persons(let proportion) = definition.kind { proportion.expected != nil } else { false }
  }

  /// The target in percent; nil for none.
  var target: Double? { definition.targetInPercent }

  /// What it is held against first: the target where there is one.
  var comparison: Comparison { target == nil ? againstSystem : againstTarget }

  init(_ measure: ReleasedFigures.Measure, _ network: NetworkCode, _ shared: SharedFigures.Measure)
  {
    definition = measure.definition
    row = measure.table.rows.first { $0.isOf(network, code: "area") }
    self.shared = shared
    againstTarget =
      row?.text("against_target").flatMap { Comparison(rawValue: $0) } ?? .notCompared
    againstSystem = Statistics.comparison(
      of: row?.confidenceInterval, with: shared.system?.confidenceInterval?.value,
      polarity: measure.definition.betterWay.polarity)
  }
}

extension IndicatorDefinition {
  /// The target in percent, to a tenth; nil for none.
  var targetInPercent: Double? { target.map { percent(ofShare: $0) } }
}

extension ProfilePage {
  /// The measures in the order of the definitions.
  var ownMeasures: [OwnMeasure] {
    figures.measures.map { OwnMeasure($0, profile.network, shared[$0.definition.name]) }
  }

  /// Each measure among the networks, against target and system.
  var measures: Markup {
    let shown = ownMeasures.filter { !$0.isOfExpected }
    return pagePart(.measures, lead: shown.isEmpty ? "" : leadOfMeasures) {
      if shown.isEmpty {
        nothing(NothingToShow.measures)
      } else {
        legend(of: [.better, .similar, .worse, .higher, .lower, .target])
        spineTable(ProfilePart.measures.rawValue, shown)
      }
    }
  }

  /// A spine chart as a table: a row a measure.
  func spineTable(_ caption: String, _ measures: [OwnMeasure]) -> Markup {
    pageTable(
      "\(caption): this network, \(inWords(figures.countedOn))",
      SpineHeading.allCases.map(\.rawValue),
      measures.map { spineCells($0) }, kind: "spine")
  }

  private func spineCells(_ measure: OwnMeasure) -> [PageCell] {
    let row = measure.row
    let (name, isOfExpected) = (measure.definition.name, measure.isOfExpected)
    let whole = isOfExpected ? "expected" : "denominator"
    return [
      .text(measure.definition.title),
      .number(
        said(
          part: said(count: row?.figure("numerator") ?? .absent),
          of: said(count: row?.figure(whole) ?? .absent), isOfExpected: isOfExpected)),
      .number(saidShare(row)),
      .markup(
        spineRow(
          SpineMeasure(
            interval: row?.confidenceInterval,
            system: measure.shared.system?.confidenceInterval?.value,
            range: measure.shared.range, target: measure.target, comparison: measure.comparison),
          ChartText(
            id: "spine-\(name)", title: measure.definition.title,
            description: descriptionOfSpine(measure)))),
      compared(
        measure.againstSystem, row,
        with: said(share: measure.shared.system?.figure("percent") ?? .absent)),
      measure.target.map {
        compared(measure.againstTarget, row, with: Messages.said(percent: $0))
      } ?? .text(noTarget),
    ]
  }

  private func saidShare(_ row: ReleasedTable.Row?) -> String {
    guard let interval = row?.confidenceInterval else {
      return said(share: row?.figure("percent") ?? .absent)
    }
    return Messages.said(percent: interval.value, lower: interval.lower, upper: interval.upper)
  }

  private func compared(
    _ comparison: Comparison, _ row: ReleasedTable.Row?, with benchmark: String
  ) -> PageCell {
    let words = said(comparison: comparison.rawValue, with: benchmark)
    return .markup(
      comparison == .notCompared
        ? Markup(words) : legendMark(Mark(comparison)) + Markup(" \(words)"))
  }

  private func descriptionOfSpine(_ measure: OwnMeasure) -> String {
    description(
      ofSpine: saidShare(measure.row),
      system: said(share: measure.shared.system?.figure("percent") ?? .absent),
      networks: measure.shared.range?.areas ?? 0,
      target: measure.target.map { Messages.said(percent: $0) },
      compared: measure.comparison.rawValue)
  }

  /// What the marks mean.
  func legend(of marks: [Mark]) -> Markup {
    element("ul", ["class": "legend"]) {
      for mark in marks { element("li") { legendMark(mark) + Markup(" \(legendWord(mark))") } }
      element("li") { legendOfSpine }
    }
  }

  private func legendWord(_ mark: Mark) -> String {
    switch mark {
    case .better: "better"
    case .similar: "similar: within the limits"
    case .worse: "worse"
    case .higher: "higher, neither is better"
    case .lower: "lower, neither is better"
    case .notCompared: "not compared"
    case .target: "target"
    }
  }
}
