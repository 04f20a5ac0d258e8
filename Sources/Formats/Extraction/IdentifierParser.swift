import Tables

/// Reads an exact number of digits, between which blanks and hyphens may stand.
struct IdentifierParser: CellParser {
  static let placeholder: Int64 = 0
  private let digits: Int

  init(digits: Int) {
    self.digits = digits
  }

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int64
  ) -> CellOutcome {
    if digits == 10, end - start == 10 {
      let first = bytes.word(start) ^ 0x3030_3030_3030_3030
      let tens = bytes.byte(start + 8) ^ 0x30
      let ones = bytes.byte(start + 9) ^ 0x30
      if DigitWords.areDigits(first), tens <= 9, ones <= 9 {
        element = Int64(
          truncatingIfNeeded: DigitWords.number(first) &* 100 &+ UInt64(tens) &* 10 &+ UInt64(ones))
        return .value
      }
    }
    return parseSpaced(bytes, start, end, into: &element)
  }

  private func parseSpaced(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int64
  ) -> CellOutcome {
    var number: Int64 = 0
    var count = 0
    for index in start..<end {
      let byte = bytes.byte(index)
      if isBlank(byte) || byte == 0x2D {
        // Between digits only: a hyphen at either end is no separator.
        guard count > 0, count < digits else { return .notAnIdentifier }
        continue
      }
      guard byte >= 0x30, byte <= 0x39 else { return .notAnIdentifier }
      let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.addingReportingOverflow(Int64(byte - 0x30))
      guard !overflow, !carry else { return .notAnIdentifier }
      number = sum
      count += 1
    }
    guard count == digits else { return .notAnIdentifier }
    element = number
    return .value
  }

  func column(_ elements: [Int64], present: Bitmap?) -> Column {
    .identifier(FixedColumn(elements, present: present))
  }
}
