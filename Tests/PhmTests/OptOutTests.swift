import Foundation
import Testing

@testable import ProgramRuns

/// What an output's terms do to people with an opt-out, in runs of the small night: `carers` leaves both opt-outs out, the
/// other lists keep everybody, and the list over all lists leaves out the Type 1 opt-out.
@Suite("Opt-outs and purposes")
struct OptOutTests {
  private let night: EditedNight
  /// Somebody of U10002 on the list of carers and on others.
  private let carer = "9000002753"

  init() throws {
    night = try EditedNight()
  }

  @Test(
    "whoever has an opt-out, or of whom it is not known, is off the lists that leave them out and no other",
    arguments: [("D", true), ("1", false), ("", false)])
  func leftOut(code: String, isOnPriority: Bool) throws {
    try night.run()
    #expect(try lists(of: carer).isSuperset(of: ["carers", "priority"]))
    let before = try lists(of: carer)
    try optOut(carer, code)
    try night.run()
    let gone: Set<String> = isOnPriority ? ["carers"] : ["carers", "priority"]
    // Nobody's only list is that of carers, so that priority changes by the opt-out alone.
    #expect(before.count > 2)
    #expect(try lists(of: carer) == before.subtracting(gone))
    try night.compareWithFreshRun()
  }

  @Test(
    "the opt-outs are a step of their own, with its count, in attrition, explain and the flowchart")
  func step() throws {
    try optOut(carer, "D")
    try night.run()
    let title = "known to have no Type 1 opt-out and national data opt-out"
    let attrition = try explain([]).output
    // One person of the night has an opt-out already.
    let line = try #require(attrition.split(separator: "\n").first { $0.contains(title) })
    #expect(line.split(separator: " ").suffix(2) == ["2", "31"])
    #expect(try explain(["--flowchart"]).output.contains("not known to have no Type 1"))
    let one = try explain(["--patient", carer]).output
    #expect(one.contains("not on the list: not \(title)"))
    #expect(
      one.contains("not type_1_opt_out and not national_opt_out"), "the condition is shown: \(one)")
  }

  @Test("purpose, basis, recipients and opt-outs stand in NOTICES.txt and in the data packages")
  func papers() throws {
    try night.run()
    let notices = try night.published("U10001/NOTICES.txt")
    #expect(
      notices.contains(
        """
        carers.csv
          Purpose: support by a charity
          Lawful basis: made up
          For: a charity
          Opt-outs: people with a Type 1 opt-out or national data opt-out, and those of whom it is not known, are left out
        """))
    let lists = try terms(of: "U10001/datapackage.json")
    #expect(
      lists["nhs-health-check"] == [
        "the patients' own care", "made up", "their practices", "kept", "kept",
      ])
    #expect(
      lists["priority"] == ["who is called first", "made up", "the network", "left-out", "kept"])
    let aggregates = try terms(of: "system/datapackage.json")
    // What counts rows and entries as they were delivered.
    let ofEverybody = ["data-quality", "register-reconciliation"]
    #expect(aggregates.count > ofEverybody.count)
    #expect(
      aggregates.filter { !ofEverybody.contains($0.key) }.values.allSatisfy {
        $0 == ["planning", "made up", "the system", "left-out", "left-out"]
      })
    for name in ofEverybody {
      #expect(aggregates[name] == ["planning", "made up", "the system", "kept", "kept"])
    }
  }

  @Test("another purpose is told on paper at once, and makes no list anew")
  func anotherPurpose() throws {
    try night.run()
    let before = try night.release()
    try night.replace("publish.yaml", "the patients' own care", "the care of these patients")
    try night.run()
    let after = try night.release()
    #expect(
      try night.published("U10002/NOTICES.txt").contains("Purpose: the care of these patients"))
    for (path, bytes) in before where path.hasSuffix(".csv") { #expect(after[path] == bytes) }
    let plan = try #require(try newestRun())
    let cohorts = plan.filter { $0.key.hasPrefix("transform/cohort") }
    #expect(!cohorts.isEmpty && cohorts.values.allSatisfy { $0 })
  }

  @Test(
    "without purpose, basis or opt-outs check says so, with its place and what to do",
    arguments: [
      ("purpose: planning, ", "the key 'purpose' is missing"),
      ("lawful_basis: made up, recipients: the network", "the key 'lawful_basis' is missing"),
      (", national_opt_outs: kept", "the key 'national_opt_outs' is missing"),
    ])
  func refused(text: String, says: String) throws {
    try night.replace(
      "publish.yaml", text, text.contains("network") ? "recipients: the network" : "")
    let result = try CommandProcess.run(["check", night.path("pipeline/nightly.yaml")])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("publish.yaml:") && result.errors.contains(says))
    #expect(result.errors.contains("' here"))
  }

  // MARK: Scores that are medical devices

  @Test(
    "a score that is a medical device says who answers for it, and is not worked out where it is switched off"
  )
  func switchedOff() throws {
    try night.run()
    let notices = try night.published("U10001/NOTICES.txt")
    #expect(notices.contains("Who answers for it here: the engine's tests."))
    let estimated = try origins()
    #expect(estimated.contains("estimated") && estimated.contains("recorded"))
    try night.replace("nightly.yaml", "{risk: the engine's tests}", "{risk: off}")
    try night.run()
    #expect(try Set(origins()) == ["recorded"])
    #expect(!(try night.published("U10001/NOTICES.txt").contains("Who answers for it")))
    let tests = try CommandProcess.run(["check", night.path("pipeline/nightly.yaml"), "--tests"])
    #expect(tests.exitCode == 0, "\(tests.output)")
  }

  @Test("nobody is worked a score out for that is a medical device and that nobody answers for")
  func nobodyAnswers() throws {
    try night.replace("nightly.yaml", "answers_for: {risk: the engine's tests}\n", "")
    let result = try night.attempt()
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("nothing says who answers for the score 'risk'"))
    #expect(result.errors.contains("add 'risk: WHO' under 'answers_for:', or 'risk: off'"))
  }

  // MARK: What a test looks at

  private func optOut(_ number: String, _ code: String) throws {
    let file = night.folder.url.appending(path: "input/patients.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let edited = lines.map { line in
      line.hasPrefix(number) && line.hasSuffix(",N") ? line.dropLast() + code : line
    }
    #expect(edited != lines)
    try Data(edited.joined(separator: "\n").utf8).write(to: file)
  }

  /// The lists that a person is on.
  private func lists(of number: String) throws -> Set<String> {
    try Set(
      night.release().filter { file in
        file.key.hasPrefix("U1") && file.key.hasSuffix(".csv")
          && String(decoding: file.value, as: UTF8.self).contains(number)
      }.map { String($0.key.split(separator: "/")[1].dropLast(4)) })
  }

  private func explain(_ arguments: [String]) throws -> CommandProcess.Result {
    try CommandProcess.run(
      [
        "explain", "carers", "--pipeline", night.path("pipeline/nightly.yaml"), "--state",
        night.path("state"),
      ]
        + arguments)
  }

  /// Purpose, basis, recipients and opt-outs of each file of a data package.
  private func terms(of package: String) throws -> [String: [String]] {
    let json = try JSONSerialization.jsonObject(with: Data(night.published(package).utf8))
    let resources = (json as? [String: Any])?["resources"] as? [[String: Any]] ?? []
    return resources.reduce(into: [:]) { found, resource in
      let optOuts = resource["optOuts"] as? [String: String] ?? [:]
      let keys = ["purpose", "lawfulBasis", "recipients"].map { resource[$0] as? String ?? "" }
      found[resource["name"] as? String ?? ""] =
        keys + [optOuts["type1"] ?? "", optOuts["national"] ?? ""]
    }
  }

  /// The stages of the newest run, and whether each was reused.
  private func newestRun() throws -> [String: Bool]? {
    let runs = try FileManager.default.contentsOfDirectory(atPath: night.path("state/runs"))
      .filter { $0.hasSuffix(".json") }.map { $0.dropLast(5) }.sorted()
    guard let newest = runs.last else { return nil }
    let data = try Data(contentsOf: night.folder.url.appending(path: "state/runs/\(newest).json"))
    let entry = try JSONDecoder().decode(RunStages.self, from: data)
    return Dictionary(uniqueKeysWithValues: entry.stages.map { ($0.stage, $0.isReused) })
  }

  private struct RunStages: Decodable {
    struct Stage: Decodable {
      var stage: String
      var isReused: Bool
    }
    var stages: [Stage]
  }

  private func origins() throws -> [String] {
    let shown = try CommandProcess.run([
      "show", "transform/score-risk", "--state", night.path("state"), "--columns", "risk_origin",
      "--format", "csv",
    ])
    return shown.output.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .dropFirst().filter { !$0.isEmpty && $0 != "\"\"" }.map { String($0) }
  }
}
