import Expressions
import Health
import Model
import Tables
import Testing

@Suite("Records of several rows")
struct RecordTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("id", .text), ("supplier", .text), ("action", .text),
    ("seen_on", .day), ("step", .integer),
  ]

  private func checked(
    _ rows: [Row], order: [String] = [], rules: [RowRule] = [], unique: Uniqueness? = nil
  ) -> FeedCheck {
    var places = RowPlaces()
    places.startFile("feed.csv")
    for row in rows.indices { places.note(row: row, line: row + 2) }
    var feed = FeedRules(
      feed: "feed", grain: .event, key: "nhs_number", rules: rules, unique: unique)
    feed.record = RecordRule(
      key: ["id", "supplier"], action: "action", begins: ["new"], removes: ["delete"], order: order)
    return checkFeed(
      table(columns, rows), rules: feed, places: places, parameters: referenceParameters)
  }

  private func row(
    _ id: String, _ action: String, person: Int = 1, supplier: String? = nil, step: Int64? = nil,
    on day: Int32 = 20_000
  ) -> Row {
    var row: Row = [
      "nhs_number": .identifier(testNumber(person)), "id": .text(id), "action": .text(action),
      "seen_on": .day(Day(number: day)),
    ]
    row["supplier"] = supplier.map { .text($0) }
    row["step"] = step.map { .integer($0) }
    return row
  }

  @Test("the last row of a record counts, and none of one that is taken away")
  func lastAction() {
    let check = checked([
      row("a", "new"), row("b", "new"), row("a", "update", on: 19_999), row("b", "delete"),
      row("c", "new"), row("d", "update"), row("c", "update"), row("c", "update"),
      row("e", "new"), row("e", "delete"), row("e", "new", on: 20_001),
    ])
    #expect(check.accepted.setIndices == [2, 5, 7, 10])
    #expect(check.replaced == 7)
    #expect(check.rejected == 0)
    #expect(check.repeated == 0)
    #expect(check.findings.map(\.rule) == ["repeated-row"])
    #expect(check.rejects.isEmpty)
  }

  @Test("a row that takes away what nothing began is counted")
  func unknownRecord() {
    let check = checked([row("a", "delete"), row("b", "new")])
    #expect(check.accepted.setIndices == [1])
    #expect(check.findings.map(\.rule) == ["record-unknown"])
    #expect(check.findings.map(\.grade) == [.warning])
    #expect(check.rejected == 0)
  }

  @Test("a key is one of its supplier")
  func suppliers() {
    let check = checked([
      row("a", "new", person: 1, supplier: "x"), row("a", "new", person: 2, supplier: "y"),
      row("a", "new", person: 3), row("a", "delete", person: 2, supplier: "y"),
    ])
    #expect(check.accepted.setIndices == [0, 2])
    #expect(check.rejected == 0)
  }

  @Test("records of different persons that begin under one key are all doubtful")
  func sharedKey() {
    let check = checked([
      row("a", "new", person: 1), row("a", "new", person: 2), row("b", "new", person: 1),
      row("b", "update", person: 2), row("c", "new", person: 1), row("c", "new", person: 1),
    ])
    #expect(check.accepted.setIndices == [3, 5])
    #expect(check.findings.map(\.rule) == ["record-shared", "repeated-row"])
    #expect(check.rejects.map(\.place.row) == [2, 3])
  }

  @Test("a stated order goes before the order of the rows, and a tie is told")
  func statedOrder() {
    let check = checked(
      [
        row("a", "update", step: 2, on: 1), row("a", "new", step: 1), row("b", "new", step: 1),
        row("b", "update", step: 1, on: 2), row("c", "update"), row("c", "new", step: 1),
        row("d", "new", step: 1), row("d", "new", step: 1),
      ], order: ["step"])
    #expect(check.accepted.setIndices == [0, 3, 5, 7])
    #expect(check.findings.map(\.rule) == ["record-order-tied", "repeated-row"])
    #expect(check.findings.map(\.count) == [1, 1])
    #expect(check.findings[0].places.map(\.row) == [4])
  }

  @Test("a record whose last row is rejected is doubtful, one with a rejected row before is not")
  func doubtfulRecord() throws {
    let rule = RowRule(
      name: "not-in-the-future", holds: try expression("seen_on <= reference_date", columns),
      grade: .record, says: "seen after the reference date")
    let check = checked(
      [
        row("a", "new"), row("a", "update", on: 30_000), row("b", "new", on: 30_000),
        row("b", "update"), row("c", "new"),
      ], rules: [rule])
    #expect(check.accepted.setIndices == [3, 4])
    #expect(
      check.rejects.map(\.rule) == ["record-in-doubt", "not-in-the-future", "not-in-the-future"])
    #expect(check.rejected == 3)
  }

  @Test("what is left of records is held against what is unique")
  func uniqueAfterwards() {
    let unique = Uniqueness(columns: ["nhs_number", "seen_on"], grade: .record)
    let check = checked(
      [row("a", "new"), row("a", "update", on: 1), row("b", "new"), row("b", "update", on: 1)],
      unique: unique)
    #expect(check.accepted.setIndices == [])
    #expect(check.replaced == 2)
    #expect(check.rejected == 2)
  }
}

@Suite("Values that stand in another feed")
struct KnownRuleTests {
  private func checked(_ rows: [Row], others: [String: Table]) -> FeedCheck {
    var feed = FeedRules(feed: "feed", grain: .event, key: "nhs_number")
    feed.known = [
      KnownRule(
        name: "practice-known", column: "practice", feed: "practices", key: "code", grade: .record,
        says: "a practice that is in no list"),
      KnownRule(
        name: "year-known", column: "year", feed: "practices", key: "year", grade: .warning,
        says: "another year"),
    ]
    return checkFeed(
      table([("nhs_number", .identifier), ("practice", .text), ("year", .integer)], rows),
      rules: feed, places: RowPlaces(), parameters: referenceParameters, others: others)
  }

  private let rows: [Row] = [
    ["practice": .text("A1"), "year": .integer(1)], ["practice": .text("A2")],
    ["practice": .text("B1"), "year": .integer(3)], ["year": .integer(2)],
  ]

  @Test("a value that the other feed lacks breaks the rule, a missing one does not")
  func known() {
    let practices = table(
      [("code", .text), ("year", .integer)],
      [["code": .text("A2"), "year": .integer(1)], ["code": .text("A1")], ["year": .integer(2)]])
    let check = checked(rows, others: ["practices": practices])
    #expect(check.accepted.setIndices == [0, 1, 3])
    #expect(check.findings.map(\.rule) == ["practice-known", "year-known"])
    #expect(
      check.evaluations == [
        RuleEvaluation(rule: "practice-known", held: 2, broken: 1, notEvaluated: 1),
        RuleEvaluation(rule: "year-known", held: 2, broken: 1, notEvaluated: 1),
      ])
  }

  @Test("where nothing of the other feed was delivered nothing is rejected, and it is told")
  func undelivered() {
    let empty = table([("code", .text), ("year", .integer)], [])
    for others in [[:], ["practices": empty]] {
      let check = checked(rows, others: others)
      #expect(check.accepted.isAllSet)
      #expect(
        check.findings.map(\.rule) == ["practice-known-not-evaluated", "year-known-not-evaluated"])
      #expect(check.evaluations.map(\.notEvaluated) == [4, 4])
    }
  }
}

@Suite("Figures that are added up")
struct TotalsTests {
  private let columns: [(String, ColumnType)] = [
    ("practice", .text), ("sex", .text), ("age", .text), ("patients", .integer),
  ]

  private func checked(_ rows: [(String, String, String, Int64?)]) throws -> FeedCheck {
    var feed = FeedRules(feed: "feed", grain: .reference, key: nil)
    feed.rules = [
      RowRule(
        name: "not-negative", holds: try expression("patients >= 0", columns), grade: .record,
        says: "a negative number")
    ]
    feed.totals = TotalsRule(
      by: ["practice"], parts: ["sex", "age"], add: "patients",
      firstOf: try ["sex = 'ALL' and age = 'ALL'", "age = 'ALL'", "true"].map {
        try expression($0, columns)
      })
    feed.unique = Uniqueness(columns: ["practice"], grade: .record)
    let cells = rows.map { practice, sex, age, patients in
      var row: Row = ["practice": .text(practice), "sex": .text(sex), "age": .text(age)]
      row["patients"] = patients.map { .integer($0) }
      return row
    }
    return checkFeed(
      table(columns, cells), rules: feed, places: RowPlaces(), parameters: referenceParameters)
  }

  @Test("a total stays as it is, parts are added up, and each counts once")
  func adds() throws {
    let check = try checked([
      ("A", "ALL", "ALL", 10), ("A", "M", "ALL", 4), ("A", "F", "1", 6),
      ("B", "M", "ALL", 4), ("B", "F", "ALL", 5), ("B", "M", "0-4", 4),
      ("C", "M", "1", 1), ("C", "F", "1", 2), ("C", "M", "2", 3), ("C", "M", "2", 3),
    ])
    #expect(check.accepted.setIndices == [0, 3, 6])
    let figures = try #require(check.workedOut["patients"])
    #expect([0, 3, 6].map { figures.value(at: $0) } == [10, 9, 6].map { .integer($0) })
    #expect(check.leftOut == 7)
    #expect(check.rejected == 0)
    #expect(check.findings.map(\.rule) == ["repeated-row"])
  }

  @Test("a total of which a part is rejected, missing or there twice is none")
  func doubtful() throws {
    let check = try checked([
      ("A", "M", "1", 4), ("A", "F", "1", -1), ("B", "M", "1", 4), ("B", "F", "1", nil),
      ("C", "M", "1", 4), ("C", "M", "1", 5), ("D", "ALL", "ALL", 3), ("D", "M", "1", -2),
    ])
    #expect(check.accepted.setIndices == [6])
    #expect(check.findings.map(\.rule) == ["not-negative", "total-in-doubt"])
    #expect(check.findings.map(\.count) == [2, 5])
    #expect(check.rejected == 7)
    #expect(check.leftOut == 0)
  }
}

@Suite("Columns that are worked out")
struct ComputedColumnTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("not_given", .boolean), ("reason", .text), ("outcome", .text),
    ("is_done", .boolean),
  ]

  @Test("a computed column is there for rules and for those who read the feed")
  func computed() throws {
    let text = "case when not_given then 'declined' when not_given is false then 'done' end"
    var feed = FeedRules(feed: "feed", grain: .event, key: "nhs_number")
    feed.computed = [
      ComputedColumn(name: "outcome", value: try expression(text, columns), isRequired: true),
      ComputedColumn(name: "is_done", value: try expression("outcome = 'done'", columns)),
    ]
    feed.only = try expression("is_done or reason is null", columns)
    let rows: [Row] = [
      ["not_given": .boolean(true)], ["not_given": .boolean(false), "reason": .text("x")],
      ["not_given": .boolean(true), "reason": .text("x")], [:],
    ]
    let check = checkFeed(
      table(Array(columns.prefix(3)), rows), rules: feed, places: RowPlaces(),
      parameters: referenceParameters)
    #expect(check.accepted.setIndices == [0, 1])
    #expect(check.leftOut == 1)
    #expect(check.rejects.map(\.rule) == ["missing-value"])
    #expect(check.workedOut.names == ["outcome", "is_done"])
    #expect(
      (0..<4).map { check.workedOut.columns[0].value(at: $0) }
        == [.text("declined"), .text("done"), .text("declined"), nil])
  }
}
