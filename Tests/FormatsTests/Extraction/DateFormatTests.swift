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

  @Test(
    "digits, months, times and zones in the ways of real files are one day",
    arguments: [
      ("1/4/2020", "d/M/yyyy"), ("01/04/2020", "d/M/yyyy"), ("1-Apr-2020", "d-MMM-yyyy"),
      ("01-APRIL-2020", "d-MMM-yyyy"), ("1 apr 2020", "d MMM yyyy"),
      ("1   April 2020", "d MMM yyyy"), ("1-Apr-20", "d-MMM-yy"), ("200401", "yyMMdd"),
      ("43922", "excel"), ("43922.0", "excel"), ("43922.75", "excel"),
      ("20200401T23595901", "yyyyMMdd'T'HHmmss[UU]"), ("20200401T235959", "yyyyMMdd'T'HHmmss[UU]"),
      ("20200401", "yyyyMMdd'T'HHmmss[UU]"), ("20200401T00000000", "yyyyMMdd'T'HHmmssUU"),
      ("2020-04-01T23:30:00Z", "yyyy-MM-dd'T'HH:mm:ss[.S]X"),
      ("2020-04-01T23:30:00.1234567+01:00", "yyyy-MM-dd'T'HH:mm:ss[.S]X"),
      ("2020-04-01T23:30:00.5-0130", "yyyy-MM-dd'T'HH:mm:ss[.S]X"),
      ("2020-04-01T23:30:00+01", "yyyy-MM-dd'T'HH:mm:ss[.S]X"),
      ("01/04/2020 1:05 PM", "dd/MM/yyyy h:mm a"), ("01/04/2020 11:05am", "dd/MM/yyyy h:mm[ ]a"),
      ("2020-04-01", "yyyy-MM-dd[' at' HH:mm]"), ("2020-04-01 at 10:00", "yyyy-MM-dd[' at' HH:mm]"),
    ])
  func realFiles(text: String, pattern: String) throws {
    #expect(try day(text, pattern) == Day(year: 2020, month: 4, day: 1))
  }

  @Test(
    "what is nearly one of them is no date",
    arguments: [
      ("1/4/20", "d/M/yyyy"), ("001/4/2020", "d/M/yyyy"), ("1-Ap-2020", "d-MMM-yyyy"),
      ("1-Apri-2020", "d-MMM-yyyy"), ("1-Aprils-2020", "d-MMM-yyyy"), ("1Apr2020", "d MMM yyyy"),
      ("2020", "excel"), ("20200401", "excel"), ("4392", "excel"), ("-43922", "excel"),
      ("43922.", "excel.x"), ("43922,5", "excel"), ("09999", "excel"),
      ("20200401T", "yyyyMMdd'T'HHmmss[UU]"), ("20200401T2359", "yyyyMMdd'T'HHmmss[UU]"),
      ("20200401T2359591", "yyyyMMdd'T'HHmmss[UU]"), ("20200401T23595915", "yyyyMMdd'T'HHmmssUU"),
      ("2020-04-01T23:30:00+1", "yyyy-MM-dd'T'HH:mm:ss[.S]X"),
      ("2020-04-01T23:30:00+01:6", "yyyy-MM-dd'T'HH:mm:ss[.S]X"),
      ("2020-04-01T23:30:00.Z", "yyyy-MM-dd'T'HH:mm:ss[.S]X"),
      ("01/04/2020 13:05 PM", "dd/MM/yyyy h:mm a"), ("01/04/2020 0:05 xm", "dd/MM/yyyy h:mm a"),
    ])
  func nearlyReal(text: String, pattern: String) throws {
    guard DateFormat(pattern: pattern) != nil else { return }
    #expect(try day(text, pattern) == nil)
  }

  @Test("two digits of a year are one of the hundred years from a stated one on")
  func pivot() throws {
    for (from, digits, year) in [
      (1930, "30", 1930), (1930, "99", 1999), (1930, "00", 2000), (1930, "29", 2029),
      (1927, "26", 2026), (1927, "27", 1927), (2000, "99", 2099), (2000, "00", 2000),
    ] {
      let format = try #require(DateFormat(pattern: "dd/MM/yy", firstYear: from))
      let text = Array("05/06/\(digits)".utf8)
      #expect(format.day(in: text.span) == Day(year: year, month: 6, day: 5), "\(from), \(digits)")
    }
    #expect(DateFormat(pattern: "yy-MM-dd")?.firstYear == 1930)
  }

  @Test("every month is read by its short and its long name in any case")
  func monthNames() throws {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    for (index, name) in names.enumerated() {
      for text in [name, name.uppercased(), name.lowercased(), String(name.prefix(3))] {
        #expect(
          try day("09-\(text)-2021", "dd-MMM-yyyy") == Day(year: 2021, month: index + 1, day: 9))
      }
    }
    #expect(try day("09-Sept-2021", "dd-MMM-yyyy") == Day(year: 2021, month: 9, day: 9))
    #expect(try day("09-Octo-2021", "dd-MMM-yyyy") == nil)
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
      "", "yyyy-MM", "MM-dd", "yyyy-dd", "y-MM-dd", "yyy-MM-dd", "yyyy-MMMMM-dd", "yyyy-MM-ddd",
      "yyyy-MM-ddT", "yyyy-yyyy-MM-dd", "yyyy-yy-MM-dd", "yyyy-MM-MMM-dd", "yyyy-MM-dd'T",
      "yyyy-MM-dd[ HH:mm", "yyyy-MM-dd] HH:mm", "yyyy-MM[-dd]", "Excel", "yyyy-MM-dd HH:m",
    ])
  func patterns(pattern: String) {
    #expect(DateFormat(pattern: pattern) == nil)
  }
}
