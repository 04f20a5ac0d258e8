public import Tables

/// How a date is written: a pattern of letters for its parts, plain characters, and `[` `]` around what may be left out.
///
/// `yyyy`, `yy`; `MM`, `M` (one digit or two), `MMM` (Jan, JAN, Sept, January); `dd`, `d` (one digit or two); and of the time of
/// day, which is read over and dropped, `HH`, `H`, `hh`, `h`, `mm`, `ss`, `S` (any fraction of a second), `a` (am, pm), `X` (a zone:
/// `Z`, `+01`, `+0100`, `+01:00`) and `UU` (whole hours from UTC without a sign, as in NHS England's vaccination batch).
/// Letters that are meant as they are stand between apostrophes, as in `yyyy-MM-dd'T'HH:mm:ss`; a blank is one blank or
/// several. All that follows the date's last part may be left out as a whole, so a pattern with a time also reads a plain
/// date. The name `excel` is the number of a day in a spreadsheet.
///
/// - Shape: the day is the one that is written, whatever the zone: where a time is local, as in the United Kingdom's
///   records, that is the day on which something happened.
/// - Source: letters as in Unicode Technical Standard 35, date format patterns, but for `UU`.
public struct DateFormat: Hashable, Sendable {
  /// The pattern, such as `dd/MM/yyyy`.
  public let pattern: String
  /// The first of the hundred years that two digits mean.
  public let firstYear: Int

  /// The first year that two digits mean where a contract does not say: 30 to 99 are 1930 to 1999, 00 to 29 are 2000 to 2029.
  ///
  /// - Source: Microsoft, "Change the date system, format, or two-digit year interpretation": what spreadsheets do.
  public static let usualFirstYear = 1930

  private var parts: [DatePart] = []
  /// The position of the parts after year, month and day.
  private var dateEnd = 0
  /// Whether a day is written as the number that a spreadsheet has for it.
  private let isSerial: Bool
  /// Whether the pattern is `yyyy-MM-dd`.
  let isISO: Bool

  /// Makes a format, or nil where the pattern lacks a year, a month or a day, has one twice or an unknown letter, or a
  /// bracket that is not closed.
  public init?(pattern: String, firstYear: Int = DateFormat.usualFirstYear) {
    self.pattern = pattern
    self.firstYear = firstYear
    isISO = pattern == "yyyy-MM-dd"
    isSerial = pattern == "excel"
    guard !isSerial else { return }
    guard let parts = DateFormat.parts(of: Array(pattern.utf8)) else { return nil }
    self.parts = parts
    guard DateFormat.count(parts, where: { if case .year = $0 { true } else { false } }) == 1,
      DateFormat.count(parts, where: { $0.isMonth }) == 1,
      DateFormat.count(parts, where: { if case .day = $0 { true } else { false } }) == 1
    else { return nil }
    dateEnd = (parts.lastIndex { $0.isOfDate } ?? 0) + 1
    // A date without its year is none.
    for (index, part) in parts.enumerated() {
      if case .optional(let end) = part, index < dateEnd, end > index + 1,
        parts[index..<end].contains(where: \.isOfDate)
      {
        return nil
      }
    }
  }

  /// Whether a year is written with its last two digits.
  public var hasTwoDigitYear: Bool { parts.contains(.year(digits: 2)) }

  private static func count(_ parts: [DatePart], where holds: (DatePart) -> Bool) -> Int {
    parts.count(where: holds)
  }

  // MARK: - Patterns

  private static func parts(of bytes: [UInt8]) -> [DatePart]? {
    var parts: [DatePart] = []
    var open: [Int] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      var next = index + 1
      switch byte {
      case UInt8(ascii: "'"):
        guard let close = bytes[next...].firstIndex(of: byte) else { return nil }
        // Two apostrophes are one.
        parts += (close == next ? [byte] : Array(bytes[next..<close])).map { .literal($0) }
        next = close + 1
      case UInt8(ascii: "["):
        open.append(parts.count)
        parts.append(.optional(end: 0))
      case UInt8(ascii: "]"):
        guard let start = open.popLast() else { return nil }
        parts[start] = .optional(end: parts.count)
      case UInt8(ascii: " "):
        if parts.last != .blank { parts.append(.blank) }
      case let letter where isLetter(letter):
        next = bytes[index...].firstIndex { $0 != letter } ?? bytes.count
        guard let part = part(letter, width: next - index) else { return nil }
        parts.append(part)
      default: parts.append(.literal(byte))
      }
      index = next
    }
    return open.isEmpty ? parts : nil
  }

  /// What a run of one letter stands for; nil where it is unknown.
  private static func part(_ letter: UInt8, width: Int) -> DatePart? {
    switch (Unicode.Scalar(letter), width) {
    case ("y", 2), ("y", 4): .year(digits: width)
    case ("M", 1), ("M", 2): .month(least: width)
    case ("M", 3), ("M", 4): .monthName
    case ("d", 1), ("d", 2): .day(least: width)
    case ("H", 1), ("H", 2): .clock(least: width, lowest: 0, largest: 23)
    case ("h", 1), ("h", 2): .clock(least: width, lowest: 1, largest: 12)
    case ("m", 2): .clock(least: 2, lowest: 0, largest: 59)
    // 60 is a leap second.
    case ("s", 2): .clock(least: 2, lowest: 0, largest: 60)
    // Clocks are up to 14 hours ahead of UTC; the United Kingdom's is one in summer.
    case ("U", 2): .clock(least: 2, lowest: 0, largest: 14)
    case ("S", _): .fraction
    case ("a", 1): .halfOfDay
    case ("X", 1...3): .zone
    default: nil
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  // MARK: - Reading

  /// The day that bytes write in this format, or nil where they do not or where there is no such day.
  public func day(in text: Span<UInt8>) -> Day? {
    day(in: text, 0, text.count, isPadded: false)
  }

  /// The day that the bytes from `start` up to `end` write.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`, unless they are said not to be padded.
  @inline(__always)
  func day(in bytes: Span<UInt8>, _ start: Int, _ end: Int, isPadded: Bool = true) -> Day? {
    if isISO, isPadded {
      guard end - start == 10 else { return nil }
      return DateFormat.isoParts(bytes, start).flatMap {
        Day(year: $0.year, month: $0.month, day: $0.day)
      }
    }
    return patternDay(bytes, start, end)
  }

  /// The numbers in `yyyy-MM-dd`, of which there may be no such day; nil where the ten bytes are anything else.
  ///
  /// - Precondition: there are `cellPadding` more bytes.
  @inline(__always)
  static func isoParts(
    _ bytes: Span<UInt8>, _ start: Int
  ) -> (year: Int, month: Int, day: Int)? {
    // yyyy-MM- in one word, XORed so that digits become 0 to 9 and hyphens 0.
    let word = bytes.word(start) ^ 0x2D30_302D_3030_3030
    let tens = bytes.byte(start + 8) ^ 0x30
    let ones = bytes.byte(start + 9) ^ 0x30
    guard DigitWords.areDigits(word), word & 0xFF00_00FF_0000_0000 == 0, tens <= 9, ones <= 9 else {
      return nil
    }
    // Each digit and the one after it make a number in the first one's byte.
    let pairs = word &* 10 &+ word &>> 8
    func pair(_ index: UInt64) -> Int { Int(truncatingIfNeeded: pairs &>> (index &* 8)) & 0xFF }
    return (pair(0) &* 100 &+ pair(2), pair(5), Int(tens &* 10 &+ ones))
  }

  private func patternDay(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Day? {
    guard !isSerial else { return DateFormat.serialDay(bytes, start, end) }
    var reading = DateReading(position: start)
    guard matches(0, bytes, end, &reading) else { return nil }
    return Day(year: reading.year, month: reading.month, day: reading.day)
  }

  /// Whether the parts from a position on read the bytes to their end.
  private func matches(
    _ first: Int, _ bytes: Span<UInt8>, _ end: Int, _ reading: inout DateReading
  ) -> Bool {
    var index = first
    while index < parts.count {
      if index == dateEnd, reading.position == end { return true }
      if case .optional(let next) = parts[index] {
        var attempt = reading
        if matches(index + 1, bytes, end, &attempt) {
          reading = attempt
          return true
        }
        index = next
        continue
      }
      guard reading.take(parts[index], bytes, end, firstYear) else { return false }
      index += 1
    }
    return reading.position == end
  }

  /// The day of a spreadsheet's number, in the system that begins in 1900; nil where there is none of five digits.
  ///
  /// A number of five digits is a day of 18 May 1927 to 13 October 2173; one of four would be read out of a year. What
  /// follows a point is the time of day.
  ///
  /// - Source: Microsoft, "DATE function": day 1 is 1 January 1900, and 1900 counts as a leap year, so that from March 1900
  ///   on a day's number is the days since 30 December 1899.
  private static func serialDay(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Day? {
    var reading = DateReading(position: start)
    guard let serial = reading.number(bytes, end, least: 5, most: 5), serial >= 10_000,
      let origin = Day(year: 1899, month: 12, day: 30)
    else { return nil }
    if reading.position < end {
      guard bytes.byte(reading.position) == 0x2E else { return nil }
      for index in reading.position + 1..<end where bytes.byte(index) ^ 0x30 > 9 { return nil }
    }
    return Day(number: origin.number + Int32(serial))
  }
}
