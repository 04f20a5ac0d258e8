public import Expressions
import Tables

/// How far back something looks, by feeds of events that are read as one.
///
/// What is longer ago changes nothing of it.
public typealias LookBack = [[String]: History]

extension LookBack {
  /// The longer of the two for each set of feeds.
  public func joined(with other: LookBack) -> LookBack {
    merging(other) { Swift.max($0, $1) }
  }

  static func joined(_ all: some Sequence<LookBack>) -> LookBack {
    all.reduce([:]) { $0.joined(with: $1) }
  }
}

/// How far back the values of persons look, worked out from the conditions of their definitions.
///
/// A condition on events that says `day > reference_date - interval '5' year` looks back five years, one without such a bound a
/// whole life. Of the last day of something, however long ago, a comparison looks back no further than what it is compared
/// with: `last_day > reference_date - interval '12' month` is the same whatever was before. That there is none looks back a
/// whole life, and so does the first, a number, or a value of any time.
///
/// - Source of a season's reach: a season's days lie within twelve months of the reference date, those of the season before
///   within twenty-four.
public struct LooksBack: Sendable {
  /// How far back each column of the person looks.
  public private(set) var columns: [String: LookBack] = [:]
  /// Columns that are the last day of events, later by some time.
  private var latest: [String: Latest] = [:]
  /// The column of the day of each feed's events.
  private let days: [String: String]

  /// The last day of events, later by some time; of which events older ones change nothing while there are newer ones.
  private struct Latest {
    var looks: LookBack
    var months = 0
    var days = 0
  }

  /// Begins with the column of the day of each feed's events.
  public init(days: [String: String]) {
    self.days = days
  }

  // MARK: Columns

  /// Adds what a step makes.
  public mutating func add(_ step: PersonStep) {
    switch step.work {
    case .features(let set): add(set)
    case .score, .segments:
      let looks = LookBack.joined(step.work.expressions.map { self.looks($0.expression.root) })
      for column in step.makes { columns[column.name] = looks }
    case .population, .segmentCounts, .peopleCounts, .cohort, .impact, .indicator: break
    }
  }

  /// Adds features, each of which may read those before it.
  public mutating func add(_ features: FeatureSet) {
    for feature in features.features { add(feature) }
  }

  private mutating func add(_ feature: FeatureDefinition) {
    switch feature.kind {
    case .derived(let value):
      columns[feature.name] = looks(value.root)
      if value.root.type == .day, let last = latestDay(value.root) { latest[feature.name] = last }
    case .reduced(let reduction):
      let others = LookBack.joined(feature.personColumns.map { columns[$0] ?? [:] })
      let looks = others.joined(with: [reduction.feeds: events(reduction)])
      columns[feature.name] = looks
      let isLast = reduction.operation == .last || reduction.operation == .max
      if isLast, reduction.value == reduction.by ?? reduction.value,
        isDay(reduction.value, reduction)
      {
        latest[feature.name] = Latest(looks: looks)
      }
    }
  }

  private func isDay(_ column: String?, _ reduction: Reduction) -> Bool {
    column != nil && (reduction.by == column || reduction.feeds.allSatisfy { days[$0] == column })
  }

  /// How far back the events of a reduction may lie.
  public func events(_ reduction: Reduction) -> History {
    let day = Set(reduction.feeds.map { days[$0] })
    guard day.count == 1, let first = day.first, let column = first,
      let root = reduction.condition?.root
    else { return .wholeLife }
    return bound(of: column, in: root) ?? .wholeLife
  }

  /// The time before the reference date from which on a condition lets a day pass; nil for any day.
  private func bound(of column: String, in condition: Expression) -> History? {
    switch condition {
    case .and(let parts): parts.compactMap { bound(of: column, in: $0) }.min()
    case .or(let parts):
      parts.reduce(History.today as History?) { all, part in
        bound(of: column, in: part).flatMap { one in all.map { Swift.max($0, one) } }
      }
    case .comparison(.greater, .column(column, _), let day),
      .comparison(.greaterOrEqual, .column(column, _), let day),
      .comparison(.equal, .column(column, _), let day),
      .comparison(.less, let day, .column(column, _)),
      .comparison(.lessOrEqual, let day, .column(column, _)),
      .between(.column(column, _), low: let day, high: _):
      timeBack(to: day)
    default: nil
    }
  }

  // MARK: Expressions

  /// How far back the value of an expression looks.
  ///
  /// `isNegated`: whether unknown counts as true in the end.
  public func looks(_ expression: Expression, isNegated: Bool = false) -> LookBack {
    if let recent = recent(expression) {
      return recent.isSince && !isNegated ? recent.looks : operands(of: expression)
    }
    switch expression {
    case .column(let name, _): return columns[name] ?? [:]
    case .coalesce(let parts):
      if parts.count == 2, let recent = recent(parts[0]),
        parts[1] == .literal(.boolean(!recent.isSince))
      {
        return recent.looks
      }
      return LookBack.joined(parts.map { looks($0, isNegated: true) })
    case .isTrue(let part):
      if let recent = recent(part), recent.isSince { return recent.looks }
    case .isFalse(let part):
      if let recent = recent(part), !recent.isSince { return recent.looks }
      return looks(part, isNegated: true)
    case .isNull(let part): return looks(part, isNegated: true)
    case .or(let parts): return looks(anyOf: parts, isNegated)
    case .and(let parts):
      return LookBack.joined(parts.map { looks($0, isNegated: isNegated) })
    case .not(let part): return looks(part, isNegated: !isNegated)
    default: break
    }
    return operands(of: expression)
  }

  private func operands(of expression: Expression) -> LookBack {
    LookBack.joined(expression.operands.map { looks($0) })
  }

  /// `last_day is null or last_day <= …`: not since a day.
  private func looks(anyOf parts: [Expression], _ isNegated: Bool) -> LookBack {
    let missing = Set(
      parts.compactMap { part -> Expression? in
        if case .isNull(let value) = part { value } else { nil }
      })
    return LookBack.joined(
      parts.map { part in
        if let recent = recent(part), !recent.isSince, missing.contains(recent.value) {
          return recent.looks
        }
        if case .isNull(let value) = part,
          parts.contains(where: { recent($0).map { !$0.isSince && $0.value == value } ?? false })
        {
          return [:]
        }
        return looks(part, isNegated: isNegated)
      })
  }

  /// A comparison of the last day of something with a day that is known: how far back it looks, and whether it is true of later
  /// days.
  private func recent(
    _ expression: Expression
  ) -> (value: Expression, looks: LookBack, isSince: Bool)? {
    func compared(
      _ value: Expression, with day: Expression, isSince: Bool
    ) -> (value: Expression, looks: LookBack, isSince: Bool)? {
      guard let last = latestDay(value), case .time(let months, let days)? = timeBack(to: day)
      else { return nil }
      let time = History.time(months: months + last.months, days: days + last.days)
      return (value, last.looks.mapValues { Swift.min($0, time) }, isSince)
    }
    switch expression {
    case .comparison(.greater, let left, let right),
      .comparison(.greaterOrEqual, let left, let right):
      return compared(left, with: right, isSince: true)
        ?? compared(right, with: left, isSince: false)
    case .comparison(.less, let left, let right), .comparison(.lessOrEqual, let left, let right):
      return compared(left, with: right, isSince: false)
        ?? compared(right, with: left, isSince: true)
    case .between(let value, let low, _): return compared(value, with: low, isSince: true)
    default: return nil
    }
  }

  /// The longest time that comparisons and conditions of an expression write down, by feeds.
  public func written(_ expression: Expression) -> LookBack {
    let own = recent(expression).map(\.looks) ?? [:]
    return LookBack.joined([own] + expression.operands.map { written($0) })
  }

  private func latestDay(_ expression: Expression) -> Latest? {
    switch expression {
    case .column(let name, _): return latest[name]
    case .shifted(let part, let interval):
      guard var last = latestDay(part) else { return nil }
      let time = interval.time
      last.months += time.months
      last.days += time.days
      return last
    case .call(.greatest, let parts):
      let all = parts.map { latestDay($0) }
      guard var last = all[0], all.allSatisfy({ $0 != nil }) else { return nil }
      for other in all.compactMap({ $0 }) {
        last.looks = last.looks.joined(with: other.looks)
        last.months = Swift.max(last.months, other.months)
        last.days = Swift.max(last.days, other.days)
      }
      return last
    default: return nil
    }
  }

  /// How long before the reference date a day lies that is the same for everybody; nil for any other.
  private func timeBack(to day: Expression) -> History? {
    switch day {
    case .parameter(RunParameters.referenceDateName, _): .today
    case .parameter(let name, .day):
      .time(months: name.hasPrefix(Campaign.lastPrefix) ? 24 : 12, days: 0)
    case .shifted(let part, let interval):
      switch timeBack(to: part) {
      case .time(let months, let days)?:
        .time(
          months: Swift.max(0, months - interval.time.months),
          days: Swift.max(0, days - interval.time.days))
      default: nil
      }
    default: nil
    }
  }
}

extension Interval {
  fileprivate var time: (months: Int, days: Int) {
    switch unit {
    case .day: (0, Int(count))
    case .week: (0, 7 * Int(count))
    case .month: (Int(count), 0)
    case .year: (12 * Int(count), 0)
    }
  }
}

extension PersonPlan {
  /// How far back the columns of the person look; `days` are the columns of the day of each feed's events.
  public func looksBack(days: [String: String]) -> LooksBack {
    steps.reduce(into: LooksBack(days: days)) { $0.add($1) }
  }
}

extension LooksBack {
  /// How far back it looks who is on a list: whom the cohort considers, and whom it takes out.
  public func whoIsOn(_ cohort: CohortDefinition) -> LookBack {
    LookBack.joined(([cohort.eligible] + cohort.exclusions.map(\.when)).map { looks($0.root) })
  }

  /// How far back it looks who is on a list and what is said of them.
  public func all(_ cohort: CohortDefinition) -> LookBack {
    LookBack.joined([whoIsOn(cohort)] + cohort.reasons.map { looks($0.when.root) })
  }
}
