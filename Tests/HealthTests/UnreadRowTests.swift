import Expressions
import Model
import Tables
import Testing

@testable import Health

@Suite("Rows that were rejected for a cell")
struct UnreadRowTests {
  private typealias Registrations = PopulationTests

  /// Which of the persons are in a population with some rejected rows, each with the columns that could not be read.
  private func registered(
    _ registrations: [Row], rejected: [(row: Row, unread: [String])], memberships: [Row] = [],
    earlier: EarlierPopulation? = nil
  ) throws -> Population {
    let table = table(Registrations.columns, rejected.map(\.row))
    let names = Set(rejected.flatMap(\.unread)).sorted()
    let cells = names.map { name in
      (name, Column.boolean(BooleanColumn(Bitmap(rejected.map { $0.unread.contains(name) }))))
    }
    return buildPopulation(
      try Registrations.definition(),
      registrations: HealthTests.table(Registrations.columns, registrations), places: RowPlaces(),
      beside: table,
      rejected: RejectedRows(
        table: table,
        unread: UnreadRows(
          rejected: Bitmap(repeating: true, count: table.rowCount),
          cells: Table(cells, rowCount: table.rowCount))),
      feeds: [
        "memberships": HealthTests.table(Registrations.membershipColumns, memberships),
        "empty": HealthTests.table(Registrations.membershipColumns, []),
        "deprivation": HealthTests.table(Registrations.deprivationColumns, []),
        "practices": HealthTests.table(Registrations.organisationColumns, []),
        "pcns": HealthTests.table(Registrations.organisationColumns, []),
        "successions": HealthTests.table(Registrations.successionColumns, []),
      ], heldBack: [], parameters: referenceParameters, earlier: earlier)
  }

  /// A rejected row of somebody registered with M81001 since 2020, and whether the person counts all the same.
  static let cases: [(practice: String?, from: String?, to: String?, unread: [String], Bool)] = [
    // The same registration, ended, perhaps ended, and open.
    ("M81001", "2020-01-01", "2026-01-01", [], false),
    ("M81001", "2020-01-01", nil, ["left_on"], false),
    ("M81001", "2020-01-01", nil, [], true),
    // Another one with the same practice.
    ("M81001", "2024-01-01", nil, [], true), ("M81001", "2019-01-01", "2019-12-31", [], true),
    // Whether it had begun, and so whether it is open, nobody knows.
    ("M81001", nil, nil, ["registered_on"], false),
    ("M81001", nil, "2026-01-01", ["registered_on"], false),
    // Another practice's: newer, as new, older, and of nobody knows when.
    ("M81002", "2024-01-01", nil, [], false), ("M81002", "2020-01-01", nil, [], false),
    ("M81002", "2024-01-01", "2025-01-01", [], true),
    ("M81002", "2024-01-01", nil, ["left_on"], false),
    ("M81002", "2019-01-01", nil, [], true), ("M81002", nil, nil, ["registered_on"], false),
    ("M81002", nil, "2026-01-01", ["registered_on"], true),
    // One that has not begun yet.
    ("M81002", "2027-01-01", nil, [], true),
    // Of an unknown practice.
    (nil, "2020-01-01", "2026-01-01", ["practice_code"], false),
    (nil, "2024-01-01", nil, ["practice_code"], false),
    (nil, "2019-01-01", nil, ["practice_code"], true),
    (nil, "2019-01-01", "2019-12-31", ["practice_code"], true),
    // What is no code of a practice is no other practice's.
    ("A1001", "2020-01-01", "2026-01-01", ["practice_code"], false),
    ("??", "2024-01-01", nil, ["practice_code"], false),
    ("??", "2019-01-01", "2019-12-31", ["practice_code"], true),
  ]

  @Test("a cell that is no code of its kind says nothing, where its row is rejected for it")
  func malformed() throws {
    func malformed(_ grade: Grade) -> Table {
      var rules = FeedRules(feed: "patients", grain: .person, key: "nhs_number")
      rules.checks = [ColumnCheck(column: "practice_code", format: .practiceCode, grade: grade)]
      return checkFeed(
        table(
          [("practice_code", .text)],
          ["M81001", "A1001", "??"].map { ["practice_code": .text($0)] } + [[:]]),
        rules: rules, places: RowPlaces(), parameters: referenceParameters
      ).malformed
    }
    let unread = UnreadRows(noneOf: 4).adding(malformed(.record))
    #expect(unread.rows(unreadIn: "practice_code")?.setIndices == [1, 2])
    #expect(malformed(.warning).names.isEmpty)
  }

  @Test("an opt-out that cannot be read in another row of the person is not known of the person")
  func unreadOptOut() throws {
    func known(_ optOut: OptOut, endedRow: Bool) throws -> [Value?] {
      var definition = try Registrations.definition()
      definition.optOuts = [optOut: try expression("opt_out = 'D'", Registrations.columns)]
      var other = try Registrations.registration(
        1, "M81002", from: "2010-01-01", to: endedRow ? "2019-01-01" : nil)
      other["opt_out"] = nil
      let rows = [
        try Registrations.registration(1, "M81001", from: "2020-01-01"), other,
        try Registrations.registration(2, "M81001", from: "2020-01-01"),
      ]
      let persons = buildPopulation(
        definition, registrations: table(Registrations.columns, rows), places: RowPlaces(),
        unread: UnreadRows(
          rejected: Bitmap(repeating: false, count: 3),
          cells: Table([
            ("opt_out", .boolean(BooleanColumn(Bitmap([false, true, false]))))
          ])),
        feeds: [
          "memberships": table(Registrations.membershipColumns, []),
          "empty": table(Registrations.membershipColumns, []),
          "deprivation": table(Registrations.deprivationColumns, []),
          "practices": table(Registrations.organisationColumns, []),
          "pcns": table(Registrations.organisationColumns, []),
          "successions": table(Registrations.successionColumns, []),
        ], heldBack: [], parameters: referenceParameters
      ).persons.table
      return HealthTests.rows(of: persons).map { $0[optOut.column] }
    }
    #expect(try known(.national, endedRow: true) == [nil, .boolean(false)])
    // A practice's record of one that has ended says nothing of another practice's.
    #expect(try known(.type1, endedRow: true) == [.boolean(false), .boolean(false)])
    #expect(try known(.type1, endedRow: false) == [nil, .boolean(false)])
  }

  @Test("a rejected row may end a registration or be a newer one elsewhere", arguments: cases)
  func registrations(
    practice: String?, from: String?, to: String?, unread: [String], counts: Bool
  ) throws {
    let population = try registered(
      [
        try Registrations.registration(1, "M81001", from: "2020-01-01"),
        try Registrations.registration(2, "M81001", from: "2020-01-01"),
      ],
      rejected: [(try Registrations.registration(1, practice, from: from, to: to), unread)])
    #expect(population.persons.count == (counts ? 2 : 1))
    #expect(population.findings.isEmpty == counts || counts)
    if !counts {
      let rules = population.rejects.map(\.rule)
      #expect(
        rules == ["registration-in-doubt"] || rules == ["registration-ended-elsewhere"],
        "\(rules)")
    }
  }

  /// A rejected row of somebody whose practice M81001, with registrations since 2020, did not come, and whether the person is
  /// taken over from the last release all the same.
  static let overtaking: [(practice: String?, from: String?, to: String?, unread: [String], Bool)] =
    [
      // What cannot be read of the very practice that did not come is why its patients are taken over.
      ("M81001", nil, nil, ["registered_on"], true),
      ("M81001", nil, nil, ["registered_on", "left_on"], true),
      ("M81001", "2020-01-01", nil, ["left_on"], true), ("M81001", "2020-01-01", nil, [], true),
      (nil, "2020-01-01", nil, ["practice_code"], true),
      (nil, nil, nil, ["practice_code", "registered_on"], true),
      // Its end and a death that nobody can read are something else.
      ("M81001", "2020-01-01", "2026-01-01", [], false),
      ("M81001", nil, "2026-01-01", ["registered_on"], false),
      ("M81001", "2010-01-01", "2015-01-01", [], true),
      (nil, "2020-01-01", "2026-01-01", ["practice_code"], false),
      ("M81001", "2020-01-01", nil, ["died_on"], false),
      // A newer one elsewhere, or one of which nobody knows when it began.
      ("M81002", "2024-01-01", nil, [], false), ("M81002", nil, nil, ["registered_on"], false),
      (nil, "2024-01-01", nil, ["practice_code"], false),
      ("M81002", "2010-01-01", nil, [], true),
    ]

  @Test(
    "a row that cannot be read takes nobody away of a practice that did not come, unless it may say so",
    arguments: overtaking)
  func takenOver(
    practice: String?, from: String?, to: String?, unread: [String], stays: Bool
  ) throws {
    let memberships = try ["M81001", "M81002"].map {
      try Registrations.membership($0, "U40001", from: "2019-07-01")
    }
    let other = try Registrations.registration(9, "M81002", from: "2020-01-01")
    let good = try registered(
      try (1...2).map { try Registrations.registration($0, "M81001", from: "2020-01-01") }
        + [other], rejected: [], memberships: memberships)
    let next = try registered(
      [other],
      rejected: [(try Registrations.registration(1, practice, from: from, to: to), unread)],
      memberships: memberships,
      earlier: EarlierPopulation(
        persons: good.persons.table, practices: good.practices, day: Day(number: 20_776)))
    let carried = rows(of: next.persons.table).filter {
      $0["practice_status"] == .text("not-delivered")
    }.map { $0["nhs_number"] }
    #expect(carried == ((stays ? [1] : []) + [2]).map { .identifier(testNumber($0)) })
  }

  @Test("a practice that did not come is missed though all of its patients may have died")
  func doubted() throws {
    let memberships = [try Registrations.membership("M81001", "U40001", from: "2019-07-01")]
    let own = try Registrations.registration(1, "M81001", from: "2020-01-01")
    let good = try registered([own], rejected: [], memberships: memberships)
    let next = try registered(
      [], rejected: [(own, ["died_on"])], memberships: memberships,
      earlier: EarlierPopulation(
        persons: good.persons.table, practices: good.practices, day: Day(number: 20_776)))
    #expect(next.persons.count == 0)
    let row = try #require(rows(of: next.practices).first)
    #expect(row["practice_code"] == .text("M81001") && row["pcn_code"] == .text("U40001"))
    #expect(row["status"] == .text("not-delivered") && row["carried"] == .integer(0))
    #expect(row["as_of"] == .day(Day(number: 20_776)))
  }

  @Test("a day of death that cannot be read leaves nobody's registration certain")
  func unreadDeath() throws {
    let old = try Registrations.registration(1, "M81002", from: "2010-01-01", to: "2019-01-01")
    let own = try Registrations.registration(1, "M81001", from: "2020-01-01")
    #expect(try registered([own], rejected: [(old, [])]).persons.count == 1)
    #expect(try registered([own], rejected: [(old, ["died_on"])]).persons.count == 0)
  }

  private let columns: [(String, ColumnType)] = [
    ("id", .text), ("action", .text), ("kind", .text), ("step", .integer), ("size", .integer),
  ]

  private func checked(
    _ rows: [Row], unread: [String: [Int]], rejected: [Int],
    _ change: (inout FeedRules) throws -> Void
  ) rethrows -> FeedCheck {
    var rules = FeedRules(feed: "feed", grain: .reference, key: nil)
    try change(&rules)
    let cells = unread.sorted { $0.key < $1.key }.map { name, positions in
      (name, Column.boolean(BooleanColumn(Bitmap(of: positions, count: rows.count))))
    }
    return checkFeed(
      table(columns, rows), rules: rules, places: RowPlaces(), parameters: referenceParameters,
      unread: UnreadRows(
        rejected: Bitmap(of: rejected, count: rows.count),
        cells: Table(cells, rowCount: rows.count)))
  }

  private func record(_ id: String, _ action: String, _ step: Int64?) -> Row {
    var row: Row = ["id": .text(id), "action": .text(action)]
    row["step"] = step.map { .integer($0) }
    return row
  }

  @Test("a row that would end a record, or whose place in it nobody can read, leaves it in doubt")
  func records() {
    let check = checked(
      [
        record("a", "new", 1), record("a", "delete", 2), record("b", "new", 1),
        record("b", "delete", nil), record("c", "new", 1), record("c", "new", 2),
        record("c", "update", 3), record("d", "new", 1),
      ], unread: ["step": [3]], rejected: [1, 3, 4]
    ) {
      $0.record = RecordRule(
        key: ["id"], action: "action", begins: ["new"], removes: ["delete"], order: ["step"])
    }
    #expect(check.accepted.setIndices == [6, 7])
    #expect(check.rejects.map(\.rule) == ["record-in-doubt", "record-in-doubt"])
    // Those that could not be read were rejected before, and are no rejects of a rule.
    #expect(check.rejected == 2)
    #expect(check.replaced == 1)
    #expect(check.rejectedRows.setIndices == [0, 1, 2, 3, 4])
  }

  @Test("they break no rule, and what is not asked for or not yet known stays so")
  func rules() throws {
    let rows: [Row] = [
      ["kind": .text("x"), "size": .integer(5)], ["kind": .text("y"), "size": .integer(5)],
      ["size": .integer(5)], ["size": .integer(5)],
    ]
    let check = try checked(rows, unread: ["kind": [2]], rejected: [1, 2]) { rules in
      rules.only = try expression("kind = 'x'", columns)
      rules.rules = [
        RowRule(
          name: "small", holds: try expression("size < 3", columns), grade: .record, says: "small")
      ]
    }
    #expect(check.accepted.setIndices == [])
    #expect(check.rejects.map(\.rule) == ["small"])
    #expect(check.evaluations.map(\.broken) == [1])
    #expect(check.leftOut == 1)
    // The second is known not to be asked for, of the third nobody knows.
    #expect(check.rejectedRows.setIndices == [0, 2])
  }

  @Test("a total of which a part, or what may be one, could not be read is in doubt")
  func totals() throws {
    func row(_ id: String, _ kind: String?, _ size: Int64?) -> Row {
      var row: Row = ["id": .text(id)]
      row["kind"] = kind.map { .text($0) }
      row["size"] = size.map { .integer($0) }
      return row
    }
    let check = try checked(
      [
        row("a", "m", 1), row("a", "f", nil), row("b", "m", 1), row("b", nil, 2), row("c", "m", 1),
        row("c", "f", 2),
      ], unread: ["kind": [3], "size": [1]], rejected: [1, 3]
    ) {
      $0.totals = TotalsRule(
        by: ["id"], parts: ["kind"], add: "size",
        firstOf: [try expression("kind in ('m', 'f')", columns)])
    }
    #expect(check.accepted.setIndices.count == 1)
    #expect(check.rejects.map(\.rule) == ["total-in-doubt", "total-in-doubt"])
    #expect(
      check.workedOut["size"]?.value(at: check.accepted.setIndices.first ?? 0) == .integer(3))
  }
}

@Suite("Conditions on cells that could not be read")
struct DoubtfulConditionTests {
  @Test(
    "nothing is true or false because such a cell is missing",
    arguments: [
      ("a is null", "u"), ("a is not null", "u"), ("coalesce(a, 1) = 1", "u"), ("a = 1", "u"),
      ("(a = 1) is true", "u"), ("a = 1 and b = 2", "u"), ("a = 1 and b = 1", "f"),
      ("a is null or b = 2", "t"), ("a is null and b = 1", "f"), ("b is null", "f"),
      ("case when a is null then true else false end", "u"), ("count_true(a = 1, b = 2) = 1", "u"),
      ("least(a, b) = 2", "u"), ("not (a is null)", "u"),
    ])
  func conditions(text: String, expected: String) throws {
    let columns: [(String, ColumnType)] = [("a", .integer), ("b", .integer)]
    let condition = try expression(text, columns)
    let table = table(columns, [["b": .integer(2)]])
    func found(_ unread: UnreadRows) -> String {
      let truth = condition.truth(on: table, unread: unread, parameters: referenceParameters)
      return truth.isTrue[0] ? "t" : truth.isUnknown[0] ? "u" : "f"
    }
    let cells = Table([("a", .boolean(BooleanColumn(Bitmap([true]))))])
    #expect(found(UnreadRows(rejected: Bitmap([true]), cells: cells)) == expected)
    let plain = condition.truth(
      on: table, unread: UnreadRows(noneOf: 1), parameters: referenceParameters)
    #expect(plain.isTrue == condition.trueRows(on: table, parameters: referenceParameters))
  }
}
