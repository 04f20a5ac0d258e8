@testable import Expressions
import Tables
import Testing

@Suite("Months of days")
struct CivilMonthsTests {
  private let calendar = CivilMonths.shared

  /// Days inside what is worked out once, outside it on both sides, and at its ends.
  private var days: [Int32] {
    get throws {
      let first = try #require(Day(iso: "1840-01-01")).number
      let last = try #require(Day(iso: "2160-12-31")).number
      return Array(first...last)
    }
  }

  @Test("every day has the month and the day of the month that Day says")
  func months() throws {
    var wrong: [Day] = []
    for number in try days {
      let (year, month, day) = Day(number: number).civil
      if calendar.civil(number) != (year * 12 + month - 1, day) {
        wrong.append(Day(number: number))
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test(
    "days moved by months are those of Day",
    arguments: [-1_201, -13, -12, -1, 1, 11, 12, 48, 1_199])
  func shifted(months: Int) throws {
    let numbers = try days
    let moved = Calendar.days(
      Cells(values: numbers[...], present: nil),
      shiftedBy: Interval(Int32(months), .month))
    let wrong = zip(numbers, moved.values).filter { number, moved in
      Day(number: number).adding(months: months).number != moved
    }
    #expect(wrong.isEmpty)
  }

  @Test("days are moved where there are some, and nowhere else", arguments: [1, 63, 64, 65, 200])
  func missing(count: Int) {
    let numbers = (0..<Int32(count)).map { $0 % 3 == 1 ? Calendar.lastDay : $0 }
    // Bits after the last row mean nothing.
    let present = (0..<(count + 63) / 64).map { $0 == 1 ? UInt64.max << 7 : 0xF0F0_F0F0_F0F0_F0F1 }
    let moved = Calendar.days(
      Cells(values: numbers[...], present: present[...]), shiftedBy: Interval(1, .month))
    for row in 0..<count {
      let isThere = present[row >> 6] >> UInt64(row & 63) & 1 == 1
      let isMoved = moved.present.map { $0[row >> 6] >> UInt64(row & 63) & 1 == 1 } ?? true
      // The month after the last day that there is has none.
      #expect(isMoved == (isThere && row % 3 != 1), "\(row) of \(count)")
      guard isMoved else { continue }
      #expect(moved.values[row] == Day(number: numbers[row]).adding(months: 1).number)
    }
  }

  @Test("completed months and years are those of Day")
  func completed() throws {
    let numbers = try days
    let references = try ["1999-02-28", "2000-02-29", "2026-11-20", "2026-12-31"].map {
      try #require(Day(iso: $0))
    }
    var wrong: [(Day, Day)] = []
    for reference in references {
      for day in numbers.lazy.map({ Day(number: $0) }) {
        let months = calendar.completedMonths(from: day.number, to: reference.number)
        let years = calendar.completedYears(from: day.number, to: reference.number)
        if months != Day.completedMonths(from: day, to: reference)
          || years != Day.completedYears(from: day, to: reference)
        {
          wrong.append((day, reference))
        }
      }
    }
    #expect(wrong.isEmpty)
  }
}
