/// A unit of a funnel plot: events out of people, or observed out of expected.
public struct FunnelUnit: Hashable, Sendable {
  /// Events, or what was observed; weighted counts need not be whole.
  public var events: Double
  /// People, person-years, or what was expected.
  public var denominator: Double

  /// Makes a unit.
  public init(events: Double, denominator: Double) {
    self.events = events
    self.denominator = denominator
  }
}

/// One place of a limit: how large a unit is there, and the limit.
public struct FunnelPlace: Hashable, Sendable {
  /// The size of the unit: people, expected events, or people a year.
  public var size: Double
  /// The limit at that size.
  public var limit: Double
}

/// The four limits at one step of a funnel: 95% and 99.8%, below and above.
///
/// The limits of counts are exact for a number of events, so that each is reached at a size of its own.
public struct FunnelStep: Hashable, Sendable {
  /// People, or events where the limits are those of counts.
  public var step: Int
  /// The lower limit that 2.5% of units fall below by chance.
  public var lower95: FunnelPlace
  /// The upper limit that 2.5% of units exceed by chance.
  public var upper95: FunnelPlace
  /// The lower limit that 0.1% of units fall below by chance.
  public var lower998: FunnelPlace
  /// The upper limit that 0.1% of units exceed by chance.
  public var upper998: FunnelPlace
}

/// The lines of a funnel plot.
public struct Funnel: Hashable, Sendable {
  /// The value of all units together, or what a ratio is without a difference.
  public var baseline: Double
  /// 100 steps from the smallest size of the axis to the largest.
  public var steps: [FunnelStep]
}

/// The limits of a proportion around that of all units together.
///
/// - Shape: 100 sizes from one person, or from below the smallest unit, to above the largest.
/// - Units: a fraction of 1 times the multiplier, kept within 0 and 1 times the multiplier.
/// - Missing: nil without a unit, unless each has `0 <= events <= denominator` and a denominator above zero.
/// - Source: PHEindicatormethods 2.1.0, `calculate_funnel_limits`; Wilson's limits turned round: where the value of all is
///   a limit of the unit's value.
public func proportionFunnel(_ units: [FunnelUnit], multiplier: Double = 100) -> Funnel? {
  guard units.allSatisfy({ $0.isUsable && $0.events <= $0.denominator }),
    let average = average(of: units), let axis = FunnelAxis(of: units)
  else { return nil }
  let steps = axis.steps(waits: false).map { size in
    let places = Confidence.funnel.map { confidence in
      let limits = proportionLimits(
        around: average, of: Double(size), confidence: confidence)
      return (
        lower: FunnelPlace(size: Double(size), limit: limits.lower * multiplier),
        upper: FunnelPlace(size: Double(size), limit: limits.upper * multiplier)
      )
    }
    return FunnelStep(
      step: size, lower95: places[0].lower, upper95: places[0].upper, lower998: places[1].lower,
      upper998: places[1].upper)
  }
  return Funnel(baseline: average * multiplier, steps: steps)
}

/// The limits of observed over expected around one.
///
/// - Shape: 100 numbers of events; the size of a place is the number of expected events at which so many are at the limit.
/// - Units: `multiplier` where as many were observed as expected.
/// - Missing: nil without a unit, and unless each observed none or more and expected more than none.
/// - Source: PHEindicatormethods 2.1.0, `calculate_funnel_limits` of a ratio, with exact Poisson limits.
public func ratioFunnel(_ units: [FunnelUnit], multiplier: Double = 100) -> Funnel? {
  guard units.allSatisfy(\.isUsable), let axis = FunnelAxis(of: units) else { return nil }
  let steps = axis.steps(waits: true).map { countStep($0, perSize: 1, multiplier: multiplier) }
  return Funnel(baseline: multiplier, steps: steps)
}

/// The limits of a rate around that of all units together.
///
/// - Shape: 100 numbers of events; the size of a place is the people a year at which so many are at the limit.
/// - Units: events per `multiplier` person-years. The denominators are person-years of all `years`; of a directly
///   standardised rate events over rate (`derivedDenominator`).
/// - Missing: nil without a unit, without an event or a year, and unless each has a denominator above zero.
/// - Source: PHEindicatormethods 2.1.0, `calculate_funnel_limits` of a rate, with exact Poisson limits.
public func rateFunnel(
  _ units: [FunnelUnit], per multiplier: Double = 100_000, years: Int = 1
) -> Funnel? {
  guard years > 0, units.allSatisfy(\.isUsable), let average = average(of: units), average > 0,
    let axis = FunnelAxis(of: units, years: years)?.ofEvents(rate: average)
  else { return nil }
  let steps = axis.steps(waits: false).map { events in
    countStep(events, perSize: average, years: Double(years), multiplier: multiplier)
  }
  return Funnel(baseline: average * multiplier, steps: steps)
}

/// The person-years behind a directly standardised rate: as many as would have its events at its rate.
///
/// - Missing: nil for a rate of none, which has no such number.
/// - Source: PHEindicatormethods 2.1.0, `calculate_funnel_points`.
public func derivedDenominator(
  events: Double, rate: Double, per multiplier: Double = 100_000
) -> Double? {
  guard events > 0, rate > 0, rate.isFinite else { return nil }
  return multiplier * events / rate
}

/// How far a proportion of so many may lie from the average by chance, kept within 0 and 1.
func proportionLimits(
  around average: Double, of size: Double, confidence: Confidence
) -> (lower: Double, upper: Double) {
  let reach =
    confidence.standardDeviations * (average * (1 - average) / size).squareRoot()
  return (max(0, average - reach), min(1, average + reach))
}

/// The sizes at which a number of events is at each limit.
private func countStep(
  _ events: Int, perSize rate: Double, years: Double = 1, multiplier: Double
) -> FunnelStep {
  let places = Confidence.funnel.map { confidence in
    let exact = exactLimits(of: events, tail: confidence.tail)
    // So many events are few where the upper limit of their number is expected, and many where the lower one is.
    return [exact.upper, exact.lower].map { expected in
      FunnelPlace(
        size: expected / rate / years, limit: Double(events) / (expected / rate) * multiplier)
    }
  }
  return FunnelStep(
    step: events, lower95: places[0][0], upper95: places[0][1], lower998: places[1][0],
    upper998: places[1][1])
}

/// All events over all denominators.
func average(of units: [FunnelUnit]) -> Double? {
  guard !units.isEmpty else { return nil }
  return units.reduce(0) { $0 + $1.events } / units.reduce(0) { $0 + $1.denominator }
}

extension FunnelUnit {
  var isUsable: Bool {
    events >= 0 && events.isFinite && denominator > 0 && denominator.isFinite
  }
}

extension Confidence {
  /// The two confidences of a funnel plot: about two and three standard deviations.
  static let funnel = [Confidence.percent95, .percent99point8]
}
