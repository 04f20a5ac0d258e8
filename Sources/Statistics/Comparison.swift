/// Which way is better.
public enum Polarity: String, Hashable, Sendable, CaseIterable {
  /// A higher value is better, as of uptake.
  case higherIsBetter = "higher"
  /// A lower value is better, as of deaths.
  case lowerIsBetter = "lower"
  /// Neither is better, as of prevalence.
  case neither = "neither"
}

/// How a value compares with a benchmark.
///
/// The raw value is the word that stands beside the mark, so that nothing is told by colour alone.
///
/// - Source: the categories of the Public Health Outcomes Framework and Fingertips (Office for Health Improvement and
///   Disparities, technical guidance, "Comparisons with benchmarks"): by the value's 95% limits.
public enum Comparison: String, Hashable, Sendable, CaseIterable {
  /// Better: the limits lie on the better side of the benchmark.
  case better = "better"
  /// The benchmark lies within the limits.
  case similar = "similar"
  /// Worse: the limits lie on the worse side.
  case worse = "worse"
  /// The limits lie above, and neither way is better.
  case higher = "higher"
  /// The limits lie below, and neither way is better.
  case lower = "lower"
  /// Value, limits or benchmark are missing.
  case notCompared = "not compared"
}

/// How a value with its limits compares with a benchmark.
///
/// - Missing: not compared where one is missing or not a number. A benchmark at a limit lies within.
public func comparison(
  of interval: ConfidenceInterval?, with benchmark: Double?, polarity: Polarity
) -> Comparison {
  guard let interval, let benchmark, !benchmark.isNaN, !interval.lower.isNaN,
    !interval.upper.isNaN
  else { return .notCompared }
  let (isAbove, isBelow) = (interval.lower > benchmark, interval.upper < benchmark)
  guard isAbove || isBelow else { return .similar }
  switch polarity {
  case .higherIsBetter: return isAbove ? .better : .worse
  case .lowerIsBetter: return isBelow ? .better : .worse
  case .neither: return isAbove ? .higher : .lower
  }
}
