import Tables
import Testing

@testable import Publishing

@Suite("Target lists")
struct TargetListTests {
  @Test("a list has the agreed columns in the agreed order")
  func columns() {
    let names =
      "reference_date,rank,nhs_number,practice_code,age,sex,imd_decile,segment,risk_band,score,reasons,"
      + "last_done,last_outcome,also_on,new,information_need,preferred_language,carer,care_home,pathway"
    #expect(ListColumn.allCases.map(\.rawValue).joined(separator: ",") == names)
    #expect(Sample.lists().allSatisfy { $0.table.names == ListColumn.allCases.map(\.rawValue) })
  }

  @Test("a network's folder has its own patients, by rank, and nobody else's")
  func rows() throws {
    let network = try #require(NetworkCode("U10001"))
    let folder = networkFolder(
      network, lists: Sample.lists(), referenceDate: Sample.referenceDate)
    let lines = folder.text("health-check.csv").split(separator: "\r\n")
    #expect(folder.name == "U10001")
    #expect(lines.count == 3)
    #expect(
      lines[1]
        == "2026-11-20,1,0000012345,M81001,41,2,10,at-risk,1,0.0,never checked; lives in a most deprived "
        + "fifth,2019-04-14,declined,,false,large-print,\"Welsh, Cornish\",false,false,lifestyle-advisor"
    )
    #expect(
      lines[2]
        == "2026-11-20,2,9000000009,M81001,70,1,1,cancer,3,1.05,,,invited,flu,true,,"
        + "\"'=HYPERLINK(\"\"x\"\")\",true,false,lifestyle-advisor")
  }

  @Test("a list is there also where nobody is due, with its header alone")
  func nobody() throws {
    let network = try #require(NetworkCode("U99999"))
    let folder = networkFolder(
      network, lists: Sample.lists(), referenceDate: Sample.referenceDate)
    #expect(folder.files.map(\.name) == ["health-check.csv", "flu.csv", "datapackage.json"])
    #expect(folder.text("flu.csv").hasPrefix("reference_date,rank,"))
    #expect(folder.text("flu.csv").hasSuffix(",pathway\r\n"))
    #expect(folder.text("flu.csv").split(separator: "\r\n").count == 1)
  }

  @Test("new is empty where no earlier list is known")
  func withoutEarlier() {
    let list = Sample.lists()[1]
    #expect(list.table["new"]?.present?.setCount == 0)
    #expect(list.table["also_on"]?.value(at: 0) == .text("health-check"))
    #expect(list.table["also_on"]?.value(at: 1) == nil)
  }

  @Test("a person on several other lists has them in the order of the pipeline")
  func severalLists() {
    let third = SelectedCohort(
      name: "third", title: "", source: "", members: Sample.members([(0, "U10001", 1, nil)]))
    let lists = Sample.lists([third, Sample.vaccinations, Sample.checks])
    #expect(lists[0].table["also_on"]?.value(at: 0) == .text("flu; health-check"))
    #expect(lists[2].table["also_on"]?.value(at: 1) == .text("third; flu"))
    #expect(lists[2].table["also_on"]?.value(at: 0) == nil)
  }

  @Test("columns that the person table lacks are empty and still there")
  func lackingColumns() {
    let bare = PersonTable(Sample.persons.table.selecting(["nhs_number", "practice_code"]))
    let lists = Sample.lists([Sample.checks], persons: bare)
    #expect(lists[0].table["age"]?.present?.setCount == 0)
    #expect(lists[0].table["score"]?.type == .decimal)
    #expect(lists[0].table.names.count == ListColumn.allCases.count)
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
  func badCohortName() {
    var cohort = Sample.checks
    cohort.name = "../etc"
    #expect(Sample.lists([cohort, Sample.vaccinations]).map(\.name.text) == ["flu"])
  }

  @Test("two texts that become one in a spreadsheet keep their rows")
  func spreadsheetSafety() {
    let column = Sample.text(["=a", "'=a", nil, "plain", "-", "\tx", "'=a"]).safeInSpreadsheets
    let texts = (0..<7).map { column.value(at: $0) }
    let expected = ["'=a", "'=a", nil, "plain", "'-", "'\tx", "'=a"]
    #expect(texts == expected.map { $0.map { .text($0) } })
  }
}
