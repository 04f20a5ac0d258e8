import Statistics
import Testing

@Suite("Life expectancy")
struct LifeTableTests {
  /// Bands of the same people with deaths by a rate that grows with age.
  private func bands(people: Double = 10_000, deathsIn90: Int = 2_000) -> [LifeTableBand] {
    lifeTableAges.map { age in
      let deaths = age == 90 ? deathsIn90 : Int(people * 0.000_5) + age * age / 20
      return LifeTableBand(startAge: age, population: people, deaths: min(deaths, Int(people)))
    }
  }

  private func changed(_ index: Int, _ change: (inout LifeTableBand) -> Void) -> [LifeTableBand] {
    var bands = bands()
    change(&bands[index])
    return bands
  }

  @Test("the open band's expectancy is one over its rate, with the limits of its deaths")
  func last() throws {
    let row = try #require(try lifeExpectancies(bands()).last)
    #expect(row.age == 90 && row.deaths == 2_000 && row.population == 10_000)
    #expect(agree(row.value, 5))
    let reach = 1.959963984540054 * 5 / Double(2_000).squareRoot()
    #expect(agree(row.lower, 5 - reach) && agree(row.upper, 5 + reach))
    #expect(row.estimate?.method == .chiangSilcocks)
  }

  @Test("age and expectancy together grow, limits hold the value, and sums run from the end")
  func order() throws {
    let rows = try lifeExpectancies(bands().shuffled())
    #expect(rows.map(\.age) == lifeTableAges)
    #expect(rows[0].population == 200_000)
    var before = 0.0
    for row in rows {
      let value = try #require(row.value)
      #expect(try #require(row.lower) < value && value < #require(row.upper))
      #expect(Double(row.age) + value > before)
      before = Double(row.age) + value
    }
  }

  @Test("a hundred times the people have limits a tenth as far apart")
  func narrower() throws {
    let few = try lifeExpectancies(bands())[0]
    let many = try lifeExpectancies(
      bands().map {
        LifeTableBand(
          startAge: $0.startAge, population: $0.population.map { $0 * 100 },
          deaths: $0.deaths.map { $0 * 100 })
      })[0]
    #expect(agree(many.value, few.value))
    #expect(agree(try width(many) * 10, try width(few)))
    let surer = try lifeExpectancies(bands(), confidence: .percent99point8)[0]
    #expect(try width(surer) > width(few))
  }

  @Test(
    "more deaths at any age shorten life at that age and before, and not after", arguments: 0..<20)
  func deaths(index: Int) throws {
    let usual = try lifeExpectancies(bands())
    let more = try lifeExpectancies(changed(index) { $0.deaths = ($0.deaths ?? 0) + 50 })
    for (position, (one, other)) in zip(usual, more).enumerated() {
      let (one, other) = (try #require(one.value), try #require(other.value))
      #expect(position <= index ? other < one : agree(other, one))
    }
  }

  @Test("without its bands, people or deaths there is no table, and it says why")
  func gaps() {
    func gap(_ bands: [LifeTableBand]) -> LifeTableGap? {
      do throws(LifeTableGap) {
        _ = try lifeExpectancies(bands)
        return nil
      } catch { return error }
    }
    #expect(gap(bands()) == nil)
    #expect(gap([]) == .bandMissing)
    #expect(gap(Array(bands().dropLast())) == .bandMissing)
    #expect(gap(bands() + [bands()[3]]) == .bandMissing)
    #expect(gap(changed(3) { $0.startAge = 11 }) == .bandMissing)
    #expect(gap(changed(3) { $0.deaths = nil }) == .bandMissing)
    #expect(gap(changed(3) { $0.population = nil }) == .bandMissing)
    #expect(gap(changed(3) { $0.deaths = -1 }) == .negativeDeaths)
    #expect(gap(changed(3) { $0.population = 0 }) == .noPopulation)
    #expect(gap(changed(3) { $0.deaths = 10_001 }) == .moreDeathsThanPeople)
    #expect(gap(bands(deathsIn90: 0)) == .noDeathInLastBand)
    #expect(gap(bands(people: 250, deathsIn90: 50)) == .tooFewPeople)
    #expect(gap(changed(0) { $0.deaths = 0 }) == nil)
  }

  @Test("a value whose limits are more than 20 years apart is not shown, its limits are")
  func unsure() throws {
    let few = lifeTableAges.map { age in
      LifeTableBand(startAge: age, population: 251, deaths: age == 90 ? 1 : 0)
    }
    let row = try lifeExpectancies(few)[0]
    #expect(row.value == nil && row.estimate == nil)
    #expect(try width(row) > 20)
  }

  private func width(_ row: LifeExpectancy) throws -> Double {
    try #require(row.upper) - #require(row.lower)
  }

  @Test("where all die within a band nobody reaches the ages after")
  func deadly() throws {
    // 9,000 of 10,000 a year are more than one in each of two and a half years.
    let rows = try lifeExpectancies(changed(3) { $0.deaths = 9_000 })
    #expect(rows.map { $0.value != nil } == lifeTableAges.map { $0 <= 10 })
    #expect(rows.map { $0.lower != nil } == lifeTableAges.map { $0 <= 10 })
    // Who dies in the band lives half of its five years, and all do.
    #expect(agree(rows[3].value, 2.5))
    #expect(rows[4].population == 160_000)
  }
}
