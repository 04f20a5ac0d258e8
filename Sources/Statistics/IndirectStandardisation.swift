/// The people of one age band beside the events and people of a reference population.
public struct ReferenceBand: Hashable, Sendable {
  /// The people or person-years of the band here; may be none, and missing where the reference has no event.
  public var population: Double?
  /// The reference population's events; nil where none are recorded, which counts as none.
  public var referenceEvents: Int?
  /// The reference population's people or person-years.
  public var referencePopulation: Double

  /// Makes a band.
  public init(population: Double?, referenceEvents: Int?, referencePopulation: Double) {
    self.population = population
    self.referenceEvents = referenceEvents
    self.referencePopulation = referencePopulation
  }
}

/// How many events there would be with the reference population's rates by age.
///
/// - Units: events.
/// - Missing: nil without a band, for a count or population below zero, and unless each reference population is above
///   zero. A missing reference count is none; a missing population is nil unless the reference has no event in the band,
///   since then none is expected of however many people.
/// - Source: PHEindicatormethods 2.1.0, `calculate_ISRatio`.
public func expectedEvents(_ bands: [ReferenceBand]) -> Double? {
  guard !bands.isEmpty, bands.allSatisfy(\.isUsable) else { return nil }
  return bands.reduce(0) { sum, band in
    sum + Double(band.referenceEvents ?? 0) / band.referencePopulation * (band.population ?? 0)
  }
}

/// What was observed as a multiple of what the reference population's rates by age would give.
///
/// - Units: `multiplier` where as many were observed as expected; 100 for a standardised mortality ratio.
/// - Missing: nil for an observed count below zero, unless something was expected, and where that is nil.
/// - Source: PHEindicatormethods 2.1.0, `calculate_ISRatio`: exact limits below 10 observed, else Byar's.
public func indirectlyStandardisedRatio(
  observed: Int, _ bands: [ReferenceBand], multiplier: Double = 1,
  confidence: Confidence = .percent95
) -> Estimate? {
  guard let expected = expectedEvents(bands),
    let ratio = ratioToExpected(observed: observed, expected: expected, confidence: confidence)
  else { return nil }
  return Estimate(
    interval: ratio.scaled(by: multiplier), method: poissonMethod(of: observed))
}

/// The indirectly standardised ratio times the crude rate of the reference population.
///
/// - Units: events per `multiplier` of the population.
/// - Missing: as of the ratio.
/// - Source: PHEindicatormethods 2.1.0, `calculate_ISRate`.
public func indirectlyStandardisedRate(
  observed: Int, _ bands: [ReferenceBand], per multiplier: Double = 100_000,
  confidence: Confidence = .percent95
) -> Estimate? {
  guard bands.allSatisfy(\.isUsable) else { return nil }
  let events = bands.reduce(0) { $0 + Double($1.referenceEvents ?? 0) }
  let population = bands.reduce(0) { $0 + $1.referencePopulation }
  return indirectlyStandardisedRatio(
    observed: observed, bands, multiplier: events / population * multiplier,
    confidence: confidence)
}

extension ReferenceBand {
  fileprivate var isUsable: Bool {
    let events = referenceEvents ?? 0
    guard events >= 0, referencePopulation > 0, referencePopulation.isFinite else { return false }
    return population.map { $0 >= 0 && $0.isFinite } ?? (events == 0)
  }
}
