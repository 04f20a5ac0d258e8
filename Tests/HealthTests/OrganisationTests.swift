import Model
import Expressions
import Health
import Tables
import Testing

/// Practices that close and merge, and networks that close.
@Suite("Organisations")
struct OrganisationTests {
  private let home = ["M81001", "M81002", "M81003"]

  private func practices(
    of registrations: [String], closed: [Row] = [], pcns: [Row] = [], successions: [Row] = []
  ) throws -> Population {
    try PopulationTests.built(
      try registrations.indices.map {
        try PopulationTests.registration($0, registrations[$0], from: "2020-01-01")
      },
      memberships: try home.map {
        try PopulationTests.membership($0, "U40001", from: "2019-07-01")
      },
      practices: closed, pcns: pcns, successions: successions)
  }

  private func codes(_ population: Population) -> [Value?] {
    rows(of: population.persons.table).map { $0["practice_code"] }
  }

  @Test("a closed practice with patients is named with its last day and stays on its lists")
  func closed() throws {
    let population = try practices(
      of: ["M81001", "M81001", "M81002", "M81003"],
      closed: [
        try PopulationTests.organisation("M81001", until: "2026-09-30"),
        // The last day is a day on which it is open.
        try PopulationTests.organisation("M81002", until: "2026-11-20"),
        // A role that was given up and taken again.
        try PopulationTests.organisation("M81003", until: "2010-01-01"),
        try PopulationTests.organisation("M81003", until: nil),
      ])
    let found = population.findings.filter { $0.rule == "practice-closed" }
    #expect(found.map(\.organisations) == [["M81001"]] && found.map(\.count) == [2])
    #expect(found.first?.says.contains("closed on 2026-09-30") == true)
    #expect(
      rows(of: population.persons.table).allSatisfy { $0["practice_status"] == .text("ok") })
  }

  @Test("a merged practice's people are its successor's, through several mergers to the last")
  func merged() throws {
    let population = try practices(
      of: ["M81009", "M81008", "M81002"],
      successions: [
        try PopulationTests.succession("M81009", "M81008", from: "2024-04-01"),
        try PopulationTests.succession("M81008", "M81001", from: "2026-11-20"),
        try PopulationTests.succession("M81002", "M81001", from: "2026-11-21"),
        try PopulationTests.succession("M81002", "M81003", from: "2020-01-01", kind: "Other"),
      ])
    #expect(codes(population) == ["M81001", "M81001", "M81002"].map { .text($0) })
    let found = population.findings.filter { $0.rule == "practice-merged" }
    #expect(found.map(\.organisations) == [["M81008", "M81009"]])
    #expect(!population.findings.contains { $0.rule == "practice-unknown" })
  }

  /// What the population has of a person with a row of M81002, merged into M81001 on 1 April 2024, and another row.
  private func stays(
    from start: String?, _ other: Row, until end: String? = nil, through: Bool = false
  ) throws -> Population {
    try PopulationTests.built(
      [try PopulationTests.registration(1, "M81002", from: start, to: end), other],
      memberships: ["M81001", "M81002", "M81003"].map {
        ["practice": .text($0), "network": .text("U40001")]
      },
      successions: through
        ? [
          try PopulationTests.succession("M81002", "M81003", from: "2024-04-01"),
          try PopulationTests.succession("M81003", "M81001", from: "2025-04-01"),
        ] : [try PopulationTests.succession("M81002", "M81001", from: "2024-04-01")])
  }

  @Test("who left the practice that took over is not counted there by the merged practice's row")
  func leftSinceMerger() throws {
    func row(_ practice: String, _ start: String, _ end: String?) throws -> Row {
      try PopulationTests.registration(1, practice, from: start, to: end)
    }
    // Moved with the merger and left; joined after it and left; was with both on its day.
    for start in ["2024-04-01", "2025-01-01", "2020-01-01"] {
      let population = try stays(
        from: "2010-01-01", try row("M81001", start, "2026-05-01"))
      #expect(population.persons.count == 0, "from \(start)")
      let found = population.findings.filter { $0.rule == "left-since-merger" }
      #expect(found.map(\.count) == [1] && found.map(\.organisations) == [["M81001"]])
      #expect(population.rejects.map(\.rule) == ["left-since-merger"])
    }
    // Through the practice that had its patients in between, and with a row without a start.
    #expect(
      try stays(from: nil, try row("M81003", "2024-04-01", "2024-12-01"), through: true)
        .persons.count == 0)
    // Left before the merger, comes only later, is still there, or left a practice that has nothing to do with it.
    for (practice, start, end) in [
      ("M81001", "2015-01-01", "2016-01-01"), ("M81001", "2027-01-01", nil),
      ("M81001", "2024-04-01", nil), ("M81003", "2024-04-01", "2026-05-01"),
    ] {
      let population = try stays(from: "2010-01-01", try row(practice, start, end))
      #expect(codes(population) == [.text("M81001")], "\(practice) from \(start)")
      #expect(!population.findings.contains { $0.rule == "left-since-merger" })
    }
    // Somebody who came back under the old code after the merger.
    let back = try stays(from: "2026-06-01", try row("M81001", "2024-04-01", "2026-05-01"))
    #expect(codes(back) == [.text("M81001")])
  }

  @Test("an open practice, a divided one and one that comes round to itself keep their people")
  func notMerged() throws {
    let population = try practices(
      of: ["M81001", "M81002", "M81003", "M81003"],
      closed: [try PopulationTests.organisation("M81001", until: nil)],
      successions: [
        try PopulationTests.succession("M81001", "M81003", from: "2024-04-01"),
        try PopulationTests.succession("M81002", "M81001", from: "2024-04-01"),
        try PopulationTests.succession("M81002", "M81003", from: "2024-04-01"),
        try PopulationTests.succession("M81003", "M81008", from: "2024-04-01"),
        try PopulationTests.succession("M81008", "M81003", from: "2024-04-01"),
      ])
    #expect(codes(population) == ["M81001", "M81002", "M81003", "M81003"].map { .text($0) })
    let found = population.findings.filter { $0.rule == "practice-divided" }
    #expect(found.map(\.organisations) == [["M81002"]])
  }

  @Test("a closed practice without a last day is open until the day on which it is merged")
  func mergedLater() throws {
    let closed: Row = ["code": .text("M81001"), "is_closed": .boolean(true)]
    func found(from start: String) throws -> [String] {
      try practices(
        of: ["M81001"], closed: [closed],
        successions: [try PopulationTests.succession("M81001", "M81002", from: start)]
      ).findings.map(\.rule).filter { $0.hasPrefix("practice-") }
    }
    #expect(try found(from: "2026-11-21").isEmpty)
    #expect(try found(from: "2026-11-20") == ["practice-merged"])
  }

  @Test("a network that has closed has no members, and its practices are named")
  func closedNetwork() throws {
    let population = try practices(
      of: ["M81001"], pcns: [try PopulationTests.organisation("U40001", until: "2026-11-19")])
    #expect(rows(of: population.persons.table).map { $0["practice_status"] } == [.text("no-pcn")])
    let found = population.findings.filter { $0.rule == "network-closed" }
    #expect(found.map(\.organisations) == [["M81001", "M81002", "M81003"]])
  }

  @Test("of two practices' registrations of one day the open one counts")
  func preferOpen() throws {
    let population = try PopulationTests.built(
      try ["M81001", "M81002"].map { try PopulationTests.registration(1, $0, from: "2020-01-01") },
      memberships: try home.map {
        try PopulationTests.membership($0, "U40001", from: "2019-07-01")
      },
      practices: [try PopulationTests.organisation("M81001", until: "2026-09-30")])
    #expect(codes(population) == [.text("M81002")])
  }
}
