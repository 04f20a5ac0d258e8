import Foundation
import Testing

@testable import ProgramRuns

/// What becomes of lists and figures where a delivery lacks a feed or most of it.
@Suite("Lacking feeds")
struct LackingFeedsTests {
  private let night: EditedNight

  init() throws {
    night = try EditedNight()
  }

  /// A run that publishes.
  private func output() throws -> String {
    let result = try night.attempt()
    try #require(result.exitCode == 0, "\(result.errors)")
    return result.output
  }

  private func rowCount(_ path: String) throws -> Int {
    try night.published(path).split(whereSeparator: \.isNewline).count - 1
  }

  private static let lists = ["U10001", "U10002"]
  private static let emptyUptake = "nhs_number,programme,event_on,outcome,dose\n"

  @Test("without the feed of checks the lists that need it are empty, and say so everywhere")
  func withoutUptake() throws {
    try night.remove("uptake.csv")
    let said = try output()
    for list in ["nhs-health-check", "learning-disability-health-check"] {
      #expect(
        said.contains(
          "note: \(list): the list is empty because nothing was delivered of uptake (no file)"),
        "\(said)")
    }
    #expect(try rowCount("U10001/nhs-health-check.csv") == 0)
    #expect(
      try night.published("U10001/NOTICES.txt").contains(
        "nhs-health-check: not made, because nothing was delivered of uptake (no file). "
          + "Empty does not mean that nobody is due."))
    let coverage = try night.published("system/nhs-health-check-coverage.csv")
    #expect(!coverage.contains(",0.0"))
    #expect(
      said.contains(
        "note: nhs-health-check-coverage: there are no figures because nothing was delivered of uptake (no file)"
      ))
  }

  @Test(
    "a feed that came last night and does not tonight refuses the night, unless somebody says why")
  func goneOvernight() throws {
    _ = try output()
    let before = try night.release()
    try night.remove("medications.csv")
    let result = try night.attempt()
    #expect(result.exitCode == 67)
    #expect(
      result.output.contains("refused: medications (no file) was not delivered, and was in run"))
    #expect(result.output.contains("lists that read it: nhs-health-check, anticoagulation"))
    #expect(try night.release() == before)
    try night.replace(
      "nightly.yaml", "  except:\n",
      "  except:\n    - {feed: medications, reason: the extract is rebuilt, until: 2026-11-20}\n")
    #expect(
      try output().contains("anticoagulation: the list is empty because nothing was delivered"))
    let late = try night.attempt(date: "2026-11-21")
    #expect(late.exitCode == 0, "the release before has no medicines either: \(late.errors)")
  }

  @Test("a list that can be made without a feed names the rules that read it")
  func withoutMedicines() throws {
    try night.remove("medications.csv")
    _ = try output()
    let notices = try night.published("U10001/NOTICES.txt")
    #expect(
      notices.contains(
        "nhs-health-check: check before acting. Nothing was delivered tonight for what this list asks of a person, and counts as not so: 'on statin'."
      ))
    #expect(notices.contains("anticoagulation: not made"))
    #expect(try rowCount("U10001/anticoagulation.csv") == 0)
    let explained = try CommandProcess.run([
      "explain", "nhs-health-check", "--pipeline", "pipeline/nightly.yaml", "--state",
      night.folder.path("state"),
    ])
    #expect(explained.output.contains("check before acting: rules of this list read what no feed"))
    #expect(explained.output.hasSuffix("nothing found: on_statin\n"), "\(explained.output)")
    let list = try night.published("U10001/nhs-health-check.csv")
      .split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let column = try #require(list.first?.firstIndex(of: "nhs_number"))
    let number = String(try #require(list.dropFirst().first)[column])
    let one = try CommandProcess.run([
      "explain", "nhs-health-check", "--patient", number, "--pipeline", "pipeline/nightly.yaml",
      "--state", night.folder.path("state"),
    ])
    let values = one.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(values.contains(["on_statin", "not", "delivered"]), "\(one.output)")
  }

  @Test("a feed that has only its header is as good as none")
  func headerOnly() throws {
    try night.write("medications.csv", "nhs_number,medicine,issued_on\n")
    let said = try output()
    #expect(
      said.contains(
        "note: anticoagulation: the list is empty because nothing was delivered of medications (no rows)"
      ))
    #expect(said.contains("note: features: nothing was delivered of medications (no rows), so"))
    for list in Self.lists { #expect(try rowCount("\(list)/anticoagulation.csv") == 0) }
    let notices = try night.published("U10002/NOTICES.txt")
    #expect(
      notices.contains(
        "nhs-health-check: check before acting. Nothing was delivered tonight for what this list asks of a person, and counts as not so: 'on statin'."
      ))
    let attrition = try night.published("system/attrition.csv")
    #expect(attrition.contains("not made: nothing was delivered of medications (no rows)"))
  }

  @Test("a feed whose rows are all left out is as good as none")
  func allLeftOut() throws {
    try night.replace(
      "feeds/medications.yaml", "columns:", "only: issued_on < date '1900-01-01'\ncolumns:")
    #expect(
      try output().contains(
        "note: anticoagulation: the list is empty because nothing was delivered of medications (no accepted row)"
      ))
  }

  @Test("scores name the terms whose only feed has no rows, indicators have no figures")
  func scoresAndIndicators() throws {
    let whole = try output()
    #expect(whole.contains("note: burden: no feed carries gout, so"), "\(whole)")
    try night.write("conditions.csv", "nhs_number,condition,recorded_on,resolved_on\n")
    try night.write("uptake.csv", Self.emptyUptake)
    try night.forgetRuns()
    let said = try output()
    #expect(said.contains("note: burden: no feed carries migraine, gout, so"), "\(said)")
    #expect(
      said.contains(
        "note: nhs-health-check-coverage: there are no figures because nothing was delivered of uptake (no rows)"
      ))
  }

  @Test("published counts without rows give no figures, and the run says so")
  func publishedCounts() throws {
    for feed in ["prevalence", "geographies"] {
      try night.replace("feeds/\(feed).yaml", "format: csv", "format: csv\noptional: true")
    }
    try night.write("qof-prevalence.csv", try firstLine(of: "qof-prevalence.csv"))
    let result = try night.attempt("published")
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "note: register-prevalence: there are no figures because nothing was delivered of prevalence (no rows)"
      ), "\(result.output)")
  }

  @Test("columns that are looked up in a feed without rows are known to be empty")
  func lookups() throws {
    try night.write("lsoa-districts.csv", try firstLine(of: "lsoa-districts.csv"))
    try night.replace(
      "features-people.yaml", "features:",
      "features:\n  lives_in_district: {derive: district is not null}")
    try night.replace(
      "cohorts/carers.yaml", "exclude:\n",
      "exclude:\n  - {because: elsewhere, when: district = 'Wyre'}\n")
    let said = try output()
    #expect(
      said.contains("note: carers: rules of the list read what no feed carried: district"),
      "\(said)")
  }

  private func firstLine(of name: String) throws -> String {
    String(try night.read(name).prefix { !$0.isNewline }) + "\n"
  }

  @Test("a needed feed of which no row is accepted refuses the run, and the next one too")
  func neededWithoutRows() throws {
    try night.run()
    let before = try night.release()
    try night.replace(
      "feeds/registers.yaml", "columns:", "only: register = 'PC' and register = 'RA'\ncolumns:")
    for _ in 1...2 {
      let result = try night.attempt()
      #expect(result.exitCode == 66)
      #expect(
        result.errors.contains(
          "nothing was delivered of registers (no accepted row)\n  nothing was published and the last release stays"
        ), "\(result.errors)")
      #expect(try night.release() == before)
    }
  }

  @Test("alternatives of which none has rows refuse the run")
  func alternativesWithoutRows() throws {
    try night.write("uptake.csv", Self.emptyUptake)
    try night.write(
      "vaccinations.xml",
      "<VaccinationUptake xmlns=\"urn:phm:vaccination-uptake:1\"></VaccinationUptake>")
    let result = try night.attempt()
    #expect(result.exitCode == 66)
    #expect(
      result.errors.contains(
        "nothing was delivered of uptake (no rows) or vaccinations (no rows)\n"), "\(result.errors)"
    )
  }

  @Test("without a file of ODS memberships that has rows, the next source of networks serves")
  func networks() throws {
    _ = try output()
    let whole = try night.published("U10001/nhs-health-check.csv")
    let memberships = try night.read("organisations.xml")
    try #require(memberships.contains("RE8"))
    try night.write(
      "organisations.xml", memberships.replacingOccurrences(of: "RE8", with: "RE9"))
    _ = try output()
    #expect(try night.published("U10001/nhs-health-check.csv") == whole)
  }

  @Test("a network is told which of its practices are on no list")
  func heldBack() throws {
    _ = try output()
    let notices = try Self.lists.map {
      try night.published("\($0)/NOTICES.txt").contains("A10008: none of this practice's patients")
    }
    #expect(notices == [false, true])
  }
}
