import Model
import Expressions
import Health
import Tables
import Testing

@testable import Publishing

@Suite("The list over all lists")
struct PriorityListTests {
  private func constant(_ text: String) throws -> CheckedExpression {
    try check(text, in: Scope(columns: [:], parameters: [:])).get()
  }

  private func impact() throws -> ImpactDefinition {
    ImpactDefinition(
      name: "priority", version: "2", title: "Who to reach first", source: "A policy",
      need: try constant("1"),
      benefits: [
        Benefit(cohort: "health-check", benefit: try constant("2"), source: ""),
        Benefit(cohort: "flu", benefit: try constant("1"), source: ""),
      ], equity: [], cap: nil, capacity: Capacity(places: 1, per: .network), strata: nil, audit: [])
  }

  private func list() throws -> Sheet {
    let impact = try impact()
    let result = rankByImpact(
      impact,
      lists: [
        OpenList(cohort: "health-check", people: [1, 0, 3]),
        OpenList(cohort: "flu", people: [0, 2]),
      ],
      persons: PersonTable(
        Sample.persons.table.joined(
          sideways: Table([
            ("pcn_code", Sample.text(["U10001", "U10001", "U10002", "U10002", nil, nil])),
            ("secondary_use", Column(.boolean, [Value?](repeating: .boolean(true), count: 6))),
          ]))), vocabulary: Sample.sources.vocabulary, parameters: Parameters([:]))
    return try #require(
      PriorityListPlan(of: impact, noticed: ["multimorbidity"], sources: Sample.sources)
    ).sheet(
      people: result.people, persons: Sample.persons, referenceDate: Sample.referenceDate)
  }

  @Test("it has the agreed columns in the agreed order")
  func columns() throws {
    let names =
      "reference_date,rank,nhs_number,practice_code,age,sex,imd_decile,segment,need,gap,equity,priority,"
      + "open_lists,equity_reasons,this_week,information_need,preferred_language,carer,care_home"
    #expect(PriorityColumn.allCases.map(\.rawValue).joined(separator: ",") == names)
    #expect(try list().table.names == PriorityColumn.allCases.map(\.rawValue))
  }

  @Test("everybody of the network on a list that counts is in its file, safe to open, in order")
  func rows() throws {
    let network = try #require(NetworkCode("U10001"))
    let folder = Sample.folder(network, try Sample.lists() + [list()])
    let lines = folder.text("priority.csv").split(separator: "\r\n")
    #expect(lines.count == 3)
    #expect(
      lines[1]
        == "2026-11-20,1,9000000009,M81001,70,1,1,cancer,1.0,3,1.0,3.0,\"health-check; flu\",,true,,"
        + "\"'=HYPERLINK(\"\"x\"\")\",true,false")
    #expect(
      lines[2]
        == "2026-11-20,2,0000012345,M81001,41,2,10,at-risk,1.0,2,1.0,2.0,health-check,,false,"
        + "large-print,\"Welsh, Cornish\",false,false")
    let other = try #require(NetworkCode("U99999"))
    let empty = Sample.folder(other, try Sample.lists() + [list()])
    #expect(empty.text("priority.csv").split(separator: "\r\n").count == 1)
  }

  @Test("nobody on a list that counts is missing from it")
  func nobodyIsMissing() throws {
    for code in ["U10001", "U10002"] {
      let network = try #require(NetworkCode(code))
      let folder = Sample.folder(network, try Sample.lists() + [list()])
      func numbers(_ file: String) -> Set<Substring> {
        Set(
          folder.text(file).split(separator: "\r\n").dropFirst().map { $0.split(separator: ",")[2] }
        )
      }
      #expect(numbers("priority.csv") == numbers("health-check.csv").union(numbers("flu.csv")))
    }
  }

  @Test(
    "frictionless finds no fault in a folder with it and with notices",
    .enabled(
      if: Frictionless.isInstalled, "frictionless is not installed: pip install frictionless"))
  func dataPackage() throws {
    let network = try #require(NetworkCode("U10002"))
    var score = ScoreDefinition(
      name: "multimorbidity", version: "1", title: "", source: "", eligible: nil, models: [],
      bands: [])
    score.notice = "A notice"
    let folder = Sample.folder(
      network, try Sample.lists() + [list()],
      notices: [score].compactMap { ScoreNotice(of: $0) })
    let report = try Frictionless.validate(folder)
    #expect(report.isValid, "\(report.output)")
    let package = folder.text("datapackage.json")
    #expect(package.contains("\"priority.csv\""))
    #expect(package.contains("\"Who to reach first, version 2\""))
    #expect(
      package.contains(
        "nobody is left out. Source of the rules: A policy The notice of multimorbidity"))
  }
}
