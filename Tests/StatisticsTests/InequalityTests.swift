import Testing

@testable import Statistics

@Suite("Slope and relative index of inequality")
struct InequalityTests {
  private func groups(_ values: [Double], error: Double = 1, people: Double = 1_000)
    -> [InequalityGroup]
  {
    values.map { InequalityGroup(population: people, value: $0, spread: .standardError(error)) }
  }

  private let quick = Simulation(repetitions: 4_000)

  @Test("values on a line have its slope, and its ends' ratio")
  func line() throws {
    // Fifths have their middles at 0.1, 0.3, 0.5, 0.7 and 0.9 of a line from 10 to 20.
    let found = try #require(inequality(across: groups([11, 13, 15, 17, 19]), simulation: quick))
    #expect(agree(found.slope.value, 10))
    #expect(agree(found.relative?.value, 2))
    #expect(agree(found.start, 10))
    #expect(found.method == .simulation && !found.isUnstable)
  }

  @Test("simulated limits are those of the normal distribution where the line is a sum of draws")
  func normal() throws {
    let found = try #require(inequality(across: groups([11, 13, 15, 17, 19])))
    // The slope's weights are (middle - 0.5) / 0.08 / 5: -1, -0.5, 0, 0.5, 1; the sum of their squares is 2.5.
    let reach = 1.959964 * 2.5.squareRoot()
    #expect(abs(found.slope.lower - (10 - reach)) < 0.03)
    #expect(abs(found.slope.upper - (10 + reach)) < 0.03)
  }

  @Test("one seed, one answer; another seed, another")
  func seeds() throws {
    let input = groups([11, 14, 15, 17, 18])
    let first = inequality(across: input, simulation: quick)
    #expect(first == inequality(across: input, simulation: quick))
    let other = Simulation(repetitions: 4_000, seed: 1)
    #expect(first != inequality(across: input, simulation: other))
  }

  @Test("more confidence is wider, surer values are narrower", arguments: InequalityScale.allCases)
  func widths(scale: InequalityScale) throws {
    let values = [0.11, 0.13, 0.15, 0.17, 0.2]
    func width(_ confidence: Confidence, error: Double) throws -> Double {
      let found = try #require(
        inequality(
          across: groups(values, error: error), on: scale, confidence: confidence,
          simulation: quick))
      #expect(found.slope.lower < found.slope.value && found.slope.value < found.slope.upper)
      return found.slope.upper - found.slope.lower
    }
    let usual = try width(.percent95, error: 0.02)
    #expect(try width(.percent99point8, error: 0.02) > usual)
    #expect(try width(.percent95, error: 0.01) < usual)
  }

  @Test("a negative multiplier turns slope and ratio round", arguments: [false, true])
  func negative(isTransformed: Bool) throws {
    func found(_ multiplier: Double) throws -> Inequality {
      try #require(
        inequality(
          across: groups([5, 4, 4, 3, 2], error: 0.1), on: .rate, isTransformed: isTransformed,
          multiplier: multiplier, simulation: quick))
    }
    let (plain, turned) = (try found(1), try found(-1))
    #expect(turned.slope.value == -plain.slope.value)
    #expect(turned.slope.lower == -plain.slope.upper && turned.slope.upper == -plain.slope.lower)
    #expect(agree(turned.relative?.value, plain.relative.map { 1 / $0.value }))
    #expect(agree(turned.relative?.lower, plain.relative.map { 1 / $0.upper }))
    #expect(plain.start == turned.start)
  }

  @Test("what cannot be ranked or drawn has no index")
  func impossible() {
    #expect(inequality(across: groups([1, 2, 3, 4])) == nil)
    #expect(inequality(across: groups(Array(repeating: 1, count: 101))) == nil)
    #expect(inequality(across: groups([1, 2, 3, 4, 5], people: 0)) == nil)
    #expect(inequality(across: groups([1, 2, 3, 4, 5], error: -1)) == nil)
    #expect(inequality(across: groups([1, 2, 3, 4, .nan])) == nil)
    #expect(inequality(across: groups([0, 2, 3, 4, 5]), on: .rate) == nil)
    #expect(inequality(across: groups([0.1, 0.2, 0.3, 0.4, 1]), on: .proportion) == nil)
    let none = Simulation(repetitions: 0)
    #expect(inequality(across: groups([1, 2, 3, 4, 5]), simulation: none) == nil)
  }

  @Test("limits that lie outside their scale make no index")
  func outside() {
    let groups = [0.1, 0.2, 0.3, 0.4, 0.5].map {
      InequalityGroup(population: 9, value: $0, spread: .limits(lower: $0 - 0.05, upper: 11))
    }
    #expect(inequality(across: groups, on: .proportion, simulation: quick) == nil)
    #expect(inequality(across: groups, on: .rate, simulation: quick) != nil)
  }

  @Test("a line that crosses zero has a slope and no ratio; more than 10 groups are told")
  func crossing() throws {
    let found = try #require(
      inequality(across: groups((0..<11).map { Double($0) - 5 }), simulation: quick))
    #expect(found.relative == nil)
    #expect(found.isUnstable)
  }

  @Test("the number at a place is the one that stands there when they are sorted")
  func places() {
    var generator = SeededGenerator(seed: 11)
    for count in [1, 2, 3, 10, 257] {
      for kinds in [1, 2, 5, 1_000_000] {
        let numbers = (0..<count).map { _ in Double(generator.next() % UInt64(kinds)) }
        let sorted = numbers.sorted()
        for place in [0, count / 2, count - 1] {
          var some = numbers
          #expect(number(at: place, of: &some) == sorted[place])
          #expect(some.sorted() == sorted)
          // Of numbers that stand in order, forwards and backwards, too.
          var (up, down) = (sorted, Array(sorted.reversed()))
          #expect(number(at: place, of: &up) == sorted[place])
          #expect(number(at: place, of: &down) == sorted[place])
        }
      }
    }
  }

  // The first outputs for the seed 1234567 that implementations of SplitMix64 are tried on, and those of xoshiro256++ from
  // the state 1, 2, 3, 4.
  @Test("the generators give the published numbers")
  func generators() {
    var mixer = SplitMix(state: 1_234_567)
    #expect(
      (0..<3).map { _ in mixer.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
    var generator = SeededGenerator(state: (1, 2, 3, 4))
    #expect(
      (0..<4).map { _ in generator.next() } == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
      ])
  }

  @Test("normal draws have the moments of the normal distribution and are in the tails as often")
  func draws() {
    var generator = SeededGenerator(seed: 7)
    let numbers = (0..<200_000).map { _ in generator.nextNormal() }
    let count = Double(numbers.count)
    #expect(abs(numbers.reduce(0, +) / count) < 0.01)
    #expect(abs(numbers.reduce(0) { $0 + $1 * $1 } / count - 1) < 0.02)
    #expect(abs(numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count - 3) < 0.1)
    let outside = Double(numbers.count { abs($0) > 1.959964 }) / count
    #expect(abs(outside - 0.05) < 0.003)
  }
}
