/// What makes ten digits an NHS number.
///
/// - Source: NHS Data Dictionary, NHS NUMBER: weights 10 to 2 on the first nine digits, 11 less the remainder of their
///   sum by 11 is the tenth, 11 becomes 0 and 10 is never issued; sentinels as in NHS England's data-validation-engine.
public enum NHSNumber {
  /// Whether the tenth digit is the one that the first nine ask for.
  public static func hasCheckDigit(_ number: Int64) -> Bool {
    guard number >= 0, number <= largest else { return false }
    var rest = number
    var sum: Int64 = 0
    var weight: Int64 = 1
    // The check digit has weight 1: it makes the whole sum a multiple of 11, and no digit can make up for 10.
    while weight <= 10 {
      sum += rest % 10 * weight
      rest /= 10
      weight += 1
    }
    return sum % 11 == 0
  }

  /// Whether a number stands for "no such person": a repeated digit, or 0123456789.
  static func isSentinel(_ number: Int64) -> Bool {
    number == ascendingDigits || (number % repeatedDigit == 0 && number / repeatedDigit <= 9)
  }

  /// Whether a number begins with 9: no person has one, made-up data does.
  static func isTestRange(_ number: Int64) -> Bool {
    number >= firstOfTestRange && number <= largest
  }

  /// The largest number of ten digits.
  static let largest: Int64 = 9_999_999_999

  private static let firstOfTestRange: Int64 = 9_000_000_000
  private static let ascendingDigits: Int64 = 0_123_456_789
  private static let repeatedDigit: Int64 = 1_111_111_111
}
