/// What stands at one point of a date.
enum DatePart: Hashable {
  case literal(UInt8)
  /// One blank or several.
  case blank
  case year(digits: Int)
  case month(least: Int)
  case monthName
  case day(least: Int)
  /// A number of the time of day, from `lowest` to `largest`.
  case clock(least: Int, lowest: Int, largest: Int)
  case fraction
  case halfOfDay
  case zone
  /// What follows may be left out as far as a position of the parts.
  case optional(end: Int)
}

/// How far a date was read, and what of it.
struct DateReading {
  var position: Int
  var year = 0
  var month = 0
  var day = 0
}

extension DatePart {
  var isMonth: Bool {
    switch self {
    case .month, .monthName: true
    default: false
    }
  }

  var isOfDate: Bool {
    switch self {
    case .year, .day: true
    default: isMonth
    }
  }
}

extension DateReading {
  /// Reads one part; false where something else stands there.
  mutating func take(
    _ part: DatePart, _ bytes: Span<UInt8>, _ end: Int, _ firstYear: Int
  ) -> Bool {
    switch part {
    case .literal(let byte):
      guard position < end, bytes.byte(position) == byte else { return false }
      position += 1
      return true
    case .blank:
      let first = position
      while position < end, isBlank(bytes.byte(position)) { position += 1 }
      return position > first
    case .year(let digits):
      guard let number = number(bytes, end, least: digits, most: digits) else { return false }
      year = number
      // The one year of a hundred that ends in these digits.
      if digits == 2 { year += (firstYear - number + 99) / 100 * 100 }
      return true
    case .month(let least):
      guard let number = number(bytes, end, least: least, most: 2) else { return false }
      month = number
      return true
    case .monthName: return takeMonthName(bytes, end)
    case .day(let least):
      guard let number = number(bytes, end, least: least, most: 2) else { return false }
      day = number
      return true
    case .clock(let least, let lowest, let largest):
      guard let number = number(bytes, end, least: least, most: 2) else { return false }
      return number >= lowest && number <= largest
    case .fraction: return number(bytes, end, least: 1, most: 9) != nil
    case .halfOfDay: return takeHalfOfDay(bytes, end)
    case .zone: return takeZone(bytes, end)
    case .optional: return true
    }
  }

  /// A number of so many digits; nil where fewer stand there.
  mutating func number(
    _ bytes: Span<UInt8>, _ end: Int, least: Int, most: Int
  ) -> Int? {
    var result = 0
    let first = position
    while position < end, position - first < most {
      let digit = bytes.byte(position) ^ 0x30
      guard digit <= 9 else { break }
      result = result * 10 + Int(digit)
      position += 1
    }
    return position - first >= least ? result : nil
  }

  private mutating func takeMonthName(_ bytes: Span<UInt8>, _ end: Int) -> Bool {
    let first = position
    var name: [UInt8] = []
    while position < end, position - first < 9 {
      let letter = bytes.byte(position) | 0x20
      guard letter >= 0x61, letter <= 0x7A else { break }
      name.append(letter)
      position += 1
    }
    for (index, full) in monthNames.enumerated() where full.starts(with: name) {
      // Three letters or all of them; four only of September, whose short name is both.
      guard name.count == 3 || name.count == full.count || (index == 8 && name.count == 4) else {
        continue
      }
      month = index + 1
      return true
    }
    return false
  }

  private mutating func takeHalfOfDay(_ bytes: Span<UInt8>, _ end: Int) -> Bool {
    guard position + 2 <= end else { return false }
    let half = bytes.byte(position) | 0x20
    guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p"),
      bytes.byte(position + 1) | 0x20 == UInt8(ascii: "m")
    else { return false }
    position += 2
    return true
  }

  private mutating func takeZone(_ bytes: Span<UInt8>, _ end: Int) -> Bool {
    guard position < end else { return false }
    let sign = bytes.byte(position)
    position += 1
    if sign | 0x20 == UInt8(ascii: "z") { return true }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = number(bytes, end, least: 2, most: 2), hours <= 14
    else { return false }
    guard position < end else { return true }
    if bytes.byte(position) == UInt8(ascii: ":") { position += 1 }
    guard let minutes = number(bytes, end, least: 2, most: 2) else { return false }
    return minutes <= 59
  }
}

private let monthNames: [[UInt8]] = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september",
  "october", "november", "december",
].map { Array($0.utf8) }
