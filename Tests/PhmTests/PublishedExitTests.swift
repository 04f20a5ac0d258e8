import Foundation
import Testing

@testable import ProgramRuns

/// What a run says of itself once its release is current, and what the next one makes of it.
@Suite("After publishing")
struct PublishedExitTests {
  @Test("a summary that cannot be printed is 75 where the release is current, and says so")
  func fullOutput() throws {
    let night = try Night()
    // The first run publishes, the second finds the release as it would make it.
    for _ in 0..<2 {
      let (code, errors) = try shell(night.arguments(), "> /dev/full")
      #expect(code == 75)
      #expect(
        errors.hasPrefix(
          "phm: published, but what came after failed: 'standard output' cannot be written\n"),
        "\(errors)")
    }
    #expect(try !night.release().isEmpty)
    #expect(try ledger(of: night).allSatisfy { $0.hasSuffix("yes") })
  }

  @Test("a night that is refused keeps its code and its message when nothing can be printed")
  func refused() throws {
    let night = try Night()
    try night.write("patients.csv", "")
    let (code, errors) = try shell(night.arguments(), "> /dev/full")
    #expect(code == 66)
    #expect(errors.contains("patients.csv: the file is empty"))
    #expect(errors.contains("'standard output' cannot be written"))
    // A reader that went away early is no success of the night either.
    let (piped, _) = try shell(night.arguments(), "| true", "set -o pipefail; ")
    #expect(piped == 66)
  }

  @Test("a ledger that cannot be written is 75, and the next night knows who is new all the same")
  func unwritableLedger() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-18").exitCode == 0)
    // A folder stands where the run would write its entry, whenever within twenty minutes it starts, also in the second of the first.
    let runs = night.folder.url.appending(path: "state/runs")
    let obstacles = (0..<1200).flatMap { second in
      let name = runName(Date(timeIntervalSinceNow: Double(second)))
      return ["", "-2"].map { runs.appending(path: "\(name)\($0).json.partial") }
    }
    for obstacle in obstacles {
      try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: true)
    }
    let result = try night.run(date: "2026-11-19")
    #expect(result.exitCode == 75, "\(result.errors)")
    #expect(
      result.errors.contains(".json' cannot be written") || result.errors.contains(".partial"))
    #expect(
      result.output.contains("open \(night.folder.path("output/current"))/index.html"))
    #expect(!result.output.contains("nothing was published"))
    #expect(try ledger(of: night).count == 1)
    for obstacle in obstacles { try FileManager.default.removeItem(at: obstacle) }

    #expect(try night.run().exitCode == 0)
    let asEver = try Night()
    for date in ["2026-11-18", "2026-11-19", "2026-11-20"] {
      try #require(try asEver.run(date: date).exitCode == 0)
    }
    #expect(try night.release() == asEver.release())
    let completed = try #require(try ledger(of: night).dropFirst().first)
    #expect(completed.contains("2026-11-19") && completed.hasSuffix("75  yes"), "\(completed)")
    #expect(try marks(of: night).isEmpty)
  }

  @Test("a release that the ledger has lost is found again by what it says of itself")
  func lostEntry() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let runs = night.folder.url.appending(path: "state/runs")
    let entry = try #require(
      try FileManager.default.contentsOfDirectory(atPath: runs.path).first { $0.hasSuffix(".json") }
    )
    let before = try JSONDecoder().decode(
      Entry.self, from: Data(contentsOf: runs.appending(path: entry)))
    try FileManager.default.removeItem(at: runs.appending(path: entry))
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("byte for byte as on 2026-11-19 (patients, registers"))
    let asEver = try Night()
    for date in ["2026-11-19", "2026-11-20"] {
      try #require(try asEver.run(date: date).exitCode == 0)
    }
    #expect(try night.release() == asEver.release())
    let after = try JSONDecoder().decode(
      Entry.self, from: Data(contentsOf: runs.appending(path: entry)))
    #expect(after == before)
  }

  @Test("a link that cannot be swapped is 73, and nothing is left of the release")
  func noLink() throws {
    let night = try Night()
    try FileManager.default.createDirectory(
      atPath: night.folder.path("output/current/in-the-way"), withIntermediateDirectories: true)
    let result = try night.run()
    #expect(result.exitCode == 73, "\(result.errors)")
    #expect(result.output.contains("nothing was published"))
    #expect(try releases(of: night).isEmpty)
    #expect(try marks(of: night).isEmpty)
  }

  @Test("a release that was cut before it was current is cleared away, and nobody else's is")
  func orphans() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let made = try #require(try releases(of: night).first)
    let output = night.folder.url.resolvingSymlinksInPath().appending(path: "output").path
    let names = ["cut", "of-another-output", "without-a-mark", "by-hand"]
    for name in names {
      try FileManager.default.copyItem(
        atPath: night.folder.path("output/releases/\(made)"),
        toPath: night.folder.path("output/releases/\(name)"))
    }
    let entry = try String(
      contentsOfFile: night.folder.path("state/runs/\(made).json"), encoding: .utf8)
    for (name, place) in [("cut", output), ("of-another-output", output + "-2"), (made, output)] {
      let folder = night.folder.url.appending(path: "state/runs/\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("{\"output\": \"\(place)\", \"entry\": \(entry)}".utf8).write(
        to: folder.appending(path: "publishing.json"))
    }
    try FileManager.default.removeItem(
      atPath: night.folder.path("output/releases/by-hand/release.json"))
    #expect(try night.run().exitCode == 0)
    let left = try releases(of: night)
    #expect(!left.contains("cut"))
    #expect(Set(names.dropFirst()).union([made]).isSubset(of: left), "\(left)")
    #expect(try marks(of: night) == ["of-another-output"])
  }

  @Test("a second stop once the release is current ends with 75, and not as if it were not")
  func stoppedAfterwards() throws {
    let night = try Night()
    let held = try HeldRun(night.arguments(), full: .output)
    let runs = night.folder.path("state/runs")
    try held.wait {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
      return names.contains { $0.hasSuffix(".json") }
    }
    held.process.terminate()
    #expect(held.nextErrors().contains("too late to stop"))
    held.process.terminate()
    #expect(try held.goOn().exitCode == 75)
    #expect(try !night.release().isEmpty)
  }

  /// What of a run's entry can be found again.
  private struct Entry: Decodable, Equatable {
    struct Stage: Decodable, Equatable {
      var stage: String
      var fingerprint: String
      var rows: Int?
    }
    struct Feed: Decodable, Equatable {
      var feed: String
      var rows: Int
      var rejected: Int
      var newest: String?
    }
    struct List: Decodable, Equatable {
      var cohort: String
      var people: [String: Int]
    }
    var id: String
    var pipeline: String
    var referenceDate: String
    var isReleased: Bool
    var practicesLeftOut: [String]
    var stages: [Stage]
    var feeds: [Feed]
    var lists: [List]
  }

  /// The lines of `phm runs`, without the header.
  private func ledger(of night: Night) throws -> [String] {
    try CommandProcess.run(["runs", "--state", night.folder.path("state")]).output
      .split(separator: "\n").dropFirst().map { String($0) }
  }

  private func releases(of night: Night) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: night.folder.path("output/releases"))
  }

  /// The runs that have a mark of publishing.
  private func marks(of night: Night) throws -> [String] {
    let runs = night.folder.path("state/runs")
    return try FileManager.default.contentsOfDirectory(atPath: runs).filter {
      FileManager.default.fileExists(atPath: "\(runs)/\($0)/publishing.json")
    }
  }

  private func runName(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_GB_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
    return formatter.string(from: date)
  }

  private func shell(
    _ arguments: [String], _ redirection: String, _ before: String = ""
  ) throws -> (code: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    let words = ([CommandProcess.program.path] + arguments).map { "'\($0)'" }
    process.arguments = ["-c", before + words.joined(separator: " ") + " " + redirection]
    process.currentDirectoryURL = fixtures
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
