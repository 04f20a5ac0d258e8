import Messages
import Model
import Publishing
import Statistics

/// An indicator by the values of a column, as `inequalities.csv` or `districts.csv` shows it.
struct GroupedFigures {
  /// A value of the column.
  struct Group {
    let name: String
    /// Whether it is that of people of whom the column is not known.
    let isNotKnown: Bool
    let row: ReleasedTable.Row

    var interval: ConfidenceInterval? { row.confidenceInterval }
    var share: ReleasedFigure { row.figure("percent") }
    var comparison: Comparison {
      row.text(BenchmarkColumn.compared).flatMap { Comparison(rawValue: $0) } ?? .notCompared
    }
  }

  let groups: [Group]

  /// Takes the rows of an indicator; values stand in the order that is stated, others after these.
  ///
  /// `count` is the column of the people of a group.
  init(
    _ rows: [ReleasedTable.Row], by column: String, order: [String] = [],
    of count: String = "denominator"
  ) {
    // Where nobody is, such as children among people of 65 and over, there is nothing to compare.
    let groups = rows.filter {
      $0.text(PeopleColumn.by) == column && $0.figure(count) != .shown(0)
    }.map { row in
      let value = row.text(PeopleColumn.value)
      return Group(name: value ?? notKnownValue, isNotKnown: value == nil, row: row)
    }
    func place(_ group: Group) -> Int { order.firstIndex(of: group.name) ?? order.count }
    self.groups = groups.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }.map(\.element)
  }

  /// The groups that have a name.
  var named: [Group] { groups.filter { !$0.isNotKnown } }

  /// How many groups with a name are hidden.
  var hidden: Int { named.count { $0.share == .hidden } }

  /// The highest and the lowest share of groups with a name, and how far they lie apart; nil for fewer than two that are shown.
  var gap: (highest: Group, lowest: Group, points: ConfidenceInterval)? {
    let shown = named.filter { $0.interval != nil }
    guard shown.count > 1,
      let highest = shown.max(by: { ($0.interval?.value ?? 0) < ($1.interval?.value ?? 0) }),
      let lowest = shown.min(by: { ($0.interval?.value ?? 0) < ($1.interval?.value ?? 0) }),
      let first = highest.interval, let second = lowest.interval
    else { return nil }
    return (highest, lowest, difference(of: first, less: second))
  }

  /// The gap in a sentence, or why there is none.
  var gapInWords: String {
    guard let gap else {
      return sentence(forNoGap: hidden, shown: named.count { $0.interval != nil })
    }
    guard gap.points.value > 0 else {
      return sentence(forSameShare: said(share: gap.highest.share), hidden: hidden)
    }
    return sentence(
      forGap: (gap.points.value, gap.points.lower, gap.points.upper),
      highest: (gap.highest.name, said(share: gap.highest.share)),
      lowest: (gap.lowest.name, said(share: gap.lowest.share)), hidden: hidden)
  }
}

/// An indicator of a table by groups, with its rows.
struct GroupedMeasure {
  let definition: IndicatorDefinition
  let rows: [ReleasedTable.Row]

  /// The row of all together.
  var all: ReleasedTable.Row? {
    rows.first { $0.text(PeopleColumn.by) == PeopleColumn.all }
  }

  /// What shares are held against, in percent; nil where it is hidden.
  var benchmark: Double? { all?.figure(BenchmarkColumn.benchmark).value }

  /// What they are held against, in words.
  var benchmarkInWords: String {
    guard let all else { return noFigure }
    let share = said(share: all.figure(BenchmarkColumn.benchmark))
    return sentence(
      forBenchmark: share, isTarget: all.text(BenchmarkColumn.of) == "target")
  }
}

extension ReleasedFigures {
  /// The indicators of a table by groups, in the order of the definitions, or in one that is stated.
  func groupedMeasures(
    _ table: ReleasedTable?, order names: [String]? = nil
  ) -> [GroupedMeasure] {
    let rows = Dictionary(grouping: table?.rows ?? []) { $0.text("indicator") ?? "" }
    let shown = measures.map(\.definition).filter { rows[$0.name] != nil }
    let ordered = names.map { names in
      names.compactMap { name in shown.first { $0.name == name } }
    }
    return (ordered ?? shown).map {
      GroupedMeasure(definition: $0, rows: rows[$0.name] ?? [])
    }
  }
}
