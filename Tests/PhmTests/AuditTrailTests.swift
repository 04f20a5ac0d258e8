import Foundation
import Testing

@testable import ProgramRuns

/// Who made what current, of which files: a line for each time, and no person in it.
@Suite("Audit trail")
struct AuditTrailTests {
  private struct Line: Decodable {
    struct Input: Decodable {
      var feed: String
      var file: String
      var sha256: String
    }
    var what: String
    var by: String?
    var run: String
    var release: String?
    var reference_date: String
    var inputs: [Input]
    var made_of: [String: String]
  }

  private func lines(of night: Night) throws -> [Line] {
    try String(contentsOfFile: night.folder.path("state/audit.jsonl"), encoding: .utf8)
      .split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  @Test(
    "releases, nights that changed nothing and rollbacks have a line each; refused nights have none"
  )
  func everyTime() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    try #require(try night.run().exitCode == 0)
    try #require(try night.run().exitCode == 0)
    let back = try CommandProcess.run(
      [
        "rollback", "previous", "--pipeline", "pipeline/nightly.yaml", "--output",
        night.folder.path("output"), "--state", night.folder.path("state"),
      ])
    try #require(back.exitCode == 0, "\(back.errors)")
    let patients = try night.read("patients.csv")
    try night.write("patients.csv", "")
    #expect(try night.run(date: "2026-11-21").exitCode == 66)
    let lines = try lines(of: night)
    #expect(lines.map(\.what) == ["release", "release", "release-unchanged", "rollback"])
    #expect(
      lines.map(\.reference_date) == ["2026-11-19", "2026-11-20", "2026-11-20", "2026-11-19"])
    #expect(lines[2].release == lines[1].run && lines[3].release == lines[0].run)
    #expect(lines.allSatisfy { $0.by?.isEmpty == false && !$0.made_of.isEmpty })
    let input = try #require(lines[0].inputs.first { $0.feed == "patients" })
    let (_, said) = try runProgram(
      URL(filePath: "/usr/bin/env"),
      ["sh", "-c", "printf '%s' \"$1\" | sha256sum", "sh", patients])
    #expect(said.hasPrefix(input.sha256), "\(said) \(input.sha256)")
    let text = try String(contentsOfFile: night.folder.path("state/audit.jsonl"), encoding: .utf8)
    #expect(!text.contains("9000001005"), "no person is in it")
    #expect(try mode(of: night.folder.path("state/audit.jsonl")) == 0o600)
  }

  @Test("a run that was cut after it had published gets its line from the next")
  func cut() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let first = try #require(try lines(of: night).first)
    // As the power left it: the link, and neither the trail nor the ledger.
    try FileManager.default.removeItem(atPath: night.folder.path("state/audit.jsonl"))
    try FileManager.default.removeItem(atPath: night.folder.path("state/runs/\(first.run).json"))
    try #require(try night.run().exitCode == 0)
    #expect(try lines(of: night).map(\.what) == ["release-completed", "release"])
  }

  private func mode(of path: String) throws -> Int {
    try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }
}
