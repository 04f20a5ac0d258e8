import Statistics
import Testing

@Suite(
  "Published standardised rates",
  .enabled(
    if: PublishedCases.folder != nil, "skipped: no folder shared/reference/phe beside the package"))
struct PublishedStandardisationTests {
  @Test("directly standardised rates, suppressed below 10 events")
  func direct() throws {
    let input = try PublishedCases.rows("dsr_input.csv")
    var comparisons = Comparisons()
    for row in try PublishedCases.rows("dsr_expected.csv") {
      let bands = try input.filter { $0["area"] == row["area"] }.map {
        StandardisedBand(
          events: $0.integer("count"), population: try #require($0.number("pop")),
          standard: try #require($0.number("stdpop")))
      }
      try compare(row, with: &comparisons) {
        directlyStandardisedRate(
          bands, per: row.number("multiplier") ?? 0, confidence: $0)
      }
    }
    comparisons.expectAll(of: "dsr_expected.csv")
  }

  @Test("directly standardised rates of events that are not independent")
  func repeated() throws {
    let input = try PublishedCases.rows("dsr_nonindependent_input.csv")
    var comparisons = Comparisons()
    for row in try PublishedCases.rows("dsr_nonindependent_expected.csv") {
      let bands = try input.filter { $0["area"] == row["area"] }.map { band in
        let persons = (1...4).map {
          ($0, band.integer("persons_with_\($0)_event" + ($0 == 1 ? "" : "s")) ?? 0)
        }
        return RepeatedEventsBand(
          persons: Dictionary(uniqueKeysWithValues: persons),
          population: try #require(band.number("pop")),
          standard: try #require(band.number("stdpop")))
      }
      try compare(row, with: &comparisons) {
        directlyStandardisedRate(
          bands, per: row.number("multiplier") ?? 0, confidence: $0)
      }
    }
    comparisons.expectAll(of: "dsr_nonindependent_expected.csv")
  }

  private func compare(
    _ row: [String: String], with comparisons: inout Comparisons,
    by rate: (Confidence) -> DirectlyStandardisedRate?
  ) throws {
    let place = row["area"] ?? ""
    for names in Comparisons.limits.prefix(2) {
      let found = try #require(rate(names.confidence))
      comparisons.expect(found.events, is: row.integer("total_count") ?? -1, place)
      comparisons.expect(found.population, equals: row["total_pop"], place)
      comparisons.expect(found.estimate?.interval.value, equals: row["value"], place)
      comparisons.expect(found.estimate?.interval.lower, equals: row[names.lower], place)
      comparisons.expect(found.estimate?.interval.upper, equals: row[names.upper], place)
      if let method = found.estimate?.method {
        #expect(method.rawValue == row["method"])
      }
    }
  }

  @Test("indirectly standardised rates and ratios from their bands")
  func indirect() throws {
    let input = try PublishedCases.rows("isr_input.csv")
    var comparisons = Comparisons()
    for row in try PublishedCases.rows("isr_expected.csv") {
      let place = row["area"] ?? ""
      let rows = input.filter { $0["area"] == row["area"] }
      let bands = try rows.map {
        ReferenceBand(
          population: $0.number("pop"), referenceEvents: $0.integer("refcount"),
          referencePopulation: try #require($0.number("refpop")))
      }
      let observed = rows.reduce(0) { $0 + ($1.integer("count") ?? 0) }
      comparisons.expect(observed, is: row.integer("observed") ?? -1, place)
      comparisons.expect(expectedEvents(bands), equals: row["expected"], place)
      let statistic = row["statistic"] ?? ""
      let multiplier =
        statistic.split(separator: " ").last.map { $0.filter(\.isNumber) }.flatMap(Double.init)
      comparisons.expect(row, place) { confidence in
        statistic.contains("rate")
          ? indirectlyStandardisedRate(
            observed: observed, bands, per: multiplier ?? 0, confidence: confidence)
          : indirectlyStandardisedRatio(
            observed: observed, bands, multiplier: multiplier ?? 0, confidence: confidence)
      }
    }
    comparisons.expectAll(of: "isr_expected.csv")
  }

  @Test("the European Standard Population")
  func european() throws {
    var comparisons = Comparisons()
    for (row, band) in zip(
      try PublishedCases.rows("esp2013.csv"), StandardPopulation.european2013.bands)
    {
      comparisons.expect(band.people, equals: row["weight"], row["ageband"] ?? "")
      let name = band.through.map { "\(band.from)-\($0)" } ?? "\(band.from)+"
      comparisons.expect(name, is: row["ageband"] ?? "", name)
    }
    comparisons.expectAll(of: "esp2013.csv")
  }
}
