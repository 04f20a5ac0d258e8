import Glibc

/// On which scale values of a funnel are about normal with a spread that their size alone says.
public enum FunnelScale: Hashable, Sendable {
  /// A proportion around an average: the arcsine of its root, with a standard deviation of `1 / (2 sqrt n)`.
  case proportion(average: Double)
  /// Observed over expected around one: its root, with a standard deviation of `1 / (2 sqrt expected)`.
  case ratio
}

/// How much more units differ than chance alone would make them.
///
/// Large units show trivial differences as significant; limits are widened by what all units differ.
///
/// - Source: Spiegelhalter DJ, Handling over-dispersion of performance indicators, Quality and Safety in Health Care 2005;
///   14: 347-351; the transformations from his Funnel plots for comparing institutional performance, Statistics in
///   Medicine 2005; 24: 1185-1202.
public struct OverDispersion: Hashable, Sendable {
  /// How limits are widened.
  public enum Model: Hashable, Sendable, CaseIterable {
    /// All by one factor, the root of phi.
    case multiplicative
    /// By a spread between units, tau squared, beside that of chance: the random effects model.
    case additive
  }

  /// How many units it is of.
  public var units: Int
  /// The mean squared standardised deviation after winsorising; 1 by chance alone.
  public var phi: Double
  /// The variance between units on the funnel's scale; zero where chance alone explains them.
  public var tauSquared: Double
  /// The scale.
  public var scale: FunnelScale

  /// The limits of a unit of a size.
  ///
  /// - Units: a fraction of 1, or a ratio, times the multiplier. The value is the middle.
  /// - Missing: nil unless the size is above zero.
  public func limits(
    ofSize size: Double, model: Model, confidence: Confidence = .percent95, multiplier: Double = 1
  ) -> ConfidenceInterval? {
    guard size > 0, size.isFinite else { return nil }
    let reach = confidence.standardDeviations * deviation(ofSize: size, model: model)
    let middle = scale.middle
    let interval = ConfidenceInterval(
      value: scale.restored(middle), lower: scale.restored(middle - reach),
      upper: scale.restored(middle + reach))
    return interval.scaled(by: multiplier)
  }

  /// Where a unit lies within the widened limits.
  ///
  /// - Missing: nil where the unit's counts are not of the scale.
  public func mark(_ unit: FunnelUnit, model: Model) -> FunnelMark? {
    guard let value = scale.transformed(unit) else { return nil }
    let score =
      (value - scale.middle) / deviation(ofSize: unit.denominator, model: model)
    let (two, three) = (
      Confidence.percent95.standardDeviations, Confidence.percent99point8.standardDeviations
    )
    return score > three
      ? .high998
      : score > two ? .high95 : score < -three ? .low998 : score < -two ? .low95 : .notSignificant
  }

  private func deviation(ofSize size: Double, model: Model) -> Double {
    let chance = scale.variance(ofSize: size)
    switch model {
    // Limits are never narrower than chance makes them.
    case .multiplicative: return (max(1, phi) * chance).squareRoot()
    case .additive: return (tauSquared + chance).squareRoot()
    }
  }
}

/// How much more units differ than chance alone would make them.
///
/// A share of the deviations at each end is drawn in to that percentile, so that the outliers that are looked for do not
/// widen the limits.
///
/// - Missing: nil for fewer than two units, unless all are of the scale, and for a share outside 0 to 0.5.
/// - Source: Spiegelhalter, Quality and Safety in Health Care 2005; 14: 347-351, who winsorises 10%; tau squared is
///   DerSimonian's and Laird's. Percentiles are those of type 7 in Hyndman RJ and Fan Y, The American Statistician 1996.
public func overDispersion(
  of units: [FunnelUnit], on scale: FunnelScale, winsorised: Double = 0.1
) -> OverDispersion? {
  let values = units.compactMap { scale.transformed($0) }
  guard values.count == units.count, units.count > 1, winsorised >= 0, winsorised < 0.5 else {
    return nil
  }
  let variances = units.map { scale.variance(ofSize: $0.denominator) }
  let scores = zip(values, variances).map { ($0 - scale.middle) / $1.squareRoot() }
  let sorted = scores.sorted()
  let (low, high) = (percentile(winsorised, of: sorted), percentile(1 - winsorised, of: sorted))
  let count = Double(units.count)
  let phi = scores.reduce(0) { $0 + pow(min(max($1, low), high), 2) } / count
  let weights = variances.map { 1 / $0 }
  let sum = weights.reduce(0, +)
  let spread = sum - weights.reduce(0) { $0 + $1 * $1 } / sum
  return OverDispersion(
    units: units.count, phi: phi, tauSquared: max(0, (count * phi - (count - 1)) / spread),
    scale: scale)
}

extension FunnelScale {
  fileprivate var middle: Double {
    switch self {
    case .proportion(let average): asin(average.squareRoot())
    case .ratio: 1
    }
  }

  fileprivate func variance(ofSize size: Double) -> Double { 1 / (4 * size) }

  /// Nil where the counts are not of the scale.
  fileprivate func transformed(_ unit: FunnelUnit) -> Double? {
    guard unit.isUsable else { return nil }
    let value = unit.events / unit.denominator
    switch self {
    case .proportion(let average):
      guard average >= 0, average <= 1, value <= 1 else { return nil }
      return asin(value.squareRoot())
    case .ratio: return value.squareRoot()
    }
  }

  /// The value back from the scale, within what it can be.
  fileprivate func restored(_ transformed: Double) -> Double {
    let least = max(0, transformed)
    switch self {
    case .proportion: return pow(sin(min(least, Double.pi / 2)), 2)
    case .ratio: return least * least
    }
  }
}
