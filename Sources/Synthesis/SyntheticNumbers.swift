/// NHS numbers of people who do not exist: ten digits in the test range, with a right check digit, all distinct.
///
/// - Source: NHS data dictionary, NHS NUMBER: modulus 11 with weights 10 to 2; numbers that begin with 9 are not
///   given to patients.
struct SyntheticNumbers: Sendable {
  /// How many distinct numbers there are.
  static let capacity = 10_000_000

  private let start: Int
  private let seed: UInt64

  /// Makes the numbers of a seed.
  init(seed: UInt64) {
    var random = SeededRandom(seed: seed, purpose: .area, index: -1)
    start = random.below(Self.capacity)
    self.seed = seed
  }

  /// The number of the person of that index, which is below `capacity`.
  ///
  /// Seven digits come from the index by a full-period step, so no two persons share them; of the eighth digit's
  /// neighbours at least one gives a check digit below 10, because 2 and 11 have no common factor.
  func number(ofPerson index: Int) -> Int64 {
    let middle = (start + (index % Self.capacity) * 7_368_787) % Self.capacity
    var digit = Int64(SeededRandom.mixed(seed, index) % 10)
    while true {
      let firstNine = 900_000_000 + Int64(middle) * 10 + digit
      if let check = Self.checkDigit(forFirstNine: firstNine), firstNine != 999_999_999 {
        return firstNine * 10 + Int64(check)
      }
      digit = (digit + 1) % 10
    }
  }

  /// The check digit of nine digits, or nil where no number with them is given out.
  static func checkDigit(forFirstNine firstNine: Int64) -> Int? {
    var rest = firstNine
    var sum: Int64 = 0
    var weight: Int64 = 2
    while weight <= 10 {
      sum += (rest % 10) * weight
      rest /= 10
      weight += 1
    }
    let check = 11 - Int(sum % 11)
    return check == 10 ? nil : check % 11
  }
}

extension SeededRandom {
  /// One random-looking number from a seed and an index.
  static func mixed(_ seed: UInt64, _ index: Int) -> UInt64 {
    var random = SeededRandom(seed: seed, purpose: .person, index: index)
    return random.next()
  }
}
