import Definitions
import Foundation
import Health
import Tables
import Testing

@testable import ReferenceEngine

/// Whether the made-up nights reach what the definitions are about: agreement on nothing would prove nothing.
@Suite("Reach of the made-up nights")
struct ReachTests {
  @Test(
    "nearly every condition of the shipped pipeline is true of somebody and not of somebody else")
  func conditions() throws {
    let pipeline = try loadPipeline(at: packageRoot.appending(path: "pipelines/nightly.yaml").path)
    let population = try #require(pipeline.population?.value)
    var seen: [String: Set<Bool>] = [:]
    for (index, day) in ["2026-11-20", "2026-04-15", "2025-10-01", "2025-09-15", "2024-11-29"]
      .enumerated()
    {
      let day = try #require(Day(iso: day))
      let night = GeneratedNight(
        pipeline, population, persons: 2_000, on: day, seed: 100 + UInt64(index))
      let run = try NativeRun(pipeline, night: night, on: day, partitionedBy: 65_536)
      note(run, &seen)
    }
    try #require(seen.count > 100)
    let missed = seen.filter { $0.value.count < 2 }.keys.sorted()
    #expect(
      missed.count * 10 <= seen.count,
      "of \(seen.count) these never differ: \(missed.joined(separator: ", "))")
  }

  /// What each truth column, segment, band, step, status and reason is of anybody.
  private func note(_ run: NativeRun, _ seen: inout [String: Set<Bool>]) {
    for (name, column) in zip(run.persons.table.names, run.persons.table.columns)
    where column.type == .boolean {
      for row in 0..<column.count {
        seen[name, default: []].insert(column.value(at: row) == .boolean(true))
      }
    }
    for (name, cohort) in run.cohorts {
      for row in rows(of: cohort.attrition) where row["level"] == .text("system") {
        guard let title = row["title"]?.text, title != "population" else { continue }
        let removed = row["removed"] != .integer(0)
        seen["\(name): \(title)", default: []].formUnion(removed ? [true, false] : [false])
      }
      seen["\(name): on the list", default: []]
        .formUnion(cohort.members.rowCount > 0 ? [true, false] : [false])
    }
  }
}
