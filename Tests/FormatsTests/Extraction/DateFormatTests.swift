import Tables
import Testing

@testable import Formats

@Suite("Date formats")
struct DateFormatTests {
  private func day(_ text: String, _ pattern: String) throws -> Day? {
    let bytes = Array(text.utf8)
    let format = try #require(DateFormat(pattern: pattern))
    let padded = bytes + [UInt8](repeating: 0x39, count: cellPadding)
    let fast = format.day(in: padded.span, 0, bytes.count)
    #expect(format.day(in: bytes.span) == fast)
    return fast
  }

  @Test(
    "a date is read in its pattern",
    arguments: [
      ("2026-11-22", "yyyy-MM-dd"), ("22/11/2026", "dd/MM/yyyy"), ("20261122", "yyyyMMdd"),
      ("22NOV2026", "ddMMMyyyy"), ("22Nov2026", "ddMMMyyyy"), ("22-nov-2026", "dd-MMM-yyyy"),
      ("2026-11-22 23:59:60", "yyyy-MM-dd HH:mm:ss"),
      ("2026-11-22T00:00", "yyyy-MM-dd'T'HH:mm"), ("on 22.11.2026'", "'on 'dd.MM.yyyy''"),
    ])
  func reads(text: String, pattern: String) throws {
    #expect(try day(text, pattern) == Day(year: 2026, month: 11, day: 22))
  }

  @Test(
    "anything else is no date",
    arguments: [
      ("2026-11-2", "yyyy-MM-dd"), ("2026-11-222", "yyyy-MM-dd"), ("2026/11/22", "yyyy-MM-dd"),
      ("2026-11-2x", "yyyy-MM-dd"), ("-026-11-22", "yyyy-MM-dd"), ("2026-13-01", "yyyy-MM-dd"),
      ("2026-00-01", "yyyy-MM-dd"), ("2026-02-29", "yyyy-MM-dd"), ("2026-01-00", "yyyy-MM-dd"),
      ("31/04/2026", "dd/MM/yyyy"), ("31/0a/2026", "dd/MM/yyyy"), ("22NOX2026", "ddMMMyyyy"),
      ("22N0V2026", "ddMMMyyyy"), ("2026-11-22 24:00", "yyyy-MM-dd HH:mm"),
      ("2026-11-22 1a:00", "yyyy-MM-dd HH:mm"), ("2026-11-22 10:60", "yyyy-MM-dd HH:mm"),
      ("", "yyyy-MM-dd"), ("2026\u{2013}1-22", "yyyy-MM-dd"),
    ])
  func refuses(text: String, pattern: String) throws {
    #expect(try day(text, pattern) == nil)
  }

  @Test("every day of four centuries reads as itself in two patterns")
  func everyDay() throws {
    let iso = try #require(DateFormat(pattern: "yyyy-MM-dd"))
    let british = try #require(DateFormat(pattern: "dd/MM/yyyy"))
    let first = try #require(Day(year: 1800, month: 1, day: 1)).number
    for number in stride(from: first, to: first + 146_097, by: 1) {
      let day = Day(number: number)
      let text = Array(day.description.utf8)
      let turned = text[8...] + [0x2F] + text[5..<7] + [0x2F] + text[..<4]
      let padding = [UInt8](repeating: 0, count: cellPadding)
      guard iso.day(in: (text + padding).span, 0, 10) == day,
        british.day(in: Array(turned).span) == day
      else {
        Issue.record("\(day) does not read as itself")
        return
      }
    }
  }

  @Test(
    "a pattern without a year, a month or a day, or with other letters, is none",
    arguments: [
      "", "yyyy-MM", "MM-dd", "yyyy-dd", "yy-MM-dd", "yyyy-M-dd", "yyyy-MM-d", "yyyy-MMMM-dd",
      "yyyy-MM-ddT", "yyyy-MM-dd hh:mm", "yyyy-yyyy-MM-dd", "yyyy-MM-MMM-dd", "yyyy-MM-dd'T",
    ])
  func patterns(pattern: String) {
    #expect(DateFormat(pattern: pattern) == nil)
  }
}
