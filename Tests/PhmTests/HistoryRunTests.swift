import Foundation
import Testing

@testable import ProgramRuns

/// What a night says of feeds that reach back less far than their contracts say, over the small night.
@Suite("Feeds cut short")
struct HistoryRunTests {
  private let night: Night

  init() throws {
    night = try Night()
  }

  /// Rows of the feed of checks, so many a person, all of the last days before a day.
  private func rows(_ each: Int, until year: Int) throws -> String {
    let people = try night.read("patients.csv").split(whereSeparator: \.isNewline).dropFirst()
      .compactMap { $0.split(separator: ",").first }.filter { $0.allSatisfy(\.isNumber) }
    let rows = people.flatMap { number in
      (0..<each).map { "\(number),OTHER,\(year)-0\(1 + $0 % 9)-0\(1 + $0 % 7),invited,\n" }
    }
    return rows.joined()
  }

  @Test(
    "the oldest events of a feed are held against what its contract says, and the lists are named")
  func short() throws {
    let before = try night.read("uptake.csv")
    try night.write("uptake.csv", before + rows(150, until: 2025))
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    // A few rows of years before are slips among thousands.
    let said = "warning: uptake: the oldest events are of 2025-01-"
    #expect(result.output.contains(said), "\(result.output)")
    #expect(result.output.contains("reaches back whole life"), "\(result.output)")
    #expect(result.output.contains("lists that read it: nhs-health-check"), "\(result.output)")
  }

  @Test("a feed that reaches back as far as it says, or has few rows, is not told of")
  func longEnough() throws {
    let before = try night.read("uptake.csv")
    try night.write("uptake.csv", before + rows(150, until: 2016))
    #expect(try !night.run().output.contains("the oldest events"))
    try night.write("uptake.csv", before + rows(5, until: 2025))
    #expect(
      try !night.run(["--accept", "nhs-health-check=made up"]).output.contains("the oldest events"))
  }
}
