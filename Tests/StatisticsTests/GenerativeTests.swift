import Testing

@testable import Statistics

/// Made-up figures, the same on every run.
private struct MadeUp {
  var generator: SeededGenerator

  init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func count(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  mutating func bands() -> [StandardisedBand] {
    StandardPopulation.european2013.bands.map { band in
      StandardisedBand(
        events: count(0...40), population: Double(count(50...5_000)), standard: band.people)
    }
  }
}

@Suite("Properties of statistics on made-up figures")
struct GenerativeTests {
  private let surer = Confidence.percent99point8

  private func expectAround(_ interval: ConfidenceInterval, within wider: ConfidenceInterval) {
    #expect(interval.lower <= interval.value && interval.value <= interval.upper)
    #expect(wider.value == interval.value)
    #expect(wider.lower <= interval.lower && interval.upper <= wider.upper)
  }

  @Test(
    "limits hold the value, and more confidence holds less", arguments: 0..<200 as Range<UInt64>)
  func confidences(seed: UInt64) throws {
    var figures = MadeUp(seed)
    let people = figures.count(1...2_000)
    let tally = Tally(events: figures.count(0...people), population: Double(people))
    let bands = figures.bands()
    let reference = bands.map {
      ReferenceBand(
        population: $0.population / 3, referenceEvents: $0.events,
        referencePopulation: $0.population)
    }
    let observed = figures.count(0...600)
    let values = (0..<figures.count(2...30)).map { _ in figures.generator.nextNormal() }
    let statistics: [(Confidence) -> Estimate?] = [
      { crudeRate(tally, confidence: $0) }, { proportion(tally, confidence: $0) },
      { directlyStandardisedRate(bands, confidence: $0)?.estimate },
      { indirectlyStandardisedRatio(observed: observed, reference, confidence: $0) },
      { indirectlyStandardisedRate(observed: observed, reference, confidence: $0) },
      { sampleMean(of: values, confidence: $0)?.estimate },
    ]
    for statistic in statistics {
      let (usual, wide) = (statistic(.percent95), statistic(surer))
      #expect((usual == nil) == (wide == nil))
      if let usual, let wide { expectAround(usual.interval, within: wide.interval) }
    }
  }

  @Test("four times as many make half as wide", arguments: 0..<50 as Range<UInt64>)
  func larger(seed: UInt64) throws {
    var figures = MadeUp(seed)
    let bands = figures.bands()
    let more = bands.map { band in
      StandardisedBand(
        events: band.events.map { $0 * 4 }, population: band.population * 4,
        standard: band.standard)
    }
    let one = try #require(directlyStandardisedRate(bands)?.estimate).interval
    let four = try #require(directlyStandardisedRate(more)?.estimate).interval
    #expect(abs(four.value / one.value - 1) < 1e-12)
    let ratio = (one.upper - one.lower) / (four.upper - four.lower)
    #expect(abs(ratio - 2) < 0.05)
  }

  @Test(
    "neither the order of bands nor the size of the standard matters, and a multiplier scales",
    arguments: 0..<50 as Range<UInt64>)
  func invariant(seed: UInt64) throws {
    var figures = MadeUp(seed)
    let bands = figures.bands()
    let other = bands.shuffled(using: &figures.generator).map { band in
      StandardisedBand(
        events: band.events, population: band.population, standard: band.standard / 7)
    }
    let one = try #require(directlyStandardisedRate(bands)?.estimate).interval
    let same = try #require(directlyStandardisedRate(other, per: 1_000)?.estimate).interval
    #expect(abs(same.value * 100 / one.value - 1) < 1e-12)
    #expect(abs(same.lower * 100 / one.lower - 1) < 1e-11)
    #expect(abs(same.upper * 100 / one.upper - 1) < 1e-12)
  }

  @Test(
    "at exact limits a count so large, or so small, has the tail's probability",
    arguments: [1, 5, 9, 10, 19, 20, 21, 60, 150])
  func exact(count: Int) {
    for tail in [0.025, 0.001] {
      let limits = exactLimits(of: count, tail: tail)
      #expect(abs(1 - cumulative(count - 1, limits.lower) - tail) < 1e-12)
      #expect(abs(cumulative(count, limits.upper) / tail - 1) < 1e-9)
    }
  }

  /// The probability of at most so many, by products from none on.
  private func cumulative(_ count: Int, _ mean: Double) -> Double {
    var (term, sum) = (exponential(-mean), 0.0)
    for events in 0...count {
      sum += term
      term *= mean / Double(events + 1)
    }
    return sum
  }

  /// e to a number, by its series on a small part of it.
  private func exponential(_ x: Double) -> Double {
    let part = x / 1_024
    var (term, sum) = (1.0, 1.0)
    for power in 1...20 {
      term *= part / Double(power)
      sum += term
    }
    return (0..<10).reduce(sum) { result, _ in result * result }
  }

  @Test("quantiles follow the order of areas", arguments: 0..<100 as Range<UInt64>)
  func quantiles(seed: UInt64) {
    var figures = MadeUp(seed)
    let parts = figures.count(2...10)
    let values: [Double?] = (0..<figures.count(parts...80)).map { _ in
      figures.count(0...9) == 0 ? nil : Double(figures.count(0...40))
    }
    let (up, down) = (
      areaQuantiles(of: values, parts: parts),
      areaQuantiles(of: values, parts: parts, isInverted: true)
    )
    let mirrored = areaQuantiles(of: values.map { $0.map { -$0 } }, parts: parts)
    #expect(down == mirrored)
    for (value, quantile) in zip(values, up) where quantile != nil {
      #expect(value != nil && (1...parts).contains(quantile ?? 0))
      for (other, its) in zip(values, up) {
        guard let value, let other, let quantile, let its, value <= other else { continue }
        #expect(quantile <= its)
      }
    }
  }

  @Test("an inequality turned round has the slope turned round", arguments: 0..<10 as Range<UInt64>)
  func turned(seed: UInt64) throws {
    var figures = MadeUp(seed)
    let groups = (0..<5).map { _ in
      InequalityGroup(
        population: Double(figures.count(500...900)), value: Double(figures.count(50...90)),
        spread: .standardError(2))
    }
    let quick = Simulation(repetitions: 3_000)
    let one = try #require(inequality(across: groups, simulation: quick))
    let other = try #require(inequality(across: groups.reversed(), simulation: quick))
    #expect(abs(one.slope.value + other.slope.value) < 1e-9)
    #expect(abs((one.relative?.value ?? 0) * (other.relative?.value ?? 0) - 1) < 1e-9)
    // Simulated, so that they agree but for chance.
    let width = one.slope.upper - one.slope.lower
    #expect(abs(one.slope.lower + other.slope.upper) < 0.1 * width)
  }
}
