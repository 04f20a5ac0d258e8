public import Model
import Statistics
public import Tables

/// Life expectancy at birth by sex and group of deprivation, with the gap between the ends.
///
/// The table has `kind` (`value`, `gap` or `slope`), `sex`, `group` (missing for all groups together), `people`, `deaths`, `years` with
/// limits, `method` and `why_missing`.
///
/// - Shape: for each sex all together, the groups from the most deprived on, the gap and, of five groups or more, the slope.
/// - Units: years; the gap is the least deprived group's less the most deprived one's, the slope the same along the line through all groups.
/// - Missing: years without a life table, with why; a gap or slope unless every group that it needs has one.
/// - Source: `lifeExpectancies`; the gap of two independent estimates adds their variances; the slope is `inequality`.
public func lifeExpectancy(_ source: LifeExpectancySource, rows table: Table) -> Table {
  let rows = CountRows(table)
  var bands: [String: [Int: [Int: (people: Double?, deaths: Int64?)]]] = [:]
  for row in rows.indices {
    guard let sex = rows.text(source.sex, row),
      let group = rows.count(source.group, row), let age = rows.count(source.age, row)
    else { continue }
    bands[sex, default: [:]][Int(group), default: [:]][Int(age)] = (
      rows.number(source.people, row), rows.count(source.deaths, row)
    )
  }
  var result = AreaRows()
  for sex in bands.keys.sorted() {
    let groups = (bands[sex] ?? [:]).sorted { $0.key < $1.key }
    let tables = groups.map { (group: $0.key, life: GroupLife($0.value)) }
    result.append(sex, nil, GroupLife(adding: groups.map(\.value)))
    for (group, life) in tables { result.append(sex, group, life) }
    result.appendGap(sex, tables.map(\.life))
  }
  return result.table([
    ("kind", .text), (LifeColumn.sex, .text), (LifeColumn.group, .integer),
    (LifeColumn.people, .integer),
    (LifeColumn.deaths, .integer), (LifeColumn.years, .decimal),
    (LifeColumn.years + "_lower", .decimal), (LifeColumn.years + "_upper", .decimal),
    ("method", .text), (LifeColumn.why, .text),
  ])
}

/// The life expectancy of a group, or why there is none.
private struct GroupLife {
  var people: Double
  var deaths: Int
  var estimate: Estimate?
  var gap: LifeTableGap?

  init(_ bands: [Int: (people: Double?, deaths: Int64?)]) {
    let rows = bands.map { age, cells in
      LifeTableBand(
        startAge: age, population: cells.people,
        // A number of deaths that no machine can hold is none.
        deaths: cells.deaths.flatMap { Int(exactly: $0) })
    }
    people = rows.reduce(0) { $0 + ($1.population ?? 0) }
    deaths = rows.reduce(0) { $0 + ($1.deaths ?? 0) }
    do throws(LifeTableGap) {
      estimate = try lifeExpectancies(rows).first?.estimate
    } catch {
      gap = error
    }
  }

  /// All groups together: a band that one of them lacks is missing.
  init(adding groups: [[Int: (people: Double?, deaths: Int64?)]]) {
    var sums: [Int: (people: Double?, deaths: Int64?)] = [:]
    for age in Set(groups.flatMap(\.keys)) {
      let cells = groups.map { $0[age] }
      sums[age] = (
        cells.reduce(0.0) { sum, cell in sum.flatMap { a in cell?.people.map { a + $0 } } },
        cells.reduce(Int64(0)) { sum, cell in sum.flatMap { a in cell?.deaths.map { a + $0 } } }
      )
    }
    self.init(sums)
  }

  var interval: ConfidenceInterval? { estimate?.interval }
}

extension AreaRows {
  fileprivate mutating func append(_ sex: String, _ group: Int?, _ life: GroupLife) {
    append([
      .text(LifeColumn.value), .text(sex), group.map { .integer(Int64($0)) },
      .integer(Int64(life.people.rounded())), .integer(Int64(life.deaths)),
      life.interval?.value.value, life.interval?.lower.value, life.interval?.upper.value,
      life.estimate.map { .text($0.method.rawValue) },
      life.estimate == nil ? .text(life.gap?.inWords ?? "limits too wide to show") : nil,
    ])
  }

  /// The ends' gap, and the slope of five groups or more.
  fileprivate mutating func appendGap(_ sex: String, _ lives: [GroupLife]) {
    guard lives.count > 1, let first = lives.first, let last = lives.last else { return }
    var gap: ConfidenceInterval?
    if let most = first.interval, let least = last.interval {
      gap = difference(of: least, less: most)
    }
    append(LifeColumn.gap, sex, gap, method: LifeColumn.gapMethod)
    guard lives.count >= 5 else { return }
    let groups = lives.compactMap { life in
      life.interval.map {
        InequalityGroup(
          population: life.people, value: $0.value,
          spread: .limits(lower: $0.lower, upper: $0.upper))
      }
    }
    let slope = groups.count == lives.count ? inequality(across: groups) : nil
    append(LifeColumn.slope, sex, slope?.slope, method: slope?.method.rawValue ?? "")
  }

  private mutating func append(
    _ kind: String, _ sex: String, _ interval: ConfidenceInterval?, method: String
  ) {
    append([
      .text(kind), .text(sex), nil, nil, nil, interval?.value.value, interval?.lower.value,
      interval?.upper.value, interval == nil ? nil : .text(method),
      interval == nil ? .text("a group has no life expectancy") : nil,
    ])
  }
}

extension Double {
  fileprivate var value: Value { .decimal(self) }
}

extension LifeTableGap {
  /// Why there is no life table, in words.
  fileprivate var inWords: String {
    switch self {
    case .bandMissing: "not each of the 20 age bands once, with people and deaths"
    case .negativeDeaths: "deaths below zero in an age band"
    case .noPopulation: "nobody in an age band"
    case .moreDeathsThanPeople: "more deaths than people in an age band"
    case .tooFewPeople: "5,000 people or fewer"
    case .noDeathInLastBand: "no death in the last age band"
    }
  }
}
