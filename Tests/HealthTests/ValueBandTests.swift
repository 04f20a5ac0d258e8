import Testing

@testable import Health

@Suite("Bands of values")
struct ValueBandTests {
  @Test(
    "a value is within its band's bounds",
    arguments: [
      (0, "0"), (1, "1 to 1.25"), (4.9, "4 to 5"), (5, "5 to 6"), (79.9, "64 to 80"),
      (80, "80 to 96"),
      (120, "112 to 128"), (128, "128 to 160"), (0.3, "0.25 to 0.3125"),
    ])
  func bounds(value: Double, band: String) {
    #expect(ValueBand(of: value)?.description == band)
  }

  @Test("what is below zero, or no number, is in none")
  func none() {
    #expect(ValueBand(of: -1) == nil)
    #expect(ValueBand(of: .nan) == nil)
  }

  @Test(
    "what is smaller or larger than any measure shares a band with its like",
    arguments: [1e-9, 1e12, .infinity])
  func extremes(value: Double) throws {
    let band = try #require(ValueBand(of: value))
    #expect((1..<ValueBand.count).contains(band.number))
  }

  @Test("bands follow each other without a gap")
  func order() {
    var last = 0
    for step in 1...40_000 {
      let number = ValueBand(of: Double(step) / 100)?.number ?? -1
      #expect(number == last || number > last)
      last = number
    }
  }
}
