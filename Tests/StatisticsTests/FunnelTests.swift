import Testing

@testable import Statistics

@Suite("Funnels")
struct FunnelTests {
  private let practices: [FunnelUnit] = (1...20).map { (hundred: Int) in
    FunnelUnit(events: Double(60 * hundred + hundred % 3), denominator: Double(100 * hundred))
  }

  @Test("limits lie around the baseline, 99.8% outside 95%, and close in as units grow")
  func shape() throws {
    let rates = try #require(rateFunnel(practices))
    let proportions = try #require(proportionFunnel(practices))
    let ratios = try #require(ratioFunnel(practices))
    for funnel in [rates, proportions, ratios] {
      #expect(funnel.steps.count == 100)
      var width = Double.infinity
      var last = 0
      for step in funnel.steps {
        #expect(step.lower998.limit <= step.lower95.limit)
        #expect(step.lower95.limit < funnel.baseline && funnel.baseline < step.upper95.limit)
        #expect(step.upper95.limit <= step.upper998.limit)
        let now = step.upper998.limit - step.lower998.limit
        #expect(now <= width)
        #expect(step.step > last)
        (width, last) = (now, step.step)
      }
    }
  }

  @Test("the axis starts at one where units differ much, else below the smallest")
  func axis() {
    let wide = FunnelAxis(of: practices)
    #expect(wide == FunnelAxis(of: practices.reversed()))
    #expect(wide?.minimum == 0)
    // 2,000 and 5% are 2,100.
    #expect(wide?.maximum == 2_100)
    let narrow = FunnelAxis(of: Array(practices[10...]))
    // 1,100 less 5% are 1,045, to one digit 1,000.
    #expect(narrow?.minimum == 1_000 && narrow?.maximum == 2_100)
    #expect(narrow?.steps(waits: false).first == 1_000)
    #expect(narrow?.steps(waits: false).last == 2_100)
    #expect(FunnelAxis(of: []) == nil)
  }

  @Test("years divide the sizes and not the limits")
  func years() throws {
    let one = try #require(rateFunnel(practices, years: 1))
    let three = try #require(rateFunnel(practices, years: 3))
    #expect(one.baseline == three.baseline)
    let step = try #require(three.steps.first { $0.step == one.steps[0].step })
    #expect(agree(step.lower95.size * 3, one.steps[0].lower95.size))
    #expect(agree(step.lower95.limit, one.steps[0].lower95.limit))
  }

  @Test("of what is no funnel there is none, nor a mark")
  func impossible() {
    let empty = FunnelUnit(events: 0, denominator: 0)
    let over = FunnelUnit(events: 11, denominator: 10)
    #expect(proportionFunnel([]) == nil && ratioFunnel([]) == nil && rateFunnel([]) == nil)
    #expect(proportionFunnel(practices + [over]) == nil)
    #expect(ratioFunnel(practices + [empty]) == nil)
    #expect(ratioFunnel(practices + [over]) != nil)
    #expect(rateFunnel(practices, years: 0) == nil)
    #expect(FunnelMark.ofProportion(empty, average: 0.5) == nil)
    #expect(FunnelMark.ofProportion(over, average: 0.5) == nil)
    #expect(FunnelMark.ofRatio(observed: 3, expected: 0) == nil)
    #expect(FunnelMark.ofRatio(observed: -3, expected: 1) == nil)
    #expect(FunnelMark.ofStandardisedRate(events: 20, rate: nil, average: 5) == nil)
    #expect(FunnelMark.ofStandardisedRate(events: 9, rate: nil, average: 5) == .notApplicable)
    #expect(derivedDenominator(events: 0, rate: 5) == nil)
    #expect(averageRate([(0, nil), (5, nil)]) == nil)
  }

  @Test("marks rise with what was observed", arguments: [20.0, 100, 1_000])
  func marks(expected: Double) {
    let order: [FunnelMark] = [.low998, .low95, .notSignificant, .high95, .high998]
    let places = (0...Int(expected * 3)).compactMap { observed in
      FunnelMark.ofRatio(observed: observed, expected: expected).flatMap(order.firstIndex)
    }
    #expect(places == places.sorted())
    #expect(Set(places).count == 5)
    #expect(FunnelMark.ofRatio(observed: Int(expected), expected: expected) == .notSignificant)
    let crude = FunnelMark.ofCrudeRate(events: 0, denominator: expected * 100, average: 0.01)
    #expect(crude == .low998)
  }
}
