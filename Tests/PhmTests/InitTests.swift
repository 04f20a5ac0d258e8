import Foundation
import Testing

@testable import ProgramRuns

/// A small pipeline for another area, made of a larger one.
@Suite("A new pipeline")
struct InitTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func make(_ name: String, _ arguments: [String] = []) throws -> CommandProcess.Result {
    try CommandProcess.run(
      ["init", folder.path(name), "--pipeline", "pipeline/nightly.yaml"] + arguments)
  }

  @Test(
    "its terms are left open and named one by one; once they are stated its tests hold and it runs")
  func terms() throws {
    let made = try make("elsewhere")
    try #require(made.exitCode == 0, "\(made.errors)")
    let pipeline = folder.path("elsewhere/elsewhere.yaml")
    let open = try CommandProcess.run(["check", pipeline])
    #expect(open.exitCode == 65)
    for key in [
      "purpose:", "lawful_basis:", "recipients:", "type_1_opt_outs:", "national_opt_outs:",
    ] {
      #expect(
        open.errors.matches(of: try Regex("\\| +\(key)")).count == 2, "\(key): \(open.errors)")
    }
    #expect(open.errors.contains("\n10 mistakes"), "\(open.errors)")
    let file = folder.url.appending(path: "elsewhere/publish.yaml")
    var text = try String(contentsOf: file, encoding: .utf8)
    for key in ["purpose", "lawful_basis", "recipients"] {
      text = text.replacing("    \(key):\n", with: "    \(key): agreed by nobody\n")
    }
    text = text.replacing(/_opt_outs: +#.*/, with: "_opt_outs: left-out")
    try Data(text.utf8).write(to: file)
    let tested = try CommandProcess.run(["check", pipeline, "--tests"])
    #expect(tested.exitCode == 0, "\(tested.errors)")
    let ran = try CommandProcess.run([
      "run", pipeline, "--input", "night", "--output", folder.path("output"), "--state",
      folder.path("state"), "--reference-date", "2026-11-20", "--progress", "none",
    ])
    #expect(ran.exitCode == 0, "\(ran.errors)")
    // It is one list, and a release without networks' pages: the run's own is to be opened.
    let lists = try FileManager.default.contentsOfDirectory(
      atPath: folder.path("state/store/transform")
    )
    .filter { $0.hasPrefix("cohort-") }
    #expect(lists.count == 1)
    #expect(ran.output.contains(#/\nopen .*\/run\.html\n$/#), "\(ran.output)")
  }

  @Test("a list and an indicator that are named are taken over with all that they need")
  func named() throws {
    let made = try make(
      "other", ["--cohort", "nhs-health-check", "--indicator", "nhs-health-check-coverage"])
    #expect(made.exitCode == 0, "\(made.errors)")
    let copied = try contents(of: folder.url.appending(path: "other"))
    for path in [
      "cohorts/nhs-health-check.yaml", "indicators/nhs-health-check-coverage.yaml",
      "scores/risk.yaml", "features-common.yaml", "codes/registers.yaml", "feeds/uptake.yaml",
    ] {
      let original = try Data(contentsOf: fixtures.appending(path: "pipeline/\(path)"))
      #expect(copied[path] == original, "\(path)")
    }
    #expect(!copied.keys.contains { $0.contains("carers") || $0.hasSuffix("impact.yaml") })
  }

  @Test(
    "a folder with something in it, a name that is none and a list that is unknown are refused in words"
  )
  func refused() throws {
    try #require(try make("twice").exitCode == 0)
    let again = try make("twice")
    #expect(again.exitCode == 64 && again.errors.contains("is not"), "\(again.errors)")
    let name = try make("Not A Name")
    #expect(name.exitCode == 64 && name.errors.contains("small letters"), "\(name.errors)")
    let cohort = try make("third", ["--cohort", "nhs-health-chek"])
    #expect(cohort.exitCode == 64 && cohort.errors.contains("did you mean 'nhs-health-check'?"))
    let indicator = try make("third", ["--indicator", "register-prevalence"])
    #expect(indicator.exitCode == 64 && indicator.errors.contains("is none"), "\(indicator.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("third")))
  }
}
