import Model
import Expressions
import Health
import Tables
import Testing

@Suite("The status of a cohort's denominator")
struct CohortStatusTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_status", .text), ("pcn_code", .text),
    ("secondary_use", .boolean), ("age", .integer), ("on_chd", .boolean), ("given_on", .day),
    ("allergic", .boolean), ("said_no", .boolean), ("smokes", .boolean),
  ]

  private func condition(_ text: String) throws -> CheckedExpression {
    try expression(text, columns)
  }

  private func cohort() throws -> CohortDefinition {
    CohortDefinition(
      name: "flu", title: "", source: "", campaign: nil, eligible: try condition("age >= 65"),
      exclusions: [
        Exclusion(because: "heart disease", when: try condition("on_chd")),
        Exclusion(
          because: "given", when: try condition("given_on is not null"), status: .given),
        Exclusion(because: "allergic", when: try condition("allergic"), status: .contraindicated),
      ], rank: [RankTerm(value: try condition("age"), isDescending: true, nullsFirst: false)],
      reasons: [
        Reason(when: try condition("smokes"), says: "smokes"),
        Reason(when: try condition("said_no"), says: "said no"),
      ], pathway: [], target: nil, score: nil, lastDone: "given_on",
      declined: try condition("said_no"))
  }

  private func persons(_ count: Int, _ numbers: inout SeededNumbers) -> [Row] {
    (0..<count).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      row["practice_status"] = .text(index % 9 == 0 ? "held-back" : "ok")
      row["pcn_code"] = .text("U4000\(Int.random(in: 0..<3, using: &numbers))")
      row["secondary_use"] = .boolean(Int.random(in: 0..<5, using: &numbers) > 0)
      row["age"] = numbers.perhaps(.integer(Int64.random(in: 60...80, using: &numbers)))
      for (name, oneIn) in [("on_chd", 5), ("allergic", 6), ("said_no", 3), ("smokes", 2)] {
        row[name] = numbers.perhaps(.boolean(Int.random(in: 0..<oneIn, using: &numbers) == 0))
      }
      row["given_on"] = numbers.perhaps(.day(Day(number: 20_700)), missingOneIn: 2)
      return row
    }
  }

  /// The status of a person; nil outside the denominator.
  private func status(_ row: Row) -> String? {
    guard row["practice_status"] == .text("ok"), case .integer(let age)? = row["age"], age >= 65,
      row["on_chd"] != .boolean(true)
    else { return nil }
    if row["given_on"] != nil { return "given" }
    if row["allergic"] == .boolean(true) { return "contraindicated" }
    return row["said_no"] == .boolean(true) ? "declined" : "not-recorded"
  }

  @Test("everybody of the denominator has the status of a slow reference", arguments: 0..<30)
  func statuses(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let persons = persons(Int.random(in: 0...200, using: &numbers), &numbers)
    let selection = selectCohort(
      try cohort(), persons: PersonTable(table(columns, persons)), vocabulary: vocabulary,
      parameters: referenceParameters)
    let expected = persons.indices.compactMap { index -> Row? in
      let row = persons[index]
      guard let status = status(row) else { return nil }
      let reasons =
        (row["smokes"] == .boolean(true) ? ["smokes"] : [])
        + (row["said_no"] == .boolean(true) ? ["said no"] : [])
      var result: Row = ["person": .integer(Int64(index)), "status": .text(status)]
      result["pcn_code"] = row["pcn_code"]
      result["nhs_number"] = row["nhs_number"]
      result["status_on"] = status == "given" ? row["given_on"] : nil
      result["reasons"] = reasons.isEmpty ? nil : .text(reasons.joined(separator: "; "))
      return result
    }
    #expect(rows(of: selection.status) == expected)
    #expect(
      selection.status.names == [
        "person", "pcn_code", "status", "status_on", "reasons", "nhs_number",
      ])
    let open = expected.filter {
      $0["status"] == .text("declined") || $0["status"] == .text("not-recorded")
    }
    let members = rows(of: selection.members)
    #expect(Set(members.map { $0["person"] }) == Set(open.map { $0["person"] }))
    #expect(members.count == open.count)
    let reasonsOfMembers = Dictionary(
      uniqueKeysWithValues: members.map { ($0["person"], $0["reasons"]) })
    for row in open { #expect(reasonsOfMembers[row["person"]] == row["reasons"]) }
  }

  @Test("attrition shows the denominator before the steps of kind status, and then the list")
  func bothDenominators() throws {
    var numbers = SeededNumbers(seed: 7)
    let persons = persons(200, &numbers)
    let selection = selectCohort(
      try cohort(), persons: PersonTable(table(columns, persons)), vocabulary: vocabulary,
      parameters: referenceParameters)
    let system = rows(of: selection.attrition).filter { $0["level"] == .text("system") }
    #expect(
      system.map { $0["title"] }
        == [
          "population", "registered with a practice that has a list", "eligible", "heart disease",
          "given", "allergic",
        ].map { .text($0) })
    #expect(
      system.map { $0["kind"] }
        == [
          "population", "practice", "eligible", "exclusion", "status", "status",
        ].map { .text($0) })
    let statuses = persons.map { status($0) }
    #expect(system[3]["remaining"] == .integer(Int64(statuses.count { $0 != nil })))
    #expect(
      system[5]["remaining"]
        == .integer(Int64(statuses.count { $0 == "declined" || $0 == "not-recorded" })))
  }

  @Test("care gaps count the statuses of those who may be counted, in the system and each network")
  func careGaps() throws {
    var numbers = SeededNumbers(seed: 8)
    let persons = persons(200, &numbers)
    let selection = selectCohort(
      try cohort(), persons: PersonTable(table(columns, persons)), vocabulary: vocabulary,
      parameters: referenceParameters)
    let gaps = rows(of: selection.aggregate.table).filter { $0["kind"] == .text(careGapKind) }
    #expect(gaps.map { $0["level"] } == ["system", "pcn", "pcn", "pcn"].map { .text($0) })
    for gap in gaps {
      let those = persons.filter {
        $0["secondary_use"] == .boolean(true)
          && (gap["level"] == .text("system") || $0["pcn_code"] == gap["pcn_code"])
      }.compactMap { status($0) }
      #expect(gap["eligible"] == .integer(Int64(those.count)))
      for name in ["given", "contraindicated", "declined", "not-recorded"] {
        let column = name == "not-recorded" ? "not_recorded" : name
        #expect(gap[column] == .integer(Int64(those.count { $0 == name })))
      }
    }
    #expect(Set(selection.aggregate.table.names).isSuperset(of: attritionColumns + careGapColumns))
  }

  @Test(
    "no hidden step or status follows from the visible ones, in one file or across them",
    arguments: 0..<40)
  func nothingCanBeRecovered(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed) + 500)
    let persons = persons(Int.random(in: 20...300, using: &numbers), &numbers)
    let aggregate = selectCohort(
      try cohort(), persons: PersonTable(table(columns, persons)), vocabulary: vocabulary,
      parameters: referenceParameters
    ).aggregate
    let disclosed = disclose(aggregate, rule: DisclosureRule())
    let cells = aggregate.counts.flatMap { column in
      (0..<aggregate.table.rowCount).map { PersonAggregate.Cell(row: $0, column: column) }
    }
    for sum in aggregate.sums {
      #expect(sum.parts.reduce(0) { $0 + value($1, aggregate) } == value(sum.total, aggregate))
    }
    let hidden = cells.filter { disclosed.hidden[$0.column]?[$0.row] ?? false }
    let recovered = solvedByElimination(
      aggregate.sums.map { sum in
        hidden.map { cell in
          (cell == sum.total ? -1 : 0) + (sum.parts.contains(cell) ? 1 : 0)
        }
      })
    // That nobody is in an empty one is no secret.
    #expect(recovered.allSatisfy { value(hidden[$0], aggregate) == 0 })
    for cell in cells where (1...7).contains(value(cell, aggregate)) {
      #expect(hidden.contains(cell))
    }
  }

  private func value(_ cell: PersonAggregate.Cell, _ aggregate: PersonAggregate) -> Int64 {
    guard case .integer(let count)? = aggregate.table[cell.column]?.value(at: cell.row) else {
      return -1
    }
    return count
  }

  @Test("a cohort without a status 'given' has no care gaps")
  func withoutGiven() throws {
    var definition = try cohort()
    definition.exclusions.removeAll { $0.status == .given }
    var numbers = SeededNumbers(seed: 9)
    let selection = selectCohort(
      definition, persons: PersonTable(table(columns, persons(50, &numbers))),
      vocabulary: vocabulary, parameters: referenceParameters)
    #expect(selection.aggregate.table.names == attritionColumns)
    #expect(selection.aggregate.percentages.isEmpty)
  }

  @Test("explaining a person names the steps of kind status last")
  func explained() throws {
    var numbers = SeededNumbers(seed: 10)
    let persons = PersonTable(table(columns, persons(1, &numbers)))
    let steps = explain(
      try cohort(), person: 0, persons: persons, vocabulary: vocabulary,
      parameters: referenceParameters)
    #expect(
      steps.map(\.kind) == [
        .step(.practice), .step(.eligible), .step(.exclusion), .step(.status), .step(.status),
        .declined, .reason, .reason,
      ])
    #expect(steps.map(\.title)[2...4] == ["heart disease", "given", "allergic"])
  }
}
