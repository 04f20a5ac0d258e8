import Foundation
import Testing

@testable import ProgramRuns

/// A night beside the releases that are there: of the same day, or of a later one.
@Suite("A night beside other releases")
struct OtherReleasesTests {
  private static let practice = "M98002"

  private func release(_ night: GoodNight) throws -> String { try night.published("release.json") }

  @Test("a second run of a day that has less than the first takes the place of nothing")
  func lessThanSameDay() throws {
    let night = try GoodNight()
    let good = try release(night)
    for (file, named) in [
      ("patients.csv", Self.practice), ("uptake.csv", "uptake of \(Self.practice)"),
    ] {
      let lines = try #require(night.files[file])
      let kept = lines.indices.filter {
        $0 == 0
          || !lines[$0].contains(Self.practice)
            && night.practice(of: lines[$0]) != Self.practice
      }
      try #require(kept.count < lines.count)
      try night.write(kept.map { lines[$0] }, to: night.input.appending(path: file))
      let result = try night.run(date: "2026-11-20")
      #expect(result.exitCode == 67, "\(result.output)")
      #expect(
        result.output.contains(
          "of this reference date has what this one would leave out: \(named); deliver it again"),
        "\(result.output)")
      #expect(try release(night) == good)
      try night.write(lines, to: night.input.appending(path: file))
    }
    let again = try night.run(date: "2026-11-20")
    #expect(again.exitCode == 0 && again.output.isEmpty, "\(again.output)\(again.errors)")
  }

  @Test("a day before that of the release that is open is said to be older")
  func olderDay() throws {
    let night = try GoodNight()
    let result = try night.run(date: "2026-11-19")
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("warning: what was current was of 2026-11-20 (run "),
      "\(result.output)")
  }

  @Test("a practice that closed is missed where its patients came with no other")
  func closedAndNowhere() throws {
    let night = try EditedNight()
    try night.replace("nightly.yaml", "held_back: 0.2", "held_back: 1")
    try night.run(date: "2026-11-20")
    let code = "<OrgId extension=\"A10003\"/>\n"
    try night.replaceInFeed("organisations.xml", code, code + "<Status value=\"Inactive\"/>\n")
    let patients = try night.read("patients.csv").split(separator: "\n")
    try night.write(
      "patients.csv",
      patients.filter { !$0.contains(",A10003,") }.joined(separator: "\n") + "\n")
    let result = try night.attempt(date: "2026-11-21")
    #expect(
      result.output.contains("nobody is registered in the delivery with A10003 (0 of "),
      "\(result.output)\(result.errors)")
  }

  @Test("a network is told of a practice that was in it and is in none now, on every night of that")
  func withoutNetwork() throws {
    let night = try EditedNight()
    try night.replace("nightly.yaml", "held_back: 0.2", "held_back: 1")
    try night.run(date: "2026-11-20")
    let active = "</Date><Status value=\"Active\"/>"
    try night.replaceInFeed(
      "organisations.xml", "<Start value=\"2026-11-20\"/>" + active,
      "<Start value=\"2027-11-20\"/>" + active)
    for date in ["2026-11-21", "2026-11-22"] {
      try night.run(date: date)
      let notices = try night.published("U10001/NOTICES.txt")
      #expect(
        notices.contains(
          "A10002: none of this practice's patients are on tonight's lists, because the practice was in this network"
        ), "\(date): \(notices)")
    }
  }

  @Test("a practice's part of a list that changed by much by its wrong column is told")
  func listPart() throws {
    let night = try GoodNight()
    let lines = try #require(night.files["patients.csv"])
    let header = lines[0].split(separator: ",").map(String.init)
    let carer = try #require(header.firstIndex(of: "carer"))
    try night.write(
      // Of every sixth, so that the list of all networks stays within its limit.
      lines.enumerated().map { row, line in
        guard row % 6 == 0, night.practice(of: line) == Self.practice else { return line }
        var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        cells[carer] = "Y"
        return cells.joined(separator: ",")
      }, to: night.input.appending(path: "patients.csv"))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    #expect(
      result.output.contains(
        "practices whose part of a list is far from what was there before, by the same definition: "
          + "\(Self.practice) carers "), "\(result.output)")
  }
}
