import Statistics
import Testing

@Suite("Comparison with a benchmark, and a system's range")
struct ComparisonTests {
  private let interval = ConfidenceInterval(value: 70, lower: 65, upper: 75)

  @Test(
    "by the limits and by which way is better",
    arguments: [
      (60.0, Comparison.better, Comparison.worse, Comparison.higher),
      (65, .similar, .similar, .similar), (70, .similar, .similar, .similar),
      (75, .similar, .similar, .similar), (80, .worse, .better, .lower),
    ])
  func sides(benchmark: Double, up: Comparison, down: Comparison, neither: Comparison) {
    func found(_ polarity: Polarity) -> Comparison {
      comparison(of: interval, with: benchmark, polarity: polarity)
    }
    #expect(found(.higherIsBetter) == up)
    #expect(found(.lowerIsBetter) == down)
    #expect(found(.neither) == neither)
  }

  @Test("what is missing is not compared", arguments: Polarity.allCases)
  func missing(polarity: Polarity) {
    #expect(comparison(of: nil, with: 60, polarity: polarity) == .notCompared)
    #expect(comparison(of: interval, with: nil, polarity: polarity) == .notCompared)
    #expect(comparison(of: interval, with: .nan, polarity: polarity) == .notCompared)
    let unsure = ConfidenceInterval(value: 70, lower: .nan, upper: 75)
    #expect(comparison(of: unsure, with: 60, polarity: polarity) == .notCompared)
  }

  @Test("quartiles lie between areas as a spreadsheet puts them")
  func quartiles() throws {
    let range = try #require(systemRange(of: [4, nil, 1, 2, 3]))
    #expect(range.areas == 4 && range.lowest == 1 && range.highest == 4)
    #expect(range.lowerQuartile == 1.75 && range.median == 2.5 && range.upperQuartile == 3.25)
    #expect([1, 1.75, 2, 3, 3.25, 4].map(range.quarter) == [1, 1, 2, 3, 3, 4])
    #expect([1.5, 1.75, 3.25, 3.5].map(range.isInMiddleHalf) == [false, true, true, false])
  }

  @Test("a system of one area is that area, of none is none")
  func few() throws {
    let one = try #require(systemRange(of: [5]))
    #expect(one.lowest == 5 && one.median == 5 && one.upperQuartile == 5 && one.areas == 1)
    #expect(systemRange(of: []) == nil)
    #expect(systemRange(of: [nil, .nan]) == nil)
  }

  @Test("a quarter of many areas lies in each quarter", arguments: [8, 40, 100])
  func quarters(areas: Int) throws {
    let values = (0..<areas).map { Double($0 * $0) }
    let range = try #require(systemRange(of: values))
    for quarter in 1...4 {
      #expect(values.count { range.quarter(of: $0) == quarter } == areas / 4)
    }
  }
}
