/// A calendar that counts: it adds up the lengths of years and months from 1 January 1970 on.
///
/// It shares no arithmetic with `Day`, and covers the years 1 to 9999.
enum ReferenceCalendar {
  /// A day's place in the calendar.
  struct Date: Equatable {
    var year: Int
    var month: Int
    var day: Int
  }

  /// The first day of every year from 0 to 10000, as days since 1970-01-01.
  private static let yearStarts: [Int] = {
    var starts = [Int](repeating: 0, count: 10_001)
    for year in 1971...10_000 { starts[year] = starts[year - 1] + daysInYear(year - 1) }
    for year in stride(from: 1969, through: 0, by: -1) {
      starts[year] = starts[year + 1] - daysInYear(year)
    }
    return starts
  }()

  static func isLeap(_ year: Int) -> Bool {
    if year % 400 == 0 { return true }
    if year % 100 == 0 { return false }
    return year % 4 == 0
  }

  private static func daysInYear(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }

  static func daysInMonth(_ month: Int, _ year: Int) -> Int {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  static func isInRange(_ number: Int) -> Bool {
    number >= yearStarts[1] && number < yearStarts[10_000]
  }

  static func date(_ number: Int) -> Date {
    var low = 0
    var high = 10_000
    while high - low > 1 {
      let middle = (low + high) / 2
      if yearStarts[middle] <= number { low = middle } else { high = middle }
    }
    var rest = number - yearStarts[low]
    var month = 1
    while rest >= daysInMonth(month, low) {
      rest -= daysInMonth(month, low)
      month += 1
    }
    return Date(year: low, month: month, day: rest + 1)
  }

  static func number(_ date: Date) -> Int {
    let before = (1..<date.month).reduce(0) { $0 + daysInMonth($1, date.year) }
    return yearStarts[date.year] + before + date.day - 1
  }

  /// The same day so many months later; nil outside the years 1 to 9999.
  ///
  /// Where that month has no such day, time that goes on has to reach the next month, and time that goes back the month.
  static func adding(months: Int, to number: Int) -> Int? {
    var date = date(number)
    let goesOn = months > 0
    let months = date.year * 12 + date.month - 1 + months
    guard months >= 12, months <= 9999 * 12 + 11 else { return nil }
    date.year = months / 12
    date.month = months % 12 + 1
    let missing = date.day - daysInMonth(date.month, date.year)
    guard missing > 0 else { return Self.number(date) }
    date.day -= missing
    return Self.number(date) + (goesOn ? 1 : 0)
  }

  /// The greatest number of whole months, in steps of `step`, after which the anniversary has been reached.
  ///
  /// An anniversary that its month lacks is the first day of the next month.
  static func completed(from start: Int, to end: Int, step: Int) -> Int {
    let (first, last) = (date(start), date(end))
    let months = (last.year - first.year) * 12 + last.month - first.month
    var steps = months / step + 2
    while anniversary(of: first, months: steps * step) > end { steps -= 1 }
    return steps
  }

  private static func anniversary(of start: Date, months: Int) -> Int {
    let index = start.year * 12 + start.month - 1 + months
    // Years outside the table lie before or after every day in it.
    guard index >= 0 else { return Int.min }
    guard index < 9999 * 12 + 12 else { return Int.max }
    let (year, month) = (index / 12, index % 12 + 1)
    let missing = start.day > daysInMonth(month, year)
    return number(Date(year: year, month: month, day: 1))
      + (missing ? daysInMonth(month, year) : start.day - 1)
  }
}
