import Model
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
    entries: [Row] = [], released: Set<String> = [], earlier: Table? = nil, successions: [Row] = [],
    closed: [Row] = []
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
          entries: "entries", entryKey: "person", entryGroup: "register",
          entryResolved: "resolved_on")),
      population: try PopulationTests.definition(),
      registrations: table(PopulationTests.columns, registrations),
      feeds: [
        "lists": table(
          listColumns, lists.map { ["code": .text($0.0), "patients": .integer($0.1)] }),
        "memberships": table(PopulationTests.membershipColumns, memberships),
        "published": table(registerColumns, registers), "entries": table(entryColumns, entries),
        "practices": table(PopulationTests.organisationColumns, closed),
        "successions": table(PopulationTests.successionColumns, successions),
      ], parameters: referenceParameters, released: released, earlier: earlier)
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

  @Test("a merged practice's published figures are added to its successor's")
  func merged() throws {
    let merger = try PopulationTests.succession("M81002", "M81001", from: "2026-11-16")
    for practices in [[("M81001", 101)], [("M81001", 51), ("M81002", 50)]] {
      let result = try reconciled(
        practices: practices, lists: [("M81001", 51), ("M81002", 50)],
        registers: [("M81001", 4), ("M81002", 7)].map {
          ["code": .text($0.0), "group": .text("AF"), "register": .integer($0.1)]
        },
        entries: (0..<11).map { ["person": .identifier(testNumber($0)), "register": .text("AF")] },
        successions: [merger])
      #expect(result.heldBack.isEmpty)
      let lists = rows(of: result.practices)
      #expect(lists.map { $0["list_size"] } == [.integer(101)])
      #expect(lists.map { $0["registered"] } == [.integer(101)])
      #expect(
        rows(of: result.registers.table).map { $0["published"] } == [.integer(11), .integer(11)])
    }
    // Until the day of the merger each is held against its own.
    let before = try reconciled(
      practices: [("M81001", 101)], lists: [("M81001", 51), ("M81002", 50)],
      successions: [try PopulationTests.succession("M81002", "M81001", from: "2026-11-21")])
    #expect(before.heldBack == ["M81001", "M81002"])
  }

  @Test("an exception releases one practice, and is counted")
  func exceptions() throws {
    let result = try reconciled(
      practices: [("M81001", 101), ("M81002", 101)], lists: [("M81001", 51), ("M81002", 51)],
      released: ["M81001"])
    #expect(result.heldBack == ["M81002"])
    #expect(result.released == ["M81001"])
    #expect(
      result.findings.first { $0.rule == "list-size-excepted" }?.organisations == ["M81001"])
    #expect(rows(of: result.practices).first?["outcome"] == .text("major"))
  }

  @Test("a size that is not published any more frees nobody who differed from it")
  func sizeGone() throws {
    let practices = [("M81001", 50), ("M81002", 100)]
    let first = try reconciled(
      practices: practices, lists: [("M81001", 100), ("M81002", 100)], released: [])
    try #require(first.heldBack == ["M81001"])
    let second = try reconciled(
      practices: practices, lists: [("A10001", 5)], earlier: first.practices)
    #expect(second.heldBack == ["M81001"])
    #expect(second.withoutListSize == ["M81001", "M81002"])
    #expect(
      second.findings.first { $0.rule == "list-size-of-before" }?.organisations == ["M81001"])
    // Nor does a third night, until a size comes or the practice is as large as the last one said.
    let third = try reconciled(
      practices: practices, lists: [("A10001", 5)], earlier: second.practices)
    #expect(third.heldBack == ["M81001"])
    let whole = [("M81001", 100), ("M81002", 100)]
    #expect(
      try reconciled(practices: whole, lists: [("A10001", 5)], earlier: second.practices)
        .heldBack.isEmpty)
    #expect(
      try reconciled(practices: practices, lists: [("M81001", 50)], earlier: second.practices)
        .heldBack.isEmpty)
  }

  @Test("registers are held against what the ages and sexes of a practice's patients let expect")
  func expectedRegisters() throws {
    // Of the old four in ten are on the register and of the young none; M81003 has old people and M81004 young ones alone.
    func result(_ ofOld: Int, _ ofYoung: Int) throws -> Reconciliation {
      var registrations: [Row] = []
      var entries: [Row] = []
      func add(_ practice: String, born: String, _ count: Int, onRegister: Int) throws {
        for index in 0..<count {
          var row = try PopulationTests.registration(
            registrations.count, practice, from: "2020-01-01")
          row["born_on"] = .day(try day(born))
          if index < onRegister {
            entries.append(
              ["person": row["nhs_number"], "register": .text("DEM")].compactMapValues { $0 })
          }
          registrations.append(row)
        }
      }
      for practice in ["M81001", "M81002"] {
        try add(practice, born: "1940-01-01", 200, onRegister: 80)
        try add(practice, born: "2000-01-01", 200, onRegister: 0)
      }
      try add("M81003", born: "1940-01-01", 400, onRegister: ofOld)
      try add("M81009", born: "2000-01-01", 400, onRegister: ofYoung)
      var population = try PopulationTests.definition()
      population.birth = "born_on"
      return reconcile(
        ReconciliationDefinition(
          listSizes: nil,
          registers: RegisterSource(
            feed: "published", practice: "code", group: "group", count: "register",
            entries: "entries", entryKey: "person", entryGroup: "register",
            entryResolved: "resolved_on")),
        population: population,
        registrations: table(PopulationTests.columns + [("born_on", .day)], registrations),
        feeds: [
          "published": table(
            registerColumns,
            [["code": .text("M81001"), "group": .text("DEM"), "register": .integer(80)]]),
          "entries": table(entryColumns, entries),
        ], parameters: referenceParameters)
    }
    #expect(try result(160, 0).unexpected.isEmpty)
    #expect(try result(17, 0).unexpected.isEmpty)
    #expect(
      try result(16, 0).unexpected == [
        UnexpectedCount(practice: "M81003", name: "DEM", now: 16, expected: 160)
      ])
    #expect(
      try result(160, 49).unexpected.isEmpty
        && result(160, 50).unexpected.map(\.practice) == ["M81009"])
  }

  @Test("nothing is expected of a practice that has closed")
  func closedPractice() throws {
    let result = try reconciled(
      practices: [("M81001", 10)], lists: [("M81001", 10), ("M81009", 3_000)],
      closed: [try PopulationTests.organisation("M81009", until: "2026-06-30")])
    #expect(result.heldBack.isEmpty && result.findings.isEmpty)
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
    let found = rows(of: result.registers.table)
    let keys = found.map { row in
      [row["level"], row["practice_code"], row["register"]].map { value -> String in
        guard case .text(let text)? = value else { return "" }
        return text
      }.joined(separator: " ")
    }
    // Two registers were published; of HF nothing was, and of AF in the second practice zero, which agrees about nobody.
    #expect(
      keys
        == [
          "system  AF", "system  DM", "system  HF", "practice M81001 AF", "practice M81001 DM",
          "practice M81002 AF", "practice M81002 HF",
        ])
    let computed: [Value?] = [2, 1, 0, 2, 1, 0, 1].map { .integer($0) }
    #expect(found.map { $0["computed"] } == computed)
    let outcomes: [Value?] = [
      "pass", "pass", "not-evaluated", "pass", "pass", "not-evaluated", "not-evaluated",
    ].map { .text($0) }
    #expect(found.map { $0["outcome"] } == outcomes)
    #expect(found[4]["difference"] == .decimal(-0.75), "3 patients fewer are near enough")
    #expect(result.heldBack.isEmpty && !result.findings.contains { $0.rule == "register-differs" })
  }

  /// Practices of 200 with a register of each, the published count of each beside it.
  private func compared(_ registers: [(practice: String, computed: Int, published: Int64)]) throws
    -> Reconciliation
  {
    var entries: [Row] = []
    for (index, register) in registers.enumerated() {
      for person in 0..<register.computed {
        entries.append([
          "person": .identifier(testNumber(index * 200 + person)), "register": .text("HYP"),
        ])
      }
    }
    return try reconciled(
      practices: registers.map { ($0.practice, 200) },
      lists: registers.map { ($0.practice, 200) },
      registers: registers.map {
        ["code": .text($0.practice), "group": .text("HYP"), "register": .integer($0.published)]
      }, entries: entries)
  }

  @Test(
    "a practice passes within 2% or 5 patients",
    arguments: [
      (100, 105, "pass"), (100, 106, "fail"), (100, 95, "pass"), (100, 94, "fail"),
      (200, 196, "pass"), (5, 0, "pass"), (6, 0, "fail"), (0, 5, "pass"), (0, 6, "fail"),
      (0, 0, "not-evaluated"),
    ])
  func practiceTolerance(computed: Int, published: Int64, outcome: String) throws {
    let result = try compared([("M81001", computed, published)])
    let row = rows(of: result.registers.table).last
    #expect(row?["outcome"] == .text(outcome))
  }

  @Test("all practices together pass within 1%, also where each of them passes by itself")
  func aggregateTolerance() throws {
    // Four registers of 150, each 4 above: 16 of 584 are more than 1%, and more than 5 patients.
    let codes = ["M81001", "M81002", "M81003", "M81009"]
    let result = try compared(codes.map { ($0, 150, 146) })
    let found = rows(of: result.registers.table)
    #expect(found[0]["outcome"] == .text("fail") && found[0]["computed"] == .integer(600))
    #expect(found[0]["practices_passed"] == .integer(4))
    #expect(found[0]["practices_evaluated"] == .integer(4))
    #expect(found.dropFirst().allSatisfy { $0["outcome"] == .text("pass") })
    #expect(result.findings.map(\.rule) == ["register-total-differs"])
    #expect(
      result.findings.first?.says
        == "1 of 1 registers of all practices together differ from the published number by too much"
    )
  }

  @Test("registers come by practice, however far they are off, and failures are counted")
  func byPractice() throws {
    let result = try compared([
      ("M81001", 100, 100), ("M81002", 100, 107), ("M81003", 150, 100), ("M81009", 100, 90),
    ])
    let found = rows(of: result.registers.table)
    let order: [Value?] = [nil, .text("M81001"), .text("M81002"), .text("M81003"), .text("M81009")]
    #expect(found.map { $0["practice_code"] } == order)
    let finding = try #require(result.findings.first { $0.rule == "register-differs" })
    #expect(finding.count == 3 && finding.organisations == ["M81002", "M81003", "M81009"])
    #expect(
      finding.says == "3 of 4 registers of practices differ from the published number by too much")
  }

  @Test("registers of a practice that is held back are not compared, and not added up")
  func heldBackRegisters() throws {
    let result = try reconciled(
      practices: [("M81001", 100), ("M81002", 50)], lists: [("M81001", 100), ("M81002", 100)],
      registers: ["M81001", "M81002"].map {
        ["code": .text($0), "group": .text("AF"), "register": .integer(40)]
      },
      entries: (0..<40).map {
        ["person": .identifier(testNumber($0)), "register": .text("AF")]
      })
    #expect(result.heldBack == ["M81002"])
    let found = rows(of: result.registers.table)
    #expect(found.map { $0["outcome"] } == ["pass", "pass", "not-evaluated"].map { .text($0) })
    #expect(found[0]["computed"] == .integer(40) && found[0]["practices_evaluated"] == .integer(1))
  }

  private let source = RegisterSource(
    feed: "published", practice: "code", group: "group", count: "register", entries: "entries",
    entryKey: "person", entryGroup: "register", entryResolved: "resolved_on")

  @Test("published registers stay as they are, computed ones go through disclosure control")
  func disclosedRegisters() throws {
    let result = try compared([("M81001", 3, 4), ("M81002", 52, 52), ("M81003", 61, 60)])
    let disclosed = discloseRegisters(result.registers, source, rule: DisclosureRule()).table
    let found = rows(of: disclosed.table)
    let published: [Value?] = [116, 4, 52, 60].map { .integer($0) }
    #expect(found.map { $0["published"] } == published)
    // 3 is hidden, and 52 with it, or the sum would tell it.
    #expect(found.map { $0["computed"] } == [.integer(115), nil, nil, .integer(60)])
    #expect(found.map { $0["outcome"] } == [.text("pass"), nil, nil, .text("pass")])
    #expect(found[0]["practices_passed"] == .integer(1))
    #expect(found[0]["practices_evaluated"] == .integer(1), "of two the outcome is hidden")
    #expect(!disclosed.table.names.contains("difference"))
  }

  @Test("the outcome that is shown is of the count that is shown")
  func shownOutcomes() throws {
    // 107 and 103 are both shown as 105: of 99 the true count passes and the one that is shown does not.
    let result = try compared([
      ("M81001", 107, 113), ("M81002", 103, 99), ("M81003", 3, 9), ("M81009", 4, 9),
    ])
    #expect(
      rows(of: result.registers.table).dropFirst().map { $0["outcome"] }
        == ["fail", "pass", "fail", "pass"].map { .text($0) })
    let disclosed = discloseRegisters(result.registers, source, rule: DisclosureRule())
    let found = rows(of: disclosed.table.table).dropFirst()
    #expect(found.map { $0["computed"] } == [.integer(105), .integer(105), nil, nil])
    #expect(found.map { $0["outcome"] } == [.text("fail"), .text("fail"), nil, nil])
    let finding = try #require(disclosed.findings.first { $0.rule == "register-differs" })
    #expect(finding.organisations == ["M81001", "M81002"] && finding.count == 2)
    #expect(
      finding.says
        == "2 of 2 registers of practices differ from the published number by too much, by the counts that are shown"
    )
  }
}
