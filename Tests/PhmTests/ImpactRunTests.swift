import Foundation
import Testing

@testable import ProgramRuns

/// A whole run with statuses, a directory of pathways and an impact definition.
@Suite("Impact in a run")
struct ImpactRunTests {
  private let night: Night
  private let pipeline: String

  init() throws {
    night = try Night()
    let folder = night.folder.url.appending(path: "pipeline")
    try FileManager.default.copyItem(at: fixtures.appending(path: "pipeline"), to: folder)
    pipeline = folder.appending(path: "small.yaml").path
    try write("small.yaml", pipelineText)
    try write("small-pathways.yaml", pathwaysText)
    try write("small-impact.yaml", impactText)
    try write("small-publish.yaml", publishText)
    try write("small-features.yaml", featuresText)
    try write("small-flu.yaml", cohortText("small-flu", "age >= 65", "flu_given", "flu-clinic"))
    try write(
      "small-checks.yaml",
      cohortText("small-checks", "age between 40 and 74", "last_health_check is not null", "checks")
    )
    try write("small-all.yaml", cohortText("small-all", "age >= 0", "age < 0", "checks"))
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: night.folder.url.appending(path: "pipeline/\(name)"))
  }

  private func run(_ command: String = "run") throws -> CommandProcess.Result {
    var arguments = night.arguments(command)
    arguments[1] = pipeline
    return try CommandProcess.run(arguments)
  }

  private func rows(_ path: String) throws -> [[String: String]] {
    let file = night.folder.url.appending(path: "output/current/\(path)")
    let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\r\n")
    // No field of these files has a comma or a quote.
    let cells = lines.filter { !$0.isEmpty }.map {
      $0.replacing("\"", with: "").components(separatedBy: ",")
    }
    let header = try #require(cells.first)
    return cells.dropFirst().map { Dictionary(zip(header, $0), uniquingKeysWith: { $1 }) }
  }

  @Test("nobody with an open gap is missing from priority.csv, and each network's places are given")
  func nobodyIsMissing() throws {
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    var people = 0
    for network in ["U10001", "U10002"] {
      let priority = try rows("\(network)/priority.csv")
      let open = Set(try night.list(network, "small-flu"))
        .union(try night.list(network, "small-checks"))
      #expect(Set(priority.compactMap { $0["nhs_number"] }) == open)
      #expect(priority.count == open.count)
      #expect(priority.count { $0["this_week"] == "true" } == min(2, open.count))
      #expect(priority.allSatisfy { $0["open_lists"]?.contains("small-all") == false })
      people += open.count
    }
    #expect(people > 0)
  }

  @Test(
    "a list over all lists of a stated length keeps its first and who has a place, and takes nobody off other lists"
  )
  func statedLength() throws {
    try #require(try run().exitCode == 0)
    let networks = ["U10001", "U10002"]
    func files(_ name: String) throws -> [[[String: String]]] {
      try networks.map { try rows("\($0)/\(name).csv") }
    }
    let (whole, flu) = (try files("priority"), try files("small-flu"))
    try write("small-impact.yaml", impactText + "\npeople: 1\n")
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    let first = try files("priority")
    #expect(first == whole.map { $0.filter { $0["rank"] == "1" || $0["this_week"] == "true" } })
    #expect(zip(first, whole).allSatisfy { $0.count < $1.count })
    // With strata a place goes to somebody who is not the first.
    #expect(first.contains { $0.contains { $0["rank"] != "1" } })
    // Who is on no place's list is still known not to have one.
    #expect(try files("small-flu") == flu)
    let package = try String(
      contentsOf: night.folder.url.appending(path: "output/current/U10001/datapackage.json"),
      encoding: .utf8)
    #expect(
      package.contains(
        "The first 1 of this network's order, and below them everybody else with a red flag or one of this week's places."
      ))
  }

  @Test("lists show the directory's titles, and the system folder care gaps and the equity audit")
  func otherFiles() throws {
    try #require(try run().exitCode == 0)
    let pathways = try ["U10001", "U10002"].flatMap { try rows("\($0)/small-flu.csv") }
      .compactMap { $0["pathway"] }
    #expect(Set(pathways).isSubset(of: ["Flu clinic", "Flu clinic; Advice for carers"]))
    #expect(!pathways.isEmpty)
    let gaps = try rows("system/care-gaps.csv")
    #expect(Set(gaps.compactMap { $0["cohort"] }) == ["small-flu", "small-checks", "small-all"])
    let audit = try rows("system/impact-equity.csv")
    #expect(audit.first?["level"] == "system")
    #expect(Set(audit.compactMap { $0["level"] }) == ["system", "sex"])
  }

  @Test("a changed directory makes cohorts anew, and a changed impact definition does not")
  func fingerprints() throws {
    try #require(try run().exitCode == 0)
    try write("small-impact.yaml", impactText.replacing("places: 2", with: "places: 1"))
    let plan = try run("plan")
    try #require(plan.exitCode == 0, "\(plan.errors)")
    let expected = [
      "transform/impact-priority", "load/lists", "load/system", "load/warehouse",
    ]
    #expect(planned(plan.output) == expected, "\(plan.output)")
    try #require(try run().exitCode == 0)
    try write("small-pathways.yaml", pathwaysText.replacing("Flu clinic", with: "Clinic"))
    #expect(planned(try run("plan").output).contains("transform/cohort-small-flu"))
  }

  @Test("a cohort that counts for nobody's priority is noted, and is no mistake")
  func cohortWithoutBenefit() throws {
    let check = try CommandProcess.run(["check", pipeline])
    #expect(check.exitCode == 0)
    #expect(
      check.output.hasSuffix(
        "\nnote: impact 'priority' does not name small-all: being on such a list counts for nobody's priority\n"
      ), "\(check.output)")
    try write(
      "small-impact.yaml",
      impactText.replacing(
        "benefits:", with: "benefits:\n  small-all: {benefit: 1, source: made up}"))
    #expect(try !CommandProcess.run(["check", pipeline]).output.contains("counts for nobody"))
  }

  @Test("one note says on which lists people are whom no service is for, and how many they are")
  func peopleWithoutService() throws {
    // Checks are for adults; nobody on the list of the older people is without a flu clinic.
    let result = try run()
    try #require(result.exitCode == 0, "\(result.errors)")
    let everybody = try ["U10001", "U10002"].flatMap { try rows("\($0)/small-all.csv") }
    let unserved = everybody.count { $0["pathway"]?.contains("Check") == false }
    try #require(unserved > 0 && unserved < everybody.count)
    #expect(
      result.output.contains(
        "\nnote: people for whom no service of their list's pathway applies: small-all (\(unserved))\n"
      ), "\(result.output)")
    // Counts of everybody are for the data team.
    let quality = try String(
      contentsOf: night.folder.url.appending(path: "output/current/system/data-quality.csv"),
      encoding: .utf8)
    #expect(!quality.contains("list-people-without-service"))
    try write("small-pathways.yaml", pathwaysText.replacing("eligible: age >= 18, ", with: ""))
    #expect(try !run().output.contains("no service of their list's pathway"))
  }

  /// The stages that a plan would run, in its order.
  private func planned(_ plan: String) -> [String] {
    plannedStages(plan).filter { $0.fate == "run" }.map(\.stage)
  }
}

private let pipelineText = """
  version: 1
  pipeline: small
  title: A few lists
  reference_date: 2026-11-20
  campaigns: campaigns.yaml
  feeds:
    - feeds/patients.yaml
    - feeds/registers.yaml
    - feeds/uptake.yaml
    - feeds/vaccinations.yaml
    - feeds/memberships.yaml
    - feeds/list-sizes.yaml
    - feeds/core-partners.yaml
    - feeds/practices.yaml
    - feeds/successions.yaml
    - feeds/deprivation.yaml
    - feeds/lsoa-districts.yaml
  population: population.yaml
  features: small-features.yaml
  cohorts: [small-flu.yaml, small-checks.yaml, small-all.yaml]
  pathways: small-pathways.yaml
  impact: small-impact.yaml
  publish: small-publish.yaml
  """

private let publishText = """
  publish: small
  outputs:
    lists: {purpose: care, lawful_basis: made up, recipients: practices, type_1_opt_outs: kept, national_opt_outs: kept}
    priority: {purpose: order, lawful_basis: made up, recipients: network, type_1_opt_outs: kept, national_opt_outs: kept}
    aggregates: {purpose: planning, lawful_basis: made up, recipients: system, type_1_opt_outs: left-out, national_opt_outs: left-out}

  """

private func cohortText(_ name: String, _ eligible: String, _ given: String, _ pathway: String)
  -> String
{
  """
  cohort: \(name)
  title: A list
  source: made up
  eligible: \(eligible)
  exclude:
    - {because: given, when: \(given), status: given}
  rank: [age desc]
  pathway: \(pathway)
  also_offer:
    - {need: advice, when: carer}
  """
}

private let pathwaysText = """
  pathways: small
  title: Services
  source: made up
  services:
    - {service: flu-clinic, title: Flu clinic, source: made up}
    - {service: check, title: Check, needs: [checks], eligible: age >= 18, source: made up}
    - {service: carers, title: Advice for carers, needs: [advice], eligible: age >= 18, source: made up}
  """

private let impactText = """
  impact: priority
  version: "1"
  title: Who to reach first
  source: made up
  need: age / 10.0
  benefits:
    small-flu: {benefit: 1, source: made up}
    small-checks: {benefit: 2, source: made up}
  equity:
    - {because: lives in a most deprived fifth, when: imd_decile <= 2, weight: 1.2}
  cap: 1.5
  capacity: {places: 2, per: pcn}
  strata: imd_decile
  audit: [sex]
  """

private let featuresText = """
  features:
    flu_given: {from: [uptake, vaccinations], campaign: flu, where: "programme = 'FLU' and outcome = 'done' and event_on >= season_start", take: exists}
    last_health_check: {from: uptake, where: "programme = 'NHSHC' and outcome = 'done'", take: last event_on}
  """
