import Foundation
import Testing

@testable import ProgramRuns

/// The line of the recipe for cron, as it stands there, on a good night and on a bad one: cron mails what it prints.
@Suite("The recipe for cron")
struct CronRecipeTests {
  /// Runs the recipe's line with its folders put into the night's.
  private func mail(_ night: GoodNight, date: String) throws -> String {
    let recipe = try page("docs/recipes/cron.md")
    let line = try #require(recipe.split(separator: "\n").first { $0.hasPrefix("0 1 * * *") })
    let words = line.split(separator: " ", maxSplits: 5)
    let pipeline = try #require(words[5].split(separator: " ").first { $0.hasSuffix(".yaml") })
    let command = words[5].replacingOccurrences(of: pipeline, with: "pipeline/nightly.yaml")
      .replacingOccurrences(of: "/usr/local/bin/phm", with: CommandProcess.program.path)
      .replacingOccurrences(of: "/srv/feeds/tonight", with: night.input.path)
      .replacingOccurrences(of: "/srv/lists", with: night.folder.path("output"))
      .replacingOccurrences(of: "/srv/phm/state", with: night.folder.path("state"))
      .replacingOccurrences(of: "/srv/phm", with: night.folder.url.path)
    // The line runs as of today; the made-up feeds are of another day.
    return try runProgram(
      URL(filePath: "/bin/sh"), ["-c", command + " --reference-date \(date)"]
    ).said
  }

  @Test(
    "a good night mails nothing; after a bad one the first lines say what is missing and what to do"
  )
  func mails() throws {
    let night = try GoodNight()
    #expect(try mail(night, date: "2026-11-21") == "")
    try FileManager.default.removeItem(at: night.input.appending(path: "medications.csv"))
    let bad = try mail(night, date: "2026-11-22")
    let lines = bad.split(separator: "\n")
    #expect(lines.first?.contains("failed") == true, "\(bad)")
    #expect(
      lines.dropFirst().first?.hasPrefix("refused: medications (no file) was not delivered")
        == true,
      "\(bad)")
    #expect(bad.contains("lists that read it: nhs-health-check"))
    #expect(bad.contains("nothing was published; the last release stays"))
  }
}
