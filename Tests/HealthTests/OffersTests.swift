import Model
import Expressions
import Health
import Tables
import Testing

@Suite("What a list offers")
struct OffersTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_status", .text), ("pcn_code", .text),
    ("secondary_use", .boolean), ("age", .integer), ("district", .text), ("smokes", .boolean),
  ]

  private func directory() throws -> PathwaysDefinition {
    func service(_ name: String, _ title: String, _ needs: [String], _ eligible: String?) throws
      -> Service
    {
      Service(
        name: name, title: title, needs: needs,
        eligible: try eligible.map { try expression($0, columns) }, source: "")
    }
    return PathwaysDefinition(
      name: "test", title: "", source: "",
      services: [
        try service("clinic-north", "Clinic", ["flu-clinic"], "district = 'north'"),
        try service("clinic-south", "Clinic", ["flu-clinic"], "district = 'south'"),
        try service("home-visit", "Home visit", ["flu-clinic"], "age >= 80"),
        try service("stop-smoking", "Stop smoking", ["smoking", "lungs"], "age >= 18"),
        try service("helpline", "Helpline", ["smoking"], nil),
      ])
  }

  private func cohort(_ pathway: [String], _ also: [(String, String)] = []) throws
    -> CohortDefinition
  {
    CohortDefinition(
      name: "flu", title: "", source: "", campaign: nil,
      eligible: try expression("age >= 0", columns), exclusions: [], rank: [], reasons: [],
      pathway: pathway, target: nil, score: nil, lastDone: nil,
      alsoOffer: try also.map { AlsoOffer(need: $0.0, when: try expression($0.1, columns)) })
  }

  private func offered(
    _ cohort: CohortDefinition, _ directory: PathwaysDefinition?,
    _ person: (age: Int64, district: String?, smokes: Bool?)
  ) -> String? {
    var row: Row = [
      "nhs_number": .identifier(testNumber(1)), "practice_status": .text("ok"),
      "pcn_code": .text("U40000"), "secondary_use": .boolean(true), "age": .integer(person.age),
    ]
    row["district"] = person.district.map { .text($0) }
    row["smokes"] = person.smokes.map { .boolean($0) }
    let members = selectCohort(
      cohort, directory: directory, persons: PersonTable(table(columns, [row])),
      vocabulary: vocabulary, parameters: referenceParameters
    ).members
    guard case .text(let text)? = members["pathway"]?.value(at: 0) else { return nil }
    return text
  }

  @Test("each name is the first service, by name or need, that is for the person")
  func firstEligible() throws {
    let cohort = try cohort(["flu-clinic"])
    let directory = try directory()
    #expect(offered(cohort, directory, (70, "south", nil)) == "Clinic")
    #expect(offered(cohort, directory, (85, "east", nil)) == "Home visit")
    // An unknown district is not a district.
    #expect(offered(cohort, directory, (85, nil, nil)) == "Home visit")
    #expect(offered(cohort, directory, (70, "east", nil)) == nil)
    #expect(offered(try self.cohort(["home-visit"]), directory, (85, "north", nil)) == "Home visit")
  }

  @Test("names come in their order, then the needs that hold, and each title once")
  func order() throws {
    let cohort = try cohort(
      ["lungs", "flu-clinic"], [("smoking", "smokes"), ("clinic-north", "age > 0")])
    let directory = try directory()
    #expect(
      offered(cohort, directory, (70, "north", true)) == "Stop smoking; Clinic")
    #expect(offered(cohort, directory, (12, "north", true)) == "Clinic; Helpline")
    #expect(offered(cohort, directory, (12, "south", nil)) == "Clinic")
  }

  @Test("without a directory the names are shown as they are")
  func withoutDirectory() throws {
    let cohort = try cohort(["flu-clinic"], [("smoking", "smokes")])
    #expect(offered(cohort, nil, (70, nil, true)) == "flu-clinic; smoking")
    #expect(offered(cohort, nil, (70, nil, false)) == "flu-clinic")
    #expect(offered(try self.cohort([]), nil, (70, nil, nil)) == nil)
  }

  @Test("people whom no service of the pathway is for are counted, whatever else they are offered")
  func withoutService() throws {
    func count(_ cohort: CohortDefinition, _ directory: PathwaysDefinition?) -> Int {
      let people: [(Int64, String?)] = [(70, "north"), (70, "east"), (85, "east"), (30, nil)]
      let rows = people.enumerated().map { index, person -> Row in
        var row: Row = [
          "nhs_number": .identifier(testNumber(index + 1)), "practice_status": .text("ok"),
          "pcn_code": .text("U40000"), "secondary_use": .boolean(true), "smokes": .boolean(true),
        ]
        row["age"] = .integer(person.0)
        row["district"] = person.1.map { .text($0) }
        return row
      }
      return selectCohort(
        cohort, directory: directory, persons: PersonTable(table(columns, rows)),
        vocabulary: vocabulary, parameters: referenceParameters
      ).withoutService
    }
    let directory = try directory()
    #expect(count(try cohort(["flu-clinic"]), directory) == 2)
    #expect(count(try cohort(["flu-clinic"], [("smoking", "smokes")]), directory) == 2)
    #expect(count(try cohort(["flu-clinic", "lungs"]), directory) == 0)
    #expect(count(try cohort(["helpline"]), directory) == 0)
    #expect(count(try cohort([], [("clinic-north", "smokes")]), directory) == 0)
    #expect(count(try cohort(["flu-clinic"]), nil) == 0)
  }

  @Test("a cohort reads of the directory only what it can offer")
  func reads() throws {
    let read = try cohort(["smoking"]).expressions(offering: try directory())
    #expect(read.map(\.text).contains("age >= 18"))
    #expect(read.count == 2)
  }
}
