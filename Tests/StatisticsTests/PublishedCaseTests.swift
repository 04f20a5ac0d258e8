import Foundation
import Testing

@testable import Statistics

/// The test cases of PHEindicatormethods 2.1.0 as CSV files, which are kept beside the package.
enum PublishedCases {
  static let folder: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let places = ["../shared", "../../shared"].map {
      package.appendingPathComponent($0).appendingPathComponent("reference/phe")
    }
    return places.first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  /// The rows of a file by column name, blanks left out.
  static func rows(_ file: String) throws -> [[String: String]] {
    let folder = try #require(folder)
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map(cells)
    let names = try #require(lines.first)
    #expect(lines.count > 1, "\(file) has cases")
    return lines.dropFirst().map { cells in
      Dictionary(uniqueKeysWithValues: zip(names, cells).filter { !$0.1.isEmpty })
    }
  }

  /// The cells of a line, in which commas may stand between quotes.
  private static func cells(_ line: Substring) -> [String] {
    var (cells, isQuoted) = ([""], false)
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}

@Suite(
  "Cases of PHEindicatormethods",
  .enabled(
    if: PublishedCases.folder != nil, "skipped: no folder shared/reference/phe beside the package"))
struct PublishedCaseTests {
  private func number(_ row: [String: String], _ name: String) -> Double? {
    row[name].flatMap(Double.init)
  }

  @Test("proportions", arguments: ["proportion.csv", "proportion_grouped.csv"])
  func proportions(file: String) throws {
    var checked = 0
    for row in try PublishedCases.rows(file) {
      guard let count = row["numerator"] ?? row["numerator_summed"],
        let total = row["denominator"] ?? row["denominator_summed"]
      else {
        // A missing count has no proportion at the source either.
        #expect(row["value"] == nil)
        continue
      }
      let multiplier = try #require(number(row, "multiplier"))
      let (x, n) = (try #require(Int(count)), try #require(Int(total)))
      let names = [
        ("lower95_0cl", "upper95_0cl", Confidence.percent95),
        ("lower99_8cl", "upper99_8cl", .percent99point8), ("lowercl", "uppercl", .percent95),
      ]
      for (lower, upper, confidence) in names where row[lower] != nil {
        let interval = try #require(wilson(count: x, of: n, confidence: confidence))
        #expect(agree(interval.value * multiplier, number(row, "value")))
        #expect(agree(interval.lower * multiplier, number(row, lower)))
        #expect(agree(interval.upper * multiplier, number(row, upper)))
        checked += 1
      }
    }
    #expect(checked >= 4)
  }

  @Test("raw Wilson limits")
  func limits() throws {
    var checked = 0
    for row in try PublishedCases.rows("byars_wilson.csv") where row["method"] == "Wilson" {
      let x = try #require(row["x"].flatMap(Int.init))
      let confidence: Confidence = row["confidence"] == "95%" ? .percent95 : .percent99point8
      let n = try #require(row["n"].flatMap(Int.init))
      let interval = try #require(wilson(count: x, of: n, confidence: confidence))
      #expect(agree(interval.lower, number(row, "lowercl")))
      #expect(agree(interval.upper, number(row, "uppercl")))
      checked += 1
    }
    #expect(checked > 0)
  }

  @Test("raw Byar's limits")
  func byar() throws {
    var checked = 0
    for row in try PublishedCases.rows("byars_wilson.csv") where row["method"] == "Byars" {
      let x = try #require(row["x"].flatMap(Int.init))
      let confidence: Confidence = row["confidence"] == "95%" ? .percent95 : .percent99point8
      let limits = byarLimits(of: x, confidence: confidence)
      #expect(agree(limits.lower, number(row, "lowercl")))
      #expect(agree(limits.upper, number(row, "uppercl")))
      checked += 1
    }
    #expect(checked >= 5)
  }

  @Test("rates", arguments: ["rate.csv", "rate_grouped.csv"])
  func rates(file: String) throws {
    var checked = 0
    for row in try PublishedCases.rows(file) {
      guard let count = (row["numerator"] ?? row["numerator_summed"]).flatMap(Int.init),
        let total = (row["denominator"] ?? row["denominator_summed"]).flatMap(Double.init)
      else {
        #expect(row["value"] == nil)
        continue
      }
      let scale = (number(row, "multiplier") ?? 100_000) / total
      let names = [
        ("lower95_0cl", "upper95_0cl", Confidence.percent95),
        ("lower99_8cl", "upper99_8cl", .percent99point8), ("lowercl", "uppercl", .percent95),
      ]
      for (lower, upper, confidence) in names where row[lower] != nil {
        let interval = try #require(poisson(count: count, confidence: confidence))
        #expect(agree(interval.value * scale, number(row, "value")))
        #expect(agree(interval.lower * scale, number(row, lower)))
        #expect(agree(interval.upper * scale, number(row, upper)))
        checked += 1
      }
    }
    #expect(checked >= 2)
  }

  @Test("indirectly standardised ratios and rates")
  func standardised() throws {
    var checked = 0
    for row in try PublishedCases.rows("isr_expected.csv") {
      let observed = try #require(row["observed"].flatMap(Int.init))
      let expected = try #require(number(row, "expected"))
      let statistic = try #require(row["statistic"])
      // A rate is the ratio times the crude rate of the reference population, a ratio times its own multiplier.
      let scale =
        try number(row, "ref_rate") ?? #require(
          statistic.split(separator: " ").last.flatMap { Double($0) })
      for (names, confidence) in [
        (("lower95_0cl", "upper95_0cl"), Confidence.percent95),
        (("lower99_8cl", "upper99_8cl"), .percent99point8),
      ] {
        let interval = try #require(
          ratioToExpected(observed: observed, expected: expected, confidence: confidence))
        #expect(agree(interval.value * scale, number(row, "value")))
        #expect(agree(interval.lower * scale, number(row, names.0)))
        #expect(agree(interval.upper * scale, number(row, names.1)))
        checked += 1
      }
    }
    #expect(checked == 16)
  }
}
