@testable import ReferenceEngine
import Tables
import Testing

@Suite("The reference calendar")
struct ReferenceCalendarTests {
  @Test("it agrees with Day on every day from 1850 to 2150 and at the ends of the calendar")
  func agrees() throws {
    let first = try #require(Day(iso: "1850-01-01")).number
    let last = try #require(Day(iso: "2150-12-31")).number
    let ends = [try #require(Day(iso: "0001-01-01")), try #require(Day(iso: "9999-12-31"))]
    var wrong: [Int32] = []
    for number in Array(first...last) + ends.map(\.number) {
      let day = Day(number: number)
      let date = ReferenceCalendar.date(Int(number))
      let civil = day.civil
      if civil != (date.year, date.month, date.day) { wrong.append(number) }
      if ReferenceCalendar.number(date) != Int(number) { wrong.append(number) }
    }
    #expect(wrong.isEmpty)
    #expect(ReferenceCalendar.isInRange(Int(ends[0].number)))
    #expect(!ReferenceCalendar.isInRange(Int(ends[0].number) - 1))
    #expect(ReferenceCalendar.isInRange(Int(ends[1].number)))
    #expect(!ReferenceCalendar.isInRange(Int(ends[1].number) + 1))
  }
}
