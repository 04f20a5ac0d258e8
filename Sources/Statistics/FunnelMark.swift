/// Where a unit lies in a funnel.
///
/// The raw value is what a row prints; the number is the chance of lying so far on that side without a difference.
///
/// - Source: PHEindicatormethods 2.1.0, `assign_funnel_significance`.
public enum FunnelMark: String, Hashable, Sendable, CaseIterable {
  /// Above the 99.8% limits.
  case high998 = "High (0.001)"
  /// Above the 95% limits.
  case high95 = "High (0.025)"
  /// Below the 99.8% limits.
  case low998 = "Low (0.001)"
  /// Below the 95% limits.
  case low95 = "Low (0.025)"
  /// Within the 95% limits.
  case notSignificant = "Not significant"
  /// A directly standardised rate of fewer than 10 events.
  case notApplicable = "Not applicable for events less than 10 for dsrs"
}

extension FunnelMark {
  /// Where a proportion lies around that of all units together.
  ///
  /// - Missing: nil unless `0 <= events <= denominator`, the denominator is above zero and the average a fraction of 1.
  public static func ofProportion(_ unit: FunnelUnit, average: Double) -> FunnelMark? {
    guard unit.isUsable, unit.events <= unit.denominator, average >= 0, average <= 1 else {
      return nil
    }
    let value = unit.events / unit.denominator
    return mark { confidence in
      let limits = proportionLimits(
        around: average, of: unit.denominator, confidence: confidence)
      return value < limits.lower ? .below : value > limits.upper ? .above : .within
    }
  }

  /// Where observed over expected lies around one.
  ///
  /// - Missing: nil for an observed count below zero, and unless something finite was expected.
  public static func ofRatio(observed: Int, expected: Double) -> FunnelMark? {
    guard ratioToExpected(observed: observed, expected: expected) != nil else { return nil }
    return ofCount(observed, expected: expected)
  }

  /// Where a crude rate lies around that of all units together.
  ///
  /// - Units: the average is events over person-years of all units.
  /// - Missing: nil for a count below zero, and unless person-years and average are above zero.
  public static func ofCrudeRate(events: Int, denominator: Double, average: Double) -> FunnelMark? {
    ofRatio(observed: events, expected: denominator * average)
  }

  /// Where a directly standardised rate lies around that of all units together.
  ///
  /// - Units: rate and average in events per `multiplier`. The average is that of `averageRate`.
  /// - Missing: nil for a count below zero, and unless rate and average are above zero; not applicable below 10 events.
  public static func ofStandardisedRate(
    events: Int, rate: Double?, average: Double, per multiplier: Double = 100_000
  ) -> FunnelMark? {
    guard events >= 0 else { return nil }
    guard events >= DirectlyStandardisedRate.fewestEvents else { return .notApplicable }
    guard let rate,
      let denominator = derivedDenominator(events: Double(events), rate: rate, per: multiplier)
    else { return nil }
    return ofRatio(observed: events, expected: denominator * average / multiplier)
  }

  /// By the limits of the count, with Byar's from 10 events on and not the lines' exact ones, as at the source.
  private static func ofCount(_ count: Int, expected: Double) -> FunnelMark {
    mark { confidence in
      guard let limits = poisson(count: count, confidence: confidence) else { return .within }
      return expected < limits.lower ? .above : expected > limits.upper ? .below : .within
    }
  }

  private enum Side { case below, within, above }

  private static func mark(at side: (Confidence) -> Side) -> FunnelMark {
    switch (side(.percent99point8), side(.percent95)) {
    case (.above, _): .high998
    case (.below, _): .low998
    case (_, .above): .high95
    case (_, .below): .low95
    default: .notSignificant
    }
  }
}

/// The rate of all units together, of rates that need not be crude.
///
/// - Units: events per `multiplier`, as the rates.
/// - Missing: units without an event or a rate count for neither side; nil where that is all.
/// - Source: PHEindicatormethods 2.1.0, `assign_funnel_significance`: all events over all derived denominators.
public func averageRate(
  _ units: [(events: Int, rate: Double?)], per multiplier: Double = 100_000
) -> Double? {
  let derived = units.compactMap { unit in
    unit.rate.flatMap { rate in
      derivedDenominator(events: Double(unit.events), rate: rate, per: multiplier).map {
        FunnelUnit(events: Double(unit.events), denominator: $0)
      }
    }
  }
  return average(of: derived).map { $0 * multiplier }
}
