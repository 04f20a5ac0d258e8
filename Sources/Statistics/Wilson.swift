/// A proportion with its Wilson score interval.
///
/// - Shape: `count` of `total` have the property.
/// - Units: a fraction of 1.
/// - Missing: nil unless `0 <= count <= total` and `total > 0`.
/// - Source: Wilson EB, J Am Stat Assoc 1927; 22: 209-212; as in PHEindicatormethods 2.1.0, `phe_proportion`. 100%
///   confidence gives 0 to 1.
public func wilson(
  count: Int, of total: Int, confidence: Confidence = .percent95
) -> ConfidenceInterval? {
  wilson(Double(count), of: Double(total), confidence: confidence)
}

/// The same of weighted counts, which need not be whole.
func wilson(_ x: Double, of n: Double, confidence: Confidence) -> ConfidenceInterval? {
  guard n > 0, n.isFinite, x >= 0, x <= n else { return nil }
  let proportion = x / n
  let z = confidence.standardDeviations
  guard z.isFinite else { return ConfidenceInterval(value: proportion, lower: 0, upper: 1) }
  let spread = z * (z * z + 4 * x * (1 - proportion)).squareRoot()
  let middle = 2 * x + z * z
  let scale = 2 * (n + z * z)
  // At 0 and at all the limit is exactly 0 or 1, which rounding may miss by a hair.
  return ConfidenceInterval(
    value: proportion, lower: x == 0 ? 0 : (middle - spread) / scale,
    upper: x == n ? 1 : (middle + spread) / scale)
}
