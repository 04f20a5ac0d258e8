import Foundation
import Testing

@testable import ProgramRuns

/// Nights whose observations have as many rows and values as ever, and wrong ones, each of which could be right.
@Suite("Other plausible values than before")
struct MeasuredValuesRunTests {
  private static let practice = "M98002"
  private let night: GoodNight
  private let lines: [String]
  private let header: [String]

  init() throws {
    night = try GoodNight()
    lines = try #require(night.files["observations-01.csv"])
    header = lines[0].split(separator: ",").map(String.init)
  }

  /// Changes the values of one measure in a practice's rows.
  private func change(_ code: String, _ value: (Double) -> Double) throws {
    let by = try #require(header.firstIndex(of: "observation"))
    let position = try #require(header.firstIndex(of: "value"))
    let changed = lines.map { line -> String in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == header.count, cells[by] == code,
        night.practice(of: line) == Self.practice,
        let number = Double(cells[position])
      else { return line }
      cells[position] = "\(value(number))"
      return cells.joined(separator: ",")
    }
    try #require(changed != lines)
    try night.write(changed, to: night.input.appending(path: "observations-01.csv"))
  }

  @Test(
    "one pressure in place of all leaves the practice out of what reads it, also on the next night")
  func constant() throws {
    try change("SBP") { _ in 120 }
    for date in ["2026-11-21", "2026-11-22"] {
      let result = try night.run(date: date)
      try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
      #expect(
        result.output.contains(
          "held back: observations is not complete for M98002 (far fewer values than expected: observation 'SBP' of "
        ), "\(result.output)")
      #expect(try night.published("U10001/NOTICES.txt").contains("observation 'SBP' of "))
    }
    try night.write(lines, to: night.input.appending(path: "observations-01.csv"))
    let back = try night.run(date: "2026-11-23")
    #expect(back.exitCode == 0 && back.output.isEmpty, "\(back.output)")
  }

  @Test(
    "values in another unit, or of another measure, are named by measure and band",
    arguments: [("BMI", 2.2), ("CHOL", 1.7), ("CREATININE", 0.5)])
  func shifted(code: String, factor: Double) throws {
    try change(code) { ($0 * factor * 10).rounded() / 10 }
    let result = try night.run(date: "2026-11-21")
    #expect(result.output.contains("'\(code)' of "), "\(result.output)\(result.errors)")
  }

  @Test("values that move by as little as a later reading does say nothing")
  func small() throws {
    try change("SBP") { $0 + 1 }
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 0 && result.output.isEmpty, "\(result.output)")
  }
}
