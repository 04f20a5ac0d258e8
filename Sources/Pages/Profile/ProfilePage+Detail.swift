import Charts
import Messages
import Model
import Publishing
import Statistics
import Tables

extension ProfilePage {
  /// The measures that are shown in detail, in the definition's order.
  private var inDetail: [ReleasedFigures.Measure] {
    figures.profile.inDetail.compactMap { name in
      figures.measures.first { $0.definition.name == name }
    }
  }

  /// Each measure in detail by deprivation, of this network.
  var inequality: Markup {
    pagePart(.inequality, lead: leadOfInequality) {
      if inDetail.isEmpty {
        nothing(NothingToShow.inDetail)
      } else if figures.profile.deprivation == nil {
        nothing(NothingToShow.deprivation)
      } else {
        chartGrid { for measure in inDetail { equityFigure(measure) } }
      }
    }
  }

  private func equityFigure(_ measure: ReleasedFigures.Measure) -> Markup {
    let (name, title) = (measure.definition.name, measure.definition.title)
    let own = DeprivationGroups(
      figures.deprivationRows(of: name).filter { $0.isOf(profile.network) })
    let system = shared[name].groups
    let slope = indicesInWords(own)
    let chart = equityPlot(
      own.rows.map {
        EquityGroup(
          name: $0.text(PeopleColumn.value) ?? "",
          population: $0.figure("denominator").value ?? 0, interval: $0.confidenceInterval)
      }, own.inequality, ends: EquityEnd.both,
      ChartText(
        id: "equity-\(name)", title: title,
        description: description(
          ofEquity: said(share: own.rows.first?.figure("percent") ?? .absent),
          last: said(share: own.rows.last?.figure("percent") ?? .absent), slope: slope)))
    let table = pageTable(
      title, EquityHeading.allCases.map(\.rawValue),
      own.rows.map { row in
        let value = row.text(PeopleColumn.value)
        let ofSystem = system.rows.first { $0.text(PeopleColumn.value) == value }
        return [.text(value ?? "")] + shareCells(row)
          + [.percent(ofSystem?.figure("percent") ?? .absent)]
      })
    return pageFigure(
      title, chart ?? nothing(slope),
      notes: (chart == nil ? [] : [slope]) + [sentence(forSystemSlope: indicesInWords(system))],
      table: table)
  }

  /// Reached, people, share and its limits.
  private func shareCells(_ row: ReleasedTable.Row) -> [PageCell] {
    [
      .count(row.figure("numerator")), .count(row.figure("denominator")),
      .percent(row.figure("percent")), .percent(row.figure("percent_lower")),
      .percent(row.figure("percent_upper")),
    ]
  }

  /// Each measure in detail by practice.
  var practices: Markup {
    pagePart(.practices, lead: leadOfPractices) {
      if inDetail.isEmpty {
        nothing(NothingToShow.inDetail)
      } else {
        chartGrid { for measure in inDetail { funnelFigure(measure) } }
      }
    }
  }

  private func funnelFigure(_ measure: ReleasedFigures.Measure) -> Markup {
    let own = Set(profile.practices.map(\.code))
    let rows = measure.table.rows.filter { $0.text(StepColumn.level) == "practice" }
    let dots = rows.compactMap { row in
      row.funnelUnit.map { unit in
        let code = row.text("area")
        let isOwn = code.map { own.contains($0) } ?? false
        return FunnelDot(unit: unit, isOwn: isOwn, name: isOwn ? code : nil)
      }
    }
    let hidden = rows.count { $0.figure("percent") == .hidden }
    let (average, dispersion) = (
      shared[measure.definition.name].average, shared[measure.definition.name].overDispersion
    )
    let isWidened = (dispersion?.tauSquared ?? 0) > 0
    let marks = PracticeMarks(average: average, dispersion: isWidened ? dispersion : nil)
    let ownRows = profile.practices.compactMap { practice in
      rows.first { $0.text("area") == practice.code }.map { (practice: practice, row: $0) }
    }
    let outside = ownRows.compactMap { practice, row -> String? in
      marks.mark(of: row).flatMap { $0 == .notSignificant ? nil : $0 }.map {
        "\(practice.code) \(inWords(funnelMark: $0.rawValue))"
      }
    }
    let table = pageTable(
      measure.definition.title, PracticeHeading.allCases.map(\.rawValue),
      ownRows.map { practice, row in
        [.text(practice.name.map { "\($0) (\(practice.code))" } ?? practice.code)] + shareCells(row)
          + [
            .text(
              marks.mark(of: row).map { inWords(funnelMark: $0.rawValue) }
                ?? said(share: row.figure("percent")))
          ]
      })
    let chart = funnelPlot(
      dots, overDispersion: dispersion,
      ChartText(
        id: "funnel-\(measure.definition.name)", title: measure.definition.title,
        description: description(
          ofFunnel: dots.count { $0.isOwn }, others: dots.count { !$0.isOwn }, outside: outside)))
    return pageFigure(
      measure.definition.title, chart ?? nothing(sentence(forNoFunnel: hidden)),
      notes: chart == nil
        ? []
        : [
          sentence(
            forFunnelOf: dots.count, isWidened: isWidened, phi: dispersion?.phi, hidden: hidden),
          outside.isEmpty ? "" : sentence(forPracticesOutside: outside),
        ], table: table)
  }

  /// Each measure in detail over time.
  var trend: Markup {
    pagePart(.trend, lead: leadOfTrend(from: weeksOfTrend)) {
      if inDetail.isEmpty {
        nothing(NothingToShow.inDetail)
      } else {
        let drawn = inDetail.map { trendFigure($0) }
        let charts = drawn.compactMap(\.chart)
        if !charts.isEmpty { chartGrid { charts } }
        let without = drawn.compactMap(\.without)
        if !without.isEmpty {
          element("ul", ["class": "nothing"]) { for text in without { element("li") { text } } }
        }
      }
    }
  }

  private func trendFigure(
    _ measure: ReleasedFigures.Measure
  ) -> (chart: Markup?, without: String?) {
    let definition = measure.definition
    let row = measure.table.rows.first { $0.isOf(profile.network, code: "area") }
    let tonight = EarlierShare(day: figures.referenceDate, percent: row?.figure("percent").value)
    let weeks = weeklyShares((profile.earlier[definition.name] ?? []) + [tonight])
    let known = weeks.count { $0.percent != nil }
    guard let control = controlChart(ofWeeks: weeks), let last = weeks.last else {
      return (nil, "\(definition.title): \(sentence(forShortTrend: known))")
    }
    let polarity = definition.betterWay.polarity
    let target = definition.targetInPercent
    let variation = control.variation(polarity: polarity)?.rawValue ?? hiddenFigure
    let assurance = target.flatMap { control.assurance(target: $0, polarity: polarity) }
    let text = description(
      ofTrend: known, last: last.percent.map { Messages.said(percent: $0) } ?? hiddenFigure,
      mean: Messages.said(percent: (control.mean * 10).rounded() / 10), variation: variation,
      isProvisional: control.isProvisional)
    let chart = controlPlot(
      control, periods: weeks.map { inWords($0.day) }, target: target,
      ChartText(id: "trend-\(definition.name)", title: definition.title, description: text))
    let table = pageTable(
      definition.title, TrendHeading.allCases.map(\.rawValue),
      zip(weeks, control.points).map { week, point in
        [
          .text(inWords(week.day)),
          .number(week.percent.map { Messages.said(percent: $0) } ?? hiddenFigure),
          .text(
            point.value == nil ? hiddenFigure : point.variation(polarity: polarity).rawValue),
        ]
      })
    return (
      pageFigure(
        definition.title, chart,
        notes: [text, assurance.map { sentence(forAssurance: $0.rawValue) } ?? ""],
        table: table),
      nil
    )
  }
}

/// The indices of inequality in a sentence, or why there are none.
func indicesInWords(_ groups: DeprivationGroups) -> String {
  groups.inequality.map { inequality in
    sentence(
      forSlope: (inequality.slope.value, inequality.slope.lower, inequality.slope.upper),
      relative: inequality.relative.map { ($0.value, $0.lower, $0.upper) })
  } ?? sentence(forNoSlope: groups.hidden, groups: groups.rows.count)
}

/// From how many weeks on a chart is drawn: as many as make a shift.
///
/// - Source: NHS England, Making Data Count: seven points on one side of the mean.
let weeksOfTrend = 7

/// The control chart of the shares of some weeks; nil where fewer of them have one than a chart takes.
func controlChart(ofWeeks weeks: [EarlierShare]) -> ControlChart? {
  guard weeks.count(where: { $0.percent != nil }) >= weeksOfTrend else { return nil }
  return xmrChart(of: weeks.map(\.percent))
}

/// The share of the last night of each week, Monday to Sunday, from the first to the last; a week without a night has none.
func weeklyShares(_ shares: [EarlierShare]) -> [EarlierShare] {
  guard let first = shares.first, let last = shares.last else { return [] }
  var weeks: [EarlierShare] = []
  for week in first.day.week...max(first.day.week, last.day.week) {
    if let share = shares.last(where: { $0.day.week == week }) {
      weeks.append(share)
    } else {
      weeks.append(EarlierShare(day: Day(number: Int32(week * 7 + 3)), percent: nil))
    }
  }
  return weeks
}

/// Where practices lie among all that have a figure.
private struct PracticeMarks {
  let average: Double?
  let dispersion: OverDispersion?

  func mark(of row: ReleasedTable.Row) -> FunnelMark? {
    guard let unit = row.funnelUnit, let average else { return nil }
    return dispersion?.mark(unit, model: .additive)
      ?? FunnelMark.ofProportion(unit, average: average)
  }
}
