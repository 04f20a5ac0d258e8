/// A rate with its interval.
public struct RateEstimate: Hashable, Sendable {
  /// The rate and its limits.
  public var interval: ConfidenceInterval
  /// How the limits were worked out.
  public var method: PoissonLimits.Method
}

/// A crude rate of events in a population: exact limits below 10 events, Byar's from 10 on.
///
/// - Shape: `count` events in a population, which may be smaller: one person can have several events.
/// - Units: events per `multiplier` persons.
/// - Missing: nil where the count is negative or the population is not above zero.
/// - Source: PHEindicatormethods 2.1.0, `phe_rate`.
public func rate(
  count: Int, in population: Double, per multiplier: Double = 100_000,
  confidence: Confidence = .percent95
) -> RateEstimate? {
  guard population > 0, let limits = poissonLimits(count: count, confidence: confidence) else {
    return nil
  }
  func scaled(_ events: Double) -> Double { events / population * multiplier }
  let interval = ConfidenceInterval(
    value: scaled(Double(count)), lower: limits.lower.map(scaled), upper: scaled(limits.upper))
  return RateEstimate(interval: interval, method: limits.method)
}
