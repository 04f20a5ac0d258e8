/// A calendar day, counted from 1 January 1970.
///
/// - Shape: four bytes, so that a column of days is an array of `Int32`.
/// - Missing: a day is always present; a column says which rows have one.
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before it.
  public let number: Int32

  /// Makes a day from its count of days since 1970-01-01.
  @inlinable
  public init(number: Int32) {
    self.number = number
  }

  /// Makes a day of the Gregorian calendar, or nil where no such day exists.
  @inlinable
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Day.length(ofMonth: month, in: year) else {
      return nil
    }
    self.init(number: Day.number(year: year, month: month, day: day))
  }

  /// Reads `yyyy-MM-dd`, or nil where the text is anything else.
  public init?(iso text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var result = 0
      for index in range {
        guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
        result = result * 10 + Int(bytes[index] - 0x30)
      }
      return result
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
      return nil
    }
    self.init(year: year, month: month, day: day)
  }

  /// By the calendar.
  @inlinable
  public static func < (left: Day, right: Day) -> Bool {
    left.number < right.number
  }

  /// The year, month and day of the month.
  @inlinable public var civil: (year: Int, month: Int, day: Int) {
    // Howard Hinnant's days-to-civil arithmetic: eras of 400 years that start on 1 March.
    let shifted = Int(number) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The number of the week, from Monday to Sunday: day 0, 1 January 1970, was a Thursday of week 0.
  public var week: Int {
    let sinceMonday = Int(number) + 3
    return sinceMonday >= 0 ? sinceMonday / 7 : (sinceMonday + 1) / 7 - 1
  }

  /// The day so many days later, or earlier where the count is negative.
  @inlinable
  public func adding(days: Int) -> Day {
    Day(number: number + Int32(days))
  }

  /// The same day of the month so many months later, or earlier where the count is negative.
  ///
  /// Where the month has no such day it is the first of the month after, and going back the month's last day. So the three
  /// ways to ask for an age or a period say the same: `start + n <= day`, `start <= day - n` and n completed from `start` to
  /// `day`. Both a month after 31 January 2026 and a year after 29 February 2024 are on 1 March. (SQL says 28 February.)
  @inlinable
  public func adding(months: Int) -> Day {
    let (year, month, day) = civil
    let monthIndex = year * 12 + (month - 1) + months
    let newYear = monthIndex >= 0 ? monthIndex / 12 : (monthIndex - 11) / 12
    let newMonth = monthIndex - newYear * 12 + 1
    let last = Day.length(ofMonth: newMonth, in: newYear)
    let end = Day(number: Day.number(year: newYear, month: newMonth, day: min(day, last)))
    return day > last && months > 0 ? end.adding(days: 1) : end
  }

  /// The same day so many years later; 1 March where 29 February does not exist, and going back 28 February.
  @inlinable
  public func adding(years: Int) -> Day {
    adding(months: years * 12)
  }

  /// Completed years from a birth day to another day; negative before the birth.
  ///
  /// Somebody born on 29 February completes a year on 1 March where the year has no 29 February.
  ///
  /// - Source: common law age in England: attained at the start of the anniversary, and for 29 February on
  ///   1 March of a common year (general knowledge of the field, declared in `docs/conditions.md`).
  @inlinable
  public static func completedYears(from birth: Day, to day: Day) -> Int {
    let (birthYear, birthMonth, birthDay) = birth.civil
    let (year, month, dayOfMonth) = day.civil
    let beforeAnniversary = month < birthMonth || (month == birthMonth && dayOfMonth < birthDay)
    return year - birthYear - (beforeAnniversary ? 1 : 0)
  }

  /// Completed months from one day to another; negative before it.
  ///
  /// A month that starts on the 31st is completed on the 1st after a shorter month.
  @inlinable
  public static func completedMonths(from start: Day, to day: Day) -> Int {
    let (startYear, startMonth, startDay) = start.civil
    let (year, month, dayOfMonth) = day.civil
    return (year - startYear) * 12 + (month - startMonth) - (dayOfMonth < startDay ? 1 : 0)
  }

  /// The number of days in a month of a year.
  @inlinable
  public static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  @inlinable
  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  @inlinable
  static func number(year: Int, month: Int, day: Int) -> Int32 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }
}

extension Day: CustomStringConvertible {
  /// The day as `yyyy-MM-dd`.
  public var description: String {
    let (year, month, day) = civil
    func padded(_ value: Int, to width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
  }
}
