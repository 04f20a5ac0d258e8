import Statistics
import Testing

@Suite(
  "Published indices of inequality",
  .enabled(
    if: PublishedCases.folder != nil, "skipped: no folder shared/reference/phe beside the package"))
struct PublishedInequalityTests {
  private func groups(of name: String) throws -> [InequalityGroup] {
    try PublishedCases.rows("sii_input.csv").filter { $0["case"] == name }.map { row in
      let spread: InequalityGroup.Spread =
        if let lower = row.number("lower_cl"), let upper = row.number("upper_cl") {
          .limits(lower: lower, upper: upper)
        } else {
          // Not a number where it is missing too, as nothing else says how sure the value is.
          .standardError(row.number("standard_error") ?? .nan)
        }
      return InequalityGroup(
        population: try #require(row.number("population")),
        value: try #require(row.number("value")),
        spread: spread)
    }
  }

  private func scale(_ row: [String: String]) throws -> InequalityScale {
    let scales: [String: InequalityScale] = ["0": .plain, "1": .rate, "2": .proportion]
    return try #require(row["value_type"].flatMap { scales[$0] })
  }

  /// Points to nine digits, limits within 5%: a tenth of the published draws, which is enough for that.
  @Test("indices agree, and limits within 5%, in all value types and transforms")
  func indices() throws {
    var comparisons = Comparisons()
    for row in try PublishedCases.rows("sii_expected.csv") where row["sii"] != nil {
      let name = try #require(row["case"])
      let confidences = try #require(row["confidence_pct"]).split(separator: ";")
      for (index, percent) in confidences.enumerated() {
        let confidence = try #require(Double(percent).flatMap { Confidence($0 / 100) })
        let found = try #require(
          inequality(
            across: groups(of: name), on: scale(row), isTransformed: row["transform"] == "true",
            multiplier: row.number("multiplier") ?? 1, confidence: confidence,
            simulation: Simulation(repetitions: 10_000)))
        if index == 0 {
          comparisons.expect(found.slope.value, equals: row["sii"], name)
          if row["rii"] != nil {
            comparisons.expect(found.relative?.value, equals: row["rii"], name)
          }
          if row["Intercept"] != nil {
            comparisons.expect(found.start, equals: row["Intercept"], name)
          }
        }
        for (bound, column) in [
          (found.slope.lower, "sii_lowercl"), (found.slope.upper, "sii_uppercl"),
          (found.relative?.lower, "rii_lowercl"), (found.relative?.upper, "rii_uppercl"),
        ] {
          let cell = row["\(column)_\(index + 1)"]
          if cell != nil {
            comparisons.expect(bound, equals: cell, within: 0.05, "\(name) \(column)")
          }
        }
      }
    }
    try compareRefused(with: &comparisons)
    // 55 points, 92 limits, and four cases by two facts each.
    comparisons.expectAll(of: "sii_expected.csv")
  }

  /// Cases that the source refuses have no index, and its warning is told.
  private func compareRefused(with comparisons: inout Comparisons) throws {
    let quick = Simulation(repetitions: 100)
    for row in try PublishedCases.rows("sii_expected.csv") where row["sii"] == nil {
      let name = try #require(row["case"])
      let isWarning = row["description"]?.contains("warning") == true
      // The case of limits outside 0 to 1 is one of a proportion.
      let isProportion = row["description"]?.contains("proportion") == true
      let found = try inequality(
        across: groups(of: name), on: isProportion ? .proportion : .plain, simulation: quick)
      comparisons.expect(found != nil, is: isWarning, name)
      comparisons.expect(found?.isUnstable ?? false, is: isWarning, name)
    }
  }
}
