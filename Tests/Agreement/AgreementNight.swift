import Definitions
import Expressions
import Foundation
import Health
import Model
import ReferenceEngine
import Tables

/// One made-up night on which the program's engine is held against the reference engine.
struct AgreementNight: CustomStringConvertible, Sendable {
  /// What the pipeline is called in failures.
  var pipeline: String
  /// The reference date.
  var day: String
  /// How many registrations there are, about.
  var persons: Int
  /// What decides every random number.
  var seed: UInt64

  var description: String { "\(pipeline), \(persons) persons on \(day), seed \(seed)" }

  /// Days on which calendars show what they are worth: ends of February, months and seasons, and the first of one.
  static let days = [
    "2026-11-20", "2024-02-29", "2025-02-28", "2027-03-01", "2025-08-31", "2025-09-01",
    "2026-03-31", "2028-02-29",
  ]

  /// Several nights of a pipeline, each on another day; GENTEST_CASES says how many where it is set.
  ///
  /// The first two are those of nobody and of one person.
  static func several(of pipeline: String, count: Int, persons: Int) -> [AgreementNight] {
    let asked = ProcessInfo.processInfo.environment["GENTEST_CASES"].flatMap { Int($0) }
    return (0..<(asked ?? count)).map { index in
      AgreementNight(
        pipeline: pipeline, day: days[index % days.count], persons: index < 2 ? index : persons,
        seed: UInt64(index) + 1)
    }
  }

  /// The first cells in which the engines differ, and in which the size of partitions shows; empty where they agree.
  func disagreements(on definition: PipelineDefinition) throws -> [String] {
    var definition = definition
    guard let population = definition.population?.value, let day = Day(iso: day) else {
      throw NativeRun.NoPersons()
    }
    definition.campaigns = definition.campaigns.map { inSeason($0, on: day) }
    let night = GeneratedNight(definition, population, persons: persons, on: day, seed: seed)
    let feeds = Dictionary(
      uniqueKeysWithValues: night.tables.map {
        ($0, ReferenceFeed($1, accepted: night.accepted[$0]))
      })
    let expected = ReferenceRun(
      definition, population: population, feeds: feeds, heldBack: Set(night.heldBack),
      lacks: night.lacks, on: day)
    let runs = try [64, 128, 65_536].map { size in
      try NativeRun(definition, night: night, on: day, partitionedBy: size)
    }
    var found = Agreement.disagreements(runs[0], expected)
    // Agreement about nearly nobody would prove nothing.
    if persons > 20, expected.persons.count <= persons / 3 {
      found.append("only \(expected.persons.count) of \(persons) are in the population")
    }
    if runs.contains(where: { $0.tables != runs[0].tables }) {
      found.append("the size of partitions shows")
    }
    return found
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
