/// A point of a control chart with the limits that hold for it.
public struct ControlPoint: Hashable, Sendable {
  /// The value; nil where the period has none.
  public var value: Double?
  /// The centre line and the process limits at the point; nil where a share has no denominator.
  public var limits: ConfidenceInterval?
  /// What the point is part of that chance alone rarely makes.
  public var signals: Set<ControlSignal> = []
  /// Which way the signals point; nil without one.
  public var direction: ControlDirection?
}

/// Values over time with the limits within which chance alone keeps them.
public struct ControlChart: Hashable, Sendable {
  /// The periods in order.
  public var points: [ControlPoint]
  /// The centre line.
  public var mean: Double
  /// Of how many values centre line and limits are.
  public var valuesInLimits: Int

  /// Whether the limits are of so few values that they are still to settle.
  ///
  /// - Source: NHSRplotthedots 0.2.2, `ptd_add_short_group_warnings`: fewer than 12.
  public var isProvisional: Bool { valuesInLimits < 12 }
}

/// The chart of single values and their moving ranges (XmR), with the signals of Making Data Count.
///
/// The limits are of the first `baseline` periods, of all without one. Screening leaves moving ranges above 3.267 times
/// their mean out of the limits, after Nelson.
///
/// - Units: the values'.
/// - Missing: a period without a value has no moving range with its neighbours and ends every run. Nil for a value that
///   is not finite, and without two neighbouring values in the baseline.
/// - Source: limits are the mean and 2.66 mean moving ranges: NHS England, Making Data Count, whose tool screens no
///   outliers; NHSRplotthedots 0.2.2, which does (Nelson LS, Journal of Quality Technology 1982; 14: 172-173).
public func xmrChart(
  of values: [Double?], baseline: Int? = nil, screensOutliers: Bool = false
) -> ControlChart? {
  guard values.allSatisfy({ $0?.isFinite ?? true }) else { return nil }
  let based = Array(values.prefix(max(baseline ?? values.count, 0)))
  let known = based.compactMap(\.self)
  let ranges = movingRanges(of: based)
  guard let first = known.first, let range = meanRange(of: ranges, screened: screensOutliers) else {
    return nil
  }
  // From the first value on, so that equal values lie on their mean and not beside it by rounding.
  let mean = first + known.reduce(0) { $0 + ($1 - first) } / Double(known.count)
  let limits = ConfidenceInterval(
    value: mean, lower: mean - 2.66 * range, upper: mean + 2.66 * range)
  let points = values.map { ControlPoint(value: $0, limits: limits) }
  return ControlChart(points: marked(points), mean: mean, valuesInLimits: known.count)
}

/// The chart of shares (p-chart), whose limits are wider where fewer were counted, with the same signals.
///
/// The centre line is that of the first `baseline` periods, of all without one.
///
/// - Units: a fraction of 1; limits are kept within 0 and 1.
/// - Missing: a period without a count, or of nobody, has no value and ends every run. Nil unless each has
///   `0 <= events <= population`, and without anybody in the baseline.
/// - Source: Mohammed MA, Worthington P and Woodall WH, Plotting basic control charts, Quality and Safety in Health Care
///   2008; 17: 137-145: three standard deviations of the binomial distribution.
public func proportionChart(of tallies: [Tally], baseline: Int? = nil) -> ControlChart? {
  let shares = tallies.map { Share($0) }
  guard zip(tallies, shares).allSatisfy({ $1 != nil || $0.isWithoutShare }) else { return nil }
  let based = shares.prefix(max(baseline ?? shares.count, 0)).compactMap(\.self)
  let people = based.reduce(0) { $0 + $1.population }
  guard people > 0 else { return nil }
  let mean = based.reduce(0) { $0 + $1.events } / people
  let points = shares.map { share in
    ControlPoint(
      value: share.map { $0.events / $0.population },
      limits: share.map { share in
        let reach = 3 * (mean * (1 - mean) / share.population).squareRoot()
        return ConfidenceInterval(
          value: mean, lower: max(0, mean - reach), upper: min(1, mean + reach))
      })
  }
  let spreads = shares.map { share in
    share.map { (mean * (1 - mean) / $0.population).squareRoot() }
  }
  return ControlChart(
    points: marked(points, standardDeviations: spreads), mean: mean, valuesInLimits: based.count)
}

/// The steps between neighbours that both have a value.
private func movingRanges(of values: [Double?]) -> [Double] {
  zip(values, values.dropFirst()).compactMap { one, next in
    guard let one, let next else { return nil }
    return (next - one).magnitude
  }
}

private func meanRange(of ranges: [Double], screened: Bool) -> Double? {
  guard !ranges.isEmpty else { return nil }
  let mean = ranges.reduce(0, +) / Double(ranges.count)
  guard screened else { return mean }
  let usual = ranges.filter { $0 < 3.267 * mean }
  return usual.isEmpty ? mean : usual.reduce(0, +) / Double(usual.count)
}

/// Events of a period in which there was somebody.
private struct Share {
  var events: Double
  var population: Double

  init?(_ tally: Tally) {
    guard let events = tally.events, let population = tally.population, events >= 0,
      population > 0, population.isFinite, Double(events) <= population
    else { return nil }
    (self.events, self.population) = (Double(events), population)
  }
}

extension Tally {
  /// Whether there is no share because something is missing or nobody was there, and not because the counts contradict.
  fileprivate var isWithoutShare: Bool {
    guard let events, let population else { return true }
    return events == 0 && population == 0
  }
}
