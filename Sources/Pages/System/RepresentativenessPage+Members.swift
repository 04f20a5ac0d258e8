import Charts
import Messages
import Model
import Publishing
import Statistics

extension RepresentativenessPage {
  /// Members beside everybody who is registered, group by group.
  var members: Markup {
    guard let area = figures.area, let source = area.definition.members else { return Markup("") }
    guard let table = area.tables[.members] else {
      return systemPart("members", source.title) {
        nothing(sentence(forNothingDeliveredOf: [source.feed]))
      }
    }
    let people = PopulationGroups(figures, groups)
    let all = table.rows.first { $0.text(PeopleColumn.by) == PeopleColumn.all }
    return systemPart(
      "members", source.title,
      lead: sentence(
        forMembers: said(count: all?.figure(MemberFigureColumn.members) ?? .absent))
    ) {
      chartGrid {
        for (place, column) in source.by.map(\.column).enumerated() {
          figure(
            source, table.rows.filter { $0.text(PeopleColumn.by) == column }, column, place, people)
        }
      }
      for sentence in memberReading + [Messages.sentence(forSource: source.source)] {
        element("p", ["class": "note"]) { sentence }
      }
      element("p") { element("a", ["href": "members.csv"]) { "members.csv" } }
    }
  }

  private func figure(
    _ source: MemberSource, _ rows: [ReleasedTable.Row], _ column: String, _ place: Int,
    _ people: PopulationGroups
  ) -> Markup {
    let title = people.title(of: column)
    // Groups that no member is of are there too: they are what is missing.
    let values = people.values(of: column, beside: rows.map { $0.text(PeopleColumn.value) })
    let counts = values.map { value in
      GroupCounts(
        name: value ?? notKnownValue,
        members: rows.first { $0.text(PeopleColumn.value) == value }?
          .figure(MemberFigureColumn.members) ?? .shown(0),
        people: people.count(of: column, value))
    }
    let bases = GroupBases(
      counts, people: people.all, members: rows.first?.figure(MemberFigureColumn.all) ?? .absent)
    let groups = counts.map { MemberGroup(counts: $0, bases: bases) }
    let apart = groups.filter { [.higher, .lower].contains($0.comparison) }.map(\.inWords)
    let hidden = groups.count { $0.comparison == .notCompared }
    let words =
      hidden == groups.count ? noMemberGroupCompared : sentence(forApart: apart, hidden: hidden)
    let chart = intervalRows(
      groups.map(\.bar),
      ChartText(
        id: "members-\(place)", title: "\(source.title): \(title)",
        description: description(ofMembers: words)))
    return pageFigure(
      title, chart, notes: [words, bases.isWhole || !bases.areUsable ? "" : sharesOfShownGroups],
      table: pageTable(
        "\(source.title): \(title)", MemberHeading.allCases.map(\.rawValue), groups.map(\.cells)))
  }

  /// Outcomes for equality with the figures that speak to them.
  var equality: Markup {
    guard let equality = figures.area?.definition.equality else { return Markup("") }
    return systemPart("equality", equality.title) {
      pageTable(
        equality.title, EqualityHeading.allCases.map(\.rawValue),
        equality.outcomes.map { outcome in
          let measures = outcome.indicators.compactMap { figure(of: $0) }
          return [
            .text("\(outcome.outcome) \(outcome.title)"),
            measures.isEmpty
              ? .text(noFigureOfOutcome)
              : .markup(
                element("ul", ["class": "inside"]) {
                  for measure in measures { element("li") { measure } }
                }),
          ]
        }, kind: "lists outcomes")
      element("p", ["class": "note"]) { sentence(forSource: equality.source) }
    }
  }

  /// An indicator's share and how far groups lie apart.
  private func figure(of name: String) -> String? {
    guard let (title, share) = figures.systemShare(of: name) else { return nil }
    let rows = (figures.inequalities?.rows ?? []).filter { $0.text("indicator") == name }
    let gaps = (rows.isEmpty ? [] : groups).compactMap { group -> String? in
      guard let gap = GroupedFigures(rows, by: group.column, order: group.order).gap else {
        return nil
      }
      return
        "\(group.title) \(said(points: gap.points.value, lower: gap.points.lower, upper: gap.points.upper)) points"
    }
    return sentence(forFigure: title, share: share, gaps: gaps)
  }
}

/// How many of a group are members, and how many are registered.
private struct GroupCounts {
  let name: String
  let members: ReleasedFigure
  let people: ReleasedFigure
}

/// What shares are of: everybody, or those of the groups that are shown among members and people where the number of everybody is hidden.
private struct GroupBases {
  let members: Double
  let people: Double
  let isWhole: Bool
  /// Whether there is anything to compare: one group alone would be the whole of what is shown.
  let areUsable: Bool

  init(_ groups: [GroupCounts], people: ReleasedFigure, members: ReleasedFigure) {
    let shown = groups.filter { $0.members.value != nil && $0.people.value != nil }
    if let people = people.value, let members = members.value {
      (self.people, self.members, isWhole, areUsable) = (people, members, true, true)
    } else {
      self.people = shown.reduce(0) { $0 + ($1.people.value ?? 0) }
      self.members = shown.reduce(0) { $0 + ($1.members.value ?? 0) }
      isWhole = false
      areUsable = shown.count > 1
    }
  }
}

/// A group of members and of the people.
private struct MemberGroup {
  let counts: GroupCounts
  let bases: GroupBases

  /// Its share of the members in percent.
  var interval: ConfidenceInterval? {
    guard bases.areUsable, let members = counts.members.value,
      bases.isWhole || counts.people.value != nil,
      let share = wilson(count: Int(min(members, bases.members)), of: Int(bases.members))
    else { return nil }
    let value = members / bases.members * 100
    return ConfidenceInterval(
      value: value.rounded(), lower: (share.lower * 100).rounded(),
      upper: (share.upper * 100).rounded())
  }

  var share: ReleasedFigure {
    interval.map { .shown($0.value) } ?? (counts.members == .hidden ? .hidden : .absent)
  }

  var ofPeople: ReleasedFigure {
    guard bases.areUsable, let people = counts.people.value, bases.people > 0,
      bases.isWhole || counts.members.value != nil
    else { return counts.people == .hidden ? .hidden : .absent }
    return .shown((people / bases.people * 100).rounded())
  }

  var comparison: Comparison {
    Statistics.comparison(of: interval, with: ofPeople.value, polarity: .neither)
  }

  var inWords: String {
    sentence(
      forGroup: counts.name, isMore: comparison == .higher, ofMembers: said(share: share),
      ofPeople: said(share: ofPeople))
  }

  var bar: IntervalRow {
    IntervalRow(
      name: counts.name, interval: interval,
      said: interval == nil ? notComparedMembers : said(share: share), comparison: comparison,
      benchmark: ofPeople.value)
  }

  var cells: [PageCell] {
    [
      .text(counts.name), .count(counts.members), .percent(share), .count(counts.people),
      .percent(ofPeople),
      .text(
        comparison == .notCompared
          ? notComparedMembers : said(representation: comparison.rawValue)),
    ]
  }
}

/// Everybody who is registered by the groups of `population.csv`.
private struct PopulationGroups {
  private let rows: [ReleasedTable.Row]
  private let profile: ProfileDefinition
  private let groups: [ProfileDefinition.Breakdown]

  init(_ figures: ReleasedFigures, _ groups: [ProfileDefinition.Breakdown]) {
    self.groups = groups
    rows = figures.people.rows.filter(\.isOfSystem)
    profile = figures.profile
  }

  /// Everybody.
  var all: ReleasedFigure {
    rows.first { $0.text(PeopleColumn.by) == PeopleColumn.all }?.figure(PeopleColumn.persons)
      ?? .absent
  }

  /// What a column's values are of.
  func title(of column: String) -> String {
    column == profile.age
      ? MemberGroupTitle.age
      : column == profile.sex
        ? MemberGroupTitle.sex
        : (groups + profile.people).first { $0.column == column }?.title ?? column
  }

  /// The values of a column, those of the people first; nil for those of whom it is not known.
  func values(of column: String, beside others: [String?]) -> [String?] {
    var values: [String?] = []
    let own = rows.filter { isOf(column, $0) }.map { value(column, $0) }
    for value in own + others where !values.contains(value) { values.append(value) }
    return values.filter { $0 != nil } + values.filter { $0 == nil }
  }

  /// The people of a value; of age and sex the sum over the other, hidden where a part is.
  func count(of column: String, _ value: String?) -> ReleasedFigure {
    let parts = rows.filter { isOf(column, $0) && self.value(column, $0) == value }
      .map { $0.figure(PeopleColumn.persons) }
    if parts.contains(.hidden) { return .hidden }
    let counts = parts.compactMap(\.value)
    return counts.isEmpty ? .absent : .shown(counts.reduce(0, +))
  }

  private func isOf(_ column: String, _ row: ReleasedTable.Row) -> Bool {
    row.text(PeopleColumn.by) == (column == profile.sex ? profile.age : column)
  }

  private func value(_ column: String, _ row: ReleasedTable.Row) -> String? {
    row.text(column == profile.sex ? PeopleColumn.sex : PeopleColumn.value)
  }
}
