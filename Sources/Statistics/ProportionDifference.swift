/// The difference of two proportions of different people, with limits made of those of each.
///
/// - Units: those of the intervals.
/// - Source: Newcombe RG, Interval estimation for the difference between independent proportions, Statistics in Medicine 1998; 17:
///   873-890, method 10, where both intervals are Wilson's.
public func difference(
  of first: ConfidenceInterval, less second: ConfidenceInterval
) -> ConfidenceInterval {
  func distance(_ one: Double, _ other: Double) -> Double {
    (one * one + other * other).squareRoot()
  }
  let value = first.value - second.value
  return ConfidenceInterval(
    value: value,
    lower: value - distance(first.value - first.lower, second.upper - second.value),
    upper: value + distance(first.upper - first.value, second.value - second.lower))
}
