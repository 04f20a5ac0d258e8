import Definitions
import Foundation
import Health
import Tables
import Testing

@testable import ReferenceEngine

/// The program's engine against the reference engine, on made-up nights full of edges.
@Suite("Agreement with the reference engine, generative")
struct GenerativeAgreementTests {
  /// One made-up night.
  struct Case: CustomStringConvertible, Sendable {
    var pipeline: String
    var day: String
    var persons: Int
    var seed: UInt64
    var description: String { "\(pipeline), \(persons) persons on \(day), seed \(seed)" }
  }

  /// Days on which calendars show what they are worth: ends of February, months and seasons, and the first of one.
  static let days = [
    "2026-11-20", "2024-02-29", "2025-02-28", "2027-03-01", "2025-08-31", "2025-09-01",
    "2026-03-31", "2028-02-29",
  ]

  /// The shipped pipeline and those of the catalogue's pages, each on several days.
  ///
  /// GENTEST_CASES says how many nights of each pipeline there are.
  static let cases: [Case] = {
    let wanted = ProcessInfo.processInfo.environment["GENTEST_CASES"].flatMap { Int($0) }
    let pages = ((try? CataloguePage.all()) ?? []).map(\.name)
    return ["nightly"].flatMap { nights(of: $0, count: wanted ?? 8, persons: 200) }
      + pages.flatMap { nights(of: $0, count: wanted ?? 3, persons: 150) }
  }()

  private static func nights(of pipeline: String, count: Int, persons: Int) -> [Case] {
    (0..<count).map { index in
      // The first nights are those of nobody and of one person.
      Case(
        pipeline: pipeline, day: days[index % days.count], persons: index < 2 ? index : persons,
        seed: UInt64(index) + 1)
    }
  }

  /// The definitions of a case.
  private func definitions(_ name: String) throws -> PipelineDefinition {
    if name == "nightly" {
      return try loadPipeline(at: packageRoot.appending(path: "pipelines/nightly.yaml").path)
    }
    let page = try #require(try CataloguePage.all().first { $0.name == name })
    return try #require(try page.examples().last).pipeline()
  }

  @Test("every person column and every table is what the reference engine says", arguments: cases)
  func agreement(night: Case) throws {
    let pipeline = try definitions(night.pipeline)
    let population = try #require(pipeline.population?.value)
    let day = try #require(Day(iso: night.day))
    let made = GeneratedNight(
      pipeline, population, persons: night.persons, on: day, seed: night.seed)
    let feeds = Dictionary(
      uniqueKeysWithValues: made.tables.map {
        ($0, ReferenceFeed($1, accepted: made.accepted[$0]))
      })
    let expected = ReferenceRun(
      pipeline, population: population, feeds: feeds, heldBack: Set(made.heldBack), on: day)
    if night.persons > 20 { #expect(expected.persons.count > night.persons / 3, "\(night)") }
    let runs = [64, 128, 65_536].map { size in
      NativeRun(pipeline, population: population, night: made, on: day, partitionedBy: size)
    }
    let found = disagreements(runs[0], expected)
    #expect(found.isEmpty, "\(night):\n\(found.joined(separator: "\n"))")
    for run in runs.dropFirst() {
      #expect(run.tables == runs[0].tables, "\(night): the size of partitions shows")
    }
  }
}

/// The folder that holds `Package.swift`.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
