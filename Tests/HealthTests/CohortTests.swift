import Model
import Expressions
import Health
import Tables
import Testing

@Suite("Selecting a cohort")
struct CohortTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_status", .text), ("pcn_code", .text),
    ("secondary_use", .boolean), ("age", .integer), ("on_chd", .boolean), ("checked_on", .day),
    ("risk", .decimal), ("area", .text),
  ]

  private func cohort() throws -> CohortDefinition {
    func condition(_ text: String) throws -> CheckedExpression { try expression(text, columns) }
    return CohortDefinition(
      name: "health-check", title: "", source: "", campaign: nil,
      eligible: try condition("age between 40 and 74"),
      exclusions: [
        Exclusion(because: "on a register", when: try condition("on_chd")),
        Exclusion(
          because: "checked", when: try condition("checked_on > reference_date - interval '5' year")
        ),
      ],
      rank: [
        RankTerm(value: try condition("risk"), isDescending: true, nullsFirst: false),
        RankTerm(value: try condition("area"), isDescending: false, nullsFirst: true),
        RankTerm(value: try condition("age"), isDescending: true, nullsFirst: false),
      ],
      reasons: [
        Reason(when: try condition("risk >= 10"), says: "high risk"),
        Reason(when: try condition("checked_on is null"), says: "never checked"),
      ], pathway: [], target: nil, score: nil, lastDone: nil)
  }

  private func persons(_ count: Int, _ numbers: inout SeededNumbers) -> [Row] {
    (0..<count).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      row["practice_status"] = .text(
        ["ok", "ok", "ok", "held-back"].randomElement(using: &numbers) ?? "")
      let hasNetwork = Int.random(in: 0..<8, using: &numbers) > 0
      if hasNetwork {
        row["pcn_code"] = .text("U4000\(Int.random(in: 0..<3, using: &numbers))")
      } else {
        row["practice_status"] = .text("no-pcn")
      }
      row["secondary_use"] = .boolean(Bool.random(using: &numbers))
      row["age"] = numbers.perhaps(.integer(Int64.random(in: 35...80, using: &numbers)))
      row["on_chd"] = numbers.perhaps(.boolean(Int.random(in: 0..<4, using: &numbers) == 0))
      row["checked_on"] = numbers.perhaps(
        .day(Day(number: 18_950 + Int32.random(in: -2...2, using: &numbers))), missingOneIn: 2)
      row["risk"] = numbers.perhaps(.decimal([-1, 0, 9.5, 10].randomElement(using: &numbers) ?? 0))
      row["area"] = numbers.perhaps(
        .text(["b", "A", "ä", "a"].randomElement(using: &numbers) ?? ""))
      return row
    }
  }

  private func decimal(_ value: Value?) -> Double? {
    switch value {
    case .decimal(let number): number
    case .integer(let number): Double(number)
    case .day(let day): Double(day.number)
    default: nil
    }
  }

  /// Steps of one person in order: whether the person is still in after each.
  private func remainsAfter(_ person: Row) -> [Bool] {
    let age = decimal(person["age"])
    // Five years before 20 November 2026 is 20 November 2021, day 18,951.
    let wasChecked = decimal(person["checked_on"]).map { $0 > 18_951 } ?? false
    let passes = [
      true, person["practice_status"] == .text("ok"), age.map { $0 >= 40 && $0 <= 74 } ?? false,
      person["on_chd"] != .boolean(true), !wasChecked,
    ]
    return passes.indices.map { step in passes[...step].allSatisfy { $0 } }
  }

  private func isRankedBefore(_ left: Row, _ right: Row) -> Bool {
    let risks = (decimal(left["risk"]) ?? -.infinity, decimal(right["risk"]) ?? -.infinity)
    if risks.0 != risks.1 { return risks.0 > risks.1 }
    func area(_ row: Row) -> [UInt8] {
      guard case .text(let text)? = row["area"] else { return [] }
      return Array(text.utf8)
    }
    if area(left) != area(right) { return area(left).lexicographicallyPrecedes(area(right)) }
    let ages = (decimal(left["age"]) ?? -1, decimal(right["age"]) ?? -1)
    if ages.0 != ages.1 { return ages.0 > ages.1 }
    guard case .identifier(let first)? = left["nhs_number"],
      case .identifier(let second)? = right["nhs_number"]
    else { return false }
    return first < second
  }

  @Test("members, ranks, reasons and attrition are those of a slow reference", arguments: 0..<30)
  func agreesWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let persons = persons(Int.random(in: 0...250, using: &numbers), &numbers)
    let selection = selectCohort(
      try cohort(), persons: PersonTable(table(columns, persons)), vocabulary: vocabulary,
      parameters: referenceParameters)
    var expected: [Row] = []
    for network in ["U40000", "U40001", "U40002"] {
      let members = persons.indices.filter {
        persons[$0]["pcn_code"] == .text(network) && remainsAfter(persons[$0])[4]
      }.sorted { isRankedBefore(persons[$0], persons[$1]) }
      for (index, person) in members.enumerated() {
        var row: Row = [
          "person": .integer(Int64(person)), "pcn_code": .text(network),
          "rank": .integer(Int64(index) + 1),
        ]
        let isHigh = decimal(persons[person]["risk"]).map { $0 >= 10 } ?? false
        let reasons =
          (isHigh ? ["high risk"] : [])
          + (persons[person]["checked_on"] == nil ? ["never checked"] : [])
        row["nhs_number"] = persons[person]["nhs_number"]
        row["reasons"] = reasons.isEmpty ? nil : .text(reasons.joined(separator: "; "))
        expected.append(row)
      }
    }
    #expect(rows(of: selection.members) == expected)
    try expectAttrition(selection.attrition, persons)
    try expectAttrition(
      selection.aggregate.table, persons.filter { $0["secondary_use"] == .boolean(true) })
  }

  private func expectAttrition(_ attrition: Table, _ persons: [Row]) throws {
    let titles = [
      "population", "registered with a practice that has a list", "eligible", "on a register",
      "checked",
    ]
    for row in rows(of: attrition) {
      guard case .integer(let step)? = row["step"] else { throw MissingStep() }
      #expect(row["title"] == .text(titles[Int(step)]))
      let those = persons.filter {
        row["level"] == .text("system") || $0["pcn_code"] == row["pcn_code"]
      }
      let remaining = those.count { remainsAfter($0)[Int(step)] }
      let before = step == 0 ? those.count : those.count { remainsAfter($0)[Int(step) - 1] }
      #expect(row["remaining"] == .integer(Int64(remaining)))
      #expect(row["removed"] == .integer(Int64(before - remaining)))
    }
  }

  private struct MissingStep: Error {}

  @Test("explaining a person agrees with the list, step by step", arguments: 0..<5)
  func explanationAgreesWithSelection(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed) + 100)
    let persons = persons(60, &numbers)
    let personTable = PersonTable(table(columns, persons))
    let selection = selectCohort(
      try cohort(), persons: personTable, vocabulary: vocabulary, parameters: referenceParameters)
    let members = Set(rows(of: selection.members).compactMap { $0["person"] })
    for person in persons.indices {
      let steps = explain(
        try cohort(), person: person, persons: personTable, vocabulary: vocabulary,
        parameters: referenceParameters)
      #expect(
        steps.map(\.kind) == [
          .step(.practice), .step(.eligible), .step(.exclusion), .step(.exclusion), .reason,
          .reason,
        ])
      let isOut = steps.contains { $0.effect == .removes }
      #expect(isOut != members.contains(.integer(Int64(person))))
      #expect(steps.count { $0.effect == .removes } == (isOut ? 1 : 0))
      let remains = remainsAfter(persons[person])
      for (index, step) in steps.prefix(4).enumerated() {
        let effect: ExplainedStep.Effect =
          !remains[index] ? .alreadyOut : remains[index + 1] ? .keeps : .removes
        #expect(step.effect == effect)
      }
      #expect((steps[1].truth == nil) == (persons[person]["age"] == nil))
      #expect(steps[1].condition == "age between 40 and 74")
    }
  }

  @Test("a list without members is an empty table with its columns")
  func emptyList() throws {
    let selection = selectCohort(
      try cohort(), persons: PersonTable(table(columns, [])), vocabulary: vocabulary,
      parameters: referenceParameters)
    #expect(
      selection.members.names == ["person", "pcn_code", "rank", "reasons", "pathway", "nhs_number"])
    #expect(selection.members.rowCount == 0)
    #expect(selection.attrition.rowCount == 5)
  }
}
