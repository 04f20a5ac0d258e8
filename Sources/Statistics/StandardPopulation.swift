/// A standard population: how many of its people are of which age.
public struct StandardPopulation: Hashable, Sendable {
  /// A band of ages and its people.
  public struct Band: Hashable, Sendable {
    /// The first age in completed years.
    public var from: Int
    /// The last one; nil for the open band at the end.
    public var through: Int?
    /// Its people.
    public var people: Double
  }

  /// The bands from birth on, without a gap.
  public let bands: [Band]

  /// Its people of all ages.
  public var total: Double { bands.reduce(0) { $0 + $1.people } }

  /// The band that an age lies in; nil below birth.
  public func band(ofAge age: Int) -> Band? {
    bands.last { $0.from <= age }
  }

  /// A population from the first ages of its bands, of which the last is open.
  private init(_ people: KeyValuePairs<Int, Double>) {
    let starts = people.map(\.key)
    bands = zip(people, starts.dropFirst().map { $0 - 1 as Int? } + [nil]).map { band, last in
      Band(from: band.key, through: last, people: band.value)
    }
  }

  /// The European Standard Population 2013 in its 19 bands, with 90 and over together.
  ///
  /// - Source: Eurostat, Revision of the European Standard Population, 2013, as in PHEindicatormethods 2.1.0, `esp2013`.
  public static let european2013 = StandardPopulation([
    0: 5_000, 5: 5_500, 10: 5_500, 15: 5_500, 20: 6_000, 25: 6_000, 30: 6_500, 35: 7_000,
    40: 7_000, 45: 7_000, 50: 7_000, 55: 6_500, 60: 6_000, 65: 5_500, 70: 5_000, 75: 4_000,
    80: 2_500, 85: 1_500, 90: 1_000,
  ])

  /// The same in its 21 bands, with the first year of life and 95 and over apart.
  ///
  /// - Source: Eurostat, Revision of the European Standard Population, 2013, as in the seed `esp_2013` of
  ///   ncl-icb-analytics/dbt-ncl-analytics.
  public static let european2013Split = StandardPopulation([
    0: 1_000, 1: 4_000, 5: 5_500, 10: 5_500, 15: 5_500, 20: 6_000, 25: 6_000, 30: 6_500,
    35: 7_000, 40: 7_000, 45: 7_000, 50: 7_000, 55: 6_500, 60: 6_000, 65: 5_500, 70: 5_000,
    75: 4_000, 80: 2_500, 85: 1_500, 90: 800, 95: 200,
  ])
}
