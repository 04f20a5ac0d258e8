import Tables

/// The days that arithmetic may give: the years 1 to 9999, as in standard SQL.
enum Calendar {
  /// 1 January of the year 1.
  static let firstDay: Int32 = -719_162
  /// 31 December of the year 9999.
  static let lastDay: Int32 = 2_932_896

  /// The day so much later, or nil outside the years 1 to 9999.
  static func day(_ number: Int32, shiftedBy interval: Interval) -> Int32? {
    switch interval.unit {
    case .day: within(Int(number) + Int(interval.count))
    case .week: within(Int(number) + Int(interval.count) * 7)
    case .month: day(number, later: Int(interval.count))
    case .year: day(number, later: Int(interval.count) * 12)
    }
  }

  private static func within(_ number: Int) -> Int32? {
    number >= Int(firstDay) && number <= Int(lastDay) ? Int32(number) : nil
  }

  private static func day(_ number: Int32, later months: Int) -> Int32? {
    let (year, month, day) = Day(number: number).civil
    let monthIndex = year * 12 + (month - 1) + months
    guard monthIndex >= 12, monthIndex < 10_000 * 12 else { return nil }
    let (newYear, newMonth) = (monthIndex / 12, monthIndex % 12 + 1)
    let last = Day.length(ofMonth: newMonth, in: newYear)
    let end = Day(year: newYear, month: newMonth, day: min(day, last))?.number
    // A period that began on a day that this month lacks is over when the month is (`Day.adding(months:)`).
    return day > last && months > 0 ? end.map { $0 + 1 } : end
  }
}
