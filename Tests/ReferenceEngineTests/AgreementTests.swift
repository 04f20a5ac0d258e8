import Definitions
import Model
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
    var pipeline = try definitions(night.pipeline)
    let population = try #require(pipeline.population?.value)
    let day = try #require(Day(iso: night.day))
    pipeline.campaigns = pipeline.campaigns.map { inSeason($0, on: day) }
    let made = GeneratedNight(
      pipeline, population, persons: night.persons, on: day, seed: night.seed)
    let feeds = Dictionary(
      uniqueKeysWithValues: made.tables.map {
        ($0, ReferenceFeed($1, accepted: made.accepted[$0]))
      })
    let expected = ReferenceRun(
      pipeline, population: population, feeds: feeds, heldBack: Set(made.heldBack), on: day)
    if night.persons > 20 { #expect(expected.persons.count > night.persons / 3, "\(night)") }
    let runs = try [64, 128, 65_536].map { size in
      try NativeRun(pipeline, night: made, on: day, partitionedBy: size)
    }
    let found = disagreements(runs[0], expected)
    #expect(found.isEmpty, "\(night):\n\(found.joined(separator: "\n"))")
    for run in runs.dropFirst() {
      #expect(run.tables == runs[0].tables, "\(night): the size of partitions shows")
    }
  }
}

@Suite("What a step declares")
struct DeclaredColumnTests {
  @Test("a step that loses any one column of what it reads is found out, whatever the column")
  func droppedReads() throws {
    let pipeline = try loadPipeline(at: packageRoot.appending(path: "pipelines/nightly.yaml").path)
    let population = try #require(pipeline.population?.value)
    let day = try #require(Day(iso: "2026-11-20"))
    let night = GeneratedNight(pipeline, population, persons: 40, on: day, seed: 7)
    let plan = try #require(try pipeline.personPlan())
    // The whole chain for one column of each step: a step takes well under a second.
    let reading = plan.steps.filter { !$0.reads.isEmpty }
    #expect(reading.count > 60)
    for step in reading {
      let column = step.reads[step.reads.count / 2]
      #expect(throws: StepFault.missingColumn(step: step.name, column: column)) {
        try NativeRun(pipeline, night: night, on: day, partitionedBy: 64) { plan in
          guard let index = plan.steps.firstIndex(where: { $0.name == step.name }) else { return }
          plan.steps[index].reads.removeAll { $0 == column }
        }
      }
    }
  }

  @Test("a step that does not make a column that it declares is found out")
  func undeclaredMakes() throws {
    let pipeline = try loadPipeline(at: packageRoot.appending(path: "pipelines/nightly.yaml").path)
    let population = try #require(pipeline.population?.value)
    let day = try #require(Day(iso: "2026-11-20"))
    let night = GeneratedNight(pipeline, population, persons: 5, on: day, seed: 7)
    #expect(throws: StepFault.missingColumn(step: "score-qrisk3", column: "qrisk3_colour")) {
      try NativeRun(pipeline, night: night, on: day, partitionedBy: 64) { plan in
        guard let index = plan.steps.firstIndex(where: { $0.name == "score-qrisk3" }) else {
          return
        }
        plan.steps[index].makes.append(PersonColumn("qrisk3_colour", .text, .delivered(feed: "x")))
      }
    }
  }
}

/// A campaign with a season on a day: without one a run refuses the day, and there would be nothing to agree about.
private func inSeason(_ campaign: Campaign, on day: Day) -> Campaign {
  guard campaign.season(on: day) == nil, let known = campaign.seasons.first else { return campaign }
  var campaign = campaign
  let start = day.adding(days: -100)
  let shift = start.number - known.from.number
  var season = Season(
    name: "made up", from: start, before: day.adding(days: 100),
    days: known.days.mapValues { Day(number: $0.number + shift) }, source: "")
  // Seasons do not overlap and stand by their first day.
  if let before = campaign.seasons.last(where: { $0.before <= day }) {
    season.from = max(season.from, before.before)
  }
  if let after = campaign.seasons.first(where: { $0.from > day }) {
    season.before = min(season.before, after.from)
  }
  campaign.seasons = (campaign.seasons + [season]).sorted { $0.from < $1.from }
  return campaign
}

/// The folder that holds `Package.swift`.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
