import Glibc

/// The limits of a count of rare events.
public struct PoissonLimits: Hashable, Sendable {
  /// How the limits were worked out.
  public enum Method: String, Hashable, Sendable {
    /// Byar's approximation.
    case byars = "Byars"
    /// Exactly, from the Poisson distribution.
    case exact = "Exact"
  }

  /// The lower limit; nil where Byar's approximation falls below zero.
  public var lower: Double?
  /// The upper limit.
  public var upper: Double
  /// How they were worked out.
  public var method: Method
}

/// The limits of a count: exact below 10 events, Byar's approximation from 10 on.
///
/// - Missing: nil where the count is negative.
/// - Source: PHEindicatormethods 2.1.0, `phe_rate`.
public func poissonLimits(
  count: Int, confidence: Confidence = .percent95
) -> PoissonLimits? {
  count < 10
    ? exactPoissonLimits(count: count, confidence: confidence)
    : byarsLimits(count: count, confidence: confidence)
}

/// Byar's approximation to the limits of a count.
///
/// - Missing: nil where the count is negative; the lower limit is nil where the approximation falls below zero or, for a
///   count of zero, is not defined.
/// - Source: Breslow NE, Day NE, Statistical Methods in Cancer Research II, 1987, page 69; as in PHEindicatormethods
///   2.1.0, `byars_lower` and `byars_upper`.
public func byarsLimits(count: Int, confidence: Confidence = .percent95) -> PoissonLimits? {
  guard count >= 0 else { return nil }
  let z = confidence.standardDeviations
  guard z.isFinite else { return PoissonLimits(lower: 0, upper: .infinity, method: .byars) }
  let x = Double(count)
  let lower = x * cube(1 - 1 / (9 * x) - z / (3 * x.squareRoot()))
  let above = x + 1
  let upper = above * cube(1 - 1 / (9 * above) + z / (3 * above.squareRoot()))
  return PoissonLimits(lower: lower >= 0 ? lower : nil, upper: upper, method: .byars)
}

private func cube(_ number: Double) -> Double { number * number * number }

/// The exact limits of a count: the rates at which so few, or so many, events are just that unlikely.
///
/// - Missing: nil where the count is negative. The lower limit of no events is 0.
/// - Source: Garwood F, Biometrika 1936; 28: 437-442. They equal half the chi-square quantiles with `2 * count` and
///   `2 * count + 2` degrees of freedom, as in PHEindicatormethods 2.1.0, `phe_rate`.
/// - Complexity: O(count) for each of some 100 steps; meant for small counts.
public func exactPoissonLimits(
  count: Int, confidence: Confidence = .percent95
) -> PoissonLimits? {
  guard count >= 0 else { return nil }
  let tail = confidence.tail
  guard tail > 0 else { return PoissonLimits(lower: 0, upper: .infinity, method: .exact) }
  let lower =
    count == 0
    ? 0
    : rate(below: Double(count)) { 1 - poissonDistribution(count - 1, rate: $0) < tail }
  // Above the count by so much that what is left of the distribution cannot reach the tail.
  let far = Double(count) + 10 * Double(count).squareRoot() + 50
  let upper = rate(below: far) { poissonDistribution(count, rate: $0) > tail }
  return PoissonLimits(lower: lower, upper: upper, method: .exact)
}

/// The rate at which a property that holds from zero on ends, by halving until no number lies between.
private func rate(below end: Double, where holds: (Double) -> Bool) -> Double {
  var low = 0.0
  var high = end
  while true {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { return middle }
    if holds(middle) { low = middle } else { high = middle }
  }
}

/// The probability of at most `count` events where `rate` are expected.
private func poissonDistribution(_ count: Int, rate: Double) -> Double {
  guard rate > 0 else { return 1 }
  // The terms rate^k e^-rate / k!, from k = count down, the first one by logarithms so that neither factor overflows.
  var logarithm = -rate
  for event in stride(from: 1, through: count, by: 1) { logarithm += log(rate / Double(event)) }
  var term = exp(logarithm)
  var sum = term
  for event in stride(from: count, to: 0, by: -1) {
    term *= Double(event) / rate
    sum += term
  }
  return sum
}
