import Testing

@testable import Tables

@Suite("Days")
struct DayTests {
  /// The days of 1896 to 2104 by counting, which is slow and obvious.
  static let counted: [(number: Int32, year: Int, month: Int, day: Int)] = {
    var days: [(Int32, Int, Int, Int)] = []
    // 1970-01-01 is 27,028 days after 1896-01-01: 74 years with 18 leap days (1900 had none).
    var number = Int32(-(74 * 365 + 18))
    for year in 1896...2104 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .enumerated()
      {
        for day in 1...length {
          days.append((number, year, month + 1, day))
          number += 1
        }
      }
    }
    return days
  }()

  @Test("a day's number and its year, month and day agree with counting")
  func civil() {
    for (number, year, month, day) in Self.counted {
      let civil = Day(number: number).civil
      #expect(civil.year == year && civil.month == month && civil.day == day)
      #expect(Day(year: year, month: month, day: day)?.number == number)
    }
  }

  @Test(
    "a day that does not exist is none",
    arguments: [
      (2026, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (1900, 2, 29),
    ])
  func impossible(year: Int, month: Int, day: Int) {
    #expect(Day(year: year, month: month, day: day) == nil)
  }

  @Test("ISO text is read and written")
  func iso() {
    #expect(Day(iso: "2026-11-20")?.description == "2026-11-20")
    for text in ["2026-11-2", "20261120", "2026/11/20", "2026-02-30", "2026-1a-01", ""] {
      #expect(Day(iso: text) == nil)
    }
  }

  @Test(
    "a year is completed on the birthday, and on 1 March for 29 February",
    arguments: [
      ("1986-11-20", "2026-11-20", 40), ("1986-11-21", "2026-11-20", 39),
      ("2004-02-29", "2022-02-28", 17), ("2004-02-29", "2022-03-01", 18),
      ("2004-02-29", "2024-02-29", 20), ("2025-12-31", "2026-01-01", 0),
      ("2026-11-21", "2026-11-20", -1),
    ])
  func completedYears(birth: String, day: String, years: Int) throws {
    #expect(
      Day.completedYears(from: try #require(Day(iso: birth)), to: try #require(Day(iso: day)))
        == years)
  }

  @Test(
    "a day that a month lacks is the first of the next going on, and the month's last going back",
    arguments: [
      ("2026-01-31", 1, "2026-03-01"), ("2024-01-31", 1, "2024-03-01"),
      ("2024-01-29", 1, "2024-02-29"),
      ("2026-11-20", -60, "2021-11-20"), ("2026-03-31", -1, "2026-02-28"),
      ("2024-02-29", 12, "2025-03-01"), ("2024-02-29", -12, "2023-02-28"),
      ("2024-02-29", 48, "2028-02-29"), ("2024-02-29", 0, "2024-02-29"),
      ("2026-01-15", -1, "2025-12-15"),
      ("0001-01-31", -1, "0000-12-31"),
    ])
  func addingMonths(from: String, months: Int, to: String) throws {
    #expect(try #require(Day(iso: from)).adding(months: months).description == to)
  }

  @Test(
    "the three ways to ask for an age or a period say the same, on every day of years around a leap year"
  )
  func onePeriod() throws {
    let first = try #require(Day(iso: "2023-01-01"))
    for start in (0..<1200).map({ first.adding(days: $0) }) {
      for months in [1, 6, 12, 13, 18, 40, 48] {
        for day in (-2...2).map({ start.adding(months: months).adding(days: $0) }) {
          let isCompleted = Day.completedMonths(from: start, to: day) >= months
          #expect((start.adding(months: months) <= day) == isCompleted, "\(start) \(months) \(day)")
          #expect(
            (start <= day.adding(months: -months)) == isCompleted, "\(start) \(months) \(day)")
          guard months % 12 == 0 else { continue }
          #expect((Day.completedYears(from: start, to: day) >= months / 12) == isCompleted)
        }
      }
    }
  }
}
