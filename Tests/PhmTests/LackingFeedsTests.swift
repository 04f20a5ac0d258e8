import Foundation
import Testing

/// What becomes of lists and figures where a delivery lacks a feed or most of it.
@Suite("Lacking feeds", .serialized)
struct LackingFeedsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: packageRoot.appending(path: "sample-data"), to: folder.url.appending(path: "input"))
  }

  private func run() throws -> CommandProcess.Result {
    try CommandProcess.run([
      "run", "pipelines/nightly.yaml", "--input", folder.path("input"), "--output",
      folder.path("output"), "--state", folder.path("state"), "--reference-date", "2026-11-20",
      "--progress", "none",
    ])
  }

  private func remove(_ feed: String) throws {
    let input = folder.url.appending(path: "input")
    for name in try FileManager.default.contentsOfDirectory(atPath: input.path)
    where name.hasPrefix(feed) {
      try FileManager.default.removeItem(at: input.appending(path: name))
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: "output/current/\(path)"), encoding: .utf8)
  }

  @Test("without the feed of checks the lists that need it are empty, and say so everywhere")
  func withoutUptake() throws {
    try #require(try run().exitCode == 0)
    let whole = try text("U10001/nhs-health-check.csv")
    #expect(whole.split(whereSeparator: \.isNewline).count > 100)
    try remove("uptake")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "note: nhs-health-check: the list is empty because nothing was delivered of uptake"))
    #expect(result.output.contains("warning: uptake has 0 rows, run "))
    #expect(
      try text("U10001/nhs-health-check.csv").split(whereSeparator: \.isNewline).count == 1)
    #expect(
      try text("U10001/NOTICES.txt").hasPrefix(
        "nhs-health-check: not made, because nothing was delivered of uptake. "
          + "Empty does not mean that nobody is due."))
    let coverage = try text("system/nhs-health-check-coverage.csv")
    #expect(!coverage.contains(",0.0"))
    #expect(
      result.output.contains(
        "note: nhs-health-check-coverage: there are no figures because nothing was delivered of uptake"
      ))
  }

  @Test("a list that can be made without a feed names the rules that read it")
  func withoutMedicines() throws {
    try remove("medications")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    let notices = try text("U10002/NOTICES.txt")
    #expect(
      notices.contains(
        "nhs-health-check: check before acting. Rules of this list read what no feed carried tonight: on_statin."
      ))
    #expect(notices.contains("atrial-fibrillation-anticoagulation: not made"))
    #expect(
      try text("U10002/atrial-fibrillation-anticoagulation.csv").split(whereSeparator: \.isNewline)
        .count == 1)
  }

  @Test("a network is told which of its practices are on no list")
  func heldBack() throws {
    try #require(try run().exitCode == 0)
    let notices = try ["U10001", "U10002", "U10003", "U10004"].map {
      try text("\($0)/NOTICES.txt").contains("M98008: none of this practice's patients")
    }
    #expect(notices.count { $0 } == 1)
  }
}
