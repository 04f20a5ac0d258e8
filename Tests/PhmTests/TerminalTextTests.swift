import Foundation
import Testing

@testable import ProgramRuns

/// What names and cells hold does not act on the terminal that shows them.
@Suite("Terminal")
struct TerminalTextTests {
  private func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains {
      $0 != "\n" && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E)
    }
  }

  @Test("a file's name with escapes and line breaks is shown by summaries, findings and faults")
  func fileNames() throws {
    let night = try Night()
    let name = "patients\u{1B}[31m\nphm: all is well\u{202E}.csv"
    let header = try night.read("patients.csv").prefix { !$0.isNewline }
    try #require(try night.run().exitCode == 0)
    try night.write(name, header + "\n" + "1,2,3\n")
    let plan = try night.run(command: "plan")
    let shown = #"patients\u{1b}[31m\u{a}phm: all is well\u{202e}.csv"#
    let result = try night.run(["--progress", "plain"])
    let unreadable = try CommandProcess.run([
      "validate", "patients", night.folder.path("input/\(name)"), "--reference-date", "2026-11-20",
      "--pipeline", "pipeline/nightly.yaml",
    ])
    for text in [result.output, result.errors, plan.output, unreadable.output, unreadable.errors] {
      #expect(!hasControls(text), "\(text.debugDescription)")
    }
    #expect(plan.output.contains(shown))
    #expect(!plan.output.split(separator: "\n").contains { $0.hasPrefix("phm: all is well") })
    #expect(!result.errors.split(separator: "\n").contains { $0.hasPrefix("phm: all is well") })
    try night.write(name, "nothing that is a header\n")
    let refused = try night.run()
    #expect(refused.exitCode == 66 && refused.errors.contains(shown), "\(refused.errors)")
    #expect(!hasControls(refused.errors))
  }

  @Test("a cell with escapes and line breaks is one line of a table, and whole in CSV and JSON")
  func cells() throws {
    let night = try Night()
    let lines = try night.read("patients.csv").split(separator: "\n").map { String($0) }
    let cell = "Welsh\u{1B}[2J\nsecond line\u{9B}1m"
    let patient = lines[1].replacingOccurrences(of: "English", with: "\"\(cell)\"")
    try night.write("patients.csv", lines[0] + "\n" + patient + "\n")
    func shown(_ format: String) throws -> String {
      let result = try CommandProcess.run([
        "show", night.folder.path("input/patients.csv"), "--format", format, "--pipeline",
        "pipeline/nightly.yaml",
      ])
      try #require(result.exitCode == 0, "\(result.errors)")
      return result.output
    }
    let table = try shown("table")
    #expect(!hasControls(table))
    #expect(table.contains(#"Welsh\u{1b}[2J\u{a}second line\u{9b}1m"#), "\(table)")
    #expect(try shown("csv").contains("\"\(cell)\""))
    let json = try shown("json")
    #expect(!hasControls(json) && json.contains(#"Welsh\u001b[2J\nsecond line\u009b1m"#))
    let row = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(row.values.contains { $0 as? String == cell })
  }

  @Test("a file whose name is not UTF-8 is told, and the night goes on without it")
  func nameWithoutText() throws {
    let night = try Night()
    let path = (Array(night.folder.path("input/patients-").utf8) + [0xFC] + Array(".csv".utf8))
      .map { CChar(bitPattern: $0) }
    let file = unsafe open(path + [0], O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    close(file)
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    let told =
      #"not read, since the name is not UTF-8: 'patients-\xfc.csv'; rename and run again if a feed is in it"#
    #expect(result.output.contains("warning: \(told)"), "\(result.output)")
    try night.remove("patients.csv")
    let refused = try night.run()
    #expect(refused.exitCode == 66)
    #expect(refused.errors.contains("patients: no file matches"), "\(refused.errors)")
    #expect(refused.errors.contains("\n\(told)\n"), "\(refused.errors)")
  }

  @Test(
    "numbers out of range are told with their range",
    arguments: [
      ["run", "--jobs", "9223372036854775807"], ["run", "--jobs", "3000000000"],
      ["run", "--jobs", "513"], ["plan", "--jobs", "0"], ["run", "--jobs=-1"],
    ])
  func jobs(arguments: [String]) throws {
    let result = try CommandProcess.run(arguments + ["--input", "night"])
    #expect(result.exitCode == 64)
    #expect(result.errors == "phm: --jobs is a number from 1 to 512\n", "\(result.errors)")
  }

  @Test("the largest number of jobs is one that a run can have")
  func mostJobs() throws {
    let night = try Night()
    #expect(try night.run(["--jobs", "512"]).exitCode == 0)
  }

  @Test("fewer than no rows are no rows to show")
  func rows() throws {
    let result = try CommandProcess.run([
      "show", "night/uptake.csv", "--rows=-1", "--pipeline", "pipeline/nightly.yaml",
    ])
    #expect(result.exitCode == 64 && result.errors == "phm: --rows is a number from 0\n")
  }
}
