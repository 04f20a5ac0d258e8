import Expressions
import Model
import Health
import Formats
import Tables
import Testing

@testable import Publishing

@Suite("Target lists")
struct TargetListTests {
  @Test("a list has the agreed columns in the agreed order")
  func columns() throws {
    let names =
      "reference_date,rank,this_week,nhs_number,date_of_birth,practice_code,practice_name,pcn_name,age,sex,imd_decile,"
      + "segment,risk_band,score,score_version,reasons,"
      + "last_done,last_invited,last_declined,overdue_on,also_on,new,information_need,information_need_reviewed_on,"
      + "preferred_language,carer,care_home,pathway"
    #expect(ListColumn.allCases.map(\.rawValue).joined(separator: ",") == names)
    #expect(
      try Sample.lists().allSatisfy { $0.table.names == ListColumn.allCases.map(\.rawValue) })
  }

  @Test("a network's folder has its own patients, by rank, and nobody else's")
  func rows() throws {
    let network = try #require(NetworkCode("U10001"))
    let folder = Sample.folder(network, try Sample.lists())
    let lines = folder.text("health-check.csv").split(separator: "\r\n")
    #expect(folder.name == "U10001")
    #expect(lines.count == 3)
    #expect(
      lines[1]
        == "2026-11-20,1,false,0000012345,1971-01-01,M81001,Elm Surgery,North,41,2,10,At risk,1,0.0,"
        + "multimorbidity 37-general,\"never checked; lives in a most deprived fifth\",2019-04-14,,2026-05-27,,,false,"
        + "large-print,,\"Welsh, Cornish\",false,false,Lifestyle advisor"
    )
    #expect(
      lines[2]
        == "2026-11-20,2,true,9000000009,1970-01-01,M81001,Elm Surgery,North,70,1,1,Cancer,3,1.05,"
        + "multimorbidity 37-general,,,2026-09-04,,,flu,true,,,\"'=HYPERLINK(\"\"x\"\")\",true,false,Lifestyle advisor"
    )
  }

  @Test("a list is there also where nobody is due, with its header alone")
  func nobody() throws {
    let network = try #require(NetworkCode("U99999"))
    let folder = Sample.folder(network, try Sample.lists())
    #expect(folder.files.map(\.name) == ["health-check.csv", "flu.csv", "datapackage.json"])
    #expect(folder.text("flu.csv").hasPrefix("reference_date,rank,"))
    #expect(folder.text("flu.csv").hasSuffix(",pathway\r\n"))
    #expect(folder.text("flu.csv").split(separator: "\r\n").count == 1)
  }

  @Test("who is due soon has the list's columns, the day, and no place of this week")
  func dueSoon() throws {
    var cohort = try Sample.checks().cohort
    cohort.dueSoon = DueSoonRule(
      days: 30,
      eligibleFrom: try check("born_on", in: Scope(columns: ["born_on": .day], parameters: [:]))
        .get())
    let plan = try #require(
      TargetListPlan(
        dueSoonOf: cohort, score: Sample.multimorbidity, noticed: [], undelivered: [],
        sources: Sample.sources))
    #expect(plan.sheet.name == FileName("health-check-due-soon"))
    #expect(plan.sheet.title == "Health check due: within 30 days")
    var members = Sample.members([(4, "U10001", 1, "not eligible yet")])
    members.append("due_on", Column(.day, [.day(Day(number: 20_780))]))
    let sheet = plan.sheet(
      members: members, alsoOn: TextColumn(codes: [0], dictionary: TextDictionary(["flu"])),
      places: nil, earlier: nil,
      persons: Sample.persons, referenceDate: Sample.referenceDate)
    let names = ListColumn.allCases.map(\.rawValue).filter { !["this_week", "new"].contains($0) }
    #expect(sheet.table.names.filter { $0 != "due_on" } == names)
    #expect(sheet.table["due_on"]?.value(at: 0) == .day(Day(number: 20_780)))
    #expect(sheet.table["reasons"]?.value(at: 0) == .text("not eligible yet"))
    #expect(sheet.table["also_on"]?.value(at: 0) == .text("flu"))
    #expect(sheet.description.text.hasPrefix("Who is not on the list 'health-check'"))
    #expect(
      sheet.description.fields.first { $0.name == "reasons" }?.description?.text
        == "Why the person is not on the list yet, joined by a semicolon.")
  }

  @Test("new is empty where no earlier list is known")
  func withoutEarlier() throws {
    let list = try Sample.lists()[1]
    #expect(list.table["new"]?.present?.setCount == 0)
    #expect(list.table["also_on"]?.value(at: 0) == .text("health-check"))
    #expect(list.table["also_on"]?.value(at: 1) == nil)
  }

  @Test("a person on several other lists has them in the order of the pipeline")
  func severalLists() throws {
    let third = Sample.Selected(
      cohort: try Sample.cohort("third", "", source: ""),
      members: Sample.members([(0, "U10001", 1, nil)]))
    let lists = try Sample.lists([third, Sample.vaccinations(), Sample.checks()])
    #expect(lists[0].table["also_on"]?.value(at: 0) == .text("flu; health-check"))
    #expect(lists[2].table["also_on"]?.value(at: 1) == .text("third; flu"))
    #expect(lists[2].table["also_on"]?.value(at: 0) == nil)
  }

  @Test("a score's version stands where there is a score, with its origin where it has one")
  func scoreVersion() throws {
    var persons = Sample.persons.table
    persons.append(
      "multimorbidity_origin",
      Sample.text(["recorded", "estimated", nil, nil, "recorded", "recorded"]))
    var checks = try Sample.checks()
    // A score that can be recorded has a column that says which it is.
    checks.score?.recorded = checks.cohort.eligible
    checks.members = Sample.members([
      (1, "U10001", 1, nil), (0, "U10001", 2, nil), (2, "U10001", 3, nil), (3, "U10002", 1, nil),
    ])
    let lists = try Sample.lists([checks], persons: PersonTable(persons))
    let versions = (0..<4).map { lists[0].table["score_version"]?.value(at: $0) }
    let expected = [
      "multimorbidity 37-general estimated", "multimorbidity 37-general recorded", nil,
      "multimorbidity 37-general",
    ]
    #expect(versions == expected.map { $0.map { .text($0) } })
    #expect(try Sample.lists()[1].table["score_version"]?.present?.setCount == 0)
  }

  @Test("the notices of scores travel in every folder, and lists that use them point to it")
  func notices() throws {
    var score = ScoreDefinition(
      name: "multimorbidity", version: "37-general", title: "", source: "", eligible: nil,
      models: [], bands: [])
    #expect(ScoreNotice(of: score) == nil)
    score.notice = "Not for clinical use\nwithout advice.\n"
    let notice = try #require(ScoreNotice(of: score))
    #expect(notice.isRead(byColumns: ["age", "multimorbidity_band"]))
    #expect(!notice.isRead(byColumns: ["age", "multimorbidity_score_of_another"]))
    let network = try #require(NetworkCode("U99999"))
    let folder = Sample.folder(network, try Sample.lists(), notices: [notice])
    #expect(
      folder.text("NOTICES.txt")
        == "multimorbidity, version 37-general\n\nNot for clinical use\nwithout advice.\n")
    let package = folder.text("datapackage.json")
    #expect(
      package.contains(
        "\"Source of the rules: A source The notice of multimorbidity in NOTICES.txt applies to this list.\""
      ))
    #expect(package.contains("\"Source of the rules: Another source\""))
    #expect(package.contains("NOTICES.txt holds texts that must go with the scores."))
  }

  @Test(
    "a part of a list has only the texts of its rows, whatever the whole list's dictionary holds")
  func partsOfLists() {
    let column = Sample.text(["a", "b", nil, "b", "a, c"])
    let table = Table([("x", column)])
    #expect(
      String(decoding: csvText(of: table, rows: 1..<4), as: UTF8.self) == "x\r\nb\r\n\r\nb\r\n")
    #expect(String(decoding: csvText(of: table, rows: 4..<5), as: UTF8.self) == "x\r\n\"a, c\"\r\n")
  }

  @Test("a cohort's own columns stand after the reasons, with heading, meaning and unit")
  func shownColumns() throws {
    var persons = Sample.persons.table
    persons.append(
      "bmi", Column(.decimal, [31.5, 24, nil, 41, nil, nil].map { $0.map { .decimal($0) } }))
    let lists = try Sample.lists(
      [Sample.checks(shown: ["bmi"]), Sample.vaccinations()], persons: PersonTable(persons))
    let names = lists[0].table.names
    let reasons = try #require(names.firstIndex(of: "reasons"))
    #expect(names[reasons + 1] == "bmi" && names[reasons + 2] == "last_done")
    #expect(lists[0].table["bmi"]?.value(at: 0) == .decimal(24))
    #expect(lists[0].table["bmi"]?.value(at: 1) == .decimal(31.5))
    #expect(lists[1].table["bmi"] == nil)
    let field = try #require(lists[0].description.fields.first { $0.name == "bmi" })
    #expect(field.type == .decimal)
    #expect(
      field.description
        == FieldDescription("Body mass index (kg/m²)", "The latest in observations."))
    let network = try #require(NetworkCode("U10001"))
    #expect(
      Sample.folder(network, lists).text("datapackage.json").contains("Body mass index (kg/m²)"))
  }

  @Test("what the population does not say to show is on no list")
  func unlistedColumns() throws {
    var vocabulary = Sample.vocabulary
    vocabulary.listed[.carer] = nil
    vocabulary.listed[.age] = "years"
    let plan = TargetListPlan(
      of: try Sample.checks().cohort, score: Sample.multimorbidity, noticed: [], undelivered: [],
      sources: ListSources(vocabulary, segmentation: nil, columns: []))
    let names = try #require(plan).sheet.fields.map(\.name)
    #expect(!names.contains("carer") && names.contains("age") && names.contains("segment"))
    #expect(plan?.personColumns.contains("years") == true)
    #expect(plan?.personColumns.contains("age") == false)
  }

  @Test(
    "only a code of the right format becomes a folder",
    arguments: ["U", "U1234", "U123456", "u12345", "U1234/", "../..", "U12345\n", ""])
  func folderNames(code: String) {
    #expect(NetworkCode(code) == nil)
  }

  @Test(
    "only lower-case letters, digits and hyphens become a file",
    arguments: ["", "a/b", "..", "A", "a b", "ä", "a.csv", String(repeating: "a", count: 101)])
  func fileNames(name: String) {
    #expect(FileName(name) == nil)
  }

  @Test("a cohort whose name cannot name a file has no list")
  func badCohortName() throws {
    var selected = try Sample.checks()
    selected.cohort.name = "../etc"
    let lists = try Sample.lists([selected, Sample.vaccinations()])
    #expect(lists.map(\.description.name.text) == ["flu"])
  }

  @Test("two texts that become one in a spreadsheet keep their rows")
  func spreadsheetSafety() {
    let column = Sample.text(["=a", "'=a", nil, "plain", "-", "\tx", "'=a"]).safeInSpreadsheets
    let texts = (0..<7).map { column.value(at: $0) }
    let expected = ["'=a", "'=a", nil, "plain", "'-", "'\tx", "'=a"]
    #expect(texts == expected.map { $0.map { .text($0) } })
  }
}
