/// Arithmetic on eight digits at once, which a 64-bit word holds with the first digit lowest.
enum DigitWords {
  /// Whether every byte is 0 to 9, in a word of characters that was XORed with `0` in each byte.
  @inline(__always)
  static func areDigits(_ values: UInt64) -> Bool {
    ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080 == 0
  }

  /// The index of the first byte with a value, or 8 where there is none.
  @inline(__always)
  static func firstIndex(of value: UInt8, in values: UInt64) -> Int {
    let difference = values ^ (UInt64(value) &* 0x0101_0101_0101_0101)
    // Exact for the lowest byte that is zero; carries only reach those above it.
    let zeros =
      (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    return zeros.trailingZeroBitCount &>> 3
  }

  /// The number that eight values of 0 to 9, one a byte, make as decimal digits.
  @inline(__always)
  static func number(_ values: UInt64) -> UInt64 {
    let pairs = values &* 10 &+ (values >> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let high = (pairs & mask) &* 0x000F_4240_0000_0064
    let low = ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001
    return (high &+ low) >> 32
  }
}
