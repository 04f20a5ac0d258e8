/// Events among people or person-years, as one row of figures has them.
///
/// - Missing: nil where the row has none.
public struct Tally: Hashable, Sendable {
  /// How many.
  public var events: Int?
  /// Out of how many people or person-years.
  public var population: Double?

  /// Makes a tally.
  public init(events: Int?, population: Double?) {
    self.events = events
    self.population = population
  }
}

extension Sequence<Tally> {
  /// Several rows as one: a group of areas.
  ///
  /// - Missing: what one row lacks the sum lacks too, as does the sum of no rows.
  public var summed: Tally {
    var (events, population): (Int?, Double?) = (nil, nil)
    for (index, row) in enumerated() {
      events = index == 0 ? row.events : sum(events, row.events)
      population = index == 0 ? row.population : sum(population, row.population)
    }
    return Tally(events: events, population: population)
  }
}

private func sum<Number: AdditiveArithmetic>(_ one: Number?, _ other: Number?) -> Number? {
  guard let one, let other else { return nil }
  return one + other
}

/// A crude rate: events per so many people or person-years, with exact limits below 10 events and Byar's from there.
///
/// - Units: events per `multiplier` of the population. Events may be more than people.
/// - Missing: nil where either is missing, for a count below zero, and unless the population is above zero.
/// - Source: PHEindicatormethods 2.1.0, `phe_rate`.
public func crudeRate(
  _ tally: Tally, per multiplier: Double = 100_000, confidence: Confidence = .percent95
) -> Estimate? {
  guard let events = tally.events, let population = tally.population,
    population > 0, population.isFinite,
    let interval = poisson(count: events, confidence: confidence)
  else { return nil }
  return Estimate(
    interval: interval.scaled(by: multiplier / population), method: poissonMethod(of: events))
}

/// A proportion in the units of its table, with Wilson's limits.
///
/// - Units: a fraction of 1 times the multiplier; 100 for a percentage.
/// - Missing: nil where either is missing, and unless `0 <= events <= population` and `population > 0`.
/// - Source: PHEindicatormethods 2.1.0, `phe_proportion`, which applies the multiplier last.
public func proportion(
  _ tally: Tally, multiplier: Double = 1, confidence: Confidence = .percent95
) -> Estimate? {
  guard let events = tally.events, let population = tally.population,
    let interval = wilson(Double(events), of: population, confidence: confidence)
  else { return nil }
  return Estimate(interval: interval.scaled(by: multiplier), method: .wilson)
}
