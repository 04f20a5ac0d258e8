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
    #expect(try #require(all.lower) < 1)
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

@Suite("Limits of counts and rates")
struct PoissonTests {
  // testdata_Byars_Wilson.xlsx of PHEindicatormethods 2.1.0; blank means that there is no limit.
  @Test(
    "published Byar's limits are met",
    arguments: [
      (65, Confidence.percent95, 50.163187710459454 as Double?, 82.84913854593984),
      (1, .percent95, 0.01307213290150435, 5.5637555824752605),
      (65, .percent99point8, 42.8802614714802, 94.00029084431802),
      (10, .percent99point8, 2.916318374695686, 24.193724927880535),
      (1, .percent99point8, nil, 9.362180217908362),
    ])
  func byars(count: Int, confidence: Confidence, lower: Double?, upper: Double) throws {
    let limits = try #require(byarsLimits(count: count, confidence: confidence))
    #expect(agree(limits.lower, lower))
    #expect(agree(limits.upper, upper))
  }

  // Half the chi-square quantiles with 2x and 2x + 2 degrees of freedom; Garwood 1936, table for 95%, and
  // testdata_Rate.xlsx (x = 1).
  @Test(
    "exact limits are those of the Poisson distribution",
    arguments: [
      (0, 0, 3.688879454113936), (1, 0.025317807984289897, 5.571643390938898),
    ])
  func exact(count: Int, lower: Double, upper: Double) throws {
    let limits = try #require(exactPoissonLimits(count: count))
    #expect(count == 0 ? limits.lower == 0 : agree(limits.lower, lower))
    #expect(agree(limits.upper, upper))
  }

  @Test("a count of zero is exact: the upper limit at any confidence is -ln of the tail")
  func zero() throws {
    for fraction in [0.9, 0.95, 0.998, 0.999999, 1 - 0x1p-50] {
      let confidence = try #require(Confidence(fraction))
      let limits = try #require(exactPoissonLimits(count: 0, confidence: confidence))
      #expect(agree(limits.upper, -log((1 - fraction) / 2)))
    }
  }

  @Test("below ten events the limits are exact, from ten on Byar's")
  func method() {
    #expect(poissonLimits(count: 9)?.method == .exact)
    #expect(poissonLimits(count: 10)?.method == .byars)
    #expect(poissonLimits(count: -1) == nil)
  }

  @Test("exact limits and Byar's come close to each other as counts grow")
  func close() throws {
    let exact = try #require(exactPoissonLimits(count: 900))
    let byars = try #require(byarsLimits(count: 900))
    #expect(abs(exact.upper - byars.upper) < 0.01)
    let (exactLower, byarsLower) = (try #require(exact.lower), try #require(byars.lower))
    #expect(abs(exactLower - byarsLower) < 0.01)
  }

  @Test("a rate may exceed one event a person, and needs a population")
  func rates() throws {
    let many = try #require(rate(count: 30, in: 10, per: 1))
    #expect(agree(many.interval.value, 3))
    #expect(rate(count: 3, in: 0) == nil)
    #expect(rate(count: 3, in: .nan) == nil)
  }
}
