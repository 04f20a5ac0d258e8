import Foundation
import Testing

@testable import ProgramRuns

/// The page of the sample night says what lies there and what comes of it.
@Suite("Catalogue: the page of the sample night")
struct SamplePageTests {
  /// The cells of the page's tables, without their heads.
  private func rows() throws -> [[String]] {
    try page("sample-data/README.md").split(separator: "\n")
      .filter { $0.hasPrefix("| ") && !$0.hasPrefix("|---") }
      .map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
          .map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  private func made() throws -> [String: Int] {
    let file = packageRoot.appending(path: "sample-data/synthesis.json")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let dirt = try #require(json["dirt"] as? [[String: Any]])
    return dirt.reduce(into: [:]) { counts, entry in
      if let kind = entry["kind"] as? String, let rows = entry["rows"] as? Int {
        counts[kind, default: 0] += rows
      }
    }
  }

  @Test(
    "the counts of dirt are those that were made",
    arguments: [
      ("number with blanks", ["number-with-blanks", "number-with-hyphens"]),
      ("quoted cells", ["quoted-cells"]), ("the same row twice", ["repeated-row"]),
      ("event of a person", ["unknown-person"]), ("dd/MM/yyyy", ["slashed-date"]),
      ("wrong check digit", ["bad-check-digit", "sentinel-number", "no-number"]),
      ("day that does not exist", ["impossible-date"]),
      ("day after the reference date", ["future-date"]), ("unknown code", ["unknown-code"]),
      ("code in lower case", ["lower-case-code", "trailing-blank"]),
      ("row too short", ["row-too-short", "row-too-long"]),
      ("on two practices' lists", ["registered-twice"]), ("left the practice", ["left-or-died"]),
    ])
  func counts(row: String, kinds: [String]) throws {
    let made = try made()
    let cells = try #require(try rows().first { $0[0].hasPrefix(row) }, "no row '\(row)'")
    let said = Int(cells[1].replacingOccurrences(of: ",", with: ""))
    #expect(said == kinds.reduce(0) { $0 + (made[$1] ?? 0) }, "\(row)")
  }

  @Test(
    "what is said to come of it does, and a past night is made or refused as the page of feeds says"
  )
  func outcomes() throws {
    let folder = try TemporaryFolder()
    func run(_ date: String, accepting list: [String] = []) throws -> CommandProcess.Result {
      try CommandProcess.run(
        [
          "run", "pipelines/nightly.yaml", "--input", "sample-data", "--output",
          folder.path("output"), "--state", folder.path("state"), "--reference-date", date,
          "--progress", "none",
        ] + list.flatMap { ["--accept", $0] }, in: packageRoot)
    }
    // Of list sizes of November a few weeks are near enough, and half a year is not.
    let refused = try run("2026-03-31")
    #expect(refused.exitCode == 67)
    #expect(refused.output.contains("its list differs too much from the published size"))
    try #require(try run("2026-10-30").exitCode == 0)
    // The catch-up of MMRV begins on 1 November: its list is empty before.
    let result = try run("2026-11-20", accepting: ["mmrv-catch-up=the programme has begun"])
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(!result.output.contains("byte for byte"), "a night of the past was made with its files")
    let quality = try String(
      contentsOf: folder.url.appending(path: "output/current/system/data-quality.csv"),
      encoding: .utf8)
    let rules = Set(
      quality.split(separator: "\r\n").compactMap { line in
        line.split(separator: ",").dropFirst().first.map { String($0) }
      })
    var named: [String] = []
    for cells in try rows() {
      // What stands between backquotes and is no file, code or command is a rule.
      for (index, text) in (cells.last ?? "").components(separatedBy: "`").enumerated()
      where index % 2 == 1 && text.contains("-") && !text.contains(where: { ". /".contains($0) }) {
        named.append(text)
      }
    }
    #expect(named.count > 10)
    #expect(Set(named).subtracting(rules) == [], "no such finding")
    let lists = try String(
      contentsOf: folder.url.appending(path: "output/current/system/register-reconciliation.csv"),
      encoding: .utf8)
    #expect(lists.contains("practice,M98011,HYP,"))
    #expect(
      lists.split(separator: "\r\n").contains {
        $0.hasPrefix("practice,M98011,HYP,") && $0.contains(",fail,")
      })
    for (practice, reason) in [
      ("M98008", "its list differs too much"), ("M98009", "in no PCN on the day"),
      ("M99999", "practice not known"),
    ] {
      #expect(result.output.contains("\(practice) (\(reason)"), "\(practice)")
    }
  }
}
