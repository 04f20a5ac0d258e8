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

  /// How many published numbers, words and marks of each file the tests compare.
  ///
  /// A test that compares fewer fails, as does a file that no test reads.
  static let compared = [
    "byars_wilson.csv": 14, "dsr_expected.csv": 40, "dsr_nonindependent_expected.csv": 20,
    "esp2013.csv": 38, "funnel_prop_inputs.csv": 303, "funnel_prop_outputs.csv": 600,
    "funnel_rate_input_funnels.csv": 148, "funnel_rate_outputs.csv": 1_000,
    "funnel_rate_significance_dsr.csv": 158, "funnel_ratio_inputs.csv": 150,
    "funnel_ratio_outputs.csv": 648, "isr_expected.csv": 80, "life_expectancy_expected.csv": 240,
    "mean_expected.csv": 11, "proportion.csv": 70, "proportion_grouped.csv": 22,
    "quantiles.csv": 317, "rate.csv": 70, "rate_grouped.csv": 22, "sii_expected.csv": 155,
  ]

  /// What the rows above are worked out of.
  static let inputs = [
    "dsr_input.csv", "dsr_nonindependent_input.csv", "isr_input.csv", "life_expectancy_input.csv",
    "mean_input.csv", "sii_input.csv",
  ]

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

  @Test("every file of cases is compared, 4,106 published numbers, words and marks in all")
  func files() throws {
    let folder = try #require(PublishedCases.folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".csv")
    }
    #expect(Set(files) == Set(PublishedCases.compared.keys).union(PublishedCases.inputs))
    #expect(PublishedCases.compared.values.reduce(0, +) == 4_106)
  }

  @Test("raw limits by Byar and by Wilson")
  func limits() throws {
    var comparisons = Comparisons()
    for row in try PublishedCases.rows("byars_wilson.csv") {
      let x = try #require(row.integer("x"))
      let place = "\(x) \(row["method"] ?? "")"
      let confidence: Confidence = row["confidence"] == "95%" ? .percent95 : .percent99point8
      let limits: (lower: Double?, upper: Double?)
      if let n = row.integer("n") {
        let interval = try #require(wilson(count: x, of: n, confidence: confidence))
        limits = (interval.lower, interval.upper)
      } else {
        limits = byarLimits(of: x, confidence: confidence)
      }
      comparisons.expect(limits.lower, equals: row["lowercl"], place)
      comparisons.expect(limits.upper, equals: row["uppercl"], place)
    }
    comparisons.expectAll(of: "byars_wilson.csv")
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
