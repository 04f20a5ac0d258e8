import Model
import Expressions
import Foundation
import Tables
import Testing

@testable import Health

@Suite("Scores with values, requirements, models, recorded values and tiers")
struct ScoreTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("pcn_code", .text), ("age", .integer), ("sex", .text),
    ("level", .decimal), ("recorded", .decimal), ("ill", .boolean), ("eligible", .boolean),
  ]

  private func expression(_ text: String, _ more: [(String, ColumnType)] = []) throws
    -> CheckedExpression
  {
    let scope = Scope(
      columns: Dictionary((columns + more).map { ($0.0, $0.1) }, uniquingKeysWith: { $1 }),
      parameters: ["reference_date": .day])
    return try check(text, in: scope, as: nil).get()
  }

  /// One of everything: women by a sum, men by a power of it, both from a named value.
  private func score() throws -> ScoreDefinition {
    let known: [(String, ColumnType)] = [("tens", .decimal)]
    func terms(_ weight: Double, value: String, _ more: [(String, ColumnType)] = []) throws
      -> [ScoreTerm]
    {
      [
        ScoreTerm(name: "ill", title: "", when: try expression("ill"), weight: 2),
        ScoreTerm(
          name: "level", title: "", when: nil, value: try expression(value, known + more),
          weight: weight),
        ScoreTerm(
          name: "old", title: "", when: try expression("tens >= 7", known),
          value: try expression("tens * 1.0", known), weight: 0.1),
        ScoreTerm(name: "uncarried", title: "", when: nil, weight: 1000),
      ]
    }
    return ScoreDefinition(
      name: "risk-of-x", version: "1", title: "", source: "", notice: "Mind.",
      eligible: try expression("eligible"), recorded: try expression("recorded"),
      values: [DerivedColumn(name: "tens", value: try expression("age / 10"))],
      requirements: [
        ScoreRequirement(because: "too young", holds: try expression("tens >= 2", known)),
        ScoreRequirement(because: "no level", holds: try expression("level is not null")),
      ],
      models: [
        ScoreModel(
          name: "female", when: try expression("sex = '2'"),
          values: [
            DerivedColumn(name: "centred", value: try expression("level - 1.5")),
            DerivedColumn(
              name: "twice", value: try expression("centred * 2", [("centred", .decimal)])),
          ],
          terms: try terms(0.25, value: "twice", [("twice", .decimal)])),
        ScoreModel(
          name: "male", when: try expression("sex = '1' and (level < 100 or level is null)"),
          terms: try terms(1, value: "level"),
          result: try expression("100 * (1 - power(0.5, sum))", [("sum", .decimal)])),
      ],
      bands: [ScoreBand(name: "low", below: 1), ScoreBand(name: "high", below: nil)],
      tiers: ScoreTiers(
        within: .pcn,
        tiers: [
          ScoreBand(name: "lower half", below: 50), ScoreBand(name: "upper half", below: nil),
        ]))
  }

  private func decimal(_ row: Row, _ name: String) -> Double? {
    switch row[name] {
    case .decimal(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  /// What one person gets, said plainly; nil for nobody's business.
  private func reference(_ row: Row) -> (score: Double?, origin: String?, without: String?) {
    guard row["eligible"] == .boolean(true) else { return (nil, nil, nil) }
    if let recorded = decimal(row, "recorded") { return (recorded, "recorded", nil) }
    guard let age = decimal(row, "age"), age / 10 >= 2 else { return (nil, nil, "too young") }
    guard let level = decimal(row, "level") else { return (nil, nil, "no level") }
    var sum = row["ill"] == .boolean(true) ? 2.0 : 0
    switch row["sex"] {
    case .text("2"): sum += 0.25 * ((level - 1.5) * 2)
    case .text("1") where level < 100: sum += level
    default: return (nil, nil, "no model is for this person")
    }
    if age / 10 >= 7 { sum += 0.1 * (age / 10) }
    let score = row["sex"] == .text("1") ? 100 * (1 - pow(0.5, sum)) : sum
    guard score.isFinite else { return (nil, nil, "a value is missing") }
    return ((score * 1e9).rounded() / 1e9, "estimated", nil)
  }

  private func persons(_ count: Int, _ numbers: inout SeededNumbers) -> [Row] {
    (0..<count).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      row["pcn_code"] = numbers.perhaps(.text("U4000\(Int.random(in: 0..<3, using: &numbers))"))
      row["age"] = numbers.perhaps(.integer(Int64.random(in: 15...90, using: &numbers)))
      row["sex"] = numbers.perhaps(.text(["1", "2", "9"].randomElement(using: &numbers) ?? ""))
      row["level"] = numbers.perhaps(
        .decimal([0.5, 1.5, 7.25, 100, -2000].randomElement(using: &numbers) ?? 0))
      row["recorded"] = numbers.perhaps(
        .decimal([0, 0.5, 12].randomElement(using: &numbers) ?? 0), missingOneIn: 2)
      row["ill"] = numbers.perhaps(.boolean(Bool.random(using: &numbers)))
      row["eligible"] = numbers.perhaps(.boolean(Int.random(in: 0..<4, using: &numbers) > 0))
      return row
    }
  }

  @Test("scores are those of a slow reference, for any partition", arguments: 0..<20)
  func agreesWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let persons = persons(Int.random(in: 0...400, using: &numbers), &numbers)
    let table = PersonTable(table(columns, persons))
    let definition = try score()
    func result(_ size: Int) -> ScoreResult {
      computeScore(
        definition, persons: table, parameters: referenceParameters, absent: [],
        partitionedBy: size)
    }
    let whole = result(65_536)
    #expect(
      whole.columns.table.names == [
        "risk_of_x", "risk_of_x_band", "risk_of_x_percentile", "risk_of_x_origin",
        "risk_of_x_without", "risk_of_x_tier",
      ])
    let expected = persons.map { reference($0) }
    let networks = persons.map { $0["pcn_code"] }
    for (index, found) in rows(of: whole.columns.table).enumerated() {
      let score = expected[index].score
      #expect(decimal(found, "risk_of_x") == score)
      #expect(found["risk_of_x_origin"] == expected[index].origin.map { .text($0) })
      #expect(found["risk_of_x_without"] == expected[index].without.map { .text($0) })
      #expect(found["risk_of_x_band"] == score.map { .text($0 < 1 ? "low" : "high") })
      guard let score, let network = networks[index] else {
        #expect(found["risk_of_x_tier"] == nil)
        continue
      }
      let others = expected.indices.filter { networks[$0] == network }
        .compactMap { expected[$0].score }
      let lower = Double(others.count { $0 < score }) / Double(others.count)
      #expect(found["risk_of_x_tier"] == .text(lower < 0.5 ? "lower half" : "upper half"))
    }
    for size in [64, 128] { #expect(result(size).columns == whole.columns) }
    #expect(whole.notCarried == ["uncarried"])
  }

  @Test("a term whose value is missing or a result that is not finite gives no score")
  func missingValues() throws {
    var definition = try score()
    definition.requirements = [definition.requirements[0]]
    definition.recorded = nil
    definition.tiers = nil
    let woman: Row = [
      "eligible": .boolean(true), "age": .integer(40), "sex": .text("2"), "ill": .boolean(true),
    ]
    var man = woman
    man["sex"] = .text("1")
    man["level"] = .decimal(-1e6)
    let found = rows(
      of: computeScore(
        definition, persons: PersonTable(table(columns, [woman, man])),
        parameters: referenceParameters, absent: []
      ).columns.table)
    let missing: Row = ["risk_of_x_without": .text("a value is missing")]
    #expect(found == [missing, missing])
  }

  @Test("a term is not carried where nothing that it reads is, named values included")
  func notCarried() throws {
    let definition = try score()
    let nobody = PersonTable(table(columns, []))
    func notCarried(_ absent: Set<String>) -> [String] {
      computeScore(
        definition, persons: nobody, parameters: referenceParameters, absent: absent
      ).notCarried
    }
    #expect(notCarried(["level"]) == ["level", "uncarried"])
    #expect(notCarried(["ill", "age"]) == ["ill", "old", "uncarried"])
  }

  @Test("tiers within the system take everybody with a score together")
  func systemTiers() throws {
    var definition = try score()
    definition.tiers?.within = .system
    let persons: [Row] = [1, 2, 3, 4].map { number in
      ["eligible": .boolean(true), "recorded": .decimal(number)]
    }
    let found = rows(
      of: computeScore(
        definition, persons: PersonTable(table(columns, persons)),
        parameters: referenceParameters, absent: []
      ).columns.table)
    let tiers: [Value?] = ["lower half", "lower half", "upper half", "upper half"].map { .text($0) }
    #expect(found.map { $0["risk_of_x_tier"] } == tiers)
  }
}
