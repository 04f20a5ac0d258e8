/// The mean of a sample with its standard deviation and limits.
public struct SampleMean: Hashable, Sendable {
  /// The mean.
  public var value: Double
  /// How many values it is of.
  public var count: Int
  /// The standard deviation of the sample; nil for a single value.
  public var standardDeviation: Double?
  /// The mean with its limits; nil for a single value.
  public var estimate: Estimate?
}

/// The mean of values, with limits from Student's t with one degree of freedom less than there are values.
///
/// - Units: the values'.
/// - Missing: nil of no values, and where one is not finite; a single value has a mean without limits.
/// - Source: PHEindicatormethods 2.1.0, `phe_mean`.
public func sampleMean(of values: [Double], confidence: Confidence = .percent95) -> SampleMean? {
  guard let first = values.first, values.allSatisfy(\.isFinite) else { return nil }
  let count = Double(values.count)
  // From the first value on, so that values that are all the same have no spread by rounding.
  let mean = first + values.reduce(0) { $0 + ($1 - first) } / count
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let t = studentQuantile(
    within: confidence.fraction, degreesOfFreedom: values.count - 1)
  guard let t else {
    return SampleMean(value: mean, count: 1, standardDeviation: nil, estimate: nil)
  }
  let deviation = (squares / (count - 1)).squareRoot()
  // Without a spread nothing is uncertain, and infinity times none would be no number.
  let reach = deviation == 0 ? 0 : t * deviation / count.squareRoot()
  return SampleMean(
    value: mean, count: values.count, standardDeviation: deviation,
    estimate: Estimate(
      interval: ConfidenceInterval(value: mean, lower: mean - reach, upper: mean + reach),
      method: .studentT))
}
