import Definitions
import Expressions
import Foundation
import Health
import Model
import Tables
import Testing

@testable import ProgramRuns

/// QRISK3 as the nightly pipeline defines it, held against the published formula and its coefficients.
@Suite(
  "Catalogue: QRISK3",
  shipped("the formula is published, so put pipelines/scores/qrisk3.yaml or what it reads right"))
struct QRISK3Tests {
  private static let pipeline = Result { try shippedPipeline() }

  private func definition() throws -> ScoreDefinition {
    let scores = try Self.pipeline.get().scores.map { $0.value }
    return try #require(scores.first { $0.name == "qrisk3" })
  }

  /// The columns of the person that the score reads, by the names of the published source.
  private static let columns = [
    "age": "age", "ethnicity": "qrisk3_ethnicity", "smoking": "qrisk3_smoking", "bmi": "bmi",
    "rati": "cholesterol_ratio", "sbp": "systolic", "sbps5": "systolic_sd", "town": "townsend",
  ]
  private static let conditions = [
    "b_AF": "on_af", "b_atypicalantipsy": "on_antipsychotic", "b_corticosteroids": "on_steroid",
    "b_impotence2": "has_erectile_dysfunction", "b_migraine": "has_migraine", "b_ra": "on_ra",
    "b_renal": "on_ckd", "b_semi": "on_mh", "b_sle": "has_sle",
    "b_treatedhyp": "has_treated_hypertension", "b_type1": "has_type1_diabetes",
    "b_type2": "has_type2_diabetes", "fh_cvd": "has_family_cvd",
  ]
  private static let whole: Set<String> = ["age", "qrisk3_ethnicity", "qrisk3_smoking"]

  private typealias Person = [String: Value]

  private func rows() throws -> [(person: Person, score: Double)] {
    let path = packageRoot.appending(path: "Tests/Specs/scores/qrisk3-rows.csv")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    let header = try #require(lines.first).split(separator: ",").map(String.init)
    return try lines.dropFirst().map { line in
      let cells = line.split(separator: ",").map(String.init)
      try #require(cells.count == header.count)
      var person: Person = ["on_chd": .boolean(false), "on_stia": .boolean(false)]
      for (name, cell) in zip(header, cells) {
        if name == "sex" {
          person[name] = .text(cell == "female" ? "2" : "1")
        } else if let condition = Self.conditions[name] {
          person[condition] = .boolean(cell == "1")
        } else if let column = Self.columns[name] {
          person[column] =
            Self.whole.contains(column)
            ? .integer(try #require(Int64(cell))) : .decimal(try #require(Double(cell)))
        }
      }
      return (person, try #require(Double(cells[cells.count - 1])))
    }
  }

  private func result(of persons: [Person]) throws -> [Person] {
    let score = try definition()
    var columns: [(String, Column)] = []
    let names = score.expressions.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    for name in names.sorted() {
      let type: ColumnType =
        name == "sex" || name == "ethnicity"
        ? .text
        : Self.whole.contains(name)
          ? .integer
          : name.hasPrefix("on_") || name.hasPrefix("has_") ? .boolean : .decimal
      // A named value of the score is no column of the person.
      guard !score.models.flatMap(\.values).contains(where: { $0.name == name }), name != "sum"
      else { continue }
      columns.append((name, Column(type, persons.map { $0[name] })))
    }
    let found = computeScore(
      score, persons: PersonTable(Table(columns, rowCount: persons.count)),
      parameters: Parameters([:]), absent: []
    ).columns.table
    return persons.indices.map { row in
      Person(
        uniqueKeysWithValues: zip(found.names, found.columns).compactMap { name, column in
          column.value(at: row).map { (name, $0) }
        })
    }
  }

  @Test("every made-up person has the score of the published formula")
  func published() throws {
    let rows = try rows()
    #expect(rows.count > 1000)
    let found = try result(of: rows.map(\.person))
    var largest = 0.0
    for ((person, score), result) in zip(rows, found) {
      guard case .decimal(let number)? = result["qrisk3"] else {
        Issue.record("no score: \(result["qrisk3_without"].map { "\($0)" } ?? "")")
        continue
      }
      largest = max(largest, abs(number - score))
      #expect(abs(number - score) < 1e-6, "\(person)")
      #expect(result["qrisk3_origin"] == .text("estimated"))
      let band = number < 10 ? "under 10" : number < 20 ? "10 to under 20" : "20 or more"
      #expect(result["qrisk3_band"] == .text(band))
    }
    #expect(largest < 1e-8)
  }

  @Test("an input that is missing or out of its range gives no score and says which")
  func without() throws {
    var person = try #require(try rows().first).person
    person["sex"] = .text("1")
    let reasons: [(String, Value?, String)] = [
      ("age", nil, "younger than 25 or older than 84"),
      ("age", .integer(24), "younger than 25 or older than 84"),
      ("age", .integer(85), "younger than 25 or older than 84"),
      ("sex", nil, "recorded as neither male nor female"),
      ("sex", .text("9"), "recorded as neither male nor female"),
      ("qrisk3_smoking", nil, "no smoking status"),
      ("bmi", nil, "no body mass index in five years"),
      ("bmi", .decimal(19.9), "body mass index outside 20 to 40"),
      ("bmi", .decimal(40.1), "body mass index outside 20 to 40"),
      ("cholesterol_ratio", nil, "no cholesterol ratio in five years"),
      ("cholesterol_ratio", .decimal(0.9), "cholesterol ratio outside 1 to 12"),
      ("cholesterol_ratio", .decimal(12.1), "cholesterol ratio outside 1 to 12"),
      ("systolic", nil, "no systolic pressure in five years"),
      ("systolic", .decimal(69), "systolic pressure outside 70 to 210"),
      ("systolic", .decimal(211), "systolic pressure outside 70 to 210"),
      ("systolic_sd", nil, "fewer than two systolic pressures in five years"),
      ("townsend", nil, "no Townsend score"),
      ("townsend", .decimal(-7.1), "Townsend score outside -7 to 11"),
      ("townsend", .decimal(11.1), "Townsend score outside -7 to 11"),
    ]
    let persons = reasons.map { name, value, _ in
      var changed = person
      changed[name] = value
      return changed
    }
    let found = try result(of: persons)
    for (reason, result) in zip(reasons, found) {
      #expect(result == ["qrisk3_without": .text(reason.2)], "\(reason.0)")
    }
    // The bounds themselves are inside.
    let bounds: [(String, [Value])] = [
      ("age", [.integer(25), .integer(84)]), ("bmi", [.decimal(20), .decimal(40)]),
      ("cholesterol_ratio", [.decimal(1), .decimal(12)]),
      ("systolic", [.decimal(70), .decimal(210)]),
      ("townsend", [.decimal(-7), .decimal(11)]),
    ]
    for (name, values) in bounds {
      for value in values {
        var changed = person
        changed[name] = value
        #expect(try result(of: [changed])[0]["qrisk3"] != nil, "\(name)")
      }
    }
  }

  @Test("a recorded score is preferred, capped, and not for people with cardiovascular disease")
  func recorded() throws {
    var person: Person = ["on_chd": .boolean(false), "on_stia": .boolean(false)]
    func score(_ value: Double) throws -> Person {
      person["qrisk3_recorded"] = .decimal(value)
      return try result(of: [person])[0]
    }
    #expect(try score(12.5)["qrisk3"] == .decimal(12.5))
    #expect(try score(12.5)["qrisk3_origin"] == .text("recorded"))
    #expect(try score(12.5)["qrisk3_without"] == nil)
    #expect(try score(101)["qrisk3"] == .decimal(100))
    #expect(try score(-1)["qrisk3"] == .decimal(0))
    person["on_stia"] = .boolean(true)
    #expect(try score(12.5) == [:])
  }

  @Test("the disclaimer travels with the score")
  func notice() throws {
    let notice = try #require(try definition().notice)
    #expect(notice.hasPrefix("The following disclaimer must be held together with any risk score"))
    #expect(notice.contains("ClinRisk Ltd. stress, therefore,"))
    #expect(notice.hasSuffix("can lead to wrong patients being given the wrong treatment."))
  }
}
