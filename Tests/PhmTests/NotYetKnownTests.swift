import Foundation
import Testing

@testable import ProgramRuns

/// Rows of days after the reference date: what came later in a night of the past, and slips.
@Suite("Not yet known")
struct NotYetKnownTests {
  private static let header = "nhs_number,medicine,issued_on\n"

  private func night(issues days: [String]) throws -> Night {
    let night = try Night()
    let lines = days.map { "9000001005,STATIN,\($0)\n" }
    try night.write("medications.csv", Self.header + lines.joined())
    return night
  }

  private func medications(_ output: String) throws -> Substring {
    try #require(output.split(separator: "\n").first { $0.contains("medications  ") })
  }

  @Test(
    "a night of the past is made of what was known then; what came later is counted and no reject")
  func past() throws {
    let night = try night(
      issues: (1...28).flatMap { ["2026-10-\($0 < 10 ? "0" : "")\($0)", "2026-11-20"] })
    let result = try night.run(date: "2026-10-20")
    try #require(result.exitCode == 0, "\(result.errors)")
    // The newest day is of that night too.
    #expect(try medications(result.output).hasSuffix("56         0  2026-10-20"))
    let file = try #require(try night.release()["system/data-quality.csv"])
    #expect(String(decoding: file, as: UTF8.self).contains("medications,not-yet-known,warning,35"))
    let later = try night.run(date: "2026-11-20")
    try #require(later.exitCode == 0, "\(later.errors)")
    #expect(try medications(later.output).hasSuffix("56         0  2026-11-20"))
  }

  @Test("more rows than the limit that lie after the day of the run refuse the night, a few do not")
  func slips() throws {
    let known = [String](repeating: "2026-11-01", count: 95)
    let few = try night(issues: known + [String](repeating: "2062-11-01", count: 5))
    let result = try few.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    let file = try #require(try few.release()["system/data-quality.csv"])
    #expect(String(decoding: file, as: UTF8.self).contains("medications,not-yet-known,warning,*"))
    let many = try night(issues: known + [String](repeating: "2062-11-01", count: 6))
    let refused = try many.run()
    #expect(refused.exitCode == 67)
    #expect(
      refused.errors.contains(
        "medications: 6 of 101 rows lie after the day of the run (5.94%), more than the limit of 5%"
      ))
    // What is in the store refuses the night too.
    #expect(try many.run().exitCode == 67)
    // Slips and rejects are of one delivery.
    let both = try night(
      issues: known + ["no day", "no day", "no day"] + [String](repeating: "2062-11-01", count: 3))
    #expect(
      try both.run().errors.contains(
        "3 of 101 rows lie after the day of the run and 3 are rejected"))
  }

  @Test("a season that is missing is told sixty days ahead")
  func missingSeason() throws {
    let night = try Night()
    let result = try night.run(date: "2027-07-03")
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "warning: campaign 'flu' has no season from 2027-09-01 on, in 60 days, and nights are refused then"
      ),
      "\(result.output)")
    #expect(try !night.run(date: "2027-07-02").output.contains("has no season"))
  }

  @Test(
    "a rule of a reference feed may read the reference date, and is checked anew on another day")
  func oldListSizes() throws {
    let night = try Night()
    func isOld(on date: String) throws -> Bool {
      let result = try night.run(date: date)
      try #require(result.exitCode == 0, "\(result.errors)")
      let file = try #require(try night.release()["system/data-quality.csv"])
      return String(decoding: file, as: UTF8.self)
        .contains("list-sizes,size-of-the-last-three-months,warning")
    }
    // The sizes are of 1 November.
    #expect(try !isOld(on: "2027-01-31"))
    #expect(try isOld(on: "2027-02-01"))
  }
}
