import Statistics
import Testing

@Suite(
  "Published rates and means",
  .enabled(
    if: PublishedCases.folder != nil, "skipped: no folder shared/reference/phe beside the package"))
struct PublishedRateTests {
  private func tally(_ row: [String: String]) -> Tally {
    Tally(
      events: row.integer("numerator") ?? row.integer("numerator_summed"),
      population: row.number("denominator") ?? row.number("denominator_summed"))
  }

  @Test(
    "rates and proportions with their methods",
    arguments: ["rate.csv", "rate_grouped.csv", "proportion.csv", "proportion_grouped.csv"])
  func rates(file: String) throws {
    var comparisons = Comparisons()
    for row in try PublishedCases.rows(file) {
      let multiplier = row.number("multiplier") ?? 100_000
      comparisons.expect(row, file) { confidence in
        file.hasPrefix("rate")
          ? crudeRate(tally(row), per: multiplier, confidence: confidence)
          : proportion(tally(row), multiplier: multiplier, confidence: confidence)
      }
    }
    comparisons.expectAll(of: file)
  }

  @Test("means with Student's t")
  func means() throws {
    let values = try PublishedCases.rows("mean_input.csv").compactMap { $0.number("value") }
    var comparisons = Comparisons()
    for row in try PublishedCases.rows("mean_expected.csv") {
      let mean = try #require(sampleMean(of: values))
      comparisons.expect(mean.count, is: row.integer("value_count") ?? 0, "count")
      comparisons.expect(mean.standardDeviation, equals: row["stdev"], "stdev")
      comparisons.expect(mean.value * Double(mean.count), equals: row["value_sum"], "sum")
      comparisons.expect(row, "mean") {
        sampleMean(of: values, confidence: $0)?.estimate
      }
    }
    comparisons.expectAll(of: "mean_expected.csv")
  }
}
