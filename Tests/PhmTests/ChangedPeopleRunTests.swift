import Foundation
import Testing

@testable import ProgramRuns

/// Nights whose registrations have as many rows and values as ever, and wrong ones.
@Suite("People with other values than before")
struct ChangedPeopleRunTests {
  private static let practice = "M98002"
  private let night: GoodNight
  private let header: [String]

  init() throws {
    night = try GoodNight()
    header = try #require(night.files["patients.csv"]?.first).split(separator: ",").map(String.init)
  }

  /// Changes a column of a practice's registrations, or of all; rows are told by number.
  private func change(
    _ column: String, of practice: String? = ChangedPeopleRunTests.practice,
    _ words: (String, Int) -> String
  ) throws {
    let position = try #require(header.firstIndex(of: column))
    let lines = try #require(night.files["patients.csv"])
    var number = 0
    let changed = lines.map { line -> String in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard line != lines[0], cells.count == header.count, !cells[position].isEmpty,
        practice.map({ cells.contains($0) }) ?? true
      else { return line }
      number += 1
      cells[position] = words(cells[position], number)
      return cells.joined(separator: ",")
    }
    try #require(changed != lines)
    try night.write(changed, to: night.input.appending(path: "patients.csv"))
  }

  private func putRight() throws {
    try night.write(
      try #require(night.files["patients.csv"]), to: night.input.appending(path: "patients.csv"))
  }

  private func exchangedSexes(of practice: String? = ChangedPeopleRunTests.practice) throws {
    let codes = ["1": "2", "2": "1"]
    try change("sex", of: practice) { sex, _ in codes[sex] ?? sex }
  }

  @Test("sexes of everybody that were exchanged refuse the night")
  func everybody() throws {
    try exchangedSexes(of: nil)
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 67)
    #expect(
      result.output.contains("of people who were known: M98001 'sex' of "), "\(result.output)")
  }

  @Test(
    "sexes that were exchanged hold the practice back with its last lists, also on the next night")
  func sexes() throws {
    try exchangedSexes()
    for date in ["2026-11-21", "2026-11-22"] {
      let result = try night.run(date: date)
      try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
      #expect(
        result.output.contains(
          "held back: other values than in the last release, of people who were known: M98002 'sex' of 2"
        ),
        "\(result.output)")
      #expect(result.output.contains("were columns or rows exchanged?"))
      #expect(try night.published("U10001/NOTICES.txt").contains("other dates of birth or sexes"))
      #expect(
        try night.rows("U10001/nhs-health-check").allSatisfy {
          $0["practice_code"] != Self.practice
        })
      #expect(
        try night.rows("U10001/nhs-health-check-last-good").contains {
          $0["practice_code"] == Self.practice
        })
    }
    try putRight()
    let back = try night.run(date: "2026-11-23")
    #expect(back.exitCode == 0 && back.output.isEmpty, "\(back.output)")
  }

  @Test("births that were shifted hold the practice back")
  func births() throws {
    try change("date_of_birth") { day, _ in
      // Ten years later, in whichever form the extract has the day.
      day.replacing(#/(19|20)\d\d/#) { match in "\((Int(match.output.0) ?? 0) - 10)" }
    }
    let result = try night.run(date: "2026-11-21")
    #expect(
      result.output.contains("M98002 'date_of_birth' of 2"), "\(result.output)\(result.errors)")
  }

  @Test("one area in place of all others is told")
  func areas() throws {
    let position = try #require(header.firstIndex(of: "lsoa_code"))
    let area = try #require(
      night.files["patients.csv"]?.dropFirst().first {
        $0.split(separator: ",", omittingEmptySubsequences: false).count == header.count
      }
    ).split(separator: ",", omittingEmptySubsequences: false)[position]
    try change("lsoa_code") { _, _ in String(area) }
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 0)
    #expect(
      result.output.contains(
        "many people have other values than in the last release: M98002 'lsoa_code' of 2"),
      "\(result.output)")
    #expect(
      try night.rows("U10001/nhs-health-check").contains { $0["practice_code"] == Self.practice })
  }

  @Test(
    "an exception releases a practice whose records were put right; a few changes are nobody's fault"
  )
  func rightChanges() throws {
    try change("sex") { sex, number in number <= 3 ? (sex == "1" ? "2" : "1") : sex }
    let few = try night.run(date: "2026-11-21")
    #expect(few.exitCode == 0 && few.output.isEmpty, "\(few.output)")
    try exchangedSexes()
    try night.except("{practice: M98002, feed: patients, reason: recoded, until: 2026-12-31}")
    let released = try night.run(date: "2026-11-22")
    #expect(released.exitCode == 0 && released.output.isEmpty, "\(released.output)")
  }
}
