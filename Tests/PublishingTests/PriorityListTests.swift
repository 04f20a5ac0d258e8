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

  private func impact(listed: Int? = nil) throws -> ImpactDefinition {
    ImpactDefinition(
      name: "priority", version: "2", title: "Who to reach first", source: "A policy",
      need: try constant("1"),
      benefits: [
        Benefit(cohort: "health-check", benefit: try constant("2"), source: ""),
        Benefit(cohort: "flu", benefit: try constant("1"), source: ""),
      ], equity: [], cap: nil, capacity: Capacity(places: 1, per: .network), listed: listed,
      strata: nil, audit: [])
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
      PriorityListPlan(
        of: impact, titles: ["health-check": "Health check due", "flu": "Flu due"],
        noticed: ["multimorbidity"], sources: Sample.sources)
    ).sheet(
      people: result.people, open: try open(), persons: Sample.persons,
      referenceDate: Sample.referenceDate)
  }

  /// What the two lists of `Sample` say, and a third that offers what the first does.
  private func open() throws -> OpenListTexts {
    func list(_ title: String, _ selected: Sample.Selected) throws -> OpenListTexts.List {
      func texts(_ name: String) throws -> TextColumn {
        guard case .text(let column) = try #require(selected.members[name]) else {
          throw Missing.column
        }
        return column
      }
      return OpenListTexts.List(
        title: title, people: selected.people, reasons: try texts(MemberColumn.reasons),
        offers: try texts(MemberColumn.pathway))
    }
    return OpenListTexts(
      of: [
        try list("Health check due", try Sample.checks()),
        try list("Flu due", try Sample.vaccinations()),
      ], personCount: Sample.persons.count)
  }

  private enum Missing: Error { case column }

  @Test("it has the agreed columns in the agreed order")
  func columns() throws {
    let names =
      "reference_date,rank,nhs_number,date_of_birth,practice_code,practice_name,pcn_name,age,sex,imd_decile,segment,"
      + "red_flags,need,gap,equity,priority,open_lists,reasons,offers,equity_reasons,this_week,information_need,"
      + "information_need_reviewed_on,preferred_language,carer,care_home"
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
        == "2026-11-20,1,9000000009,1970-01-01,M81001,Elm Surgery,North,70,1,1,Cancer,,1.0,3.0,1.0,3.0,"
        + "\"Health check due; Flu due\",Health check due | Flu due,Lifestyle advisor,,true,,,"
        + "\"'=HYPERLINK(\"\"x\"\")\",true,false")
    #expect(
      lines[2]
        == "2026-11-20,2,0000012345,1971-01-01,M81001,Elm Surgery,North,41,2,10,At risk,,1.0,2.0,1.0,2.0,"
        + "Health check due,\"Health check due: never checked; lives in a most deprived fifth\","
        + "Lifestyle advisor,,"
        + "false,large-print,,\"Welsh, Cornish\",false,false")
    let other = try #require(NetworkCode("U99999"))
    let empty = Sample.folder(other, try Sample.lists() + [list()])
    #expect(empty.text("priority.csv").split(separator: "\r\n").count == 1)
  }

  @Test("reasons are the first two of each list, offers are told once")
  func openTexts() throws {
    func texts(_ values: [String?]) -> TextColumn {
      guard case .text(let column) = Sample.text(values) else {
        return TextColumn(codes: [], dictionary: TextDictionary())
      }
      return column
    }
    let open = OpenListTexts(
      of: [
        OpenListTexts.List(
          title: "One", people: [2, 0], reasons: texts(["a; b; c", nil]),
          offers: texts(["clinic; advice", nil])),
        OpenListTexts.List(
          title: "Two", people: [2], reasons: texts(["d"]), offers: texts(["advice; group"])),
      ], personCount: 3)
    let reasons = open.reasons(of: [0, 1, 2])
    #expect(reasons.dictionary.texts == ["One", "One: a; b | Two: d"])
    #expect(reasons.present.map { Array($0.setIndices) } == [0, 2])
    let offers = open.offers(of: [2, 0])
    #expect(offers.dictionary.texts == ["clinic; advice; group"])
    #expect(offers.present.map { Array($0.setIndices) } == [0])
  }

  @Test("of a stated length it has the first of each network, and all with a red flag or a place")
  func statedLength() throws {
    let ranking = Table([
      ("pcn_code", Sample.text(["U1", "U1", "U1", "U1", "U2", "U2", "U2", nil, nil])),
      (MemberColumn.rank, .integer(FixedColumn([1, 2, 3, 4, 1, 2, 3, 1, 2]))),
      (
        ImpactColumn.redFlags,
        Sample.text(["urgent", "urgent", nil, nil, nil, nil, nil, nil, "urgent"])
      ),
      (
        ImpactColumn.place,
        Column(
          .boolean,
          [true, false, false, true, false, false, false, false, false].map { Value.boolean($0) })
      ),
    ])
    func plan(_ listed: Int?) throws -> PriorityListPlan {
      try #require(
        PriorityListPlan(
          of: impact(listed: listed), titles: [:], noticed: [], sources: Sample.sources))
    }
    #expect(try plan(1).rows(of: ranking) == [0, 1, 3, 4, 7, 8])
    #expect(try plan(2).rows(of: ranking) == [0, 1, 3, 4, 5, 7, 8])
    #expect(try plan(4).rows(of: ranking) == Array(0..<9))
    #expect(try plan(nil).rows(of: ranking) == Array(0..<9))
    #expect(try plan(nil).rows(of: Table([])) == [])
    #expect(try plan(1).recipe != plan(2).recipe && plan(1).recipe != plan(nil).recipe)
    #expect(try plan(1200).sheet.text.contains("The first 1,200 of this network's order"))
  }

  @Test("nobody on a list that counts is missing from it")
  func nobodyIsMissing() throws {
    for code in ["U10001", "U10002"] {
      let network = try #require(NetworkCode(code))
      let folder = Sample.folder(network, try Sample.lists() + [list()])
      func numbers(_ file: String) throws -> Set<Substring> {
        let rows = folder.text(file).split(separator: "\r\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let column = try #require(rows.first?.firstIndex(of: "nhs_number"))
        return Set(rows.dropFirst().map { $0[column] })
      }
      let onLists = try numbers("health-check.csv").union(numbers("flu.csv"))
      #expect(!onLists.isEmpty)
      #expect(try numbers("priority.csv") == onLists)
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
