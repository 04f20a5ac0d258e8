/// The deaths and people of an age band of a life table.
public struct LifeTableBand: Hashable, Sendable {
  /// The first age in completed years.
  public var startAge: Int
  /// People or person-years; nil where the band has none recorded.
  public var population: Double?
  /// Deaths; nil where the band has none recorded.
  public var deaths: Int?

  /// Makes a band.
  public init(startAge: Int, population: Double?, deaths: Int?) {
    self.startAge = startAge
    self.population = population
    self.deaths = deaths
  }
}

/// How many more years somebody of an age can expect at today's death rates.
public struct LifeExpectancy: Hashable, Sendable {
  /// The age in completed years.
  public var age: Int
  /// Years; nil where the limits at 95% are more than 20 years apart, and where by these rates nobody reaches the age.
  public var value: Double?
  /// The lower limit in years; nil where nobody reaches the age.
  public var lower: Double?
  /// The upper limit in years; nil where nobody reaches the age.
  public var upper: Double?
  /// The people of this band and all older ones.
  public var population: Double
  /// The deaths of this band and all older ones.
  public var deaths: Int

  /// Value and limits with their method; nil without the value.
  public var estimate: Estimate? {
    guard let value, let lower, let upper else { return nil }
    return Estimate(
      interval: ConfidenceInterval(value: value, lower: lower, upper: upper),
      method: .chiangSilcocks)
  }
}

/// Why there is no life table.
public enum LifeTableGap: Error, Hashable, Sendable {
  /// The bands are not the 20 of the method, each once and with both numbers.
  case bandMissing
  /// A band has deaths below zero.
  case negativeDeaths
  /// A band has nobody.
  case noPopulation
  /// A band has more deaths than people.
  case moreDeathsThanPeople
  /// All bands together have 5,000 people or fewer.
  case tooFewPeople
  /// Nobody died in the open band at the end, so that it has no end.
  case noDeathInLastBand
}

/// The first ages of the life table's 20 bands: the first year, the next four, and five each up to 90 and over.
///
/// - Source: PHEindicatormethods 2.1.0, `phe_life_expectancy`.
public let lifeTableAges = [0, 1] + Array(stride(from: 5, through: 90, by: 5))

/// The life expectancy at the start of each age band, by an abridged life table.
///
/// - Shape: the 20 bands in any order -> one row a band, in the order of ages.
/// - Units: years. The limits at 95% decide whether a value is shown, whatever the confidence asked for.
/// - Throws: a `LifeTableGap` where there is no table.
/// - Source: Chiang CL, Introduction to Stochastic Processes in Biostatistics, 1968, with a tenth of the first year and
///   half of other bands lived by who dies in them; the variance of the last band after Silcocks PBS et al., Journal of
///   Epidemiology and Community Health 2001; 55: 38-43; rules of suppression from PHEindicatormethods 2.1.0,
///   `phe_life_expectancy`. Where all die within a band the source gives zero years for the ages after, which are missing
///   here.
public func lifeExpectancies(
  _ bands: [LifeTableBand], confidence: Confidence = .percent95
) throws(LifeTableGap) -> [LifeExpectancy] {
  var intervals = try usableIntervals(bands)
  var survivors = 1.0
  for index in intervals.indices {
    intervals[index].survivors = survivors
    survivors *= 1 - intervals[index].dying
  }
  return expectancies(of: intervals, confidence: confidence)
}

/// A band as a row of the table.
private struct LifeInterval {
  var age: Int
  /// Its years; none for the open one.
  var years: Double?
  var population: Double
  var deaths: Int
  /// Who is alive at its start, of one born.
  var survivors = 1.0

  var rate: Double { Double(deaths) / population }
  /// The share of its years that who dies in it lives.
  var livedShare: Double { age == 0 ? 0.1 : 0.5 }
  /// The probability of dying in it; one in the open one.
  var dying: Double {
    guard let years else { return 1 }
    return min(1, rate * years / (1 + rate * years * (1 - livedShare)))
  }
}

private func usableIntervals(_ bands: [LifeTableBand]) throws(LifeTableGap) -> [LifeInterval] {
  let sorted = bands.sorted { $0.startAge < $1.startAge }
  guard sorted.map(\.startAge) == lifeTableAges else { throw .bandMissing }
  var intervals: [LifeInterval] = []
  for (index, band) in sorted.enumerated() {
    guard let population = band.population, population.isFinite, let deaths = band.deaths else {
      throw .bandMissing
    }
    let next = index + 1 < lifeTableAges.count ? lifeTableAges[index + 1] : nil
    intervals.append(
      LifeInterval(
        age: band.startAge, years: next.map { Double($0 - band.startAge) },
        population: population, deaths: deaths))
  }
  try check(intervals)
  return intervals
}

private func check(_ intervals: [LifeInterval]) throws(LifeTableGap) {
  if intervals.contains(where: { $0.deaths < 0 }) { throw .negativeDeaths }
  if intervals.contains(where: { $0.population <= 0 }) { throw .noPopulation }
  if intervals.contains(where: { Double($0.deaths) > $0.population }) {
    throw .moreDeathsThanPeople
  }
  if intervals.reduce(0, { $0 + $1.population }) <= 5_000 { throw .tooFewPeople }
  if intervals.last?.deaths == 0 { throw .noDeathInLastBand }
}

/// From the last band back, summing years lived and variance.
private func expectancies(
  of intervals: [LifeInterval], confidence: Confidence
) -> [LifeExpectancy] {
  var (lived, variance, after) = (0.0, 0.0, 0.0)
  var (population, deaths) = (0.0, 0)
  var rows: [LifeExpectancy] = []
  for interval in intervals.reversed() {
    lived += yearsLived(in: interval)
    variance += variancePart(of: interval, expectancyAfter: after)
    population += interval.population
    deaths += interval.deaths
    after = interval.survivors > 0 ? lived / interval.survivors : 0
    var row = LifeExpectancy(age: interval.age, population: population, deaths: deaths)
    if interval.survivors > 0 {
      let error = variance.squareRoot() / interval.survivors
      let reach = confidence.standardDeviations * error
      let isShown = 2 * Confidence.percent95.standardDeviations * error <= 20
      (row.lower, row.upper) = (after - reach, after + reach)
      row.value = isShown ? after : nil
    }
    rows.append(row)
  }
  return rows.reversed()
}

private func yearsLived(in interval: LifeInterval) -> Double {
  guard let years = interval.years else { return interval.survivors / interval.rate }
  let dying = interval.survivors * interval.dying
  return years * (interval.survivors - dying + interval.livedShare * dying)
}

/// What a band adds to the variance of the years lived from its start on.
private func variancePart(of interval: LifeInterval, expectancyAfter: Double) -> Double {
  let (alive, deaths) = (interval.survivors, Double(interval.deaths))
  guard let years = interval.years else {
    // Silcocks: the open band's variance is that of its mean length of life, one over the rate.
    return alive * alive / (deaths * interval.rate * interval.rate)
  }
  guard interval.deaths > 0 else { return 0 }
  let dying = interval.dying
  let reach = (1 - interval.livedShare) * years + expectancyAfter
  return dying * dying * (1 - dying) / deaths * alive * alive * reach * reach
}
