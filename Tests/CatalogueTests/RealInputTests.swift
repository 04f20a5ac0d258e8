import Foundation
import Testing

@testable import ProgramRuns

/// `published.yaml` on the files of England as they were published, where they are at hand.
@Suite(
  "Catalogue: published figures of England",
  shipped("the figures are published, so put published.yaml or its feeds and indicators right"))
struct RealInputTests {
  static let folder = packageRoot.deletingLastPathComponent().appending(path: "shared/real")
  static let isThere = FileManager.default.fileExists(atPath: folder.path)

  /// The files, some gzipped and some not, as they lie there.
  static let files = [
    "qof/2020-21/PREVALENCE_2021_v2.csv.gz", "qof/2020-21/MAPPING_NHS_GEOGRAPHIES_2021.csv.gz",
    "list-sizes/gp-reg-pat-prac-all_2022-05.csv",
    "deprivation/fingertips_93553_imd_by_practice.csv",
  ]

  @Test(
    "register prevalence of England, by practice, PCN, sub-ICB and in all",
    .enabled(if: isThere, "skipped: the folder of real published files is not beside the checkout"))
  func prevalence() throws {
    let folder = try TemporaryFolder()
    let input = folder.url.appending(path: "input")
    try FileManager.default.createDirectory(at: input, withIntermediateDirectories: true)
    for file in Self.files {
      let source = Self.folder.appending(path: file)
      try FileManager.default.createSymbolicLink(
        at: input.appending(path: source.lastPathComponent), withDestinationURL: source)
    }
    let result = try CommandProcess.run(
      [
        "run", "pipelines/published.yaml", "--input", input.path, "--output", folder.path("output"),
        "--state", folder.path("state"), "--reference-date", "2022-05-01", "--progress", "none",
      ], in: packageRoot)
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("137,991"), "\(result.output)")

    let figures = try Figures(
      folder.url.appending(path: "output/current/system/register-prevalence.csv"))
    #expect(
      figures.value("whole", "", "OST", "50OV")
        == Figures.Row(practices: 6571, numerator: 169_090, denominator: 22_283_301))
    #expect(
      figures.percent("whole", "", "OST", "50OV").isNear(0.759, within: 0.0005),
      "of those of 50 and over, not 0.278% of all")
    #expect(figures.percent("whole", "", "HYP", "TOTAL").isNear(13.93, within: 0.005))
    #expect(figures.percent("whole", "", "DM", "17OV").isNear(7.11, within: 0.005))
    #expect(figures.value("sub-icb", "18C", "HYP", "TOTAL")?.practices == 81)
    let larger = try #require(figures.line("practice", "Y05750", "LD", "TOTAL"))
    #expect(larger.hasPrefix("practice,Y05750,,LD,TOTAL,1,137,132,103.7"), "shown …")
    #expect(larger.contains(",,,"), "… without limits: \(larger)")

    let unmatched = try lines(folder, "register-prevalence-unmatched.csv")
    #expect(unmatched.filter { $0.hasSuffix(",list-size") }.count == 106)
    #expect(unmatched.filter { $0.hasSuffix(",figures") }.count == 41)
    let unallocated = try lines(folder, "register-prevalence-unallocated.csv")
    #expect(unallocated.filter { $0.hasSuffix(",unallocated") }.count == 70)
    #expect(unallocated.allSatisfy { !$0.hasSuffix(",ambiguous") }, "no practice sits in two PCNs")
    let quality = try lines(folder, "data-quality.csv").joined(separator: "\n")
    #expect(quality.contains("numerator-above-denominator,warning,1"))
    #expect(quality.contains("practice-without-list-size,warning,106"))

    try expectHerefordshireAndWorcestershire(unallocated)
  }

  /// By the 2020-21 map 18C has 81 practices, 80 of them in 15 PCNs and one in none.
  private func expectHerefordshireAndWorcestershire(_ unallocated: [String]) throws {
    let show = try CommandProcess.run(
      [
        "show", Self.folder.appending(path: "qof/2020-21/MAPPING_NHS_GEOGRAPHIES_2021.csv.gz").path,
        "--pipeline", "pipelines/published.yaml", "--where", "sub_icb_code = '18C'", "--format",
        "csv",
        "--columns", "practice_code,pcn_code",
      ], in: packageRoot)
    try #require(show.exitCode == 0, "\(show.errors)")
    let rows = show.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count == 81)
    let allocated = rows.filter { row in row[1] != "U" }
    #expect(allocated.count == 80)
    #expect(Set(allocated.map { $0[1] }).count == 15)
    let alone = try #require(rows.first { $0[1] == "U" })
    #expect(unallocated.contains("pcn,\(alone[0]),unallocated"))
  }

  private func lines(_ folder: TemporaryFolder, _ file: String) throws -> [String] {
    try String(
      contentsOf: folder.url.appending(path: "output/current/system/\(file)"), encoding: .utf8
    )
    .split(whereSeparator: \.isNewline).dropFirst().map { String($0) }
  }
}

/// The figures of a published indicator, by level, area, group and list type.
struct Figures {
  struct Row: Equatable {
    var practices: Int
    var numerator: Int
    var denominator: Int
  }

  private var byKey: [String: [Substring]] = [:]
  private var texts: [String: String] = [:]

  init(_ file: URL) throws {
    for line in try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline) {
      // A title may be quoted and hold commas; the columns wanted are counted from the end then.
      var cells = line.split(separator: ",", omittingEmptySubsequences: false)
      if line.contains("\"") {
        let head = cells.prefix(2)
        cells = Array(head) + [""] + cells.suffix(9)
      }
      guard cells.count > 8 else { continue }
      let key = "\(cells[0])|\(cells[1])|\(cells[3])|\(cells[4])"
      byKey[key] = cells
      texts[key] = String(line)
    }
  }

  func line(_ level: String, _ area: String, _ group: String, _ type: String) -> String? {
    texts["\(level)|\(area)|\(group)|\(type)"]
  }

  func value(_ level: String, _ area: String, _ group: String, _ type: String) -> Row? {
    guard let cells = byKey["\(level)|\(area)|\(group)|\(type)"], let practices = Int(cells[5]),
      let numerator = Int(cells[6]), let denominator = Int(cells[7])
    else { return nil }
    return Row(practices: practices, numerator: numerator, denominator: denominator)
  }

  func percent(_ level: String, _ area: String, _ group: String, _ type: String) -> Double {
    byKey["\(level)|\(area)|\(group)|\(type)"].flatMap { Double($0[8]) } ?? .nan
  }
}

extension Double {
  func isNear(_ other: Double, within tolerance: Double) -> Bool {
    (self - other).magnitude <= tolerance
  }
}
