import Foundation
import Testing

@testable import ProgramRuns

/// Nights of a machine whose clock is years ahead: what was made last is what was made last.
@Suite("A wrong clock")
struct WrongClockTests {
  /// A library that gives another time than the machine's.
  private static let library: Result<URL, any Error> = Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-clock-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = folder.appending(path: "clock.c")
    try Data(
      """
      #include <stdlib.h>
      #include <time.h>
      time_t time(time_t *result) {
        time_t now = atol(getenv("PHM_TEST_TIME"));
        if (result) *result = now;
        return now;
      }
      """.utf8
    ).write(to: source)
    let library = folder.appending(path: "clock.so")
    let (code, said) = try runProgram(
      URL(filePath: "/bin/sh"),
      // The one of Swift's toolchain where the machine has no other.
      [
        "-c", "$(command -v cc || command -v clang) -shared -fPIC -O1 -o \"$0\" \"$1\"",
        library.path, source.path,
      ])
    try #require(code == 0, "\(said)")
    return library
  }

  private func run(
    _ night: Night, _ arguments: [String], at day: String
  ) throws -> CommandProcess.Result {
    let time = try #require(
      try? Date("\(day)T01:00:00Z", strategy: .iso8601).timeIntervalSince1970)
    return try CommandProcess.run(
      arguments,
      environment: [
        "LD_PRELOAD": try Self.library.get().path, "PHM_TEST_TIME": "\(Int(time))",
      ])
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
