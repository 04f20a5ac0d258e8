import Charts
import Messages
import Model
import Publishing

/// The people of an area by what the page says of them.
struct AreaPeople {
  let rows: [ReleasedTable.Row]
  /// Of how many people shares are; nil where that is hidden.
  let base: Int?
  /// Whether the base is that of those only whose age and sex are shown.
  let isOfShown: Bool

  init(_ rows: [ReleasedTable.Row], ages: String) {
    self.rows = rows
    let all =
      rows.first { $0.text(PeopleColumn.by) == PeopleColumn.all }?.figure(PeopleColumn.persons)
      ?? .absent
    if let all = all.value, all > 0 {
      base = Int(all)
      isOfShown = false
    } else {
      let shown = rows.filter { $0.text(PeopleColumn.by) == ages }.compactMap {
        $0.figure(PeopleColumn.persons).value
      }
      let sum = Int(shown.reduce(0, +))
      base = all == .hidden && sum > 0 ? sum : nil
      isOfShown = true
    }
  }

  /// The rows of a column, in their order.
  func rows(by column: String) -> [ReleasedTable.Row] {
    rows.filter { $0.text(PeopleColumn.by) == column }
  }

  /// A count as a share of everybody in percent; nil where either is hidden.
  func share(_ figure: ReleasedFigure) -> Double? {
    guard let base, let count = figure.value else { return nil }
    return count / Double(base) * 100
  }
}

extension ProfilePage {
  /// The network's people.
  var ownPeople: AreaPeople {
    AreaPeople(
      figures.people.rows.filter { $0.isOf(profile.network) }, ages: figures.profile.age)
  }

  /// The whole system's people.
  var systemPeople: AreaPeople {
    AreaPeople(figures.people.rows.filter(\.isOfSystem), ages: figures.profile.age)
  }

  /// Who lives here: by age and sex, and by what else the definition names; then the segments.
  var people: Markup {
    let (own, system) = (ownPeople, systemPeople)
    return pagePart(.people, lead: baseSentence(own)) {
      if own.rows.isEmpty {
        nothing(NothingToShow.people)
      } else {
        chartGrid {
          pyramid(own, system)
          for (place, breakdown) in figures.profile.people.enumerated() {
            breakdownBars(breakdown, id: "people-\(place)", own, system)
          }
          for set in figures.segments { segmentBars(set, own, system) }
        }
      }
    }
  }

  /// What they need: conditions, and what else the definition names.
  var need: Markup {
    let (own, system) = (ownPeople, systemPeople)
    return pagePart(.need, lead: baseSentence(own)) {
      if own.rows.isEmpty {
        nothing(NothingToShow.people)
      } else {
        chartGrid {
          if !figures.profile.conditions.isEmpty { conditionBars(own, system) }
          for (place, breakdown) in figures.profile.need.enumerated() {
            breakdownBars(breakdown, id: "need-\(place)", own, system)
          }
        }
      }
    }
  }

  private func baseSentence(_ own: AreaPeople) -> String {
    guard let row = own.rows.first else { return "" }
    return [
      sentence(forBase: own.base, isOfShown: own.isOfShown),
      sentence(forPracticesLeftOut: row.leftOut),
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func pyramid(_ own: AreaPeople, _ system: AreaPeople) -> Markup {
    let profile = figures.profile
    let rows = own.rows(by: profile.age)
    let ages = distinct(rows.compactMap { $0.text(PeopleColumn.value) })
    func figure(_ people: AreaPeople, _ age: String, _ side: Int) -> ReleasedFigure {
      people.rows.first {
        $0.text(PeopleColumn.by) == profile.age && $0.text(PeopleColumn.value) == age
          && $0.text(PeopleColumn.sex) == profile.sides[side]
      }?.figure(PeopleColumn.persons) ?? .absent
    }
    let bands = ages.map { age in
      PyramidBand(
        name: age, left: own.share(figure(own, age, 0)), right: own.share(figure(own, age, 1)),
        systemLeft: system.share(figure(system, age, 0)),
        systemRight: system.share(figure(system, age, 1)))
    }
    let sides = ages.flatMap { age in
      [0, 1].map { (age: age, side: $0, figure: figure(own, age, $0)) }
    }
    let most = sides.max { ($0.figure.value ?? -1) < ($1.figure.value ?? -1) }
    let caption = "Age and sex"
    let chart = agePyramid(
      bands, left: profile.sides[0], right: profile.sides[1],
      ChartText(
        id: "pyramid", title: caption,
        description: description(
          ofPyramidOf: bands.count, hidden: sides.count { $0.figure == .hidden },
          largest: most.map { "\(profile.sides[$0.side]) \($0.age)" })))
    let table = pageTable(
      caption, ["Age"] + profile.sides.flatMap { [$0, "\($0), % here", "\($0), % in the system"] },
      ages.map { age in
        [.text(age)]
          + [0, 1].flatMap { side -> [PageCell] in
            [
              .count(figure(own, age, side)), .number(said(own.share(figure(own, age, side)))),
              .number(said(system.share(figure(system, age, side)))),
            ]
          }
      })
    let others = rows.filter { row in
      !(row.text(PeopleColumn.sex).map { profile.sides.contains($0) } ?? false)
        || row.text(PeopleColumn.value) == nil
    }
    return pageFigure(
      caption, chart, notes: [legendOfPeople, noteOnOthers(others)], table: table)
  }

  private func noteOnOthers(_ rows: [ReleasedTable.Row]) -> String {
    let figures = rows.map { $0.figure(PeopleColumn.persons) }.filter { $0 != .shown(0) }
    guard !figures.isEmpty else { return "" }
    let shown = figures.compactMap(\.value).reduce(0, +)
    return sentence(
      forOutsidePyramid: Int(shown), hiddenGroups: figures.count { $0 == .hidden })
  }

  /// A share in a table.
  private func said(_ share: Double?) -> String {
    share.map { Messages.said(percent: ($0 * 10).rounded() / 10) } ?? hiddenFigure
  }

  private func breakdownBars(
    _ breakdown: ProfileDefinition.Breakdown, id: String, _ own: AreaPeople, _ system: AreaPeople
  ) -> Markup {
    let rows = own.rows(by: breakdown.column).enumerated().sorted { one, other in
      func place(_ row: ReleasedTable.Row) -> Int {
        row.text(PeopleColumn.value).flatMap { breakdown.order.firstIndex(of: $0) }
          ?? breakdown.order.count
      }
      return (place(one.element), one.offset) < (place(other.element), other.offset)
    }
    let lines = rows.map { _, row in
      PeopleLine(
        name: row.text(PeopleColumn.value) ?? notKnownValue, own: row.figure(PeopleColumn.persons),
        system: system.rows.first {
          $0.text(PeopleColumn.by) == breakdown.column
            && $0.text(PeopleColumn.value) == row.text(PeopleColumn.value)
        }?.figure(PeopleColumn.persons) ?? .absent)
    }
    // Nobody without a value is no line.
    return peopleBars(
      breakdown.title, id: id,
      lines.filter { $0.name != notKnownValue || $0.own != .shown(0) }, own, system)
  }

  private func conditionBars(_ own: AreaPeople, _ system: AreaPeople) -> Markup {
    func figure(_ people: AreaPeople, _ column: String) -> ReleasedFigure {
      people.rows.first { $0.text(PeopleColumn.by) == column }?.figure(PeopleColumn.persons)
        ?? .absent
    }
    let lines = figures.profile.conditions.map { condition in
      PeopleLine(
        name: condition.title, own: figure(own, condition.column),
        system: figure(system, condition.column))
    }
    // In the order of what is shown, which tells no more than it.
    let ordered = lines.enumerated().sorted {
      ($0.element.own.value ?? -1, -$0.offset) > ($1.element.own.value ?? -1, -$1.offset)
    }.map(\.element)
    return peopleBars(conditionsTitle, id: "conditions", ordered, own, system)
  }

  private func segmentBars(
    _ set: ReleasedFigures.Segments, _ own: AreaPeople, _ system: AreaPeople
  ) -> Markup {
    let rows = set.table.rows.filter { $0.isOf(profile.network) && $0.text("kind") == "segment" }
    let lines = rows.map { row in
      PeopleLine(
        name: row.text("title") ?? row.text("segment") ?? "", own: row.figure(PeopleColumn.persons),
        system: set.table.rows.first {
          $0.isOfSystem && $0.text("kind") == "segment"
            && $0.text("segment") == row.text("segment")
        }?.figure(PeopleColumn.persons) ?? .absent)
    }
    return peopleBars(
      set.definition.title, id: "segments-\(set.definition.name)", lines, own, system)
  }

  /// One line of bars.
  private struct PeopleLine {
    var name: String
    var own: ReleasedFigure
    var system: ReleasedFigure
  }

  private func peopleBars(
    _ title: String, id: String, _ lines: [PeopleLine], _ own: AreaPeople, _ system: AreaPeople
  ) -> Markup {
    let made = lines.map { line in
      Bar(
        name: line.name, value: own.share(line.own), system: system.share(line.system),
        said: said(line.own, share: own.share(line.own)))
    }
    let most = made.max { ($0.value ?? -1) < ($1.value ?? -1) }
    let chart = bars(
      made,
      ChartText(
        id: id, title: title,
        description: description(
          ofBars: title, first: most.map { "\($0.name), \($0.said)" },
          hidden: lines.count { $0.own == .hidden })))
    let table = pageTable(
      title, [title, "People here", "% here", "People in the system", "% in the system"],
      zip(lines, made).map { line, bar in
        [
          .text(line.name), .count(line.own), .number(said(bar.value)), .count(line.system),
          .number(said(bar.system)),
        ]
      })
    let isEmpty = made.allSatisfy { $0.value == nil && $0.system == nil }
    return pageFigure(
      title, isEmpty ? nothing(NothingToShow.shares) : chart,
      notes: isEmpty ? [] : [legendOfPeople], table: table)
  }

  private func said(_ figure: ReleasedFigure, share: Double?) -> String {
    guard case .shown(let count) = figure else { return Pages.said(count: figure) }
    let people = grouped(Int(count))
    return share.map { "\(people) (\(Messages.said(percent: ($0 * 10).rounded() / 10)))" } ?? people
  }
}
