import Model
import Statistics
import Tables

/// The rows of a table of published figures as they come.
struct FigureRows {
  private struct Row {
    var level: String
    var area: String?
    var title: String?
    var group: Int
    var practices: Int64
    var numerator: Int64
    var denominator: Int64
    /// The practices whose figure is not in it.
    var leftOut: [String] = []
  }

  private let counts: PublishedCountsByPractice
  private var rows: [Row] = []

  init(_ counts: PublishedCountsByPractice) {
    self.counts = counts
  }

  /// Adds one row a practice and group.
  mutating func appendPractices() {
    rows += counts.entries.map {
      Row(
        level: practiceLevel, area: counts.practices[$0.practice], title: nil, group: $0.group,
        practices: 1, numerator: $0.numerator, denominator: $0.denominator)
    }
  }

  /// Adds one row an area and group, areas by code.
  mutating func append(level: String, _ membership: AreaMembership) {
    let areas = sortedBytewise(
      Set(counts.practices.compactMap { membership.areaOfPractice[$0] }))
    let position = Dictionary(uniqueKeysWithValues: zip(areas, areas.indices))
    let areaOfPractice = counts.practices.map { practice in
      membership.areaOfPractice[practice].flatMap { position[$0] }
    }
    append(count: areas.count, areaOfPractice) { area in
      (level, areas[area], membership.titleOfArea[areas[area]])
    }
  }

  /// Adds one row a group of all practices together.
  mutating func appendWhole(named title: String) {
    append(count: 1, counts.practices.map { _ in 0 }) { _ in ("whole", nil, title) }
  }

  private mutating func append(
    count: Int, _ areaOfPractice: [Int?], _ names: (Int) -> (String, String?, String?)
  ) {
    let groups = counts.groups.count
    var added = (0..<count * groups).map { index in
      let (level, area, title) = names(index / groups)
      return Row(
        level: level, area: area, title: title, group: index % groups, practices: 0, numerator: 0,
        denominator: 0)
    }
    for entry in counts.entries {
      guard let area = areaOfPractice[entry.practice] else { continue }
      let index = area * groups + entry.group
      added[index].practices += 1
      added[index].numerator &+= entry.numerator
      added[index].denominator &+= entry.denominator
    }
    for entry in counts.leftOut {
      guard let area = areaOfPractice[entry.practice] else { continue }
      added[area * groups + entry.group].leftOut.append(counts.practices[entry.practice])
    }
    rows += added.filter { $0.practices > 0 }
  }

  /// How many figures have a numerator above the denominator.
  var countAboveWhole: Int { rows.count { $0.numerator > $0.denominator } }

  /// The practices that have such a figure, by code.
  var practicesAboveWhole: [String] {
    sortedBytewise(
      Set(
        rows.filter { $0.level == practiceLevel && $0.numerator > $0.denominator }.compactMap(
          \.area)))
  }

  /// The codes of the practices whose figures each row leaves out, with blanks between them; missing for none.
  var leftOut: Column {
    Column(
      .text,
      rows.map { $0.leftOut.isEmpty ? nil : .text($0.leftOut.joined(separator: " ")) })
  }

  /// The figures as a table.
  func table(groups names: [String]) -> Table {
    var columns: [(String, Column)] = [
      ("level", .text(TextColumn(rows.map(\.level)))),
      ("area", .text(TextColumn(rows.map(\.area)))),
      ("area_title", .text(TextColumn(rows.map(\.title)))),
    ]
    for (index, name) in names.enumerated() {
      columns.append((name, .text(TextColumn(rows.map { counts.groups[$0.group][index] }))))
    }
    columns += [
      ("practices", .integer(FixedColumn(rows.map(\.practices)))),
      ("numerator", .integer(FixedColumn(rows.map(\.numerator)))),
      ("denominator", .integer(FixedColumn(rows.map(\.denominator)))),
    ]
    let limits = rows.map { wilson(count: Int($0.numerator), of: Int($0.denominator)) }
    func percentages(_ values: [Double?]) -> Column {
      Column(.decimal, values.map { $0.map { .decimal($0 * 100) } })
    }
    columns += [
      (
        "percent",
        percentages(
          rows.map { $0.denominator > 0 ? Double($0.numerator) / Double($0.denominator) : nil })
      ),
      ("percent_lower", percentages(limits.map { $0?.lower })),
      ("percent_upper", percentages(limits.map { $0?.upper })),
    ]
    return Table(columns, rowCount: rows.count)
  }

  /// A value of each practice from a reference feed; missing for areas and the whole.
  func lookUp(_ lookup: Lookup, feeds: [String: Table]) -> Column {
    let practices = Table([
      (lookup.on, .text(TextColumn(rows.map { $0.level == practiceLevel ? $0.area : nil })))
    ])
    return LookedUp(lookup, persons: practices, feeds: feeds).column
  }

  private var practiceLevel: String { "practice" }
}
