/// The events of one age band beside its people and the standard's.
public struct StandardisedBand: Hashable, Sendable {
  /// How many events; nil where none are recorded for the band, which counts as none and is told.
  public var events: Int?
  /// The people or person-years of the band.
  public var population: Double
  /// The people of the standard population in the band.
  public var standard: Double

  /// Makes a band.
  public init(events: Int?, population: Double, standard: Double) {
    self.events = events
    self.population = population
    self.standard = standard
  }
}

/// The people of one age band by how many of the events each had.
public struct RepeatedEventsBand: Hashable, Sendable {
  /// How many people had so many events.
  public var persons: [Int: Int]
  /// The people or person-years of the band.
  public var population: Double
  /// The people of the standard population in the band.
  public var standard: Double

  /// Makes a band.
  public init(persons: [Int: Int], population: Double, standard: Double) {
    self.persons = persons
    self.population = population
    self.standard = standard
  }
}

/// A directly standardised rate, or why there is none to show.
public struct DirectlyStandardisedRate: Hashable, Sendable {
  /// The fewest events that a rate is shown of.
  ///
  /// - Source: PHEindicatormethods 2.1.0, `calculate_dsr`: value and limits are left out below.
  public static let fewestEvents = 10

  /// The events of all bands.
  public var events: Int
  /// The people or person-years of all bands.
  public var population: Double
  /// In how many bands no count of events was recorded.
  public var bandsWithoutCount: Int
  /// The rate with Dobson's limits; nil below 10 events.
  public var estimate: Estimate?
}

/// The rate that the standard population would have with these rates by age.
///
/// - Units: events per `multiplier` of the standard population.
/// - Missing: nil without a band, unless each has a population above zero, no event count or weight is below zero and
///   a weight is above. The rate alone is missing below 10 events. A missing count is none, and counted in the answer.
/// - Source: PHEindicatormethods 2.1.0, `calculate_dsr`; limits from Dobson AJ et al., Statistics in Medicine 1991; 10:
///   457-462, with Byar's limits of the total count.
public func directlyStandardisedRate(
  _ bands: [StandardisedBand], per multiplier: Double = 100_000,
  confidence: Confidence = .percent95
) -> DirectlyStandardisedRate? {
  guard bands.allSatisfy({ $0.events ?? 0 >= 0 }) else { return nil }
  let terms = bands.map { band in
    let events = Double(band.events ?? 0)
    return StandardisedTerm(
      population: band.population, standard: band.standard, events: events, variance: events)
  }
  let uncounted = bands.count { $0.events == nil }
  return directlyStandardised(
    terms, uncounted: uncounted, by: .dobson, multiplier: multiplier, confidence: confidence)
}

/// The same where one person may have several of the events, which are then not independent of each other.
///
/// - Shape: the people of each band by how many events each had; who had none may be left out.
/// - Units: events per `multiplier` of the standard population.
/// - Missing: as of independent events, and nil for a number of events or persons below zero.
/// - Source: PHEindicatormethods 2.1.0, `calculate_dsr` with `independent_events = FALSE`: the variance is that of the
///   persons with so many events, times the square of that number.
public func directlyStandardisedRate(
  _ bands: [RepeatedEventsBand], per multiplier: Double = 100_000,
  confidence: Confidence = .percent95
) -> DirectlyStandardisedRate? {
  guard bands.allSatisfy({ $0.persons.allSatisfy { $0.key >= 0 && $0.value >= 0 } }) else {
    return nil
  }
  let terms = bands.map { band in
    // In the order of the numbers, so that sums are the same on every run.
    let persons = band.persons.sorted { $0.key < $1.key }.map { (Double($0.key), Double($0.value)) }
    return StandardisedTerm(
      population: band.population, standard: band.standard,
      events: persons.reduce(0) { $0 + $1.0 * $1.1 },
      variance: persons.reduce(0) { $0 + $1.0 * $1.0 * $1.1 })
  }
  return directlyStandardised(
    terms, uncounted: 0, by: .dobsonOfRepeatedEvents, multiplier: multiplier,
    confidence: confidence)
}

/// A band with the variance of its count.
private struct StandardisedTerm {
  var population: Double
  var standard: Double
  var events: Double
  var variance: Double

  var isUsable: Bool {
    population > 0 && population.isFinite && standard >= 0 && standard.isFinite
  }
}

private func directlyStandardised(
  _ terms: [StandardisedTerm], uncounted: Int, by method: IntervalMethod, multiplier: Double,
  confidence: Confidence
) -> DirectlyStandardisedRate? {
  let weights = terms.reduce(0) { $0 + $1.standard }
  guard terms.allSatisfy(\.isUsable), weights > 0 else { return nil }
  var (value, variance, events, population) = (0.0, 0.0, 0.0, 0.0)
  for term in terms {
    let weight = term.standard / weights / term.population
    value += weight * term.events
    variance += weight * weight * term.variance
    events += term.events
    population += term.population
  }
  var result = DirectlyStandardisedRate(
    events: Int(events), population: population, bandsWithoutCount: uncounted, estimate: nil)
  if result.events >= DirectlyStandardisedRate.fewestEvents {
    let interval = dobson(
      value: value, variance: variance, events: result.events, confidence: confidence)
    result.estimate = Estimate(interval: interval.scaled(by: multiplier), method: method)
  }
  return result
}

/// The limits of the total count, stretched to the variance of a weighted sum.
private func dobson(
  value: Double, variance: Double, events: Int, confidence: Confidence
) -> ConfidenceInterval {
  guard confidence.tail > 0 else {
    return ConfidenceInterval(value: value, lower: 0, upper: .infinity)
  }
  let total = Double(events)
  let stretch = (variance / total).squareRoot()
  let limits = byarLimits(of: events, confidence: confidence)
  return ConfidenceInterval(
    value: value, lower: value + stretch * ((limits.lower ?? 0) - total),
    upper: value + stretch * (limits.upper - total))
}
