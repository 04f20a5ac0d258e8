import Foundation
import Testing

@testable import ProgramRuns

/// Deliveries with as many rows as ever, in which something else is gone.
@Suite("Emptied columns")
struct EmptiedColumnsTests {
  private let night: GoodNight

  init() throws {
    night = try GoodNight()
  }

  /// Changes the cells of a column of a feed's file in every row.
  private func change(_ file: String, _ column: String, _ change: (String) -> String) throws {
    let lines = try #require(night.files[file])
    let header = lines[0].split(separator: ",").map { String($0) }
    let index = try #require(header.firstIndex(of: column))
    let changed = lines.dropFirst().map { line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
      guard cells.count == header.count else { return line }
      cells[index] = change(cells[index])
      return cells.joined(separator: ",")
    }
    try night.write([lines[0]] + changed, to: night.input.appending(path: file))
  }

  @Test("a column that was full and comes empty refuses the night, and is named")
  func column() throws {
    try change("patients.csv", "lsoa_code") { _ in "" }
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 67)
    #expect(
      result.output.contains("refused: patients has far fewer values than in run"),
      "\(result.output)")
    #expect(result.output.contains("lsoa_code 1,"))
    #expect(result.output.contains("lists that read it: nhs-health-check"))
  }

  @Test("a code that is not there any more refuses the night, and is named")
  func code() throws {
    try change("uptake.csv", "outcome") { $0 == "declined" ? "invited" : $0 }
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 67)
    #expect(result.output.contains("outcome 'declined' "), "\(result.output)")
  }

  @Test("a code that came with one night alone and goes with the next is told, and refuses nothing")
  func codeOfOneNight() throws {
    let uptake = try #require(night.files["uptake.csv"])
    let file = night.input.appending(path: "uptake.csv")
    let people = Set(uptake.dropFirst().compactMap { $0.split(separator: ",").first }).sorted()
    let added = people.prefix(60).map { "\($0),BREAST,2022-03-01,contraindicated," }
    try night.write(uptake + added, to: file)
    let more = try night.run(date: "2026-11-21")
    try #require(more.exitCode == 0, "\(more.output)\(more.errors)")
    try night.write(uptake.filter { !$0.contains(",contraindicated,") }, to: file)
    let good = try night.run(date: "2026-11-22")
    #expect(good.exitCode == 0, "\(good.output)\(good.errors)")
    #expect(
      good.output.contains("warning: uptake has far fewer values than in run"), "\(good.output)")
  }

  @Test("a practice that is known to be different stays left out, and is not told again")
  func exception() throws {
    let pipeline = night.folder.url.appending(path: "pipeline/nightly.yaml")
    let text = try String(contentsOf: pipeline, encoding: .utf8)
    let known =
      "  except:\n    - {practice: M98002, feed: registers, reason: moves, until: 2026-12-31}\n"
    try Data(text.replacingOccurrences(of: "  except:\n", with: known).utf8).write(to: pipeline)
    let lines = try #require(night.files["registers.csv"])
    try night.write(
      lines.filter { night.practice(of: $0) != "M98002" },
      to: night.input.appending(path: "registers.csv"))
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(!result.output.contains("registers is not complete"), "\(result.output)")
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: night.folder.path("output/current")
    ).filter { $0.hasPrefix("U") }
    for folder in folders {
      #expect(
        try !night.rows("\(folder)/nhs-health-check").contains { $0["practice_code"] == "M98002" })
    }
  }
}
