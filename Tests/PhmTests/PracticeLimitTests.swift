import Foundation
import Testing

@testable import ProgramRuns

/// Nights in which practices deliver in a way that nobody can read: their share of a feed is beyond its limit, or far below.
@Suite("Limits by practice")
struct PracticeLimitTests {
  private static let date = "2026-11-21"
  private let night: GoodNight

  init() throws {
    night = try GoodNight()
  }

  /// A file of which the days in the rows of some practices are written in another way.
  private func otherDays(
    _ file: String, of practices: Set<String>, columns: [String]
  ) throws -> Removal {
    let lines = try #require(night.files[file])
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
    let positions = try columns.map { name in
      try #require(header.firstIndex { $0 == name }, "\(header)")
    }
    let kept = lines.map { line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
      guard let practice = night.practices[cells[0]], practices.contains(practice) else {
        return line
      }
      for position in positions where position < cells.count && !cells[position].isEmpty {
        cells[position] = cells[position].split(separator: "-").reversed().joined(separator: ".")
      }
      return cells.joined(separator: ",")
    }
    return Removal(testDescription: "other days in \(file)", file: file, kept: kept, named: [])
  }

  /// The practices of the system, those with the most people first.
  private var practices: [String] {
    let sizes = night.practices.values.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    return sizes.keys.filter { $0.hasPrefix("M9800") }.sorted {
      (sizes[$1] ?? 0, $0) < (sizes[$0] ?? 0, $1)
    }
  }

  /// A column whose unreadable cells reject their rows, and one whose cells are then missing.
  static let columns = [
    ("medications", "issued_on", "too many rows rejected", "more than the limit of 5%"),
    (
      "registers", "diagnosed_on", "too many values that cannot be read",
      "more than the limit of 50%"
    ),
  ]

  @Test(
    "a practice's events that cannot be read leave out that practice, and refuse nobody else's",
    arguments: columns)
  func events(feed: String, column: String, why: String, limit: String) throws {
    let practice = try #require(practices.last)
    let result = try night.run(
      without: try otherDays("\(feed).csv", of: [practice], columns: [column]), date: Self.date)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("\(feed) is not complete for \(practice) (\(why)"),
      "\(result.output)")
  }

  @Test("where all practices' events cannot be read, it is the feed's fault", arguments: columns)
  func everybodysEvents(feed: String, column: String, why: String, limit: String) throws {
    let result = try night.run(
      without: try otherDays("\(feed).csv", of: Set(practices), columns: [column]),
      date: Self.date)
    #expect(result.exitCode == 67)
    #expect(
      (result.output + result.errors).contains(limit), "\(result.output)\(result.errors)")
  }

  @Test(
    "where rows that cannot be read lie with everybody, none of whom has many, the feed's limit holds"
  )
  func spread() throws {
    let lines = try #require(night.files["registers.csv"])
    // One row in twelve has no number that anybody could have.
    let kept = lines.enumerated().map { index, line in
      index % 12 == 5 ? "nobody" + line.drop { $0 != "," } : line
    }
    let result = try night.run(
      without: Removal(
        testDescription: "numbers", file: "registers.csv", kept: kept, named: []), date: Self.date)
    #expect(result.exitCode == 67)
    #expect((result.output + result.errors).contains("more than the limit of 5%"))
  }

  @Test(
    "a practice's registrations that cannot be read hold back that practice, which keeps its last lists",
    arguments: [["date_of_birth", "registered_on"], ["registered_on"], ["date_of_birth"]])
  func registrations(columns: [String]) throws {
    let practice = try #require(practices.last)
    let list = "nhs-health-check"
    let network = try #require(
      try FileManager.default.contentsOfDirectory(atPath: night.folder.path("output/current"))
        .first { folder in
          try folder.hasPrefix("U")
            && night.rows("\(folder)/\(list)").contains { $0["practice_code"] == practice }
        })
    func people(_ list: String) throws -> [String] {
      try night.rows("\(network)/\(list)").filter { $0["practice_code"] == practice }
        .compactMap { $0["nhs_number"] }
    }
    let before = try people(list)
    try #require(before.count > 5)
    let result = try night.run(
      without: try otherDays("patients.csv", of: [practice], columns: columns), date: Self.date)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("patients: \(practice) (too many rows rejected"), "\(result.output)")
    #expect(!result.output.contains("5% of"))
    #expect(try people(list).isEmpty)
    #expect(try people("\(list)-last-good") == before)
    let notices = try night.published("\(network)/NOTICES.txt")
    #expect(notices.contains("\(practice): nobody of this practice"), "\(notices)")
    #expect(try night.published("system/segments-by-age.csv").contains(",\(practice)\r\n"))
  }

  @Test("a practice with more people than may be held back refuses the night")
  func manyRegistrations() throws {
    let result = try night.run(
      without: try otherDays(
        "patients.csv", of: Set(practices.prefix(1)), columns: ["date_of_birth", "registered_on"]),
      date: Self.date)
    #expect(result.exitCode == 67)
    #expect(
      (result.output + result.errors).contains("people (7"), "\(result.output)\(result.errors)")
  }

  @Test("a stage that is run alone is held by the feed's own limit")
  func alone() throws {
    let practice = try #require(practices.last)
    let result = try night.run(
      without: try otherDays("medications.csv", of: [practice], columns: ["issued_on"]),
      date: Self.date, arguments: ["--stage", "validate/medications"])
    #expect(result.exitCode == 67, "\(result.output)")
  }
}
