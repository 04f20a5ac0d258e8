import Model
import Expressions
import Health
import Tables
import Testing

@Suite("Building the population")
struct PopulationTests {
  static let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("lsoa_code", .text),
    ("registered_on", .day), ("left_on", .day), ("opt_out", .text), ("died_on", .day),
  ]
  static let membershipColumns: [(String, ColumnType)] = [
    ("practice", .text), ("network", .text), ("started_on", .day), ("ended_on", .day),
  ]
  static let organisationColumns: [(String, ColumnType)] = [
    ("code", .text), ("ended_on", .day), ("is_closed", .boolean),
  ]
  static let successionColumns: [(String, ColumnType)] = [
    ("practice", .text), ("other", .text), ("started_on", .day), ("kind", .text),
  ]
  static let deprivationColumns: [(String, ColumnType)] = [("lsoa", .text), ("decile", .integer)]

  static func definition() throws -> PopulationDefinition {
    let known =
      columns + [
        ("practice_status", .text), ("pcn_code", .text), ("imd_decile", .integer),
      ]
    return PopulationDefinition(
      name: "registered", title: "Registered", feed: "patients", person: "nhs_number",
      practice: "practice_code",
      registered: try expression(
        "registered_on <= reference_date and (left_on is null or left_on > reference_date)", columns
      ),
      latestBy: "registered_on", secondaryUse: try expression("opt_out = 'N'", columns),
      networks: [
        NetworkSource(
          feed: "empty", practice: "practice", network: "network", starts: nil, ends: nil),
        NetworkSource(
          feed: "memberships", practice: "practice", network: "network", starts: "started_on",
          ends: "ended_on"),
      ],
      lookups: [
        Lookup(
          name: "imd_decile", feed: "deprivation", key: "lsoa", take: "decile", on: "lsoa_code")
      ],
      columns: [
        DerivedColumn(name: "is_core20", value: try expression("imd_decile <= 2", known))
      ], death: "died_on",
      practices: [
        OrganisationSource(
          feed: "practices", code: "code",
          closed: try expression(
            "ended_on < reference_date or is_closed", organisationColumns), closedOn: "ended_on")
      ],
      networkOrganisations: [
        OrganisationSource(
          feed: "pcns", code: "code",
          closed: try expression("ended_on < reference_date", organisationColumns), closedOn: nil)
      ],
      successions: [
        SuccessionSource(
          feed: "successions", practice: "practice", successor: "other", starts: "started_on",
          condition: try expression("kind = 'Successor'", successionColumns))
      ])
  }

  static func organisation(_ code: String, until end: String?) throws -> Row {
    var row: Row = ["code": .text(code)]
    row["ended_on"] = try end.map { .day(try day($0)) }
    return row
  }

  static func succession(
    _ practice: String, _ other: String, from start: String?, kind: String = "Successor"
  ) throws -> Row {
    var row: Row = ["practice": .text(practice), "other": .text(other), "kind": .text(kind)]
    row["started_on"] = try start.map { .day(try day($0)) }
    return row
  }

  static func built(
    _ registrations: [Row], beside: [Row] = [], memberships: [Row], deprivation: [Row] = [],
    heldBack: [String] = [],
    knownUntil: Day? = nil, earlier: EarlierPopulation? = nil, practices: [Row] = [],
    pcns: [Row] = [], successions: [Row] = []
  ) throws -> Population {
    var places = RowPlaces()
    places.startFile("patients.csv")
    for row in registrations.indices { places.note(row: row, line: row + 2) }
    return buildPopulation(
      try definition(), registrations: table(columns, registrations), places: places,
      beside: table(columns, beside),
      feeds: [
        "memberships": table(membershipColumns, memberships),
        "empty": table(membershipColumns, []),
        "deprivation": table(deprivationColumns, deprivation),
        "practices": table(organisationColumns, practices),
        "pcns": table(organisationColumns, pcns),
        "successions": table(successionColumns, successions),
      ], heldBack: heldBack, parameters: referenceParameters, knownUntil: knownUntil,
      earlier: earlier)
  }

  static func registration(
    _ person: Int, _ practice: String?, from start: String?, to end: String? = nil,
    lsoa: String? = nil
  ) throws -> Row {
    var row: Row = ["nhs_number": .identifier(testNumber(person)), "opt_out": .text("N")]
    row["practice_code"] = practice.map { .text($0) }
    row["registered_on"] = try start.map { .day(try day($0)) }
    row["left_on"] = try end.map { .day(try day($0)) }
    row["lsoa_code"] = lsoa.map { .text($0) }
    return row
  }

  static func membership(
    _ practice: String, _ network: String, from start: String?, to end: String? = nil
  ) throws -> Row {
    var row: Row = ["practice": .text(practice), "network": .text(network)]
    row["started_on"] = try start.map { .day(try day($0)) }
    row["ended_on"] = try end.map { .day(try day($0)) }
    return row
  }

  @Test("of several open registrations the latest start counts, and the others are rejects")
  func latestRegistrationCounts() throws {
    let population = try Self.built(
      [
        try Self.registration(2, "M81001", from: "2020-01-01"),
        try Self.registration(1, "M81001", from: "2020-01-01"),
        try Self.registration(2, "M81002", from: "2024-01-01"),
        try Self.registration(2, "M81003", from: "2026-12-01"),
        try Self.registration(2, "M81003", from: nil),
      ], memberships: [try Self.membership("M81002", "U40001", from: "2019-07-01")])
    let persons = rows(of: population.persons.table)
    #expect(persons.map { $0["nhs_number"] } == [1, 2].map { .identifier(testNumber($0)) })
    #expect(persons[1]["practice_code"] == .text("M81002"))
    #expect(population.rejects.map(\.rule) == ["superseded-registration"])
    #expect(population.rejects.map(\.place.row) == [2])
  }

  @Test("of two practices' registrations of one day that in a network counts, then the first code")
  func oneDay() throws {
    let same = try Self.registration(3, "M81001", from: "2020-01-01")
    let population = try Self.built(
      [
        try Self.registration(1, "M81001", from: "2020-01-01"),
        try Self.registration(1, "M81002", from: "2020-01-01"),
        try Self.registration(2, "M81003", from: "2020-01-01"),
        try Self.registration(2, "M81002", from: "2020-01-01"), same, same,
      ],
      memberships: [
        try Self.membership("M81002", "U40001", from: "2019-07-01"),
        try Self.membership("M81003", "U40001", from: "2019-07-01"),
      ])
    #expect(
      rows(of: population.persons.table).map { $0["practice_code"] }
        == ["M81002", "M81002", "M81001"].map { .text($0) })
    #expect(
      population.findings.filter {
        $0.rule.hasSuffix("registration") || $0.rule.hasSuffix("registrations")
      }
      .map { "\($0.rule) \($0.count)" } == ["tied-registrations 2", "repeated-registration 1"])
    #expect(population.rejects.map(\.place.row) == [2, 4])
  }

  @Test("rows of one registration are one: what they say differently is not known, the rest is")
  func twoAddresses() throws {
    var optedOut = try Self.registration(2, "M81002", from: "2020-01-01", lsoa: "E01000002")
    optedOut["opt_out"] = nil
    let population = try Self.built(
      [
        try Self.registration(1, "M81001", from: "2020-01-01", lsoa: "E01000001"),
        try Self.registration(1, "M81001", from: "2020-01-01", lsoa: "E01000002"),
        try Self.registration(2, "M81002", from: "2020-01-01"), optedOut,
      ], memberships: [], deprivation: [["lsoa": .text("E01000002"), "decile": .integer(3)]])
    let persons = rows(of: population.persons.table)
    #expect(persons.map { $0["lsoa_code"] } == [nil, .text("E01000002")])
    #expect(persons.map { $0["imd_decile"] } == [nil, .integer(3)])
    #expect(persons.map { $0["opt_out"] } == [.text("N"), .text("N")])
    let found = population.findings.filter { $0.rule == "two-values-of-one-person" }
    #expect(found.map(\.count) == [1] && found.map(\.organisations) == [["M81001"]])
    #expect(found.first?.says.contains("lsoa_code") == true)
    #expect(population.rejects.isEmpty)
  }

  @Test("a registration that one of its rows ends has ended, and another of the person counts")
  func endedByAnotherRow() throws {
    let population = try Self.built(
      [
        try Self.registration(1, "M81001", from: "2020-01-01"),
        try Self.registration(1, "M81001", from: "2020-01-01", to: "2024-01-01"),
        try Self.registration(2, "M81001", from: "2020-01-01"),
        try Self.registration(2, "M81001", from: "2020-01-01", to: "2024-01-01"),
        try Self.registration(2, "M81002", from: "2018-01-01"),
      ], memberships: [])
    #expect(
      rows(of: population.persons.table).map { $0["practice_code"] } == [.text("M81002")])
    let found = population.findings.first { $0.rule == "registration-ended-elsewhere" }
    #expect(found?.count == 2 && found?.organisations == ["M81001"])
  }

  @Test("a death in any row is the person's; one that nobody can know of yet keeps off all lists")
  func deaths() throws {
    func died(_ row: Row, _ date: String) throws -> Row {
      var row = row
      row["died_on"] = .day(try day(date))
      return row
    }
    let registrations = [
      try died(try Self.registration(1, "M81001", from: "2020-01-01"), "2026-05-30"),
      try Self.registration(1, "M81002", from: "2026-01-10"),
      try Self.registration(2, "M81001", from: "2010-01-01"),
      try died(
        try Self.registration(2, "M81002", from: "2018-01-01", to: "2018-02-01"), "2026-11-20"),
      try died(try Self.registration(3, "M81001", from: "2020-01-01"), "2062-11-03"),
      try died(try Self.registration(4, "M81001", from: "2020-01-01"), "2026-11-28"),
      try died(try Self.registration(5, "M81001", from: "2020-01-01"), "2026-11-29"),
    ]
    func numbers(_ knownUntil: Day?) throws -> [Value?] {
      rows(
        of: try Self.built(registrations, memberships: [], knownUntil: knownUntil).persons.table
      ).map { $0["nhs_number"] }
    }
    #expect(try numbers(nil).isEmpty, "the reference date is the day of the run")
    // The night of eight days ago: who has died since was alive.
    #expect(try numbers(try day("2026-11-28")) == [.identifier(testNumber(4))])
    let population = try Self.built(registrations, memberships: [])
    let found = population.findings.filter { $0.rule.hasPrefix("d") }
    #expect(
      found.map { "\($0.rule) \($0.organisations) \($0.count)" } == [
        "died-and-registered [\"M81001\"] 2", "died-and-registered [\"M81002\"] 1",
        "death-in-the-future [\"M81001\"] 3",
      ])
  }

  @Test(
    "a death counts in a row that a rule rejected or that was not yet known, and so does a slip of one"
  )
  func deathsBeside() throws {
    func died(_ person: Int, _ date: String) throws -> Row {
      var row = try Self.registration(person, nil, from: nil)
      row["died_on"] = .day(try day(date))
      return row
    }
    let population = try Self.built(
      try (1...4).map { try Self.registration($0, "M81001", from: "2020-01-01") },
      beside: [
        try died(1, "2026-05-30"), try died(2, "2062-11-03"),
        try Self.registration(3, "M81001", from: "2020-01-01"), try died(9, "2026-05-30"),
      ], memberships: [])
    #expect(
      rows(of: population.persons.table).map { $0["nhs_number"] }
        == [3, 4].map { .identifier(testNumber($0)) })
    #expect(
      population.findings.filter { $0.rule.hasPrefix("d") }.map { "\($0.rule) \($0.count)" }
        == ["died-and-registered 1", "death-in-the-future 1"])
  }

  @Test("memberships count from their first to their last day, both included")
  func membershipDays() throws {
    let practices = ["M81001", "M81002", "M81003", "M81004", "M81005", "M81006", "M81007"]
    let population = try Self.built(
      try practices.indices.map { try Self.registration($0, practices[$0], from: "2020-01-01") }
        + [try Self.registration(90, nil, from: "2020-01-01")],
      memberships: [
        try Self.membership("M81001", "U40001", from: "2019-07-01", to: "2026-11-20"),
        try Self.membership("M81002", "U40001", from: "2019-07-01", to: "2026-11-19"),
        try Self.membership("M81003", "U40001", from: "2026-11-20"),
        try Self.membership("M81004", "U40001", from: "2026-11-21"),
        try Self.membership("M81005", "U", from: "2019-07-01"),
        try Self.membership("M81006", "U40001", from: "2019-07-01"),
        try Self.membership("M81006", "U40002", from: "2019-07-01"),
      ])
    let status = rows(of: population.persons.table).map { $0["practice_status"] }
    #expect(
      status
        == ["ok", "no-pcn", "ok", "no-pcn", "no-pcn", "no-pcn", "unknown", "unknown"].map {
          .text($0)
        })
    let network = rows(of: population.persons.table).map { $0["pcn_code"] }
    #expect(
      network == [.text("U40001"), nil, .text("U40001"), nil, nil, nil, nil, nil])
    let ambiguous = population.findings.filter { $0.rule == "practice-in-two-networks" }
    #expect(ambiguous.map(\.grade) == [.practice])
    #expect(ambiguous.map(\.organisations) == [["M81006"]])
    #expect(
      population.findings.first { $0.rule == "practice-unknown" }?.organisations == ["M81007"])
  }

  @Test(
    "of two memberships on a day the later counts: on the day of handing over, and where they overlap"
  )
  func handover() throws {
    let practices = ["M81001", "M81002", "M81003"]
    let population = try Self.built(
      try practices.indices.map { try Self.registration($0, practices[$0], from: "2020-01-01") },
      memberships: [
        try Self.membership("M81001", "U40002", from: "2019-07-01", to: "2026-11-20"),
        try Self.membership("M81001", "U40001", from: "2026-11-20"),
        try Self.membership("M81002", "U40001", from: "2026-11-19"),
        try Self.membership("M81002", "U40002", from: "2019-07-01", to: "2026-11-20"),
        // A gap: for this day it is in none.
        try Self.membership("M81003", "U40001", from: "2019-07-01", to: "2026-11-19"),
        try Self.membership("M81003", "U40002", from: "2026-11-21"),
      ])
    #expect(
      rows(of: population.persons.table).map { $0["pcn_code"] }
        == [.text("U40001"), .text("U40001"), nil])
    #expect(
      population.findings.filter { $0.rule.contains("networks") }.map {
        "\($0.rule) \($0.organisations)"
      } == ["practice-in-overlapping-networks [\"M81002\"]"])
  }

  @Test("a practice that is held back keeps its network and is on no list")
  func heldBack() throws {
    let population = try Self.built(
      [try Self.registration(1, "M81001", from: "2020-01-01")],
      memberships: [try Self.membership("M81001", "U40001", from: "2019-07-01")],
      heldBack: ["M81001"])
    #expect(
      rows(of: population.practices) == [
        [
          "practice_code": .text("M81001"), "pcn_code": .text("U40001"),
          "status": .text("held-back"), "patients": .integer(1), "carried": .integer(0),
        ]
      ])
  }

  @Test(
    "patients of a practice of which nothing came are taken over, unless something is known of them"
  )
  func takenOver() throws {
    let memberships = try ["M81001", "M81002"].map {
      try Self.membership($0, "U40001", from: "2019-07-01")
    }
    let all = try (1...5).map { try Self.registration($0, "M81001", from: "2020-01-01") }
    let other = try Self.registration(9, "M81002", from: "2020-01-01")
    let good = try Self.built(all + [other], memberships: memberships)
    // Of the five one has moved, one has left, one was rejected, and of two nothing is known.
    let tonight = [
      try Self.registration(1, "M81002", from: "2015-01-01"),
      try Self.registration(2, "M81001", from: "2020-01-01", to: "2026-01-01"), other,
    ]
    func built(
      after days: Int, closed: Bool = false, _ earlier: Population = good
    ) throws -> Population {
      let practices: [Row] =
        closed ? [["code": .text("M81001"), "is_closed": .boolean(true)]] : []
      return try Self.built(
        tonight, beside: [try Self.registration(3, "M81001", from: "2020-01-01")],
        memberships: memberships,
        earlier: EarlierPopulation(
          persons: earlier.persons.table, practices: earlier.practices,
          day: Day(number: 20_777).adding(days: -days)), practices: practices)
    }
    func carried(_ population: Population) -> [Value?] {
      rows(of: population.persons.table).filter { $0["practice_status"] == .text("not-delivered") }
        .map { $0["nhs_number"] }
    }
    let next = try built(after: 1)
    #expect(carried(next) == [3, 4, 5].map { .identifier(testNumber($0)) })
    let row = try #require(rows(of: next.practices).first)
    #expect(row["status"] == .text("not-delivered"))
    #expect(row["patients"] == .integer(0) && row["carried"] == .integer(3))
    #expect(row["as_of"] == .day(Day(number: 20_776)))
    #expect(
      rows(of: next.persons.table).filter { $0["practice_status"] == .text("not-delivered") }
        .allSatisfy { $0["secondary_use"] == .boolean(false) })
    // The day of the last release that had them all decides, whatever came between.
    #expect(carried(try built(after: 0, next)) == carried(next))
    #expect(try carried(built(after: 92)).count == 3)
    #expect(try carried(built(after: 93)).isEmpty)
    #expect(try carried(built(after: 1, closed: true)).isEmpty, "a practice that has closed")
  }

  @Test("a look-up that finds nothing, or two different values, is missing and counted")
  func lookups() throws {
    let population = try Self.built(
      [
        try Self.registration(1, "M81001", from: "2020-01-01", lsoa: "E01000001"),
        try Self.registration(2, "M81001", from: "2020-01-01", lsoa: "E01000002"),
        try Self.registration(3, "M81001", from: "2020-01-01", lsoa: "E01000003"),
        try Self.registration(4, "M81001", from: "2020-01-01"),
      ], memberships: [],
      deprivation: [
        ["lsoa": .text("E01000002"), "decile": .integer(3)],
        ["lsoa": .text("E01000001"), "decile": .integer(2)],
        ["lsoa": .text("E01000001"), "decile": .integer(2)],
        ["lsoa": .text("E01000002"), "decile": .integer(4)],
      ])
    let persons = rows(of: population.persons.table)
    #expect(persons.map { $0["imd_decile"] } == [.integer(2), nil, nil, nil])
    #expect(persons.map { $0["is_core20"] } == [.boolean(true), nil, nil, nil])
    let found = population.findings.filter { $0.feed == "deprivation" }
    #expect(found.map(\.rule) == ["lookup-key-unknown", "lookup-key-ambiguous"])
    #expect(found.map(\.count) == [1, 1])
  }

  @Test("unknown secondary use counts as no")
  func secondaryUse() throws {
    var silent = try Self.registration(2, "M81001", from: "2020-01-01")
    silent["opt_out"] = nil
    let population = try Self.built(
      [try Self.registration(1, "M81001", from: "2020-01-01"), silent], memberships: [])
    #expect(
      rows(of: population.persons.table).map { $0["secondary_use"] } == [
        .boolean(true), .boolean(false),
      ])
  }

  @Test("the population is that of a slow reference, for any order of rows", arguments: 0..<40)
  func agreesWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let memberships = try (0..<6).map { index in
      try Self.membership(
        "M8100\(index % 5)", ["U40001", "U40002", "U"].randomElement(using: &numbers) ?? "U",
        from: ["2019-07-01", "2026-11-20", "2026-11-21"].randomElement(using: &numbers),
        to: [nil, "2026-11-19", "2026-11-20"].randomElement(using: &numbers) ?? nil)
    }
    let registrations = (0..<Int.random(in: 0...150, using: &numbers)).map { _ in
      var row: Row = [:]
      row["nhs_number"] = numbers.perhaps(
        .identifier(testNumber(Int.random(in: 0..<60, using: &numbers))), missingOneIn: 30)
      row["practice_code"] = numbers.perhaps(
        .text("M8100\(Int.random(in: 0..<7, using: &numbers))"))
      row["lsoa_code"] = numbers.perhaps(.text("E0100000\(Int.random(in: 0..<5, using: &numbers))"))
      row["registered_on"] = numbers.perhaps(
        .day(Day(number: 20_775 + Int32.random(in: 0..<4, using: &numbers))))
      row["left_on"] =
        Bool.random(using: &numbers)
        ? nil : .day(Day(number: 20_775 + Int32.random(in: 0..<4, using: &numbers)))
      row["opt_out"] = numbers.perhaps(.text(["N", "1", "D"].randomElement(using: &numbers) ?? ""))
      // Each date is past or to come: both keep the person off.
      if Int.random(in: 0..<20, using: &numbers) == 0 {
        row["died_on"] = .day(Day(number: 20_775 + Int32.random(in: 0..<4, using: &numbers)))
      }
      return row
    }
    let deprivation: [Row] = (0..<4).map {
      ["lsoa": .text("E0100000\($0)"), "decile": .integer(Int64($0) + 1)]
    }
    let population = try Self.built(
      registrations, memberships: memberships, deprivation: deprivation, heldBack: ["M81002"])
    #expect(
      rows(of: population.persons.table)
        == referencePopulation(
          registrations, memberships: memberships, deprivation: deprivation, heldBack: "M81002"))
    let again = try Self.built(
      registrations.shuffled(using: &numbers), memberships: memberships.shuffled(using: &numbers),
      deprivation: deprivation.shuffled(using: &numbers), heldBack: ["M81002"])
    #expect(again.persons == population.persons)
    #expect(again.practices == population.practices)
    #expect(
      again.findings.map { "\($0.rule) \($0.count) \($0.organisations)" }
        == population.findings.map { "\($0.rule) \($0.count) \($0.organisations)" })
    #expect(again.rejects.count == population.rejects.count)
  }

  /// Person by person and value by value, as the definition reads.
  private func referencePopulation(
    _ registrations: [Row], memberships: [Row], deprivation: [Row], heldBack: String
  ) -> [Row] {
    let today = Value.day(Day(number: 20_777))
    func isBefore(_ left: Value?, _ right: Value?) -> Bool {
      guard case .day(let left)? = left, case .day(let right)? = right else { return false }
      return left < right
    }
    func isOpen(_ row: Row) -> Bool {
      let hasStarted = isBefore(row["registered_on"], today) || row["registered_on"] == today
      return hasStarted && (row["left_on"] == nil || isBefore(today, row["left_on"]))
    }
    func isOne(_ left: Row, _ right: Row) -> Bool {
      left["practice_code"] == right["practice_code"]
        && left["registered_on"] == right["registered_on"]
    }
    func joined(_ practice: Value?) -> Set<Value> {
      let mine = memberships.filter { row in
        let started = row["started_on"] == today || isBefore(row["started_on"], today)
        let goesOn = row["ended_on"] == nil || !isBefore(row["ended_on"], today)
        return row["practice"] == practice && practice != nil && started && goesOn
          && row["network"] != .text("U")
      }
      let newest = mine.filter { row in
        !mine.contains { isBefore(row["started_on"], $0["started_on"]) }
      }
      return Set(newest.compactMap { $0["network"] })
    }
    func place(_ row: Row) -> String {
      guard case .text(let practice)? = row["practice_code"] else { return "2" }
      return (joined(.text(practice)).count == 1 ? "0" : "1") + practice
    }
    var persons: [Row] = []
    for number in 0..<60 {
      let all = registrations.filter { $0["nhs_number"] == .identifier(testNumber(number)) }
      guard all.allSatisfy({ $0["died_on"] == nil }) else { continue }
      let own = all.filter { row in all.allSatisfy { !isOne($0, row) || isOpen($0) } }
      let newest = own.filter { row in
        !own.contains { isBefore(row["registered_on"], $0["registered_on"]) }
      }
      guard let first = newest.min(by: { place($0) < place($1) }) else { continue }
      var person: Row = [:]
      for (column, _) in Self.columns {
        let values = Set(newest.filter { isOne($0, first) }.compactMap { $0[column] })
        if values.count == 1 { person[column] = values.first }
      }
      let mine = memberships.filter {
        $0["practice"] == person["practice_code"] && person["practice_code"] != nil
      }
      let networks = joined(person["practice_code"])
      if networks.count == 1 { person["pcn_code"] = networks.first }
      let status =
        person["practice_code"] == .text(heldBack)
        ? "held-back" : mine.isEmpty ? "unknown" : networks.count == 1 ? "ok" : "no-pcn"
      person["practice_status"] = .text(status)
      let areas = deprivation.filter { $0["lsoa"] == person["lsoa_code"] }
      person["imd_decile"] = areas.first?["decile"]
      if case .integer(let decile)? = person["imd_decile"] {
        person["is_core20"] = .boolean(decile <= 2)
      }
      person["secondary_use"] = .boolean(person["opt_out"] == .text("N"))
      persons.append(person)
    }
    return persons
  }
}
