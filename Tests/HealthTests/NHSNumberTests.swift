import Testing

@testable import Health

@Suite("NHS numbers")
struct NHSNumberTests {
  /// The rule as the NHS Data Dictionary writes it, on text.
  private func isValidByTheBook(_ number: Int64) -> Bool {
    guard number >= 0, number <= 9_999_999_999 else { return false }
    let text = String(number).utf8.map { Int($0) - 48 }
    let digits = [Int](repeating: 0, count: 10 - text.count) + text
    if Set(digits).count == 1 || digits == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] { return false }
    var sum = 0
    for position in 0..<9 { sum += digits[position] * (10 - position) }
    var checkDigit = 11 - sum % 11
    if checkDigit == 11 { checkDigit = 0 }
    return checkDigit != 10 && checkDigit == digits[9]
  }

  private func isValid(_ number: Int64) -> Bool {
    NHSNumber.hasCheckDigit(number) && !NHSNumber.isSentinel(number)
  }

  @Test("a million numbers are judged as by the rule on paper")
  func agreesWithTheRule() {
    var numbers = SeededNumbers(seed: 20_261_120)
    var valid = 0
    var differing = 0
    for index in 0..<1_000_000 {
      // Half of them lie side by side, so that every check digit of a stem occurs.
      let number =
        index % 2 == 0
        ? 4_505_577_000 + Int64(index / 2) : Int64.random(in: 0...9_999_999_999, using: &numbers)
      let isNumber = isValid(number)
      differing += isNumber == isValidByTheBook(number) ? 0 : 1
      valid += isNumber ? 1 : 0
    }
    #expect(differing == 0)
    // One stem in eleven has no check digit, each other one of ten.
    #expect((85_000...97_000).contains(valid))
  }

  @Test(
    "numbers that stand for nobody are told apart, since their check digit is right",
    arguments: [0, 1_111_111_111, 9_999_999_999, 0_123_456_789] as [Int64])
  func sentinels(_ number: Int64) {
    #expect(NHSNumber.hasCheckDigit(number))
    #expect(NHSNumber.isSentinel(number))
  }

  @Test("every repeated digit is a sentinel and its neighbours are not")
  func repeatedDigits() {
    for digit in 0...9 {
      let number = Int64(digit) * 1_111_111_111
      #expect(NHSNumber.isSentinel(number))
      #expect(!NHSNumber.isSentinel(number + 1))
      #expect(!NHSNumber.isSentinel(number - 1))
    }
  }

  @Test(
    "published examples are valid",
    arguments: [9_434_765_919, 4_010_232_137, 9_434_765_870, 4_505_577_104] as [Int64])
  func examples(_ number: Int64) {
    #expect(isValid(number))
    for other in 1...9 {
      #expect(!isValid(number - number % 10 + (number + Int64(other)) % 10))
    }
  }

  @Test("numbers of more than ten digits and negative ones are not valid")
  func outOfRange() {
    #expect(!isValid(10_000_000_000))
    #expect(!isValid(-1))
    #expect(!isValid(.max))
    #expect(!isValid(.min))
  }

  @Test("the test range begins with 9")
  func testRange() {
    #expect(!NHSNumber.isTestRange(8_999_999_999))
    #expect(NHSNumber.isTestRange(9_000_000_000))
    #expect(NHSNumber.isTestRange(9_999_999_999))
    #expect(!NHSNumber.isTestRange(10_000_000_000))
  }

  @Test("palindromes are not refused")
  func palindromes() {
    #expect(isValid(6_222_222_226) == isValidByTheBook(6_222_222_226))
    #expect(!NHSNumber.isSentinel(6_222_222_226))
  }
}

@Suite("Codes of organisations and areas")
struct OrganisationCodeTests {
  @Test("a practice's code is a capital letter and five digits")
  func practices() {
    for code in ["M81001", "Y05750", "A00000"] { #expect(isPracticeCode(code.utf8)) }
    for code in ["", "M8100", "M810012", "m81001", "M8100A", "81M001", "M8100１"] {
      #expect(!isPracticeCode(code.utf8))
    }
  }

  @Test("a network's code is U and five digits, and a lone U is none")
  func networks() {
    #expect(isPCNCode("U40115".utf8))
    for code in ["U", "", "U4011", "A40115", "u40115"] { #expect(!isPCNCode(code.utf8)) }
  }

  @Test("an LSOA's code is of England or Wales")
  func areas() {
    #expect(isLSOACode("E01032345".utf8))
    #expect(isLSOACode("W01000001".utf8))
    for code in ["E02032345", "E0103234", "S01000001", "E010323456", "E01O32345"] {
      #expect(!isLSOACode(code.utf8))
    }
  }
}
