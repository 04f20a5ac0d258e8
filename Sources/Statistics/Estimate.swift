/// How the limits of a value were worked out.
///
/// The raw value is what a row prints: the word of the public health tables.
///
/// - Source: the column `method` of PHEindicatormethods 2.1.0 (Department of Health and Social Care), but for the last.
public enum IntervalMethod: String, Hashable, Sendable, CaseIterable {
  /// Exact limits of a Poisson count, below 10 events.
  case exact = "Exact"
  /// Byar's approximation to them, from 10 events on.
  case byar = "Byars"
  /// Wilson's score limits of a proportion.
  case wilson = "Wilson"
  /// Limits of a mean from Student's t.
  case studentT = "Student's t-distribution"
  /// Dobson's limits of a directly standardised rate.
  case dobson = "Dobson"
  /// Dobson's limits where one person may have several of the events.
  case dobsonOfRepeatedEvents = "Dobson, with confidence adjusted for non-independent events"
  /// Chiang's life table with the last interval's variance after Silcocks.
  case chiangSilcocks = "Chiang, using Silcocks et al for confidence limits"
  /// The spread of draws with a fixed seed.
  case simulation = "Simulation"
}

/// A value with its limits and the method that they are from.
public struct Estimate: Hashable, Sendable {
  /// The value and its limits.
  public var interval: ConfidenceInterval
  /// How the limits were worked out.
  public var method: IntervalMethod

  /// Makes an estimate.
  public init(interval: ConfidenceInterval, method: IntervalMethod) {
    self.interval = interval
    self.method = method
  }
}

extension ConfidenceInterval {
  /// The same in other units; a negative factor swaps the limits.
  func scaled(by factor: Double) -> ConfidenceInterval {
    let (one, other) = (lower * factor, upper * factor)
    return ConfidenceInterval(
      value: value * factor, lower: factor < 0 ? other : one, upper: factor < 0 ? one : other)
  }
}
