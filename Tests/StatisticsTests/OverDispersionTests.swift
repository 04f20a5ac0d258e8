import Foundation
import Statistics
import Testing

@Suite("Over-dispersion")
struct OverDispersionTests {
  /// Units of 100 expected with these observed.
  private func units(_ observed: [Double]) -> [FunnelUnit] {
    observed.map { FunnelUnit(events: $0, denominator: 100) }
  }

  @Test("phi and tau squared are those worked out by hand")
  func byHand() throws {
    // Roots 0.8, 0.9, 1, 1.1, 1.2 with a standard deviation of 0.05 by chance: deviations -4, -2, 0, 2, 4.
    let found = try #require(
      overDispersion(of: units([64, 81, 100, 121, 144]), on: .ratio, winsorised: 0))
    #expect(agree(found.phi, (16.0 + 4 + 0 + 4 + 16) / 5))
    // (5 x 8 - 4) over weights of 400 each: 2,000 less 5 x 160,000 / 2,000.
    #expect(agree(found.tauSquared, 36.0 / (2_000 - 400)))
    // A tenth at each end reaches 0.4 of the way from -4 to -2, so that the ends are drawn in to 3.2.
    let drawn = try #require(overDispersion(of: units([64, 81, 100, 121, 144]), on: .ratio))
    #expect(agree(drawn.phi, (2 * 3.2 * 3.2 + 2 * 4) / 5))
    // One outlier of 20 units counts as much as the percentile and no more.
    let usual = (0..<19).map { _ in 100.0 }
    let outlier = try #require(overDispersion(of: units(usual + [900]), on: .ratio))
    #expect(outlier.phi == 0 && outlier.tauSquared == 0)
  }

  @Test("limits are a square root's, turned back", arguments: OverDispersion.Model.allCases)
  func limits(model: OverDispersion.Model) throws {
    let found = try #require(
      overDispersion(of: units([64, 81, 100, 121, 144]), on: .ratio, winsorised: 0))
    let reach =
      1.959963984540054
      * (model == .additive ? (0.0225 + 1.0 / 1_600).squareRoot() : (8.0 / 1_600).squareRoot())
    let limits = try #require(found.limits(ofSize: 400, model: model, multiplier: 100))
    #expect(agree(limits.value, 100))
    #expect(agree(limits.lower, 100 * (1 - reach) * (1 - reach)))
    #expect(agree(limits.upper, 100 * (1 + reach) * (1 + reach)))
    #expect(found.limits(ofSize: 0, model: model) == nil)
  }

  @Test(
    "limits are never narrower than chance, close in with size, and stay within what can be",
    arguments: OverDispersion.Model.allCases)
  func widths(model: OverDispersion.Model) throws {
    let average = 0.9
    let even = [100, 200, 400, 800].map { FunnelUnit(events: $0 * average, denominator: $0) }
    let uneven = [0.7, 0.85, 0.95, 0.99].map { FunnelUnit(events: $0 * 400, denominator: 400) }
    let scale = FunnelScale.proportion(average: average)
    let chance = try #require(overDispersion(of: even, on: scale))
    let more = try #require(overDispersion(of: uneven, on: scale))
    #expect(chance.phi < 1e-20 && chance.tauSquared == 0)
    #expect(more.phi > 1 && more.tauSquared > 0)
    // Two standard deviations of chance, 1 / (2 root 400) each, around the arcsine of the average's root.
    let least = try #require(chance.limits(ofSize: 400, model: model))
    let turned = asin(average.squareRoot()) - 1.959963984540054 / 40
    #expect(agree(least.lower, pow(sin(turned), 2)))
    var last = Double.infinity
    for size in [1.0, 10, 100, 1_000, 10_000] {
      let narrow = try #require(chance.limits(ofSize: size, model: model))
      let wide = try #require(more.limits(ofSize: size, model: model))
      #expect(wide.lower <= narrow.lower && narrow.upper <= wide.upper)
      #expect(wide.lower >= 0 && wide.upper <= 1)
      #expect(wide.lower < average && average < wide.upper)
      #expect(wide.upper - wide.lower <= last)
      last = wide.upper - wide.lower
    }
  }

  @Test("additive limits stay apart for ever larger units, multiplicative ones meet")
  func far() throws {
    let found = try #require(overDispersion(of: units([64, 81, 100, 121, 144]), on: .ratio))
    let additive = try #require(found.limits(ofSize: 1e12, model: .additive))
    let multiplicative = try #require(found.limits(ofSize: 1e12, model: .multiplicative))
    #expect(additive.upper - additive.lower > 0.3)
    #expect(multiplicative.upper - multiplicative.lower < 1e-4)
  }

  @Test("marks are those of the widened limits", arguments: OverDispersion.Model.allCases)
  func marks(model: OverDispersion.Model) throws {
    let found = try #require(overDispersion(of: units([64, 81, 100, 121, 144]), on: .ratio))
    for observed in stride(from: 0.0, through: 300, by: 1) {
      let mark = found.mark(FunnelUnit(events: observed, denominator: 100), model: model)
      let inner = try #require(found.limits(ofSize: 100, model: model))
      let outer = try #require(
        found.limits(ofSize: 100, model: model, confidence: .percent99point8))
      let value = observed / 100
      let expected: FunnelMark =
        value > outer.upper
        ? .high998
        : value < outer.lower
          ? .low998 : value > inner.upper ? .high95 : value < inner.lower ? .low95 : .notSignificant
      #expect(mark == expected)
    }
    #expect(found.mark(FunnelUnit(events: 1, denominator: 0), model: model) == nil)
  }

  @Test("of one unit, and of what is no proportion, there is no over-dispersion")
  func impossible() {
    #expect(overDispersion(of: units([100]), on: .ratio) == nil)
    #expect(overDispersion(of: units([100, 101]), on: .proportion(average: 0.5)) == nil)
    #expect(overDispersion(of: units([90, 80]), on: .proportion(average: 1.5)) == nil)
    #expect(overDispersion(of: units([90, 80]), on: .ratio, winsorised: 0.5) == nil)
  }
}
