import Statistics
import Testing

@Suite(
  "Published quantiles",
  .enabled(
    if: PublishedCases.folder != nil, "skipped: no folder shared/reference/phe beside the package"))
struct PublishedQuantileTests {
  @Test("quantiles of areas, with ties, missing values and inversion")
  func quantiles() throws {
    let rows = try PublishedCases.rows("quantiles.csv")
    var comparisons = Comparisons()
    let groups = Dictionary(grouping: rows) {
      [$0["case_set"], $0["group_set"], $0["group"]].map { $0 ?? "" }
    }
    for group in groups.values {
      let found = areaQuantiles(
        of: group.map { $0.number("value") }, parts: group[0].integer("n_quantiles") ?? 0,
        isInverted: group[0]["invert"] == "true")
      for (row, quantile) in zip(group, found) {
        comparisons.expect(quantile, is: row.integer("expected_quantile"), row["area"] ?? "")
      }
    }
    comparisons.expectAll(of: "quantiles.csv")
  }
}
