import Foundation
import Testing

/// What becomes of lists and figures where a delivery lacks a feed or most of it.
@Suite("Lacking feeds", .serialized)
struct LackingFeedsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: packageRoot.appending(path: "sample-data"), to: folder.url.appending(path: "input"))
  }

  private func run() throws -> CommandProcess.Result {
    try CommandProcess.run([
      "run", "pipelines/nightly.yaml", "--input", folder.path("input"), "--output",
      folder.path("output"), "--state", folder.path("state"), "--reference-date", "2026-11-20",
      "--progress", "none",
    ])
  }

  private func remove(_ feed: String) throws {
    let input = folder.url.appending(path: "input")
    for name in try FileManager.default.contentsOfDirectory(atPath: input.path)
    where name.hasPrefix(feed) {
      try FileManager.default.removeItem(at: input.appending(path: name))
    }
  }

  /// Replaces a feed's files by one.
  private func replace(_ feed: String, with text: String, in name: String? = nil) throws {
    try remove(feed)
    try Data(text.utf8).write(to: folder.url.appending(path: "input/\(name ?? "\(feed).csv")"))
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: "output/current/\(path)"), encoding: .utf8)
  }

  @Test("without the feed of checks the lists that need it are empty, and say so everywhere")
  func withoutUptake() throws {
    try #require(try run().exitCode == 0)
    let whole = try text("U10001/nhs-health-check.csv")
    #expect(whole.split(whereSeparator: \.isNewline).count > 100)
    try remove("uptake")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "note: nhs-health-check: the list is empty because nothing was delivered of uptake (no file)"
      ))
    #expect(result.output.contains("warning: uptake has 0 rows, run "))
    #expect(
      try text("U10001/nhs-health-check.csv").split(whereSeparator: \.isNewline).count == 1)
    #expect(
      try text("U10001/NOTICES.txt").hasPrefix(
        "nhs-health-check: not made, because nothing was delivered of uptake (no file). "
          + "Empty does not mean that nobody is due."))
    let coverage = try text("system/nhs-health-check-coverage.csv")
    #expect(!coverage.contains(",0.0"))
    #expect(
      result.output.contains(
        "note: nhs-health-check-coverage: there are no figures because nothing was delivered of uptake (no file)"
      ))
  }

  @Test("a list that can be made without a feed names the rules that read it")
  func withoutMedicines() throws {
    try remove("medications")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    let notices = try text("U10002/NOTICES.txt")
    #expect(
      notices.contains(
        "nhs-health-check: check before acting. Rules of this list read what no feed carried tonight: on_statin."
      ))
    #expect(notices.contains("atrial-fibrillation-anticoagulation: not made"))
    #expect(
      try text("U10002/atrial-fibrillation-anticoagulation.csv").split(whereSeparator: \.isNewline)
        .count == 1)
  }

  @Test("a feed that has only its header is as good as none")
  func headerOnly() throws {
    try replace("medications", with: "nhs_number,medicine,issued_on\n")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "note: atrial-fibrillation-anticoagulation: the list is empty because nothing was delivered of medications (no rows)"
      ))
    #expect(
      result.output.contains("note: features: nothing was delivered of medications (no rows), so"))
    let lists = ["U10001", "U10002", "U10003", "U10004"]
    for pcn in lists {
      #expect(
        try text("\(pcn)/atrial-fibrillation-anticoagulation.csv")
          .split(whereSeparator: \.isNewline).count == 1)
    }
    let notices = try text("U10002/NOTICES.txt")
    #expect(
      notices.contains(
        "nhs-health-check: check before acting. Rules of this list read what no feed carried tonight: on_statin."
      ))
    let attrition = try text("system/attrition.csv")
    #expect(attrition.contains("not made: nothing was delivered of medications (no rows)"))
  }

  @Test("a feed whose rows are all left out is as good as none")
  func allLeftOut() throws {
    let night = try EditedNight(input: "sample-data")
    try night.replace(
      "feeds/medications.yaml", "rules:", "only: issued_on < date '1900-01-01'\nrules:")
    let result = try CommandProcess.run([
      "run", night.path("pipelines/nightly.yaml"), "--input", night.path("input"), "--output",
      night.path("output"), "--state", night.path("state"), "--reference-date", "2026-11-20",
      "--progress", "none",
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "note: atrial-fibrillation-anticoagulation: the list is empty because nothing was delivered of medications (no accepted row)"
      ))
  }

  @Test("scores name the terms whose only feed has no rows, indicators have no figures")
  func scoresAndIndicators() throws {
    try replace("conditions", with: "nhs_number,condition,recorded_on,resolved_on\n")
    try replace("uptake", with: "nhs_number,programme,event_on,outcome,dose\n")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("note: efi: no feed carries "))
    #expect(
      result.output.contains(
        "note: nhs-health-check-coverage: there are no figures because nothing was delivered of uptake (no rows)"
      ))
  }

  @Test("published counts without rows give no figures, and the run says so")
  func publishedCounts() throws {
    let night = try EditedNight(input: "sample-data")
    for feed in ["qof-prevalence", "geographies"] {
      try night.replace(
        "feeds/published/\(feed).yaml", "format: csv", "format: csv\noptional: true")
    }
    let counts = try firstLine(try night.read("qof-prevalence.csv"))
    try night.write("PREVALENCE_2122.csv", counts)
    let result = try CommandProcess.run([
      "run", night.path("pipelines/published.yaml"), "--input", night.path("input"), "--output",
      night.path("output"), "--state", night.path("state"), "--reference-date", "2026-11-20",
      "--progress", "none",
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "note: register-prevalence: there are no figures because nothing was delivered of qof-prevalence (no rows)"
      ), "\(result.output)")
  }

  @Test("columns that are looked up in a feed without rows are known to be empty")
  func lookups() throws {
    let night = try EditedNight(input: "sample-data")
    try night.write("lsoa-districts.csv", try firstLine(try night.read("lsoa-districts.csv")))
    try night.replace(
      "features-people.yaml", "features:",
      "features:\n  lives_in_district: {derive: district is not null}")
    try night.replace(
      "cohorts/carers.yaml", "exclude:\n",
      "exclude:\n  - {because: elsewhere, when: district = 'Wyre'}\n")
    let result = try CommandProcess.run([
      "run", night.path("pipelines/nightly.yaml"), "--input", night.path("input"), "--output",
      night.path("output"), "--state", night.path("state"), "--reference-date", "2026-11-20",
      "--progress", "none",
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("note: carers: rules of the list read what no feed carried: district"))
  }

  private func firstLine(_ text: String) throws -> String {
    String(text.prefix { !$0.isNewline }) + "\n"
  }

  @Test("a needed feed of which no row is accepted refuses the run, and the next one too")
  func neededWithoutRows() throws {
    let night = try EditedNight(input: "sample-data")
    try night.run()
    let before = try night.release()
    try night.replace(
      "feeds/registers.yaml", "rules:", "only: register = 'PC' and register = 'RA'\nrules:")
    for _ in 1...2 {
      let result = try CommandProcess.run([
        "run", night.path("pipelines/nightly.yaml"), "--input", night.path("input"), "--output",
        night.path("output-nightly"), "--state", night.path("state"), "--reference-date",
        "2026-11-20", "--progress", "none",
      ])
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
    try replace("uptake", with: "nhs_number,programme,event_on,outcome,dose\n")
    try replace(
      "vaccinations",
      with: "<VaccinationUptake xmlns=\"urn:phm:vaccination-uptake:1\"></VaccinationUptake>",
      in: "vaccinations.xml")
    let result = try run()
    #expect(result.exitCode == 66)
    #expect(
      result.errors.contains(
        "nothing was delivered of uptake (no rows) or vaccinations (no rows)\n"), "\(result.errors)"
    )
  }

  @Test("without a file of ODS memberships that has rows, the next source of networks serves")
  func networks() throws {
    try #require(try run().exitCode == 0)
    let whole = try text("U10001/nhs-health-check.csv")
    let xml = try String(
      contentsOf: folder.url.appending(path: "input/organisations.xml"), encoding: .utf8)
    try #require(xml.contains("RE8"))
    try replace(
      "organisations", with: xml.replacingOccurrences(of: "RE8", with: "RE9"),
      in: "organisations.xml")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(try text("U10001/nhs-health-check.csv") == whole)
  }

  @Test("a network is told which of its practices are on no list")
  func heldBack() throws {
    try #require(try run().exitCode == 0)
    let notices = try ["U10001", "U10002", "U10003", "U10004"].map {
      try text("\($0)/NOTICES.txt").contains("M98008: none of this practice's patients")
    }
    #expect(notices.count { $0 } == 1)
  }
}
