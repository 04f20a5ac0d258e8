import Statistics
import Testing

@Suite(
  "Published life expectancies",
  .enabled(
    if: PublishedCases.folder != nil, "skipped: no folder shared/reference/phe beside the package"))
struct PublishedLifeTableTests {
  private func bands(of name: String) throws -> [LifeTableBand] {
    try PublishedCases.rows("life_expectancy_input.csv").filter { $0["case"] == name }.map { row in
      LifeTableBand(
        startAge: try #require(row.integer("start_age")), population: row.number("population"),
        deaths: row.integer("deaths"))
    }
  }

  /// The published limits are 1.96 standard errors away, which the source holds its own quantile of the normal distribution
  /// against at four decimals: the first is compared to its printed digits, the second to those decimals.
  @Test("expectancies, limits and sums agree")
  func typical() throws {
    let rows = try PublishedCases.rows("life_expectancy_expected.csv").filter {
      $0["case"] == "typical"
    }
    let found = try lifeExpectancies(bands(of: "typical"))
    try #require(rows.count == found.count)
    var comparisons = Comparisons()
    for (row, expectancy) in zip(rows, found) {
      let place = "age \(expectancy.age)"
      comparisons.expect(expectancy.age, is: row.integer("start_age") ?? -1, place)
      comparisons.expect(expectancy.value, equals: row["life_expectancy"], place)
      let value = try #require(expectancy.value)
      for (limit, column) in [(expectancy.lower, "lower95"), (expectancy.upper, "upper95")] {
        let limit = try #require(limit)
        let rounded = value + (limit - value) * 1.96 / 1.959963984540054
        comparisons.expect(rounded, equals: row[column], place)
        #expect(abs(limit - (row.number(column) ?? 0)) < 0.000_05)
      }
      comparisons.expect(expectancy.population, equals: row["pops_used"], place)
      comparisons.expect(expectancy.deaths, is: row.integer("deaths_used") ?? -1, place)
    }
    try compareSuppressed(with: &comparisons)
    comparisons.expectAll(of: "life_expectancy_expected.csv")
  }

  /// Cases that are suppressed have no table; each cell that is blank for it counts.
  private func compareSuppressed(with comparisons: inout Comparisons) throws {
    for (name, gap) in [
      ("negative_deaths", LifeTableGap.negativeDeaths),
      ("total_population_5000_or_less", .tooFewPeople),
    ] {
      let bands = try bands(of: name)
      #expect(throws: gap) { try lifeExpectancies(bands) }
      let found = try? lifeExpectancies(bands)
      for row in try PublishedCases.rows("life_expectancy_expected.csv") where row["case"] == name {
        for column in ["life_expectancy", "lower95", "upper95"] {
          comparisons.expect(found == nil, is: row[column] == nil, name)
        }
      }
    }
  }
}
