import Model
import Expressions
import Health
import Tables
import Testing

@Suite("Checking a feed")
struct CheckFeedTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("seen_on", .day), ("note", .text),
  ]

  private func places(_ count: Int) -> RowPlaces {
    var places = RowPlaces()
    places.startFile("feed.csv")
    for row in 0..<count { places.note(row: row, line: row + 2) }
    return places
  }

  private func checked(_ rows: [Row], _ rules: FeedRules) -> FeedCheck {
    checkFeed(
      table(columns, rows), rules: rules, places: places(rows.count),
      parameters: referenceParameters)
  }

  private func rules(
    checks: [ColumnCheck] = [], only: CheckedExpression? = nil, rules: [RowRule] = [],
    unique: Uniqueness? = nil
  ) -> FeedRules {
    FeedRules(
      feed: "feed", grain: .event, key: "nhs_number", checks: checks, only: only, rules: rules,
      unique: unique)
  }

  @Test("sentinels, wrong check digits and test numbers are told apart")
  func numbers() {
    let good = Identifier(number: 4_505_577_104)
    let rows: [Row] = [
      ["nhs_number": .identifier(good)],
      ["nhs_number": .identifier(Identifier(number: 4_505_577_105))],
      ["nhs_number": .identifier(Identifier(number: 9_999_999_999))],
      ["nhs_number": .identifier(testNumber(1))],
      [:],
    ]
    let lenient = ColumnCheck(column: "nhs_number", format: .nhsNumber, grade: .record)
    let check = checked(rows, rules(checks: [lenient]))
    #expect(check.accepted.setIndices == [0, 3, 4])
    #expect(
      check.findings.map(\.rule) == [
        "nhs-number-check-digit", "nhs-number-sentinel", "nhs-number-test-range",
      ])
    #expect(check.findings.map(\.grade) == [.record, .record, .warning])
    #expect(check.rejects.map(\.rule) == ["nhs-number-check-digit", "nhs-number-sentinel"])
    #expect(check.rejects.map(\.place.row) == [3, 4])
    #expect(check.rejected == 2)
    let strict = ColumnCheck(
      column: "nhs_number", format: .nhsNumber, grade: .record, refusesTestRange: true)
    #expect(checked(rows, rules(checks: [strict])).accepted.setIndices == [0, 4])
  }

  @Test("findings name places and counts, and no cell's value")
  func findingsHoldNoValue() {
    let rows = (0..<20).map { _ in Row(dictionaryLiteral: ("practice_code", .text("SECRET NAME"))) }
    let check = checked(
      rows,
      rules(checks: [ColumnCheck(column: "practice_code", format: .practiceCode, grade: .practice)])
    )
    #expect(check.findings.count == 1)
    #expect(check.findings[0].count == 20)
    #expect(check.findings[0].places.map(\.row) == [2, 3, 4, 5, 6])
    #expect(check.findings[0].organisations.isEmpty)
    #expect(!String(describing: check.findings).contains("SECRET"))
    #expect(check.accepted.setCount == 20)
  }

  @Test("rows after the reference date are left out and counted by day, and break nothing")
  func notYetKnown() throws {
    let rows: [Row] = [
      ["seen_on": .day(try day("2026-11-20")), "note": .text("a")],
      ["seen_on": .day(try day("2026-11-21")), "note": .text("wrong")],
      ["note": .text("a")],
      ["seen_on": .day(try day("2062-11-03")), "note": .text("a")],
      ["seen_on": .day(try day("2026-11-21")), "note": .text("other")],
    ]
    var rules = rules(
      only: try expression("note <> 'other'", columns),
      rules: [
        RowRule(
          name: "note-is-a", holds: try expression("note = 'a'", columns), grade: .record,
          says: "another note")
      ])
    rules.knownOn = "seen_on"
    let check = checked(rows, rules)
    #expect(check.accepted.setIndices == [0, 2])
    #expect(check.notYetKnown == [try day("2026-11-21"): 1, try day("2062-11-03"): 1])
    #expect(check.leftOut == 1 && check.rejected == 0 && check.rejects.isEmpty)
    #expect(
      check.findings.map { "\($0.rule) \($0.grade) \($0.count)" } == ["not-yet-known warning 2"])
    #expect(check.findings.first?.places.map(\.row) == [3, 5])
    rules.knownOn = nil
    #expect(checked(rows, rules).accepted.setIndices == [0, 2, 3])
  }

  @Test("a rule fails a row only where it is false, and counts where it is unknown")
  func threeValuedRules() throws {
    let rule = RowRule(
      name: "not-in-the-future", holds: try expression("seen_on <= reference_date", columns),
      grade: .record, says: "seen after the reference date")
    let rows: [Row] = [
      ["seen_on": .day(try day("2026-11-20"))], ["seen_on": .day(try day("2026-11-21"))], [:],
    ]
    let check = checked(rows, rules(rules: [rule]))
    #expect(check.accepted.setIndices == [0, 2])
    #expect(
      check.evaluations == [
        RuleEvaluation(rule: "not-in-the-future", held: 1, broken: 1, notEvaluated: 1)
      ])
    #expect(check.rejects.map(\.record) == [",,2026-11-21,"])
  }

  @Test(
    "a rule of grade practice lists the practices and keeps the rows; one of grade feed keeps them too"
  )
  func practiceAndFeedGrades() throws {
    let holds = try expression("note is null", columns)
    let rows: [Row] = [
      ["practice_code": .text("M81002"), "note": .text("x")],
      ["practice_code": .text("M81001"), "note": .text("x")],
      ["practice_code": .text("M81002"), "note": .text("y")],
      ["practice_code": .text("M81003")],
    ]
    let check = checked(
      rows,
      rules(
        checks: [ColumnCheck(column: "practice_code", format: .practiceCode, grade: .warning)],
        rules: [
          RowRule(name: "a", holds: holds, grade: .practice, says: "a note stands there"),
          RowRule(name: "b", holds: holds, grade: .feed, says: "a note stands there"),
        ]))
    #expect(check.findings.map(\.grade) == [.practice, .feed])
    #expect(check.findings[0].organisations == ["M81001", "M81002"])
    #expect(check.findings[0].count == 3)
    #expect(check.accepted.isAllSet)
  }

  @Test("rows that `only` leaves out break nothing and are counted")
  func onlyComesFirst() throws {
    let rule = RowRule(
      name: "dated", holds: try expression("seen_on is not null", columns), grade: .record,
      says: "no day")
    let rows: [Row] = [
      ["note": .text("ALL"), "seen_on": .day(Day(number: 1))], ["note": .text("M")], [:],
      ["note": .text("ALL")],
    ]
    let check = checked(
      rows, rules(only: try expression("note = 'ALL'", columns), rules: [rule]))
    #expect(check.leftOut == 2)
    #expect(check.rejected == 1)
    #expect(check.accepted.setIndices == [0])
  }

  @Test("of rows alike one stays, of rows that share a key and differ none, in any order")
  func uniqueness() {
    func row(_ practice: String, _ note: String) -> Row {
      ["practice_code": .text(practice), "note": .text(note)]
    }
    let rows = [
      row("A", "1"), row("B", "1"), row("B", "1"), row("C", "1"), row("C", "2"), row("C", "1"),
      ["note": .text("no key")], ["note": .text("no key either")],
    ]
    var numbers = SeededNumbers(seed: 3)
    for _ in 0..<20 {
      let shuffled = rows.shuffled(using: &numbers)
      let strict = checked(
        shuffled, rules(unique: Uniqueness(columns: ["practice_code"], grade: .record)))
      #expect(strict.accepted.setCount == 4)
      #expect(strict.rejected == 2)
      #expect(strict.repeated == 2)
      let kept = Set(strict.accepted.setIndices.map { shuffled[$0]["practice_code"] })
      #expect(kept == [.text("A"), .text("B"), nil])
      let lenient = checked(
        shuffled, rules(unique: Uniqueness(columns: ["practice_code"], grade: .warning)))
      #expect(lenient.accepted.setCount == 6)
      #expect(lenient.rejected == 0)
      #expect(lenient.findings.map(\.count) == [2, 2])
    }
  }

  @Test("every row is accepted, left out, repeated or rejected, and only one of them")
  func rowsAreConserved() throws {
    var numbers = SeededNumbers(seed: 11)
    for count in [0, 1, 63, 64, 65, 500] {
      let rows: [Row] = (0..<count).map { _ in
        var row: Row = [:]
        row["practice_code"] = numbers.perhaps(
          .text("M8100\(Int.random(in: 0...40, using: &numbers))"))
        row["note"] = numbers.perhaps(.text(["ALL", "M"].randomElement(using: &numbers) ?? ""))
        row["seen_on"] = numbers.perhaps(
          .day(Day(number: Int32.random(in: 20_770...20_780, using: &numbers))))
        return row
      }
      var all = rules(
        checks: [ColumnCheck(column: "practice_code", format: .practiceCode, grade: .record)],
        only: try expression("note = 'ALL'", columns),
        rules: [
          RowRule(
            name: "r", holds: try expression("seen_on > date '2026-11-15'", columns),
            grade: .record, says: "early")
        ],
        unique: Uniqueness(columns: ["practice_code", "note"], grade: .record))
      all.knownOn = "seen_on"
      let check = checked(rows, all)
      let later = check.notYetKnown.values.reduce(0, +)
      #expect(
        check.accepted.setCount + check.leftOut + later + check.repeated + check.rejected == count)
      #expect(check.rejects.count == check.rejected)
    }
  }
}
