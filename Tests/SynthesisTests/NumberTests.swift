import Tables
import Testing

@testable import Health
@testable import Synthesis

@Suite struct NumberTests {
  @Test(
    "numbers are valid, in the test range, and no two persons share one",
    arguments: [0, 1, 99] as [UInt64])
  func numbers(seed: UInt64) {
    let numbers = SyntheticNumbers(seed: seed)
    var seen: Set<Int64> = []
    var wrong = 0
    for index in 0..<100_000 {
      let number = numbers.number(ofPerson: index)
      if !NHSNumber.isValid(number) || !NHSNumber.isTestRange(number) { wrong += 1 }
      seen.insert(number)
    }
    #expect(wrong == 0)
    #expect(seen.count == 100_000)
  }

  @Test("the step through the digits has the full period")
  func period() {
    let numbers = SyntheticNumbers(seed: 5)
    let prefixes = Set(
      (0..<SyntheticNumbers.capacity / 100).map { numbers.number(ofPerson: $0 * 100) / 100 })
    #expect(prefixes.count == SyntheticNumbers.capacity / 100)
  }

  @Test("a check digit is the one of the published example, and 10 is none")
  func checkDigit() {
    // NHS data dictionary: 943 476 5919.
    #expect(SyntheticNumbers.checkDigit(forFirstNine: 943_476_591) == 9)
    // 100000000 weighs 10, and 11 less 10 is 1; 000000006 weighs 12, and 11 less 1 is 10.
    #expect(SyntheticNumbers.checkDigit(forFirstNine: 100_000_000) == 1)
    #expect(SyntheticNumbers.checkDigit(forFirstNine: 6) == nil)
  }

  @Test("a whole number is split into its exact shares rounded down or up", arguments: 0..<50)
  func split(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed), purpose: .area)
    let weights = (0..<37).map { _ in random.unit() }
    let sum = weights.reduce(0, +)
    let parts = random.split(1_000, by: weights)
    #expect(parts.reduce(0, +) == 1_000)
    for (part, weight) in zip(parts, weights) {
      #expect(abs(Double(part) - 1_000 * weight / sum) < 1.0001)
    }
  }

  @Test("a birthday gives the age it was drawn for, on every day of four years")
  func birthdays() {
    var random = SeededRandom(seed: 3, purpose: .person)
    var wrong: [String] = []
    for offset in 0..<1_461 {
      let day = SynthesisRequest.usualDate.adding(days: offset)
      for age in [0, 1, 4, 17, 64, 96] {
        let birth = AgeStructure.birthday(age: age, on: day, &random)
        if Day.completedYears(from: birth, to: day) != age { wrong.append("\(birth) on \(day)") }
      }
    }
    #expect(wrong == [])
  }
}

extension NHSNumber {
  /// Whether a person may have the number: the check digit is right, and it is no sentinel.
  static func isValid(_ number: Int64) -> Bool { hasCheckDigit(number) && !isSentinel(number) }
}
