import Foundation
import Testing

@testable import ProgramRuns

/// Nights of a machine whose clock is years ahead: what was made last is what was made last.
@Suite("A wrong clock")
struct WrongClockTests {
  private func run(
    _ night: Night, _ arguments: [String], at day: String
  ) throws -> CommandProcess.Result {
    try CommandProcess.run(arguments, environment: try TestClock.environment(at: day))
  }

  @Test("a night under a clock of 2099 is one of many, and what follows it is newer")
  func ahead() throws {
    let night = try Night()
    for (clock, date) in [
      ("2026-11-19", "2026-11-19"), ("2026-11-20", "2026-11-20"), ("2099-01-01", "2026-11-21"),
      ("2026-11-22", "2026-11-22"), ("2026-11-23", "2026-11-23"),
    ] {
      let result = try run(night, night.arguments(date: date), at: clock)
      #expect(result.exitCode == 0, "\(result.errors)")
      let isAfterWrong = clock == "2026-11-22"
      #expect(
        result.output.contains(
          "run 20990101T010000Z was made before this one and bears a later time")
          == isAfterWrong, "\(result.output)")
    }
    let state = ["--state", night.folder.path("state")]
    let runs = try run(night, ["runs"] + state, at: "2026-11-24").output
    let order = ["20261119T", "20261120T", "20990101T", "20261122T", "20261123T"]
    let found = order.compactMap { runs.range(of: $0)?.lowerBound }
    #expect(found.count == order.count)
    #expect(found == found.sorted() || found == found.sorted(by: >), "\(runs)")
    let diff = try run(night, ["diff", "last", "previous"] + state, at: "2026-11-24")
    #expect(!diff.output.contains("20990101"), "\(diff.output)\(diff.errors)")
    let back = try run(
      night,
      [
        "rollback", "previous", "--pipeline", "pipeline/nightly.yaml", "--output",
        night.folder.path("output"),
      ]
        + state, at: "2026-11-24")
    #expect(back.exitCode == 0, "\(back.errors)")
    let current = try FileManager.default.destinationOfSymbolicLink(
      atPath: night.folder.path("output/current"))
    #expect(current == "releases/20261122T010000Z", "\(back.output)")
  }
}
