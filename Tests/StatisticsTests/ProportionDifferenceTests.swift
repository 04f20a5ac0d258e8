import Testing

@testable import Statistics

/// Differences of proportions, by the published cases of their method.
@Suite("Differences of proportions")
struct ProportionDifferenceTests {
  // Newcombe, Statistics in Medicine 1998; 17: 873-890, table II, method 10.
  @Test(
    "limits are those that are published for the method",
    arguments: [
      (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090),
      (6, 7, 2, 7, 0.0582, 0.8062), (5, 56, 0, 29, -0.0381, 0.1926),
      (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 20, 0.6791, 1), (10, 10, 0, 10, 0.6075, 1),
    ])
  func published(
    events: Int, of people: Int, others: Int, ofOthers: Int, lower: Double, upper: Double
  ) throws {
    let first = try #require(wilson(count: events, of: people))
    let second = try #require(wilson(count: others, of: ofOthers))
    let found = difference(of: first, less: second)
    #expect((found.lower - lower).magnitude < 0.00005, "\(found.lower)")
    #expect((found.upper - upper).magnitude < 0.00005, "\(found.upper)")
    let turned = difference(of: second, less: first)
    #expect((turned.lower + found.upper).magnitude < 1e-12)
  }
}
