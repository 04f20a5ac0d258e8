import Testing

@testable import Statistics

@Suite("Rates, proportions and means")
struct RateTests {
  @Test("a rate names its method: exact below 10 events, Byar's from 10", arguments: 0...20)
  func method(events: Int) throws {
    let rate = try #require(crudeRate(Tally(events: events, population: 5_000)))
    #expect(rate.method == (events < 10 ? .exact : .byar))
    #expect(rate.interval.value == Double(events) * 20)
  }

  @Test("of what is missing or cannot be there is no rate")
  func missing() {
    #expect(crudeRate(Tally(events: nil, population: 100)) == nil)
    #expect(crudeRate(Tally(events: 3, population: nil)) == nil)
    #expect(crudeRate(Tally(events: 3, population: 0)) == nil)
    #expect(crudeRate(Tally(events: -3, population: 100)) == nil)
    #expect(proportion(Tally(events: 101, population: 100)) == nil)
    #expect(crudeRate(Tally(events: 101, population: 100)) != nil)
    #expect(proportion(Tally(events: nil, population: 100)) == nil)
  }

  @Test("rows are summed, and a sum lacks what one of them lacks")
  func sums() {
    let rows = [Tally(events: 1, population: 100), Tally(events: 2, population: 150)]
    #expect(rows.summed == Tally(events: 1 + 2, population: 100 + 150))
    let incomplete = rows + [Tally(events: nil, population: 50)]
    #expect(incomplete.summed == Tally(events: nil, population: 300))
    let backwards = Array(incomplete.reversed())
    #expect(backwards.summed == Tally(events: nil, population: 300))
    #expect([Tally]().summed == Tally(events: nil, population: nil))
  }

  @Test("limits hold the value, and of ten times as many are narrower", arguments: 1...30)
  func narrower(events: Int) throws {
    var widths: [Double] = []
    for times in [1, 10, 100, 1_000] {
      let rate = try #require(
        crudeRate(Tally(events: events * times, population: Double(40 * times)))
      ).interval
      #expect(rate.lower < rate.value && rate.value < rate.upper)
      widths.append(rate.upper - rate.lower)
    }
    #expect(widths == widths.sorted(by: >))
  }

  @Test("a proportion and what is left of it have limits that mirror each other", arguments: 0...40)
  func symmetric(events: Int) throws {
    let share = try #require(proportion(Tally(events: events, population: 40))).interval
    let rest = try #require(proportion(Tally(events: 40 - events, population: 40))).interval
    #expect(abs(share.lower - (1 - rest.upper)) < 1e-12)
    #expect(abs(share.upper - (1 - rest.lower)) < 1e-12)
  }

  @Test("exact limits of large counts lie where Byar's lie", arguments: [10, 100, 1_000, 40_000])
  func large(count: Int) throws {
    let exact = exactLimits(of: count, tail: 0.025)
    let byar = byarLimits(of: count, confidence: .percent95)
    #expect(abs(exact.lower / (byar.lower ?? 0) - 1) < 0.02 / Double(count))
    #expect(abs(exact.upper / byar.upper - 1) < 0.02 / Double(count))
  }

  // Standard tables of Student's t, to their printed precision.
  @Test(
    "Student's t is that of the tables",
    arguments: [
      (1, 0.95, 12.706, 3), (2, 0.95, 4.303, 3), (5, 0.95, 2.571, 3), (7, 0.95, 2.365, 3),
      (10, 0.99, 3.169, 3), (30, 0.95, 2.042, 3), (120, 0.95, 1.980, 3), (1, 0.998, 318.31, 2),
      (60, 0.998, 3.232, 3), (1_000_000, 0.95, 1.960, 3),
    ])
  func student(degrees: Int, probability: Double, expected: Double, decimals: Int) throws {
    let t = try #require(studentQuantile(within: probability, degreesOfFreedom: degrees))
    let unit = decimals == 3 ? 0.001 : 0.01
    #expect(abs(t - expected) <= unit / 2 + 1e-12)
  }

  @Test("both ways to Student's t meet, and the normal distribution is at their end")
  func join() throws {
    for probability in [0.9, 0.95, 0.998] {
      let series = try #require(studentQuantile(within: probability, degreesOfFreedom: 1_000))
      let expansion = try #require(studentQuantile(within: probability, degreesOfFreedom: 1_001))
      let next = try #require(studentQuantile(within: probability, degreesOfFreedom: 999))
      // The step from one degree of freedom to the next is the same on both sides of the change but for a thousandth of it.
      #expect(abs((series - expansion) / (next - series) - 1) < 0.005)
      let many = try #require(
        studentQuantile(within: probability, degreesOfFreedom: 1_000_000_000))
      #expect(abs(many + standardNormalQuantile((1 - probability) / 2)) < 1e-8)
    }
  }

  @Test("Student's t is not defined without degrees of freedom, and infinite where all is inside")
  func noStudent() {
    #expect(studentQuantile(within: 0.95, degreesOfFreedom: 0) == nil)
    #expect(studentQuantile(within: 1.1, degreesOfFreedom: 5) == nil)
    #expect(studentQuantile(within: 1, degreesOfFreedom: 5) == .infinity)
    #expect(studentQuantile(within: 0, degreesOfFreedom: 5).map { $0 < 1e-9 } == true)
  }

  @Test("a mean of one value has no limits, of equal ones no width, of none nothing")
  func means() throws {
    #expect(sampleMean(of: []) == nil)
    #expect(sampleMean(of: [1, .nan]) == nil)
    let one = try #require(sampleMean(of: [0.1]))
    #expect(one.value == 0.1 && one.standardDeviation == nil && one.estimate == nil)
    let same = try #require(sampleMean(of: [0.1, 0.1, 0.1]))
    #expect(same.standardDeviation == 0)
    #expect(same.estimate?.interval == ConfidenceInterval(value: 0.1, lower: 0.1, upper: 0.1))
    let four = try #require(sampleMean(of: [1, 2, 3, 4]))
    #expect(four.value == 2.5)
    // (1.5² + 0.5² + 0.5² + 1.5²) / 3
    #expect(agree(four.standardDeviation, (5.0 / 3).squareRoot()))
  }
}
