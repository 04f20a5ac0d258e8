import Glibc

/// A count of events with its limits: exact below 10 events, Byar's approximation from 10 on.
///
/// - Units: events.
/// - Missing: nil for a count below zero.
/// - Source: PHEindicatormethods 2.1.0, `phe_rate` and `calculate_ISRatio`; Byar's approximation from Breslow NE and Day NE,
///   Statistical Methods in Cancer Research, volume II, 1987. 100% confidence gives 0 to infinity.
public func poisson(count: Int, confidence: Confidence = .percent95) -> ConfidenceInterval? {
  guard count >= 0 else { return nil }
  let limits: (lower: Double, upper: Double)
  if confidence.tail <= 0 {
    limits = (0, .infinity)
  } else if count < 10 {
    limits = exactLimits(of: count, tail: confidence.tail)
  } else {
    let byar = byarLimits(of: count, confidence: confidence)
    limits = (byar.lower ?? 0, byar.upper)
  }
  return ConfidenceInterval(value: Double(count), lower: limits.lower, upper: limits.upper)
}

/// What was observed as a multiple of what was expected, with its limits: an indirectly standardised ratio.
///
/// - Units: 1 where as many were observed as expected.
/// - Missing: nil for a count below zero, and unless something finite was expected.
/// - Source: PHEindicatormethods 2.1.0, `calculate_ISRatio`: exact limits below 10 observed, else Byar's.
public func ratioToExpected(
  observed: Int, expected: Double, confidence: Confidence = .percent95
) -> ConfidenceInterval? {
  guard expected > 0, expected.isFinite,
    let interval = poisson(count: observed, confidence: confidence)
  else { return nil }
  return ConfidenceInterval(
    value: interval.value / expected, lower: interval.lower / expected,
    upper: interval.upper / expected)
}

/// Byar's approximation to the limits of a count; the lower one is nil where it would be below zero.
func byarLimits(of count: Int, confidence: Confidence) -> (lower: Double?, upper: Double) {
  let z = confidence.standardDeviations
  func limit(_ x: Double, _ z: Double) -> Double {
    let root = 1 - 1 / (9 * x) + z / (3 * x.squareRoot())
    return x * root * root * root
  }
  let lower = count > 0 ? limit(Double(count), -z) : 0
  return (lower < 0 ? nil : lower, limit(Double(count) + 1, z))
}

/// The means at which a count so large, or so small, has the probability of the tail.
private func exactLimits(of count: Int, tail: Double) -> (lower: Double, upper: Double) {
  let lower = count == 0 ? 0 : mean(whereAtMost: count - 1, hasProbability: 1 - tail)
  return (lower, mean(whereAtMost: count, hasProbability: tail))
}

/// The mean of a Poisson distribution in which at most `count` events have a probability, by halving.
private func mean(whereAtMost count: Int, hasProbability probability: Double) -> Double {
  var (low, high) = (0.0, 1.0)
  while probabilityOfAtMost(count, mean: high) > probability { high *= 2 }
  while true {
    let middle = low + (high - low) / 2
    // No number lies between them any more.
    if middle <= low || middle >= high { return middle }
    if probabilityOfAtMost(count, mean: middle) > probability {
      low = middle
    } else {
      high = middle
    }
  }
}

private func probabilityOfAtMost(_ count: Int, mean: Double) -> Double {
  var term = exp(-mean)
  var sum = term
  for events in 0..<count {
    term *= mean / Double(events + 1)
    sum += term
  }
  return sum
}
