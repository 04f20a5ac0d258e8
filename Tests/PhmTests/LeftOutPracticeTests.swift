import Foundation
import Testing

@testable import ProgramRuns

/// A practice whose part of one feed is not there: it is left out of what reads the feed, and of nothing else.
@Suite("A practice that is left out")
struct LeftOutPracticeTests {
  private let night: GoodNight
  private let network: String
  private static let practice = "M98002"

  init() throws {
    night = try GoodNight()
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: night.folder.path("output/current"))
    let rows = night
    network = try #require(
      try folders.first { folder in
        try folder.hasPrefix("U")
          && rows.rows("\(folder)/nhs-health-check").contains {
            $0["practice_code"] == Self.practice
          }
      })
  }

  private func numbers(_ list: String) throws -> Set<String> {
    Set(
      try night.rows("\(network)/\(list)").filter { $0["practice_code"] == Self.practice }
        .compactMap { $0["nhs_number"] })
  }

  /// Takes the practice's rows out of a feed.
  private func removeRows(_ file: String) throws {
    let lines = try #require(night.files[file])
    try night.write(
      lines.filter { night.practice(of: $0) != Self.practice },
      to: night.input.appending(path: file))
  }

  @Test(
    "its patients leave the lists that the feed decides, and their last complete rows stay at hand")
  func registers() throws {
    let before = try numbers("nhs-health-check")
    let flu = try numbers("flu-65-and-over")
    try #require(before.count > 10 && flu.count > 5)
    try removeRows("registers.csv")
    // One of them had the check in the meantime, by a feed that did come.
    let done = try #require(before.min())
    try night.write(
      try #require(night.files["uptake.csv"]) + ["\(done),NHSHC,2026-11-20,done,"],
      to: night.input.appending(path: "uptake.csv"))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("held back: registers is not complete for M98002 ("),
      "\(result.output)")
    #expect(try numbers("nhs-health-check").isEmpty)
    #expect(try numbers("flu-65-and-over") == flu, "the feed decides nothing there")
    let flus = try night.rows("\(network)/flu-65-and-over")
      .filter { $0["practice_code"] == Self.practice }
    #expect(flus.allSatisfy { $0["reasons"]?.contains("disease") == false })
    let kept = try night.rows("\(network)/nhs-health-check-last-good")
    #expect(Set(kept.compactMap { $0["nhs_number"] }) == before.subtracting([done]))
    #expect(Set(kept.compactMap { $0["reference_date"] }) == ["2026-11-20"])
    let notices = try night.published("\(network)/NOTICES.txt")
    #expect(
      notices.contains(
        "M98002: what tonight's lists know of this practice from the feed 'registers'"))
    #expect(notices.contains("nhs-health-check"))
    let attrition = try night.published("system/attrition.csv")
    #expect(attrition.contains("registered with a practice whose delivery is complete: registers"))
    // The next night, still without: the same rows with the same day. With the feed again they are tonight's own.
    try #require(try night.run(date: "2026-11-22").exitCode == 0)
    #expect(
      Set(
        try night.rows("\(network)/nhs-health-check-last-good").compactMap { $0["reference_date"] })
        == ["2026-11-20"])
    try night.write(
      try #require(night.files["registers.csv"]), to: night.input.appending(path: "registers.csv"))
    try #require(try night.run(date: "2026-11-23").exitCode == 0)
    #expect(try numbers("nhs-health-check").isSuperset(of: before.subtracting([done])))
    #expect(
      !FileManager.default.fileExists(
        atPath: night.folder.path("output/current/\(network)/nhs-health-check-last-good.csv")))
  }

  @Test("explain says the same as the list")
  func explained() throws {
    let person = try #require(try numbers("nhs-health-check").min())
    try removeRows("registers.csv")
    try #require(try night.run(date: "2026-11-21").exitCode == 0)
    let result = try CommandProcess.run([
      "explain", "nhs-health-check", "--patient", person, "--pipeline",
      night.folder.path("pipeline/nightly.yaml"), "--state", night.folder.path("state"),
    ])
    #expect(
      result.output.contains("whose delivery is complete: registers"),
      "\(result.output)\(result.errors)")
  }

  @Test("a list that changes by much is refused until somebody says why, which the ledger keeps")
  func accepted() throws {
    let lines = try #require(night.files["uptake.csv"])
    let people = Set(night.practices.keys).sorted().prefix(900)
    try night.write(
      lines + people.map { "\($0),NHSHC,2026-11-19,done," },
      to: night.input.appending(path: "uptake.csv"))
    let refused = try night.run(date: "2026-11-21")
    #expect(refused.exitCode == 67)
    #expect(refused.output.contains("--accept 'nhs-health-check=why'"), "\(refused.output)")
    #expect(try night.run(date: "2026-11-21", ["--accept", "nhs-health-check="]).exitCode == 64)
    #expect(try night.run(date: "2026-11-21", ["--accept", "nhs-health-chek=x"]).exitCode == 64)
    let result = try night.run(
      date: "2026-11-21", ["--accept", "nhs-health-check=the backlog was entered"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("accepted: the backlog was entered"))
    let runs = night.folder.url.appending(path: "state/runs")
    let entries = try FileManager.default.contentsOfDirectory(atPath: runs.path)
      .filter { $0.hasSuffix(".json") }
      .map { try String(contentsOf: runs.appending(path: $0), encoding: .utf8) }
    #expect(entries.contains { $0.contains("the backlog was entered") })
  }
}
