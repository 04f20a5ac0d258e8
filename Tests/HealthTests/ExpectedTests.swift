import Model
import Expressions
import Health
import Tables
import Testing

@Suite("Counts beside others")
struct ExpectedTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("pcn_code", .text),
    ("secondary_use", .boolean), ("age", .integer), ("is_on", .boolean), ("was_on", .boolean),
    ("chance", .decimal),
  ]

  private func person(
    _ index: Int, _ practice: String, isOn: Bool = false, wasOn: Bool = false, chance: Double?,
    secondaryUse: Bool = true
  ) -> Row {
    var row: Row = [
      "nhs_number": .identifier(testNumber(index)), "practice_code": .text(practice),
      "pcn_code": .text("U40001"), "secondary_use": .boolean(secondaryUse), "age": .integer(70),
      "is_on": .boolean(isOn), "was_on": .boolean(wasOn),
    ]
    row["chance"] = chance.map { .decimal($0) }
    return row
  }

  private func definition(_ proportion: PersonProportion) -> IndicatorDefinition {
    IndicatorDefinition(
      name: "gap", title: "", source: "", kind: .persons(proportion), campaign: nil, target: nil)
  }

  private func proportion(expected: String? = nil, last: Bool = false) throws -> PersonProportion {
    PersonProportion(
      denominator: try expression("age >= 65", columns),
      numerator: try expression("is_on", columns),
      last: last
        ? .init(
          denominator: try expression("age >= 66", columns),
          numerator: try expression("was_on", columns)) : nil,
      expected: try expected.map { try expression($0, columns) }, by: [])
  }

  /// A hundred persons a practice: so many are on the register, and everybody's chance is the same.
  private func practices(_ all: [(code: String, on: Int, chance: Double)]) -> [Row] {
    all.enumerated().flatMap { place, practice in
      (0..<100).map {
        person(
          place * 100 + $0, practice.code, isOn: $0 < practice.on, chance: practice.chance)
      }
    }
  }

  @Test("what is expected is the sum of the chances of those in the denominator")
  func sums() throws {
    let proportion = try proportion(expected: "chance")
    var persons = practices([("M81001", 20, 0.333), ("M81002", 30, 0.25)])
    persons.append(person(900, "M81001", chance: 0.9, secondaryUse: false))
    let aggregate = measure(
      definition(proportion), proportion, persons: PersonTable(table(columns, persons)),
      vocabulary: vocabulary, parameters: referenceParameters)
    let found = rows(of: aggregate.table)
    #expect(found.map { $0["expected"] } == [58, 58, 33, 25].map { .integer($0) })
    #expect(found.map { $0["numerator"] } == [50, 50, 20, 30].map { .integer($0) })
    #expect(aggregate.counts == ["denominator", "numerator", "expected"])
    var numbers = SeededNumbers(seed: 5)
    var shuffled = measure(
      definition(proportion), proportion,
      persons: PersonTable(table(columns, persons.shuffled(using: &numbers))),
      vocabulary: vocabulary, parameters: referenceParameters)
    // The marks are of the rows in which persons stand.
    shuffled.marks = aggregate.marks
    #expect(shuffled == aggregate)
  }

  @Test("an unknown chance, and one that is none, adds nothing and is found")
  func noChance() throws {
    let proportion = try proportion(expected: "chance")
    let chances: [Double?] = [0.5, nil, 1.5, -0.25, 1, 0]
    let persons = PersonTable(
      table(columns, chances.enumerated().map { person($0, "M81001", chance: $1) }))
    let aggregate = measure(
      definition(proportion), proportion, persons: persons, vocabulary: vocabulary,
      parameters: referenceParameters)
    // A half and a whole: halves go up.
    #expect(rows(of: aggregate.table)[0]["expected"] == .integer(2))
    let findings = expectationFindings(
      definition(proportion), proportion, persons: persons, parameters: referenceParameters)
    #expect(findings.map { "\($0.rule) \($0.count)" } == ["nothing-expected 3"])
    let plain = try self.proportion()
    #expect(
      expectationFindings(
        definition(plain), plain, persons: persons, parameters: referenceParameters
      ).isEmpty)
  }

  @Test("percentage, limits and gap come from the rounded counts, and the largest gap comes first")
  func disclosed() throws {
    let proportion = try proportion(expected: "chance")
    let persons = practices([
      ("M81001", 38, 0.4), ("M81002", 3, 0.5), ("M81003", 52, 0.4), ("M81004", 12, 0.6),
      ("M81005", 2, 0.02),
    ])
    let aggregate = measure(
      definition(proportion), proportion, persons: PersonTable(table(columns, persons)),
      vocabulary: vocabulary, parameters: referenceParameters)
    let table = disclose(aggregate, rule: DisclosureRule()).largestFirst(by: "gap", within: "level")
    let found = rows(of: table.table)
    let order: [Value?] = [
      nil, .text("U40001"), .text("M81004"), .text("M81003"), .text("M81001"), .text("M81002"),
      .text("M81005"),
    ]
    #expect(found.map { $0["area"] } == order)
    // 12 rounds to 10 and 60 stays: 17% with the limits of ten by Byar.
    #expect(found[2]["gap"] == .integer(50) && found[2]["percent"] == .decimal(17))
    #expect(found[2]["percent_lower"] == .decimal(8) && found[2]["percent_upper"] == .decimal(31))
    #expect(found[3]["gap"] == .integer(-10), "more than expected is a gap below zero")
    // Of those hidden the register is small, or as in the first the number expected is company for a small one.
    for row in [4, 5, 6] {
      #expect(found[row]["gap"] == nil && found[row]["percent"] == nil)
      #expect(table.hidden["gap"]?[row] == true && table.hidden["percent"]?[row] == true)
    }
    #expect(found[4]["numerator"] == .integer(40))
    #expect(table.hidden["gap"]?[2] == false)
  }

  @Test("nothing expected has no percentage, and is not hidden")
  func zeroExpected() throws {
    let proportion = try proportion(expected: "0.0")
    let aggregate = measure(
      definition(proportion), proportion,
      persons: PersonTable(table(columns, practices([("M81001", 20, 0)]))),
      vocabulary: vocabulary, parameters: referenceParameters)
    let table = disclose(aggregate, rule: DisclosureRule())
    #expect(rows(of: table.table)[0]["percent"] == nil)
    #expect(rows(of: table.table)[0]["gap"] == .integer(-20))
    #expect(table.hidden["percent"]?[0] == false)
  }

  @Test("the season before is counted, added up and disclosed like this one")
  func seasonBefore() throws {
    let proportion = try proportion(last: true)
    let persons = (0..<60).map {
      person($0, $0 < 50 ? "M81001" : "M81002", isOn: $0 < 30, wasOn: $0 < 53, chance: nil)
    }
    let aggregate = measure(
      definition(proportion), proportion, persons: PersonTable(table(columns, persons)),
      vocabulary: vocabulary, parameters: referenceParameters)
    let found = rows(of: aggregate.table)
    #expect(found.map { $0["numerator_last"] } == [53, 53, 50, 3].map { .integer($0) })
    #expect(found.map { $0["denominator_last"] } == [60, 60, 50, 10].map { .integer($0) })
    #expect(aggregate.sums.filter { $0.total.column == "numerator_last" }.count == 2)
    let disclosed = disclose(aggregate, rule: DisclosureRule())
    let last = rows(of: disclosed.table).map { $0["percent_last"] }
    #expect(last == [.decimal(92), .decimal(92), nil, nil], "3 of 10 hide 50 of 50 too")
    #expect(
      disclosed.table.names.suffix(3) == [
        "percent_last", "percent_last_lower", "percent_last_upper",
      ])
    // The 50 are the denominator of both seasons, and the same persons are hidden wherever they are counted.
    let percent = rows(of: disclosed.table).map { $0["percent"] }
    #expect(percent.prefix(3) == [.decimal(50), .decimal(50), nil])
  }
}
