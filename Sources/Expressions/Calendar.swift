import Tables

/// The days that arithmetic may give: the years 1 to 9999, as in standard SQL.
enum Calendar {
  /// 1 January of the year 1.
  static let firstDay: Int32 = -719_162
  /// 31 December of the year 9999.
  static let lastDay: Int32 = 2_932_896

  /// The days so much later, missing outside the years 1 to 9999.
  static func days(_ days: Cells<Int32>, shiftedBy interval: Interval) -> Cells<Int32> {
    let count = Int(interval.count)
    switch interval.unit {
    case .day: return mapped(days) { within(Int($0) + count) }
    case .week: return mapped(days) { within(Int($0) + count * 7) }
    case .month: return later(days, months: count)
    case .year: return later(days, months: count * 12)
    }
  }

  private static func within(_ number: Int) -> Int32? {
    number >= Int(firstDay) && number <= Int(lastDay) ? Int32(number) : nil
  }

  private static func later(_ days: Cells<Int32>, months: Int) -> Cells<Int32> {
    let calendar = CivilMonths.shared
    return mappedWherePresent(days) { number in
      let (start, day) = calendar.civil(number)
      let month = start + months
      guard month >= 12, month < 10_000 * 12 else { return nil }
      let (first, length) = calendar.days(ofMonth: month)
      let end = first + Int32(min(day, length)) - 1
      // A period that began on a day that this month lacks is over when the month is (`Day.adding(months:)`).
      return day > length && months > 0 ? end + 1 : end
    }
  }
}

/// The months of the days of three centuries, worked out once: every night moves millions of days by months, and the arithmetic of one
/// costs six divisions.
///
/// - Shape: months are counted from January of the year 0.
struct CivilMonths: Sendable {
  static let shared = CivilMonths()

  private static let firstMonth = 1_850 * 12
  private static let monthCount = 300 * 12
  /// The first day of each month, and of the month after the last.
  private let starts: [Int32]
  /// The month and the day of the month of each day, in one number: the day has the lowest five bits.
  private let days: [Int32]

  private init() {
    starts = (0...CivilMonths.monthCount).map { CivilMonths.start(CivilMonths.firstMonth + $0) }
    var days: [Int32] = []
    for place in 0..<CivilMonths.monthCount {
      let month = Int32(CivilMonths.firstMonth + place)
      for day in 1...(starts[place + 1] - starts[place]) { days.append(month << 5 | day) }
    }
    self.days = days
  }

  /// The month that a day lies in, and its day of the month.
  @inline(__always)
  func civil(_ number: Int32) -> (month: Int, day: Int) {
    let place = Int(number) - Int(starts[0])
    if place >= 0, place < days.count {
      return (Int(days[place] >> 5), Int(days[place] & 31))
    }
    let (year, month, day) = Day(number: number).civil
    return (year * 12 + month - 1, day)
  }

  /// The first day of a month, and how many it has.
  @inline(__always)
  func days(ofMonth month: Int) -> (first: Int32, count: Int) {
    let place = month - CivilMonths.firstMonth
    if place >= 0, place < CivilMonths.monthCount {
      return (starts[place], Int(starts[place + 1] - starts[place]))
    }
    let first = CivilMonths.start(month)
    return (first, Int(CivilMonths.start(month + 1) - first))
  }

  /// The completed months from one day to another, as `Day.completedMonths` has them.
  @inline(__always)
  func completedMonths(from start: Int32, to day: Int32) -> Int {
    let (startMonth, startDay) = civil(start)
    let (month, dayOfMonth) = civil(day)
    return month - startMonth - (dayOfMonth < startDay ? 1 : 0)
  }

  /// The completed years from a birth to another day, as `Day.completedYears` has them: twelve completed months each.
  @inline(__always)
  func completedYears(from birth: Int32, to day: Int32) -> Int {
    let months = completedMonths(from: birth, to: day)
    return (months >= 0 ? months : months - 11) / 12
  }

  private static func start(_ month: Int) -> Int32 {
    guard let day = Day(year: month / 12, month: month % 12 + 1, day: 1) else {
      preconditionFailure("every month has a first day")
    }
    return day.number
  }
}
