import Tables

/// Reads whole numbers; a point that only zeros follow is allowed, as spreadsheets write `112.0`.
struct IntegerParser: CellParser {
  static let placeholder: Int64 = 0

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int64
  ) -> CellOutcome {
    guard let number = wholeNumber(bytes, start, end) else { return .notANumber }
    element = number
    return .value
  }

  func bounded(_ element: Int64, _ bound: NumberMarks.Bound) -> Int64 {
    switch bound {
    case .inclusive: element
    case .below: element &- 1
    case .above: element &+ 1
    }
  }

  func column(_ elements: [Int64], present: Bitmap?) -> Column {
    .integer(FixedColumn(elements, present: present))
  }

  private func wholeNumber(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int64? {
    let first = bytes.byte(start)
    let isNegative = first == 0x2D
    var index = isNegative || first == 0x2B ? start + 1 : start
    let firstDigit = index
    var number: Int64 = 0
    while index < end {
      let digit = bytes.byte(index) ^ 0x30
      guard digit <= 9 else { break }
      // Downwards, since the lowest number has no positive twin.
      let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
      let (difference, carry) = tenfold.subtractingReportingOverflow(Int64(digit))
      guard !overflow, !carry else { return nil }
      number = difference
      index += 1
    }
    guard index > firstDigit else { return nil }
    if index < end {
      guard bytes.byte(index) == 0x2E, index + 1 < end else { return nil }
      for place in index + 1..<end where bytes.byte(place) != 0x30 { return nil }
    }
    guard !isNegative else { return number }
    return number == .min ? nil : -number
  }
}

/// Reads decimal numbers with a point and, if need be, an exponent; the nearest double-precision number is taken.
struct DecimalParser: CellParser {
  static let placeholder: Double = 0

  /// Powers of ten that a double-precision number holds exactly; an InlineArray would be copied for every cell.
  private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Double
  ) -> CellOutcome {
    if end &- start <= 8, let number = shortNumber(bytes.word(start), end &- start) {
      element = number
      return .value
    }
    return parseDigits(bytes, start, end, into: &element)
  }

  /// The number that up to eight digits, with a point or without, make; nil where there is anything else.
  ///
  /// There is no branch on where the point stands or on how many digits there are, since neither can be foretold.
  @inline(__always)
  private func shortNumber(_ word: UInt64, _ count: Int) -> Double? {
    let values = (word ^ 0x3030_3030_3030_3030) & (UInt64.max &>> UInt64(64 &- count &* 8))
    let point = DigitWords.firstIndex(of: 0x2E ^ 0x30, in: values)
    let whole = values & ~(UInt64.max << UInt64(point &* 8))
    let fraction = values >> UInt64(point &* 8 &+ 8)
    let hasPoint = point < 8 ? 1 : 0
    let digits = (whole | fraction << UInt64(point &* 8)) << UInt64((8 &- count &+ hasPoint) &* 8)
    guard DigitWords.areDigits(digits), count > hasPoint else { return nil }
    let power = hasPoint &* (count &- 1 &- point)
    // Signed, since the processor has no instruction for the unsigned conversion.
    return Double(Int64(truncatingIfNeeded: DigitWords.number(digits))) / powersOfTen[power]
  }

  private func parseDigits(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Double
  ) -> CellOutcome {
    let isNegative = bytes.byte(start) == 0x2D
    var index = isNegative ? start + 1 : start
    var digits: UInt64 = 0
    var digitCount = 0
    var point = -1
    while index < end {
      let byte = bytes.byte(index)
      let digit = byte ^ 0x30
      if digit <= 9 {
        digits = digits &* 10 &+ UInt64(digit)
        digitCount &+= 1
      } else if byte == 0x2E, point < 0 {
        point = index
      } else {
        break
      }
      index &+= 1
    }
    // Fifteen digits and as large a power of ten are both exact, so that one division rounds only once.
    guard index == end, digitCount > 0, digitCount <= 15 else {
      return parseSlowly(bytes, start, end, into: &element)
    }
    let magnitude =
      point < 0 ? Double(digits) : Double(digits) / powersOfTen[end - point - 1]
    element = isNegative ? -magnitude : magnitude
    return .value
  }

  /// The next number beyond the bound, so that "more than 58" is not "58 or less".
  func bounded(_ element: Double, _ bound: NumberMarks.Bound) -> Double {
    switch bound {
    case .inclusive: element
    case .below: element.nextDown
    case .above: element.nextUp
    }
  }

  func column(_ elements: [Double], present: Bitmap?) -> Column {
    .decimal(FixedColumn(elements, present: present))
  }

  private func parseSlowly(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Double
  ) -> CellOutcome {
    var text = ""
    for index in start..<end {
      // Only what a decimal number is written with: Double's own reader takes nan, inf and hexadecimal too.
      switch bytes.byte(index) {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65:
        text.unicodeScalars.append(Unicode.Scalar(bytes.byte(index)))
      default: return .notANumber
      }
    }
    guard let number = Double(text), number.isFinite else { return .notANumber }
    element = number
    return .value
  }
}
