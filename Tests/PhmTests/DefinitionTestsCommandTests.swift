import Foundation
import Testing

@testable import ProgramRuns

/// `phm check --tests`, run as a person runs it.
@Suite("Tests of definitions, by the command")
struct DefinitionTestsCommandTests {
  /// A copy of the small pipeline that a test may change.
  private func copy() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: fixtures.appending(path: "pipeline"), to: folder.url.appending(path: "pipeline"))
    return folder
  }

  private func change(_ name: String, _ old: String, _ new: String, in folder: TemporaryFolder)
    throws
  {
    let url = folder.url.appending(path: name)
    let text = try String(contentsOf: url, encoding: .utf8)
    let range = try #require(text.range(of: old), "\(name) has no '\(old)'")
    try text.replacingCharacters(in: range, with: new)
      .write(to: url, atomically: false, encoding: .utf8)
  }

  @Test("where the tests of a pipeline hold, one line says so")
  func allHold() throws {
    for pipeline in ["pipeline/nightly.yaml", "pipeline/published.yaml"] {
      let result = try CommandProcess.run(["check", pipeline, "--tests", "--every-rule"])
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.output.split(separator: "\n").count == 1)
      #expect(result.errors.isEmpty)
    }
  }

  @Test("a test that does not hold ends with 65, its place, what was expected and what came")
  func failure() throws {
    let folder = try copy()
    let file = "pipeline/cohorts/nhs-health-check.yaml"
    try change(
      file, "{because: hypertension, when: on_hyp}", "{because: hypertension, when: on_af}",
      in: folder)
    let result = try CommandProcess.run(
      ["check", "pipeline/nightly.yaml", "--tests"], in: folder.url)
    #expect(result.exitCode == 65)
    #expect(result.output.isEmpty)
    let lines = result.errors.split(separator: "\n").map { String($0) }
    let place = try #require(lines.firstIndex { $0.contains("test 'hypertension' does not hold") })
    #expect(lines[place].contains("\(file):"))
    #expect(lines[place + 1] == "  expected  excluded: hypertension")
    #expect(lines[place + 2] == "  found     on_list: true")
    #expect(lines.last == "2 of 77 tests do not hold")
  }

  @Test("a rule whose test goes away is named where every rule must have one")
  func everyRule() throws {
    let folder = try copy()
    try change(
      "pipeline/cohorts/carers.yaml", "excluded: not eligible}", "on_list: false}", in: folder)
    let result = try CommandProcess.run(
      ["check", "pipeline/nightly.yaml", "--tests", "--every-rule"], in: folder.url)
    #expect(result.exitCode == 65)
    #expect(
      result.errors.contains(
        "no test tries the step 'not eligible'\n  add a test that says 'excluded: not eligible'\n"
      ))
  }

  @Test("options that do not go together are refused")
  func options() throws {
    let pipeline = "pipeline/nightly.yaml"
    #expect(try CommandProcess.run(["check", pipeline, "--every-rule"]).exitCode == 64)
    #expect(try CommandProcess.run(["check", pipeline, "--tests", "--schema"]).exitCode == 64)
    #expect(
      try CommandProcess.run([
        "explain", "nhs-health-check", "--patient", "-", "--flowchart", "--pipeline",
        pipeline,
      ]).exitCode == 64)
  }

  @Test("a changed test runs nothing again, a changed rule does")
  func fingerprints() throws {
    let folder = try copy()
    let night = try Night()
    let file = "pipeline/cohorts/nhs-health-check.yaml"
    func command(_ name: String) throws -> CommandProcess.Result {
      try CommandProcess.run(night.arguments(name), in: folder.url)
    }
    try #require(try command("run").exitCode == 0)
    let before = try command("plan").output
    try change(
      file, "{test: hypertension,", "{test: high blood pressure on the register,", in: folder)
    try change("pipeline/nightly.yaml", "tests_on: 2026-11-20", "tests_on: 2026-11-21", in: folder)
    #expect(try command("plan").output == before)
    try change(file, "{because: hypertension,", "{because: high blood pressure,", in: folder)
    #expect(try command("plan").output != before)
  }

  @Test("the page of a definition that is no more is noticed")
  func stalePage() throws {
    let folder = try copy()
    func pages(_ name: String) throws -> [String: Data] {
      let result = try CommandProcess.run(
        ["document", "pipeline/nightly.yaml", "--output", folder.path(name)], in: folder.url)
      try #require(result.exitCode == 0, "\(result.errors)")
      return try contents(of: folder.url.appending(path: name))
    }
    let kept = try pages("kept")
    try change("pipeline/nightly.yaml", "  - cohorts/anticoagulation.yaml\n", "", in: folder)
    let made = try pages("made")
    #expect(kept["catalogue/cohorts/anticoagulation.md"] != nil)
    #expect(made["catalogue/cohorts/anticoagulation.md"] == nil)
    #expect(made["catalogue/cohorts/nhs-health-check.md"] != nil)
  }
}
