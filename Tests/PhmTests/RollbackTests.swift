import Foundation
import Testing

@testable import ProgramRuns

/// An earlier release that is made current again, and the nights after it.
@Suite("Rolling back")
struct RollbackTests {
  private let night: EditedNight
  /// Somebody on the list of the health check who is not in the first night's delivery.
  private let late = "9000001145"

  init() throws {
    night = try EditedNight()
  }

  /// A night without one person, one with, and one more of the day after.
  private func threeNights() throws -> [String] {
    let patients = try night.read("patients.csv")
    let without = patients.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix(late) }
    try #require(without.count < patients.split(separator: "\n").count + 1)
    try night.write("patients.csv", without.joined(separator: "\n"))
    try night.run(date: "2026-11-17")
    try night.write("patients.csv", patients)
    try night.run(date: "2026-11-18")
    try night.run(date: "2026-11-19")
    return try names()
  }

  /// The runs of the ledger, in the order of `phm runs`.
  private func names() throws -> [String] {
    try runs().split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: " ").first.map { String($0) }
    }
  }

  private var current: String {
    get throws {
      let link = try FileManager.default.destinationOfSymbolicLink(
        atPath: night.path("output-nightly/current"))
      return String(link.split(separator: "/").last ?? "")
    }
  }

  private func rollback(
    _ run: String, pipeline: String = "nightly", output: String = "output-nightly"
  ) throws -> CommandProcess.Result {
    try CommandProcess.run(
      [
        "rollback", run, "--pipeline", night.path("pipeline/\(pipeline).yaml"), "--output",
        night.path(output), "--state", night.path("state"),
      ])
  }

  private func runs() throws -> String {
    try CommandProcess.run(
      ["runs", "--state", night.path("state"), "--output", night.path("output-nightly")]
    ).output
  }

  /// Whether somebody is new on the list of the health check; nil where they are not on it.
  private func isNew() throws -> String? {
    for network in ["U10001", "U10002"] {
      let lines = try night.published("\(network)/nhs-health-check.csv").split(
        whereSeparator: \.isNewline
      ).map { $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) } }
      let header = try #require(lines.first)
      guard let row = lines.first(where: { $0.contains(late) }),
        let column = header.firstIndex(of: "new")
      else { continue }
      return row[row.count - header.count + column]
    }
    return nil
  }

  @Test("what is current is what was, the ledger says so, and the next night follows it")
  func followed() throws {
    let runs = try threeNights()
    #expect(try isNew() == "false", "the night before had them")
    let kept = try contents(
      of: night.folder.url.appending(path: "output-nightly/releases/\(runs[0])"))
    let result = try rollback(runs[0])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.hasPrefix(
        """
        run \(runs[0]), reference date 2026-11-17, is current
        taken back: run \(runs[1]), reference date 2026-11-18
        taken back: run \(runs[2]), reference date 2026-11-19
        the next night says who is new against 2026-11-17
        """), "\(result.output)")
    #expect(try current == runs[0])
    #expect(try night.release() == kept)
    let lines = try self.runs().split(separator: "\n").dropFirst()
    #expect(lines.map { $0.split(separator: " ").last } == ["current", "withdrawn", "withdrawn"])
    // The pages of the runs say so too, and still know what reads what.
    for (run, headline) in zip(runs, ["Published", "Taken back", "Taken back"]) {
      let page = try String(
        contentsOfFile: night.path("state/runs/\(run)/run.html"), encoding: .utf8)
      let elements = try XMLElements(page)
      #expect(elements.all.first { $0["id"] == "end" }?.text == headline)
      #expect(elements.all.contains { $0["id"] == "graph-title" })
    }
    try night.run(date: "2026-11-20")
    #expect(try isNew() == "true", "the release that was current had them not")
    #expect(try self.runs().split(separator: "\n").last?.hasSuffix("current") == true)
  }

  @Test("the next night is the one that comes where the releases that were taken back never were")
  func sameAsWithout() throws {
    for day in ["2026-11-17", "2026-11-18", "2026-11-19"] { try night.run(date: day) }
    try #require(try rollback(try #require(try names().first)).exitCode == 0)
    try night.run(date: "2026-11-20")
    try night.compareWithFreshRun(date: "2026-11-20", after: "2026-11-17")
  }

  @Test("a release that was taken back can be made current again, and 'previous' is the one before")
  func forthAndBack() throws {
    let runs = try threeNights()
    try #require(try rollback("previous").exitCode == 0)
    #expect(try current == runs[1])
    try #require(try rollback(runs[2]).exitCode == 0)
    #expect(try current == runs[2])
    let lines = try self.runs().split(separator: "\n").dropFirst()
    #expect(lines.map { $0.split(separator: " ").last } == ["yes", "yes", "current"])
    let again = try rollback(runs[2])
    #expect(again.exitCode == 0)
    #expect(again.output.contains("nothing was taken back"), "\(again.output)")
    // The same inputs make a release of their own, since what is current is another.
    try #require(try rollback(runs[1]).exitCode == 0)
    try night.run(date: "2026-11-19")
    #expect(try !runs.contains(current))
  }

  @Test(
    "a run whose release is not there, not whole, not its own or none at all is refused in words")
  func refused() throws {
    let runs = try threeNights()
    func refusal(_ run: String, _ words: String, pipeline: String = "nightly") throws {
      let result = try rollback(run, pipeline: pipeline)
      #expect(result.exitCode == 64, "\(run): \(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(result.errors.contains("\n  "), "a remedy: \(result.errors)")
      #expect(try current == runs[2])
      #expect(try !self.runs().contains("withdrawn"))
    }
    try refusal("20200101T000000Z", "there is no run '20200101T000000Z'")
    let file = night.folder.url.appending(
      path: "output-nightly/releases/\(runs[0])/U10001/carers.csv")
    let bytes = try Data(contentsOf: file)
    try FileManager.default.removeItem(at: file)
    try Data(bytes.reversed()).write(to: file)
    try refusal(runs[0], "is not what was made: 'U10001/carers.csv'")
    try FileManager.default.removeItem(
      atPath: night.path("output-nightly/releases/\(runs[1])"))
    try refusal(runs[1], "is not in the output folder")
    try night.remove("patients.csv")
    #expect(try night.attempt(date: "2026-11-20").exitCode == 66)
    try refusal(try #require(try names().last), "published nothing")
    try night.run("published")
    try refusal(try #require(try names().last), "is of pipeline 'published'")
    let other = try rollback(runs[0], pipeline: "published")
    #expect(other.exitCode == 64)
    #expect(other.errors.contains("holds the releases of pipeline 'nightly'"), "\(other.errors)")
    let nowhere = try rollback(runs[0], output: "nowhere")
    #expect(nowhere.exitCode == 64)
    #expect(!FileManager.default.fileExists(atPath: night.path("nowhere")))
  }

  @Test(
    "while a night runs nothing is rolled back", arguments: ["state/lock", "output-nightly/.lock"])
  func locked(path: String) throws {
    let runs = try threeNights()
    let lock = unsafe open(night.path(path), O_RDWR | O_CREAT, 0o600)
    try #require(flock(lock, LOCK_EX) == 0)
    let result = try rollback(runs[0])
    #expect(result.exitCode == 69, "\(result.errors)")
    #expect(try current == runs[2])
    close(lock)
    #expect(try rollback(runs[0]).exitCode == 0)
  }

  @Test("folders are handed over again, copies are those of the release, and the others are closed")
  func handedOver() throws {
    try FileManager.default.createDirectory(
      atPath: night.path("share"), withIntermediateDirectories: true)
    try night.replace(
      "publish.yaml", "keep_runs: 14\n",
      """
      keep_runs: 14
      handing_over:
        networks: {folders: 750, files: 640, copy_to: '\(night.path("share"))/{network}'}

      """)
    let runs = try threeNights()
    func copied() throws -> String {
      try String(contentsOfFile: night.path("share/U10001/carers.csv"), encoding: .utf8)
    }
    func mode(_ run: String) throws -> Int? {
      try FileManager.default.attributesOfItem(
        atPath: night.path("output-nightly/releases/\(run)/U10001"))[.posixPermissions] as? Int
    }
    #expect(try copied().contains("2026-11-19"))
    let result = try rollback(runs[0])
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("copied to \(night.path("share"))/U10001"), "\(result.output)")
    #expect(try copied().contains("2026-11-17"))
    #expect(try mode(runs[0]) == 0o750)
    #expect(try mode(runs[2]) == 0o700)
    // What cannot be copied does not undo it, and is told.
    try FileManager.default.moveItem(atPath: night.path("share"), toPath: night.path("elsewhere"))
    let failed = try rollback(runs[1])
    #expect(failed.exitCode == 75)
    #expect(failed.errors.contains("rolled back, but what came after failed"), "\(failed.errors)")
    #expect(try current == runs[1])
  }

  @Test("a rollback that was cut after the link is put right before the next night")
  func cut() throws {
    let runs = try threeNights()
    let link = night.path("output-nightly/current")
    let output = night.folder.url.appending(path: "output-nightly").resolvingSymlinksInPath().path
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "releases/\(runs[0])")
    try Data("{\"at\": \"20261119T120000Z\", \"output\": \"\(output)\"}".utf8).write(
      to: night.folder.url.appending(path: "state/runs/\(runs[0]).rollback"))
    try night.run(date: "2026-11-20")
    #expect(try isNew() == "true")
    #expect(
      try runs.dropFirst().allSatisfy { run in
        try self.runs().split(separator: "\n").contains {
          $0.contains(run) && $0.hasSuffix("withdrawn")
        }
      })
    #expect(
      !FileManager.default.fileExists(atPath: night.path("state/runs/\(runs[0]).rollback")))
  }
}
