import Foundation
import Statistics
import Testing

/// Whether two numbers agree to nine significant digits.
func agree(_ found: Double?, _ expected: Double?) -> Bool {
  guard let found, let expected else { return found == nil && expected == nil }
  return abs(found - expected) <= 1e-9 * max(abs(expected), 1e-300)
}

@Suite("Wilson intervals")
struct WilsonTests {
  // testdata_Proportion.xlsx of PHEindicatormethods 2.1.0.
  @Test(
    "published limits are met",
    arguments: [
      (1, 100, 0.0017674320641406511, 0.054486196178705294),
      (20, 100, 0.1333669333310325, 0.28882916559315885),
      (9856, 12345, 0.7912101752909069, 0.8053640073614909),
      (222, 3215, 0.060791690363636595, 0.07833956681383633),
    ])
  func published(count: Int, total: Int, lower: Double, upper: Double) throws {
    let interval = try #require(wilson(count: count, of: total))
    #expect(agree(interval.value, Double(count) / Double(total)))
    #expect(agree(interval.lower, lower))
    #expect(agree(interval.upper, upper))
  }

  @Test("the limits at 99.8% are wider, as published")
  func wider() throws {
    let interval = try #require(wilson(count: 65, of: 100, confidence: .percent99point8))
    #expect(agree(interval.lower, 0.4954946574070431))
    #expect(agree(interval.upper, 0.7783540614089697))
  }

  @Test("no share has limits outside 0 and 1", arguments: [1, 7, 100, 1_000_000])
  func edges(total: Int) throws {
    let none = try #require(wilson(count: 0, of: total))
    #expect(none.lower == 0 && none.upper > 0 && none.upper < 1)
    let all = try #require(wilson(count: total, of: total))
    #expect(all.upper == 1)
    #expect(all.lower < 1)
  }

  @Test("at 100% the limits are 0 and 1")
  func certain() throws {
    let certain = try #require(Confidence(1))
    let interval = wilson(count: 3, of: 10, confidence: certain)
    #expect(interval == ConfidenceInterval(value: 0.3, lower: 0, upper: 1))
  }

  @Test("what is no share of a whole has no interval")
  func impossible() {
    #expect(wilson(count: 1, of: 0) == nil)
    #expect(wilson(count: -1, of: 10) == nil)
    #expect(wilson(count: 11, of: 10) == nil)
    #expect(wilson(count: 0, of: -5) == nil)
  }

  @Test("a confidence lies between 90% and 100%")
  func confidences() {
    #expect(Confidence(0.89) == nil)
    #expect(Confidence(95) == nil)
    #expect(Confidence(.nan) == nil)
    #expect(Confidence(0.95) == .percent95)
  }
}
