/// A statistic and the limits of its confidence interval.
public struct ConfidenceInterval: Hashable, Sendable {
  /// The statistic itself.
  public var value: Double
  /// The lower limit.
  public var lower: Double
  /// The upper limit.
  public var upper: Double

  /// Makes an interval.
  public init(value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}

/// How confident an interval is.
///
/// - Units: a fraction; 95% is 0.95.
public struct Confidence: Hashable, Sendable {
  /// The fraction of such intervals that hold the true value.
  public let fraction: Double

  /// 95%, the limits that public health publications show.
  public static let percent95 = Confidence(checked: 0.95)
  /// 99.8%, about three standard deviations, the control limits of a funnel plot.
  public static let percent99point8 = Confidence(checked: 0.998)

  /// Makes a confidence of 0.9 to 1, or nil for another number.
  ///
  /// - Source: the range that PHEindicatormethods 2.1.0 (Department of Health and Social Care) takes.
  public init?(_ fraction: Double) {
    guard fraction >= 0.9, fraction <= 1 else { return nil }
    self.init(checked: fraction)
  }

  private init(checked fraction: Double) {
    self.fraction = fraction
  }

  /// What lies outside the interval on each side.
  var tail: Double { (1 - fraction) / 2 }

  /// How many standard deviations the limits of a normal distribution lie from its middle; infinite at 100%.
  public var standardDeviations: Double { -standardNormalQuantile(tail) }
}
