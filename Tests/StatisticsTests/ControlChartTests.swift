import Testing

@testable import Statistics

@Suite("Control charts")
struct ControlChartTests {
  /// A chart whose mean is 0 and whose limits are -3 and 3, through these values.
  private func signals(_ values: [Double?]) -> [Set<ControlSignal>] {
    points(values).map(\.signals)
  }

  private func points(_ values: [Double?]) -> [ControlPoint] {
    let limits = ConfidenceInterval(value: 0, lower: -3, upper: 3)
    return marked(values.map { ControlPoint(value: $0, limits: limits) })
  }

  // The worked example of NHSRplotthedots 0.2.2, vignette "Deviations from Excel defaults".
  @Test("the published example has its limits, screened for outliers")
  func published() throws {
    let values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1].map { Double($0) }
    let chart = try #require(xmrChart(of: values, screensOutliers: true))
    let limits = try #require(chart.points[0].limits)
    #expect((limits.upper * 100).rounded() == 460)
    #expect((chart.mean * 100).rounded() == 194)
    #expect((limits.lower * 100).rounded() == -72)
    #expect(chart.points.indices.filter { chart.points[$0].signals.contains(.outside) } == [4])
    #expect(chart.valuesInLimits == 18 && !chart.isProvisional)
    // Making Data Count's own tool screens nothing: 15 steps of 1, one of 8 and one of 9.
    let unscreened = try #require(xmrChart(of: values)?.points[0].limits)
    #expect(agree(unscreened.upper, 35.0 / 18 + 2.66 * (15 + 8 + 9) / 17))
  }

  @Test("a point outside a limit is marked, one on it is not")
  func outside() {
    #expect(
      signals([0, 3.1, 0, -3.1, 3, -3]).map { $0.contains(.outside) } == [
        false, true, false, true, false, false,
      ])
    #expect(points([3.1])[0].direction == .up && points([-3.1])[0].direction == .down)
  }

  @Test("seven on one side are a shift, six are not, and one on the mean or missing breaks them")
  func shift() {
    func shifted(_ values: [Double?]) -> Int {
      signals(values).count { $0.contains(.shift) }
    }
    let six: [Double?] = [1, 0.5, 1, 0.5, 1, 0.5]
    #expect(shifted(six) == 0)
    #expect(shifted(six + [1]) == 7)
    #expect(shifted(six + [1, 0.5]) == 8)
    #expect(shifted(six + [0, 1, 0.5]) == 0)
    #expect(shifted(six + [nil, 1, 0.5]) == 0)
    #expect(shifted(six + [-1]) == 0)
    #expect(shifted((six + [1]).map { $0.map { -$0 } }) == 7)
  }

  @Test("seven that each rise are a trend, six are not, and two that are equal break them")
  func trend() {
    func trending(_ values: [Double?]) -> [Int] {
      let signals = signals(values)
      return signals.indices.filter { signals[$0].contains(.trend) }
    }
    let rising: [Double?] = [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3]
    #expect(trending(rising) == [])
    #expect(trending(rising + [0.4]) == Array(0...6))
    #expect(trending(rising + [0.3, 0.4]) == [])
    #expect(trending(rising + [nil, 0.4]) == [])
    #expect(trending((rising + [0.4]).reversed()) == Array(0...6))
  }

  @Test("a trend points where it goes, whatever side it is on; a turn points along the later one")
  func directions() {
    let rising: [Double?] = [-0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1]
    #expect(points(rising).map(\.direction) == Array(repeating: .up, count: 7))
    let turned = rising + [-0.2, -0.3, -0.4, -0.5, -0.6, -0.7]
    let directions = points(turned).map(\.direction)
    #expect(directions[5] == .up && directions[6] == .down && directions[12] == .down)
    #expect(points([0, 1, 0])[1].direction == nil)
  }

  @Test(
    "two of three near a limit are marked where all three are on its side",
    arguments: [
      ([2.5, 2.5, 0.5], [true, true, false]), ([2.5, 0.5, 2.5], [true, false, true]),
      ([0.5, 2.5, 2.5], [false, true, true]), ([2.5, -0.5, 2.5], [false, false, false]),
      ([2.5, -2.5, -0.5], [false, false, false]), ([-2.5, -0.5, -2.5], [true, false, true]),
      ([2.5, 1.9, 0.5], [false, false, false]), ([3.5, 2.5, 0.5], [false, false, false]),
      ([2, 2, 2], [false, false, false]), ([2.5, 2.5], [false, false]),
    ])
  func twoOfThree(values: [Double], expected: [Bool]) {
    #expect(signals(values).map { $0.contains(.twoOfThree) } == expected)
  }

  @Test(
    "values that are all the same lie on their mean and have no signal", arguments: [0.1, 93.7])
  func same(value: Double) throws {
    let chart = try #require(xmrChart(of: Array(repeating: value, count: 23)))
    #expect(chart.mean == value)
    #expect(chart.points.allSatisfy { $0.signals.isEmpty })
  }

  @Test("turned upside down, signals stay and directions turn")
  func mirrored() throws {
    var generator = SeededGenerator(seed: 11)
    let values = (0..<200).map { _ in generator.nextNormal() }
    let chart = try #require(xmrChart(of: values))
    let mirror = try #require(xmrChart(of: values.map { -$0 }))
    #expect(chart.points.map(\.signals) == mirror.points.map(\.signals))
    let opposite: [ControlDirection?: ControlDirection?] = [.up: .down, .down: .up, nil: nil]
    #expect(chart.points.map { opposite[$0.direction] ?? nil } == mirror.points.map(\.direction))
    #expect(chart.points.contains { !$0.signals.isEmpty })
    // The limits are those of three standard deviations.
    #expect(abs((chart.points[0].limits?.upper ?? 0) - 3) < 0.3)
  }

  @Test("limits are of the baseline, and short series say that theirs are provisional")
  func baseline() throws {
    let values: [Double?] = [1, 2, 1, 2, 1, 9, 9, 9]
    let chart = try #require(xmrChart(of: values, baseline: 4))
    #expect(chart.mean == 1.5 && chart.valuesInLimits == 4 && chart.isProvisional)
    #expect(chart.points[0].limits?.upper == 1.5 + 2.66)
    #expect(chart.points[7].signals.contains(.outside))
    #expect(xmrChart(of: Array(repeating: 1, count: 12))?.isProvisional == false)
  }

  @Test("without two neighbours there is no chart, and gaps have no moving range")
  func gaps() throws {
    #expect(xmrChart(of: []) == nil)
    #expect(xmrChart(of: [5]) == nil)
    #expect(xmrChart(of: [5, nil, 7, nil, 9]) == nil)
    #expect(xmrChart(of: [5, .nan, 7]) == nil)
    #expect(xmrChart(of: [5, 6, 7], baseline: 1) == nil)
    let chart = try #require(xmrChart(of: [1, 2, nil, 100, 101]))
    #expect(agree(chart.points[0].limits?.upper, 51 + 2.66))
    #expect(chart.points[2].value == nil && chart.points[2].signals.isEmpty)
  }

  @Test("shares have limits of their own denominators, within none and all")
  func shares() throws {
    let tallies = [
      Tally(events: 45, population: 50), Tally(events: 360, population: 400),
      Tally(events: nil, population: 100), Tally(events: 0, population: 0),
      Tally(events: 270, population: 300),
    ]
    let chart = try #require(proportionChart(of: tallies))
    #expect(agree(chart.mean, 675.0 / 750))
    #expect(chart.valuesInLimits == 3)
    let reach = 3 * (0.9 * 0.1 / 400).squareRoot()
    #expect(agree(chart.points[1].limits?.lower, 0.9 - reach))
    #expect(agree(chart.points[1].limits?.upper, 0.9 + reach))
    #expect(chart.points[0].limits?.upper == 1)
    #expect(chart.points[2].value == nil && chart.points[3].limits == nil)
    let worse = tallies + [Tally(events: 200, population: 300)]
    let last = try #require(proportionChart(of: worse, baseline: 5)?.points.last)
    #expect(last.signals == [.outside] && last.direction == .down)
  }

  @Test("shares that contradict themselves, or of nobody, have no chart")
  func noShares() {
    #expect(proportionChart(of: []) == nil)
    #expect(proportionChart(of: [Tally(events: 0, population: 0)]) == nil)
    #expect(proportionChart(of: [Tally(events: 11, population: 10)]) == nil)
    #expect(proportionChart(of: [Tally(events: 1, population: 0)]) == nil)
    #expect(proportionChart(of: [Tally(events: -1, population: 10)]) == nil)
  }

  @Test("words for the last point and the target, by which way is better")
  func words() throws {
    let values: [Double?] = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]
    let better = try #require(xmrChart(of: values + [9], baseline: 12))
    #expect(better.variation(polarity: .higherIsBetter) == .improvement)
    #expect(better.variation(polarity: .lowerIsBetter) == .concern)
    #expect(better.variation(polarity: .neither) == .higher)
    let usual = try #require(xmrChart(of: values))
    #expect(usual.variation(polarity: .higherIsBetter) == .commonCause)
    #expect(try #require(xmrChart(of: values + [nil])).variation(polarity: .neither) == nil)
    // The limits are 1.5 - 2.66 and 1.5 + 2.66.
    #expect(usual.assurance(target: 5, polarity: .higherIsBetter) == .failing)
    #expect(usual.assurance(target: 5, polarity: .lowerIsBetter) == .passing)
    #expect(usual.assurance(target: -2, polarity: .higherIsBetter) == .passing)
    #expect(usual.assurance(target: -2, polarity: .lowerIsBetter) == .failing)
    #expect(usual.assurance(target: 2, polarity: .higherIsBetter) == .hitAndMiss)
    #expect(usual.assurance(target: 2, polarity: .neither) == nil)
  }
}
