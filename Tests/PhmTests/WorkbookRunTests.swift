import Foundation
import Testing

@testable import ProgramRuns

/// Workbooks as a stage of a night.
@Suite("Workbooks of a night")
struct WorkbookRunTests {
  @Test("a night that changes nothing makes no workbook anew, and the stage runs alone")
  func stage() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let first = try night.release().filter { $0.key.hasSuffix(".xlsx") }
    #expect(
      first.keys.sorted() == [
        "U10001/lists-A10001.xlsx", "U10001/lists-A10002.xlsx", "U10001/lists.xlsx",
        "U10002/lists-A10003.xlsx", "U10002/lists.xlsx",
      ])
    let plan = try night.run(command: "plan")
    #expect(plan.output.contains(#/load\/workbooks\s+reuse/#), "\(plan.output)")
    let forced = try night.run(["--force"])
    #expect(forced.exitCode == 0)
    #expect(try night.release().filter { $0.key.hasSuffix(".xlsx") } == first)
    let alone = try night.run(["--stage", "load/workbooks", "--force"])
    #expect(alone.exitCode == 0, "\(alone.errors)")
    // The folder in which sheets are kept while they are made is gone.
    let store = try FileManager.default.contentsOfDirectory(
      atPath: night.folder.path("state/store/load/workbooks"))
    #expect(store.count == 1 && store.first?.count == 32)
  }

  @Test("without its key there is no workbook, and no data package speaks of one")
  func leftOut() throws {
    let night = try EditedNight()
    try night.replace(
      "publish.yaml",
      "\nworkbook: {for: [pcn, practice], people: 5, fill_in: [action, acted_on, until]}", "")
    try night.run()
    let release = try night.release()
    #expect(!release.keys.contains { $0.hasSuffix(".xlsx") })
    let package = try #require(release["U10001/datapackage.json"])
    #expect(!String(decoding: package, as: UTF8.self).contains("xlsx"))
  }

  @Test("a sheet has just the people of the list's file, and nobody of another practice's workbook")
  func people() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let release = night.folder.url.appending(path: "output/current")
    func numbers(_ path: String) throws -> Set<String> {
      let text = String(
        decoding: try path.hasSuffix("xlsx")
          ? workbookText(at: release.appending(path: path))
          : Data(contentsOf: release.appending(path: path)), as: UTF8.self)
      return Set(text.matches(of: #/9\d{9}/#).map { String($0.output) })
    }
    for network in ["U10001", "U10002"] {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: release.appending(path: network).path)
      let listed = try files.filter { $0.hasSuffix(".csv") && !$0.contains("due-soon") }
        .reduce(into: Set<String>()) { $0.formUnion(try numbers("\(network)/\($1)")) }
      let all = try numbers("\(network)/lists.xlsx")
      #expect(!all.isEmpty && all.isSubset(of: listed))
      let ofPractices = try files.filter { $0.hasPrefix("lists-") }.map {
        try numbers("\(network)/\($0)")
      }
      let together = ofPractices.reduce(into: Set()) { $0.formUnion($1) }
      #expect(together.isSubset(of: listed))
      #expect(ofPractices.reduce(0) { $0 + $1.count } == together.count)
    }
  }
}
