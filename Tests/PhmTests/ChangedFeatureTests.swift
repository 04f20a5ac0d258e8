import Foundation
import Testing

@testable import ProgramRuns

/// What is made anew where one feature of a file is another, and what of the file is taken over.
@Suite("A changed feature")
struct ChangedFeatureTests {
  private static let done = "programme = 'LDHC' and outcome = 'done'"
  private static let doneOnce = "programme = 'LDHC' and outcome = 'done' and dose is null"

  @Test("what reads it is made anew, in whatever file; what reads others of its file is not")
  func readers() throws {
    let night = try EditedNight()
    try night.run()
    try night.replace("features-common.yaml", Self.done, Self.doneOnce)
    let planned = try plan(of: night)
    #expect(planned["transform/features-common"] == "run")
    #expect(planned["transform/cohort-learning-disability-health-check"] == "run")
    for stage in [
      "transform/features-people", "transform/score-burden", "transform/cohort-nhs-health-check",
      "transform/cohort-flu-65-and-over", "transform/cohort-carers",
    ] {
      #expect(planned[stage] == "reuse", "\(stage)")
    }
    try night.run()
    try night.compareWithFreshRun()

    // A feature of the second file reads one of the first, and a score, a list and the segments read that.
    try night.replace(
      "features-common.yaml", "register = 'COPD'", "register = 'COPD' and resolved_on is null")
    let next = try plan(of: night)
    for stage in ["transform/features-common", "transform/features-people"] {
      #expect(next[stage] == "run", "\(stage)")
    }
    try night.run()
    try night.compareWithFreshRun()
  }

  @Test("a feature that nothing reads makes no list anew, wherever it stands in the file")
  func unread() throws {
    let night = try EditedNight()
    try night.run()
    try night.replace(
      "features-common.yaml", "features:\n",
      "features:\n  on_nothing: {from: registers, where: \"register = 'COPD' and resolved_on is not null\", take: exists}\n"
    )
    let planned = try plan(of: night)
    let run = planned.filter { $0.value == "run" && $0.key.hasPrefix("transform/") }
    #expect(Set(run.keys) == ["transform/features-common"])
    let before = try night.newestOutput("load/lists")
    try night.run()
    let lists = try night.newestOutput("load/lists")
    #expect(Set(lists.keys) == Set(before.keys))
    for (path, links) in lists where path.hasSuffix(".csv") { #expect(links == 2, "\(path)") }
    try night.compareWithFreshRun()
  }

  @Test("a feed that only features read which are taken over is not read")
  func feedsNotRead() throws {
    let night = try EditedNight()
    try night.run()
    let rows = try storedFile("extract/registers", "rows.arrow", in: night.path("state"))
    let damaged = try night.flipBit(of: rows)
    try night.replace("features-common.yaml", Self.done, Self.doneOnce)
    try night.run()
    #expect(try Data(contentsOf: rows) == damaged, "the feed was read, and made anew")
    try night.compareWithFreshRun()
  }

  @Test("what cannot be read back of the others is worked out anew")
  func damage() throws {
    let night = try EditedNight()
    try night.run()
    let table = try storedFile(
      "transform/features-common", "persons.arrow", in: night.path("state"))
    _ = try night.flipBit(of: table)
    try night.replace("features-common.yaml", Self.done, Self.doneOnce)
    try night.run()
    try night.compareWithFreshRun()
  }

  @Test("a list that shows it is made anew, and no other")
  func shown() throws {
    let night = try EditedNight()
    try night.run()
    // Only the health check shows when the last one was.
    try night.replace("features-common.yaml", "title: Last health check", "title: The last check")
    try night.run()
    let lists = try night.newestOutput("load/lists").filter { $0.key.hasSuffix(".csv") }
    #expect(lists.contains { $0.key.hasSuffix("/nhs-health-check.csv") && $0.value == 1 })
    #expect(lists.contains { $0.key.hasSuffix("/carers.csv") && $0.value == 2 })
    try night.compareWithFreshRun()
  }

  @Test("how many events are nobody's is told once, of whichever file reads the feed first")
  func reports() throws {
    let night = try EditedNight()
    let medications = try night.read("medications.csv")
    try night.write("medications.csv", medications + "9000009928,STATIN,2026-03-01\n")
    try night.run()
    #expect(try told(by: night) == 1)
    // Taken over, with the columns beside it.
    try night.replace(
      "features-people.yaml", "take: stddev value}", "take: stddev value, title: Spread}")
    try night.run()
    #expect(try told(by: night) == 1)
    try night.compareWithFreshRun()
    // The first file reads it too, and then no more.
    let medicine = "  x: {from: medications, take: count}\n"
    try night.replace("features-common.yaml", "features:\n", "features:\n\(medicine)")
    try night.run()
    #expect(try told(by: night) == 1)
    try night.compareWithFreshRun()
    try night.replace("features-common.yaml", medicine, "")
    try night.run()
    #expect(try told(by: night) == 1)
    try night.compareWithFreshRun()
  }

  /// In how many lines the release tells of events of persons who are not in the population.
  private func told(by night: EditedNight) throws -> Int {
    try night.published("system/data-quality.csv").split(whereSeparator: \.isNewline)
      .count { $0.contains("medications") && $0.contains("events-of-unknown-persons") }
  }

  @Test("--force takes over no column")
  func force() throws {
    let night = try EditedNight()
    try night.run()
    let table = try storedFile(
      "transform/features-common", "persons.arrow", in: night.path("state"))
    let damaged = try night.flipBit(of: table)
    try night.run(arguments: ["--force"])
    #expect(try Data(contentsOf: table) != damaged)
    try night.compareWithFreshRun()
  }

  /// What plan says of each stage.
  private func plan(of night: EditedNight) throws -> [String: String] {
    let result = try CommandProcess.run([
      "plan", night.path("pipeline/nightly.yaml"), "--input", night.path("input"), "--state",
      night.path("state"), "--reference-date", "2026-11-20",
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    return Dictionary(uniqueKeysWithValues: plannedStages(result.output))
  }
}

extension EditedNight {
  /// Flips a bit of a value in a table of the store, which keeps its size and its time of writing; gives what the file then is.
  fileprivate func flipBit(of file: URL) throws -> Data {
    // A buffer is a frame of LZ4: behind its seven bytes and the four of a block's length come values.
    let frame = try #require(
      try Data(contentsOf: file).range(of: Data([0x04, 0x22, 0x4D, 0x18]), options: .backwards))
    try PhmTests.flipBit(of: file, at: frame.lowerBound + 12)
    return try Data(contentsOf: file)
  }
}
