import Foundation
import Testing

@testable import ProgramRuns

/// What happens between nights: reuse, single stages, the lock, a stop, a crash.
@Suite("Lifecycle")
struct LifecycleTests {
  @Test("a second run with nothing changed runs no stage and keeps the release")
  func nothingChanged() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let result = try night.run()
    #expect(result.exitCode == 0)
    #expect(result.output.contains("(0 stages run,"), "\(result.output)")
    #expect(result.output.contains("unchanged"))
    #expect(try night.release() == before)
  }

  @Test(
    "the folder, the number of jobs and the time do not count; the bytes are the same for 1, 2 and 7 jobs"
  )
  func independence() throws {
    let first = try Night()
    try #require(try first.run(["--jobs", "1"]).exitCode == 0)
    let expected = try first.release()
    for jobs in ["2", "7"] {
      let other = try Night()
      try #require(try other.run(["--jobs", jobs]).exitCode == 0)
      #expect(try other.release() == expected)
    }
    try FileManager.default.moveItem(
      atPath: first.folder.path("input"), toPath: first.folder.path("moved"))
    let plan = try CommandProcess.run([
      "plan", "pipeline/nightly.yaml", "--input", first.folder.path("moved"), "--state",
      first.folder.path("state"), "--reference-date", "2026-11-20",
    ])
    #expect(plan.output.contains("\n0 of "), "\(plan.output)")
  }

  @Test("plan says for every stage whether it would be run, and the first thing that differs")
  func plan() throws {
    let night = try Night()
    #expect(try night.run(command: "plan").output.contains("no output in the store"))
    try #require(try night.run().exitCode == 0)
    try night.write(
      "uptake.csv", try night.read("uptake.csv") + "9000001005,FLU,2026-11-01,invited,\n")
    let plan = try night.run(command: "plan")
    #expect(plan.exitCode == 0)
    let lines = plan.output.split(separator: "\n").map {
      $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    #expect(lines.contains("extract/uptake run uptake.csv changed"), "\(plan.output)")
    #expect(lines.contains("validate/uptake run extract/uptake changed"))
    #expect(lines.contains("extract/patients reuse nothing it depends on has changed"))
    #expect(lines.contains("transform/population reuse nothing it depends on has changed"))
    #expect(
      try night.run(["--reference-date", "2026-11-21"], command: "plan").output
        .contains("reference_date was 2026-11-20, is 2026-11-21"))
  }

  @Test("--stage runs a stage and what it needs, publishes nothing and says where the output lies")
  func singleStage() throws {
    let night = try Night()
    let result = try night.run(["--stage", "transform/population"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let path = try #require(result.output.firstMatch(of: /(?m)^output: (.*)$/)).output.1
    #expect(path.contains("state/store/transform/population/") && path.hasSuffix("/persons.arrow"))
    #expect(FileManager.default.fileExists(atPath: String(path)))
    #expect(result.output.contains("nothing was published"))
    #expect(!FileManager.default.fileExists(atPath: night.folder.path("output")))
    let unknown = try night.run(["--stage", "transform/populaton"])
    #expect(unknown.exitCode == 64)
    #expect(unknown.errors.contains("did you mean 'transform/population'?"))
    let planned = try night.run(["--stage", "transform/populaton"], command: "plan")
    #expect(planned.exitCode == 64 && planned.errors == unknown.errors)
  }

  @Test("--force runs every stage again and gives the same bytes")
  func force() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let result = try night.run(["--force"])
    #expect(result.output.contains(" 0 reused)"), "\(result.output)")
    #expect(try night.release() == before)
  }

  @Test("a second run at the same time ends with 69 and says whose the first is")
  func lock() throws {
    let night = try Night()
    try FileManager.default.createDirectory(
      atPath: night.folder.path("state"), withIntermediateDirectories: true)
    let lock = unsafe open(night.folder.path("state/lock"), O_RDWR | O_CREAT, 0o600)
    #expect(flock(lock, LOCK_EX) == 0)
    let holder = Array("process 4711 of night on host, since 20261120T010000Z\n".utf8)
    #expect(unsafe write(lock, holder, holder.count) == holder.count)
    let second = try night.run()
    #expect(second.exitCode == 69)
    #expect(
      second.errors == """
        phm: another run holds the lock: process 4711 of night on host, since 20261120T010000Z
          wait until it is done, or use another --state folder

        """)
    close(lock)
    #expect(try night.run().exitCode == 0, "the lock ends with its holder")
  }

  @Test("a stop finishes cleanly with 74, and the next run picks up what was done")
  func stop() throws {
    let night = try Night()
    // There is room for the lines of some stages, and then the run waits.
    let held = try HeldRun(
      night.arguments() + ["--jobs", "1", "--progress", "plain"], full: .errors, room: 1050)
    try held.wait {
      FileManager.default.fileExists(atPath: night.folder.path("state/store/extract/patients"))
    }
    held.process.terminate()
    // The signal takes its way while the run is held.
    usleep(300_000)
    let result = try held.goOn()
    #expect(result.exitCode == 74, "\(result.errors)")
    #expect(try night.release().isEmpty)
    let next = try night.run()
    #expect(next.exitCode == 0, "\(next.errors)")
    #expect(!next.output.contains(" 0 reused)"), "\(next.output)")
  }

  @Test("lists say who is new against the newest release of an earlier reference date")
  func new() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    try #require(try night.run(date: "2026-11-20").exitCode == 0)
    let file = night.folder.url.appending(path: "output/current/U10001/nhs-health-check.csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    // 40 years old since today, and so new; the one whose register entry was resolved in 2020 is not.
    #expect(rows.contains { $0.contains("9000001005") && $0.contains(",true,") })
    #expect(rows.contains { $0.contains("9000001358") && $0.contains(",false,") })
  }

  @Test("a feed that is the same as last night's is a warning")
  func stale() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let result = try night.run(date: "2026-11-20")
    #expect(result.output.contains("byte for byte as on 2026-11-19 (patients, registers"))
  }

  @Test("files and folders are the owner's alone")
  func permissions() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    for root in ["output", "state"] {
      let url = night.folder.url.appending(path: root)
      for case let path as String in FileManager.default.enumerator(atPath: url.path) ?? .init() {
        let attributes = try FileManager.default.attributesOfItem(
          atPath: url.appending(path: path).path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        let type = attributes[.type] as? FileAttributeType
        if type == .typeDirectory { #expect(mode == 0o700, "\(path)") }
        if type == .typeRegular { #expect(mode == 0o600, "\(path)") }
      }
    }
  }

  @Test(
    "an output of the store that was cut short or touched is made anew, and the release is right")
  func damagedStore() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let store = night.folder.path("state/store")
    for case let path as String in FileManager.default.enumerator(atPath: store) ?? .init()
    where path.hasPrefix("transform/features") && path.hasSuffix(".arrow")
      || path.hasSuffix("U10001/nhs-health-check.csv")
    {
      try Data("cut".utf8).write(to: URL(filePath: "\(store)/\(path)"))
    }
    try FileManager.default.removeItem(atPath: night.folder.path("output/current"))
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("(3 stages run,"), "\(result.output)")
    #expect(try night.release() == before)
  }

  @Test("a release that lost a file is not what a run takes for unchanged")
  func damagedRelease() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let folder = night.folder.url.appending(path: "output/current/U10002").resolvingSymlinksInPath()
    try FileManager.default.removeItem(at: folder)
    #expect(try night.run().exitCode == 0)
    #expect(try night.release() == before)
  }

  @Test("another pipeline does not take the lists away by publishing into their folder")
  func otherPipeline() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let other = try CommandProcess.run([
      "run", "pipeline/published.yaml", "--input", "night", "--output",
      night.folder.path("output"), "--state", night.folder.path("other"), "--progress", "none",
    ])
    #expect(other.exitCode == 64, "\(other.errors)")
    #expect(try night.release() == before)
  }

  @Test("a night that is refused is in the ledger, and diff tells two released nights apart")
  func ledger() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    try #require(try night.run(date: "2026-11-20").exitCode == 0)
    try night.remove("patients.csv")
    #expect(try night.run(date: "2026-11-21").exitCode == 66)
    let state = ["--state", night.folder.path("state")]
    let runs = try CommandProcess.run(["runs"] + state).output.split(separator: "\n")
    #expect(runs.count == 4)
    #expect(runs[3].contains("2026-11-21") && runs[3].contains("66"))
    let diff = try CommandProcess.run(["diff"] + state)
    #expect(diff.output.contains("(2026-11-19) to "), "\(diff.output)")
    #expect(diff.output.contains("nhs-health-check"))
    #expect(!containsNHSNumber(diff.output))
    #expect(containsNHSNumber(try CommandProcess.run(["diff", "--people"] + state).output))
  }

  @Test("feeds in the input are not looked for in the run's own folders")
  func nested() throws {
    let night = try Night()
    let arguments = [
      "run", "pipeline/nightly.yaml", "--input", night.folder.path("input"), "--output",
      night.folder.path("input/out"), "--state", night.folder.path("input/state"),
      "--reference-date",
      "2026-11-20", "--progress", "none",
    ]
    try #require(try CommandProcess.run(arguments).exitCode == 0)
    let again = try CommandProcess.run(arguments)
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(again.output.contains("(0 stages run,"))
  }

  @Test("what cannot be printed is no success")
  func fullDevice() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      "'\(CommandProcess.program.path)' runs --state '\(night.folder.path("state"))' > /dev/full 2>/dev/null",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 73)
  }
}
