import Statistics
import Testing

@Suite("Standardised rates")
struct StandardisationTests {
  @Test("the two forms of the European Standard Population are one population")
  func forms() throws {
    let (whole, split) = (StandardPopulation.european2013, StandardPopulation.european2013Split)
    #expect(whole.bands.count == 19 && split.bands.count == 21)
    #expect(whole.total == 100_000 && split.total == 100_000)
    for band in whole.bands {
      let inside = split.bands.filter {
        $0.from >= band.from && ($0.from <= band.through ?? .max)
      }
      #expect(inside.reduce(0) { $0 + $1.people } == band.people)
    }
    #expect(whole.bands.first?.through == 4 && split.bands.first?.through == 0)
    #expect(whole.bands.last?.through == nil && split.bands.last?.from == 95)
    #expect(whole.band(ofAge: 42)?.from == 40 && whole.band(ofAge: 107)?.from == 90)
    #expect(whole.band(ofAge: -1) == nil)
  }

  private func bands(_ events: [Int?], people: Double = 1_000) -> [StandardisedBand] {
    zip(events, StandardPopulation.european2013.bands).map {
      StandardisedBand(events: $0, population: people, standard: $1.people)
    }
  }

  @Test("one rate in every band is the standardised rate")
  func same() throws {
    let rate = try #require(
      directlyStandardisedRate(bands(Array(repeating: 5, count: 19)))?.estimate)
    #expect(agree(rate.interval.value, 500))
    #expect(rate.method == .dobson)
    #expect(rate.interval.lower < 500 && 500 < rate.interval.upper)
  }

  @Test("9 events are suppressed, 10 are not, and the counts are told", arguments: [9, 10])
  func few(events: Int) throws {
    let rate = try #require(
      directlyStandardisedRate(bands([events] + Array(repeating: 0, count: 18))))
    #expect(rate.events == events && rate.population == 19_000)
    #expect((rate.estimate == nil) == (events == 9))
  }

  @Test("a missing count is none, and is told")
  func missing() throws {
    let known = try #require(directlyStandardisedRate(bands([20, 0, 5])))
    let unknown = try #require(directlyStandardisedRate(bands([20, nil, 5])))
    #expect(known.estimate == unknown.estimate)
    #expect(known.bandsWithoutCount == 0 && unknown.bandsWithoutCount == 1)
  }

  @Test("what is no population has no standardised rate")
  func impossible() {
    #expect(directlyStandardisedRate([StandardisedBand]()) == nil)
    #expect(directlyStandardisedRate(bands([20], people: 0)) == nil)
    #expect(directlyStandardisedRate(bands([20, -1])) == nil)
    let weightless = [StandardisedBand(events: 20, population: 100, standard: 0)]
    #expect(directlyStandardisedRate(weightless) == nil)
    let negative = [RepeatedEventsBand(persons: [1: -2], population: 100, standard: 1)]
    #expect(directlyStandardisedRate(negative) == nil)
  }

  @Test("events of one person each are independent; several a person make wider limits")
  func repeated() throws {
    let standard = StandardPopulation.european2013.bands.prefix(3)
    func rate(_ persons: [Int: Int]) -> Estimate? {
      directlyStandardisedRate(
        standard.map { RepeatedEventsBand(persons: persons, population: 500, standard: $0.people) }
      )?.estimate
    }
    let single = try #require(rate([1: 12]))
    let independent = try #require(
      directlyStandardisedRate(bands([12, 12, 12], people: 500))?.estimate)
    #expect(single.interval == independent.interval)
    #expect(single.method == .dobsonOfRepeatedEvents)
    let several = try #require(rate([0: 400, 2: 3, 3: 2]))
    #expect(several.interval.value == single.interval.value)
    #expect(several.interval.lower < single.interval.lower)
    #expect(several.interval.upper > single.interval.upper)
  }

  @Test("with the reference's own rates the ratio is one and the rate the reference's")
  func indirect() throws {
    let bands = [(100.0, 7, 1_000.0), (300, 30, 2_000), (0, nil, 500)].map {
      ReferenceBand(population: $0.0, referenceEvents: $0.1, referencePopulation: $0.2)
    }
    let expected = try #require(expectedEvents(bands))
    // 100 x 7/1,000 + 300 x 30/2,000; an empty band and a missing count expect nothing.
    #expect(agree(expected, 0.7 + 4.5))
    let ratio = try #require(indirectlyStandardisedRatio(observed: 26, bands, multiplier: 100))
    #expect(agree(ratio.interval.value, 500))
    #expect(ratio.method == .byar)
    let rate = try #require(indirectlyStandardisedRate(observed: 5, bands))
    #expect(agree(rate.interval.value, 5 / 5.2 * 37 / 3_500 * 100_000))
    #expect(rate.method == .exact)
  }

  @Test("without a reference, and without anything expected, there is no ratio")
  func noReference() {
    let none = [ReferenceBand(population: 10, referenceEvents: 3, referencePopulation: 0)]
    #expect(expectedEvents(none) == nil)
    #expect(expectedEvents([]) == nil)
    let unknown = [ReferenceBand(population: nil, referenceEvents: 3, referencePopulation: 9)]
    #expect(expectedEvents(unknown) == nil)
    #expect(indirectlyStandardisedRate(observed: 1, none) == nil)
    let nothing = [ReferenceBand(population: 10, referenceEvents: nil, referencePopulation: 9)]
    #expect(expectedEvents(nothing) == 0)
    #expect(indirectlyStandardisedRatio(observed: 1, nothing) == nil)
  }
}
