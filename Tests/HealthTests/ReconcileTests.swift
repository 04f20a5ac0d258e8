import Health
import Tables
import Testing

@Suite("Reconciling with published figures")
struct ReconcileTests {
  private let listColumns: [(String, ColumnType)] = [("code", .text), ("patients", .integer)]
  private let registerColumns: [(String, ColumnType)] = [
    ("code", .text), ("group", .text), ("register", .integer),
  ]
  private let entryColumns: [(String, ColumnType)] = [
    ("person", .identifier), ("register", .text), ("resolved_on", .day),
  ]

  private func reconciled(
    practices: [(String, Int)], lists: [(String, Int64)], registers: [Row] = [],
    entries: [Row] = []
  ) throws -> Reconciliation {
    var registrations: [Row] = []
    for (practice, count) in practices {
      for _ in 0..<count {
        registrations.append(
          try PopulationTests.registration(registrations.count, practice, from: "2020-01-01"))
      }
    }
    let memberships = try ["M81001", "M81002", "M81003", "M81009"].map {
      try PopulationTests.membership($0, "U40001", from: "2019-07-01")
    }
    return reconcile(
      ReconciliationDefinition(
        listSizes: ListSizeSource(feed: "lists", practice: "code", patients: "patients"),
        registers: RegisterSource(
          feed: "published", practice: "code", group: "group", count: "register",
          entries: "entries", entryGroup: "register", entryResolved: "resolved_on")),
      population: try PopulationTests.definition(),
      registrations: table(PopulationTests.columns, registrations),
      feeds: [
        "lists": table(
          listColumns, lists.map { ["code": .text($0.0), "patients": .integer($0.1)] }),
        "memberships": table(PopulationTests.membershipColumns, memberships),
        "published": table(registerColumns, registers), "entries": table(entryColumns, entries),
      ], parameters: referenceParameters)
  }

  @Test("5% is minor and 20% is major; without one list size nothing is evaluated")
  func listSizes() throws {
    let result = try reconciled(
      practices: [
        ("M81001", 96), ("M81002", 95), ("M81003", 81), ("M81004", 80), ("M81005", 120),
        ("M81006", 10), ("M81007", 10), ("M81008", 10),
      ],
      lists: [
        ("M81001", 100), ("M81002", 100), ("M81003", 100), ("M81004", 100), ("M81005", 100),
        ("M81007", 10), ("M81007", 11), ("M81008", 0), ("A10001", 5_000),
      ])
    let outcomes: [Value?] = [
      "good", "minor", "minor", "major", "major", "not-evaluated", "not-evaluated", "not-evaluated",
    ].map { .text($0) }
    let found = rows(of: result.practices)
    #expect(found.map { $0["outcome"] } == outcomes)
    #expect(found[3]["difference"] == .decimal(-0.2))
    #expect(found[4]["registered"] == .integer(120))
    #expect(result.heldBack == ["M81004", "M81005"])
    #expect(result.findings.map(\.rule) == ["list-size-differs", "list-size-unknown"])
    #expect(result.findings.map(\.grade) == [.practice, .warning])
    #expect(result.findings[1].organisations == ["M81006", "M81007", "M81008"])
  }

  @Test("a practice of our networks that sent nothing is held back and named")
  func silentPractice() throws {
    let result = try reconciled(
      practices: [("M81001", 10)],
      lists: [("M81001", 10), ("M81009", 3_000), ("A10001", 5_000)])
    #expect(result.heldBack == ["M81009"])
    #expect(
      result.findings.first { $0.rule == "practice-without-registrations" }?.organisations
        == ["M81009"])
    #expect(result.practices.rowCount == 2)
  }

  @Test("a register counts each person once, and only entries that are open on the reference date")
  func registers() throws {
    func entry(_ person: Int, _ register: String, resolved: String? = nil) throws -> Row {
      var row: Row = ["person": .identifier(testNumber(person)), "register": .text(register)]
      row["resolved_on"] = try resolved.map { .day(try day($0)) }
      return row
    }
    func published(_ practice: String, _ group: String, _ count: Int64) -> Row {
      ["code": .text(practice), "group": .text(group), "register": .integer(count)]
    }
    let result = try reconciled(
      practices: [("M81001", 10), ("M81002", 5)], lists: [],
      registers: [
        published("M81001", "AF", 2), published("M81001", "DM", 4), published("M81002", "AF", 0),
        published("A10001", "AF", 50),
      ],
      entries: [
        try entry(0, "AF"), try entry(0, "AF"), try entry(1, "AF", resolved: "2026-11-20"),
        try entry(2, "AF", resolved: "2026-11-21"), try entry(3, "DM"), try entry(12, "HF"),
        try entry(500, "AF"),
      ])
    let found = rows(of: result.registers)
    let keys = found.map { "\($0["practice_code"] == .text("M81001") ? 1 : 2)" }
    #expect(keys == ["1", "1", "2", "2"])
    let computed: [Value?] = [.integer(2), .integer(1), .integer(0), .integer(1)]
    #expect(found.map { $0["computed"] } == computed)
    let outcomes: [Value?] = ["good", "major", "not-evaluated", "not-evaluated"].map { .text($0) }
    #expect(found.map { $0["outcome"] } == outcomes)
    #expect(found[1]["difference"] == .decimal(-0.75))
    #expect(result.heldBack.isEmpty)
    #expect(
      result.findings.first { $0.rule == "register-differs" }.map { "\($0.grade) \($0.count)" }
        == "warning 1")
  }
}
