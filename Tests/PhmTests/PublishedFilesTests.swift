import Foundation
import Testing

@testable import ProgramRuns

/// What the published files of a whole night tell, and how they are written.
@Suite("Published files", .serialized)
struct PublishedFilesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let result = try CommandProcess.run([
      "run", "pipeline/nightly.yaml", "--input", folder.makeFeeds(patients: 4000).path,
      "--output", folder.path("output"), "--state", folder.path("state"), "--reference-date",
      "2026-11-20", "--progress", "none",
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
  }

  private func lines(_ path: String) throws -> [Substring] {
    try String(contentsOf: folder.url.appending(path: "output/current/\(path)"), encoding: .utf8)
      .split(whereSeparator: \.isNewline)
  }

  /// Rows without a quoted cell, by column.
  private func rows(_ path: String) throws -> [[String: String]] {
    let cells = try lines(path).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
    let header = try #require(cells.first)
    return cells.dropFirst().map {
      Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first })
    }
  }

  @Test("what a cohort shows is a column of its list, of the data package and of explain")
  func shownColumns() throws {
    let release = try contents(of: folder.url.appending(path: "output/current"))
    let path = try #require(release.keys.sorted().first { $0.hasSuffix("/nhs-health-check.csv") })
    let list = try lines(path)
    #expect(
      try #require(list.first).contains(
        ",reasons,risk_origin,systolic,last_action,last_action_on,last_done,"))
    let package = try lines(path.prefix { $0 != "/" } + "/datapackage.json").joined()
    #expect(package.contains("\"Last systolic pressure (mmHg)\""))
    let person = try #require(list.dropFirst().first)
    let column = try #require(list.first?.split(separator: ",").firstIndex(of: "nhs_number"))
    let number = String(person.split(separator: ",", omittingEmptySubsequences: false)[column])
    let explained = try CommandProcess.run([
      "explain", "nhs-health-check", "--patient", number, "--pipeline", "pipeline/nightly.yaml",
      "--state", folder.path("state"),
    ])
    try #require(explained.exitCode == 0, "\(explained.errors)")
    let words = explained.output.split(separator: "\n").map { $0.split(separator: " ") }
    func value(of column: String) throws -> Substring {
      try #require(words.first { $0.count == 2 && $0[0] == column })[1]
    }
    let systolic = try value(of: "systolic")
    let cell = systolic == "missing" ? "" : Int(systolic).map { "\($0)" } ?? "no whole number"
    #expect(person.contains(",\(try value(of: "risk_origin")),\(cell),"))
  }

  @Test("a spreadsheet that parts fields at semicolons and tabs too finds every cell in its column")
  func spreadsheets() throws {
    let release = try contents(of: folder.url.appending(path: "output/current"))
    let files = release.filter { $0.key.hasSuffix(".csv") }
    try #require(files.count > 25)
    for (path, data) in files {
      let widths = widths(of: data)
      #expect(Set(widths).count == 1, "\(path) has rows of \(Set(widths).sorted()) cells")
    }
    // Without quotes most rows would be longer than their header: the test sees them.
    #expect(widths(of: Data("a,b\r\n1;2,3\r\n\"1;2\",3\r\n".utf8)) == [2, 3, 2])
  }

  /// How many cells each row has where commas, semicolons and tabs part them.
  private func widths(of text: Data) -> [Int] {
    var widths: [Int] = []
    var width = 1
    var isQuoted = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"): width += isQuoted ? 0 : 1
      case UInt8(ascii: "\n") where !isQuoted:
        widths.append(width)
        width = 1
      default: break
      }
    }
    return widths
  }

  @Test("registers are in the order of their codes, and their outcomes are of the counts shown")
  func registers() throws {
    let rows = try rows("system/register-reconciliation.csv")
    let hidden = rows.filter { $0["computed"] == "*" }
    try #require(hidden.count > 20)
    let evaluated = hidden.filter { $0["outcome"] != "not-evaluated" }
    #expect(!evaluated.isEmpty && evaluated.allSatisfy { $0["outcome"] == "*" })
    let keys = rows.map {
      ($0["level"] == "system" ? "" : $0["practice_code", default: ""]) + " "
        + $0["register", default: ""]
    }
    #expect(keys == keys.sorted())
    for row in rows where ["pass", "fail"].contains(row["outcome"]) {
      let computed = try #require(Double(row["computed", default: ""]))
      let published = try #require(Double(row["published", default: ""]))
      let share = row["level"] == "system" ? 0.01 : 0.02
      let isNear = abs(computed - published) <= max(share * published, 5)
      #expect(row["outcome"] == (isNear ? "pass" : "fail"), "\(row)")
    }
    // What data-quality.csv says of them is what a reader can count there.
    let practices = rows.filter {
      $0["level"] == "practice" && ["pass", "fail"].contains($0["outcome"])
    }
    let failed = practices.filter { $0["outcome"] == "fail" }
    let quality = try #require(
      try lines("system/data-quality.csv").first { $0.contains(",register-differs,") })
    #expect(quality.contains("\"\(failed.count) of \(practices.count) registers of practices "))
    let named = Set(failed.compactMap { $0["practice_code"] }).sorted()
    #expect(quality.hasSuffix(",\(named.joined(separator: " "))"))
  }
}
