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
  } else if poissonMethod(of: count) == .exact {
    limits = exactLimits(of: count, tail: confidence.tail)
  } else {
    let byar = byarLimits(of: count, confidence: confidence)
    limits = (byar.lower ?? 0, byar.upper)
  }
  return ConfidenceInterval(value: Double(count), lower: limits.lower, upper: limits.upper)
}

/// The method of a count's limits: exact below 10 events, Byar's approximation from 10 on.
///
/// - Source: PHEindicatormethods 2.1.0, `phe_rate`.
func poissonMethod(of count: Int) -> IntervalMethod { count < 10 ? .exact : .byar }

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
///
/// - Missing: zero and infinite where the tail is none.
/// - Source: Garwood F, Biometrika 1936; 28: 437-442.
func exactLimits(of count: Int, tail: Double) -> (lower: Double, upper: Double) {
  guard tail > 0 else { return (0, .infinity) }
  let lower = count == 0 ? 0 : mean(whereAtMost: count - 1, hasProbability: 1 - tail)
  return (lower, mean(whereAtMost: count, hasProbability: tail))
}

/// The mean of a Poisson distribution in which at most `count` events have a probability, by halving.
private func mean(whereAtMost count: Int, hasProbability probability: Double) -> Double {
  var (low, high) = (0.0, Double(count) + 1)
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

/// Summed from the largest term of its side, so that no term of a large count is too small for a number.
private func probabilityOfAtMost(_ count: Int, mean: Double) -> Double {
  guard mean > 0 else { return 1 }
  let upwards = mean <= Double(count) + 1
  var events = upwards ? count + 1 : count
  var term = exp(Double(events) * log(mean) - mean - logFactorial(events))
  var sum = 0.0
  while term > sum * 1e-17 {
    sum += term
    if upwards {
      events += 1
      term *= mean / Double(events)
    } else {
      guard events > 0 else { break }
      term *= Double(events) / mean
      events -= 1
    }
  }
  return upwards ? 1 - sum : sum
}

/// The logarithm of a factorial.
///
/// - Source: Stirling's series, Abramowitz M and Stegun IA, Handbook of Mathematical Functions, 6.1.41; from 20 on its error
///   is below 1e-15.
private func logFactorial(_ count: Int) -> Double {
  if count < 20 { return log((0..<count).reduce(1.0) { $0 * Double($1 + 1) }) }
  let n = Double(count)
  let series = 1 / (12 * n) - 1 / (360 * n * n * n) + 1 / (1260 * n * n * n * n * n)
  return n * log(n) - n + 0.5 * log(2 * Double.pi * n) + series
}
