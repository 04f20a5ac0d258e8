import Foundation
import Testing

@testable import ProgramRuns

/// Who comes onto a list soon, from the file beside the list to the day itself.
@Suite("Due soon")
struct DueSoonTests {
  private let night: Night

  init() throws {
    night = try Night()
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
  }

  @Test("who is due tomorrow is in the file beside the list today, and on the list tomorrow")
  func tomorrow() throws {
    let due = Set(try night.list("U10001", "nhs-health-check-due-soon"))
    try #require(due == ["9000001072", "9000001498"])
    let today = Set(try night.list("U10001", "nhs-health-check"))
    #expect(due.isDisjoint(with: today))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(due.isSubset(of: Set(try night.list("U10001", "nhs-health-check"))))
    #expect(due.isDisjoint(with: Set(try night.list("U10001", "nhs-health-check-due-soon"))))
  }

  @Test("explain tells the day, of one person and how many of all, and the summary counts them")
  func told() throws {
    let one = try CommandProcess.run(
      ["explain", "nhs-health-check", "--patient", "9000001498"] + night.looking)
    try #require(one.exitCode == 0, "\(one.errors)")
    #expect(
      one.output.contains("due soon: on the list from 2026-11-21 on, if nothing else happens"))
    #expect(one.output.contains(/taken out +2026-11-21/))
    let all = try CommandProcess.run(["explain", "nhs-health-check"] + night.looking)
    let line = try #require(
      all.output.split(separator: "\n").first { $0.contains("due within 60 days") })
    #expect(line.split(separator: " ").last == "2")
    let chart = try CommandProcess.run(
      ["explain", "nhs-health-check", "--flowchart"] + night.looking)
    #expect(chart.output.contains("not on the list, due within 60 days"))
    let summary = try night.run(["--force"]).output
    let heads = try #require(summary.split(separator: "\n").first { $0.contains("  list ") })
    #expect(heads.contains("due soon"))
  }

  @Test("a list that is not made has nobody who is due soon either, and one notice")
  func notMade() throws {
    let bare = try Night()
    try bare.write("uptake.csv", "nhs_number,programme,event_on,outcome,dose\n")
    let result = try bare.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(try bare.list("U10001", "nhs-health-check-due-soon").isEmpty)
    let notices = try String(
      contentsOf: bare.folder.url.appending(path: "output/current/U10001/NOTICES.txt"),
      encoding: .utf8)
    #expect(notices.contains("nhs-health-check: not made"))
    #expect(!notices.contains("nhs-health-check-due-soon: not made"))
  }
}
