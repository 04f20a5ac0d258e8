import Testing

@testable import Statistics

@Suite("Limits of counts")
struct PoissonTests {
  // testdata_Rate.xlsx and testdata_DSR_ISR.xlsx of PHEindicatormethods 2.1.0.
  @Test(
    "published limits are met",
    arguments: [
      (1, 0.025317807984289897, 5.571643390938898, 0.0010005003335835344, 9.233413476451585),
      (20, 12.211428834875937, 30.889880369197066, 8.922802365144193, 38.08503562504191),
    ])
  func published(
    count: Int, lower: Double, upper: Double, widerLower: Double, widerUpper: Double
  ) throws {
    let interval = try #require(poisson(count: count))
    #expect(interval.value == Double(count))
    #expect(agree(interval.lower, lower))
    #expect(agree(interval.upper, upper))
    let wider = try #require(poisson(count: count, confidence: .percent99point8))
    #expect(agree(wider.lower, widerLower))
    #expect(agree(wider.upper, widerUpper))
  }

  @Test("9 observed are held against what was expected exactly, 895 by Byar's approximation")
  func ratios() throws {
    let expected = 835.8835612311743
    let few = try #require(ratioToExpected(observed: 9, expected: expected))
    #expect(agree(few.value * 100, 1.0767049882813684))
    #expect(agree(few.lower * 100, 0.4923380825095776))
    #expect(agree(few.upper * 100, 2.043921455549973))
    let many = try #require(ratioToExpected(observed: 895, expected: expected))
    #expect(agree(many.lower, 1.0017147712553987))
    #expect(agree(many.upper, 1.143233287249895))
  }

  @Test("no event has a lower limit of zero, and an upper one of about 3.7")
  func none() throws {
    let interval = try #require(poisson(count: 0))
    #expect(interval.lower == 0)
    #expect(agree(interval.upper, 3.6888794541139363))
  }

  @Test("limits lie around the count and grow with it, across the change of method")
  func order() throws {
    var before = try #require(poisson(count: 0))
    for count in 1...60 {
      let interval = try #require(poisson(count: count))
      #expect(interval.lower < Double(count) && Double(count) < interval.upper)
      #expect(interval.lower > before.lower && interval.upper > before.upper)
      before = interval
    }
  }

  @Test("Byar's lower limit of a small count at 99.8% is none")
  func byar() {
    let limits = byarLimits(of: 1, confidence: .percent99point8)
    #expect(limits.lower == nil)
    #expect(agree(limits.upper, 9.362180217908362))
  }

  @Test("what cannot be observed or expected has no interval; at 100% nothing is ruled out")
  func edges() throws {
    #expect(poisson(count: -1) == nil)
    #expect(ratioToExpected(observed: 3, expected: 0) == nil)
    #expect(ratioToExpected(observed: 3, expected: -1) == nil)
    #expect(ratioToExpected(observed: 3, expected: .nan) == nil)
    let certain = try #require(Confidence(1))
    for count in [3, 30] {
      let interval = try #require(poisson(count: count, confidence: certain))
      #expect(interval.lower == 0 && interval.upper == .infinity)
    }
  }
}
