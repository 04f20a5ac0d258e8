import Foundation
import Testing

@testable import ProgramRuns

/// The shipped figures of the area, from the sample night's files: they are those of the model area's own report.
///
/// - Source: annual report of the Director of Public Health, Worcestershire, 2021.
@Suite("Catalogue: the area's figures are those of the report")
struct AreaReportTests {
  /// The rows of a table of `transform/area`, each by column, made of the files of a folder.
  private func rows(_ table: String, of input: String = "sample-data") throws -> [[String: String]]
  {
    let folder = try TemporaryFolder()
    let pipeline = "pipelines/nightly.yaml"
    let made = try CommandProcess.run(
      [
        "run", pipeline, "--input", input, "--output", folder.path("o"), "--state",
        folder.path("s"), "--reference-date", "2026-11-20", "--stage", "transform/area",
        "--progress", "none",
      ], in: packageRoot)
    try #require(made.exitCode == 0, "\(made.errors)")
    let shown = try CommandProcess.run(
      [
        "show", "transform/area:\(table)", "--pipeline", pipeline, "--state", folder.path("s"),
        "--rows", "1000", "--format", "json",
      ], in: packageRoot)
    try #require(shown.exitCode == 0, "\(shown.errors)")
    return try shown.output.split(separator: "\n").map { line in
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(row).compactMapValues { $0 is NSNull ? nil : "\($0)" }
    }
  }

  @Test("conditions at 65 and over come out as the report projects them")
  func projections() throws {
    let report: [String: (Int, Int, Int)] = [
      "Dementia": (9757, 14273, 46), "Depression": (11835, 15469, 31),
      "Cardiovascular disease": (43997, 58264, 32), "Bronchitis or emphysema": (2342, 3060, 31),
      "A fall": (36685, 49751, 36), "Continence problems": (22620, 30349, 34),
      "Visual impairment": (4134, 5920, 43), "Hearing loss": (84098, 113619, 35),
      "Mobility problems": (25264, 35536, 41), "Obesity": (41875, 54365, 30),
      "Diabetes": (17228, 22408, 30),
    ]
    let found = try rows("projections")
    for (condition, (first, last, change)) in report {
      let own = found.filter { $0["condition"] == condition }
      #expect(own.first { $0["year"] == "2020" }?["people"] == "\(first)", "\(condition)")
      let end = try #require(own.first { $0["year"] == "2035" })
      #expect(end["people"] == "\(last)", "\(condition)")
      #expect(Double(end["percent_change"] ?? "")?.rounded() == Double(change), "\(condition)")
    }
  }

  @Test("life expectancy at birth is 5.1 years lower for females and 7.5 for males")
  func lifeExpectancy() throws {
    let gaps = try rows("life-expectancy").filter { $0["kind"] == "gap" }
    for (sex, years) in [("female", 5.1), ("male", 7.5)] {
      let gap = gaps.first { $0["sex"] == sex }.flatMap { Double($0["years"] ?? "") }
      #expect(try abs(#require(gap) - years) < 0.05, "\(sex)")
    }
  }

  @Test("patients' examples are those of the report, and their shares follow")
  func experience() throws {
    let found = try rows("experience")
    let report = [
      "urgent care": (105, 33, 72), "cancer": (10, 10, 0), "maternity": (12, 9, 3),
      "elective care": (26, 21, 5), "mental health": (3, 1, 2), "frailty": (9, 6, 3),
      "stroke": (36, 30, 6),
    ]
    for (care, counts) in report {
      let row = try #require(found.first { $0["care"] == care })
      #expect(
        [row["examples"], row["positive"], row["negative"]]
          == ["\(counts.0)", "\(counts.1)", "\(counts.2)"])
    }
  }

  @Test("one band of the projected people more, and dementia in that year is more")
  func oneBand() throws {
    let folder = try TemporaryFolder()
    let copy = folder.url.appending(path: "input")
    try FileManager.default.copyItem(
      at: packageRoot.appending(path: "sample-data"), to: copy)
    let file = copy.appending(path: "population-projections.csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    let line = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("2035,Worcestershire,Male,Aged 85+,") })
    let more = "2035,Worcestershire,Male,Aged 85+,99999.0"
    try text.replacingOccurrences(of: line, with: more).write(
      to: file, atomically: true, encoding: .utf8)
    let found = try rows("projections", of: copy.path).filter { $0["condition"] == "Dementia" }
    #expect(found.first { $0["year"] == "2030" }?["people"] == "12768")
    #expect(try #require(Int(found.last?["people"] ?? "")) > 30_000)
  }
}
