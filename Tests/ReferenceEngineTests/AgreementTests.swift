import Definitions
import Expressions
import Foundation
import Health
import Model
import Tables
import Testing

@testable import Agreement
@testable import ReferenceEngine

/// The program's engine against the reference engine, on made-up nights full of edges.
@Suite("Agreement with the reference engine, generative")
struct GenerativeAgreementTests {
  /// The engine's own pipeline and those of the pages in `Tests/Specs/catalogue`, each on several days.
  static let nights: [AgreementNight] = {
    let pages = ((try? CataloguePage.all()) ?? []).map(\.name)
    return AgreementNight.several(of: "small", count: 8, persons: 200)
      + AgreementNight.several(of: "small, by pseudonym", count: 4, persons: 150)
      + pages.flatMap { AgreementNight.several(of: $0, count: 3, persons: 150) }
  }()

  /// The definitions of a night.
  private func definitions(_ name: String) throws -> PipelineDefinition {
    if name == "small" { return try smallPipeline() }
    if name == "small, by pseudonym" { return try smallPipelineByPseudonym() }
    let page = try #require(try CataloguePage.all().first { $0.name == name })
    return try #require(try page.examples().last).pipeline()
  }

  @Test("every person column and every table is what the reference engine says", arguments: nights)
  func agreement(night: AgreementNight) throws {
    let found = try night.disagreements(on: try definitions(night.pipeline))
    #expect(found.isEmpty, "\(night):\n\(found.joined(separator: "\n"))")
  }

  @Test("every part of every rule is of each person what the reference engine says")
  func parts() throws {
    let pipeline = try smallPipeline()
    let population = try #require(pipeline.population?.value)
    let day = try #require(Day(iso: "2026-11-20"))
    let night = GeneratedNight(pipeline, population, persons: 120, on: day, seed: 11)
    let run = try NativeRun(pipeline, night: night, on: day, partitionedBy: 64)
    let plain = Parameters(["reference_date": .day(day)])
    let campaigns = seasonParameters(pipeline.campaigns, on: day)
    var seen: Set<Value?> = []
    for cohort in pipeline.cohorts.map(\.value) {
      let own = ReferenceEngine.parameters(of: cohort.campaign, plain, campaigns)
      let everyone = run.persons.beside(run.cohorts[cohort.name]?.own)
      let persons = ReferenceEngine.rows(of: everyone.table)
      let rules =
        [cohort.eligible] + cohort.exclusions.map(\.when)
        + (cohort.actions?.closings ?? []).map(\.when) + [cohort.declined].compactMap { $0 }
        + cohort.allReasons.map(\.when) + cohort.alsoOffer.map(\.when)
      for (row, person) in persons.enumerated() {
        let steps = explain(
          cohort, person: row, persons: everyone, vocabulary: population.vocabulary,
          parameters: own)
        // The practice and the opt-outs have no condition of the definition.
        let explained = steps.filter { !$0.parts.isEmpty }
        #expect(explained.map(\.condition) == rules.map(\.text))
        for (step, rule) in zip(explained, rules) {
          let truths = rule.conditionLines.map { line in
            ReferenceEvaluator(parameters: own).value(of: line.condition.root, row: person)
          }
          #expect(step.parts.map { $0.truth.map { .boolean($0) } } == truths)
          seen.formUnion(truths)
        }
      }
    }
    #expect(seen == [.boolean(true), .boolean(false), nil])
  }

  @Test("nearly every condition of the small pipeline is true of somebody and not of somebody else")
  func reach() throws {
    let reach = try Reach(
      try smallPipeline(), persons: 1_000, days: ["2026-11-20", "2025-10-01", "2025-09-15"])
    try #require(reach.count > 40)
    #expect(
      reach.missed.count * 10 <= reach.count,
      "of \(reach.count) these never differ: \(reach.missed.joined(separator: ", "))")
  }
}

@Suite("What a step declares")
struct DeclaredColumnTests {
  @Test("a step that loses any one column of what it reads is found out, whatever the column")
  func droppedReads() throws {
    let pipeline = try smallPipeline()
    let population = try #require(pipeline.population?.value)
    let day = try #require(Day(iso: "2026-11-20"))
    let night = GeneratedNight(pipeline, population, persons: 40, on: day, seed: 7)
    let plan = try #require(try pipeline.personPlan())
    // The whole chain for one column of each step: a step takes well under a second.
    let reading = plan.steps.filter { !$0.reads.isEmpty }
    #expect(reading.count > 15)
    for step in reading {
      for column in step.reads {
        #expect(throws: StepFault.missingColumn(step: step.name, column: column)) {
          try NativeRun(pipeline, night: night, on: day, partitionedBy: 64) { plan in
            guard let index = plan.steps.firstIndex(where: { $0.name == step.name }) else { return }
            plan.steps[index].reads.removeAll { $0 == column }
          }
        }
      }
    }
  }

  @Test("a step that does not make a column that it declares is found out")
  func undeclaredMakes() throws {
    let pipeline = try smallPipeline()
    let population = try #require(pipeline.population?.value)
    let day = try #require(Day(iso: "2026-11-20"))
    let night = GeneratedNight(pipeline, population, persons: 5, on: day, seed: 7)
    #expect(throws: StepFault.missingColumn(step: "score-risk", column: "risk_colour")) {
      try NativeRun(pipeline, night: night, on: day, partitionedBy: 64) { plan in
        guard let index = plan.steps.firstIndex(where: { $0.name == "score-risk" }) else {
          return
        }
        plan.steps[index].makes.append(PersonColumn("risk_colour", .text, .delivered(feed: "x")))
      }
    }
  }
}

/// The engine's own pipeline.
private func smallPipeline() throws -> PipelineDefinition {
  try loadPipeline(at: packageRoot.appending(path: "Tests/Fixtures/pipeline/nightly.yaml").path)
}

/// The engine's own pipeline with feeds that have pseudonyms in place of NHS numbers.
private func smallPipelineByPseudonym() throws -> PipelineDefinition {
  let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  try FileManager.default.copyItem(
    at: packageRoot.appending(path: "Tests/Fixtures/pipeline"), to: folder)
  let feeds = folder.appending(path: "feeds")
  for name in try FileManager.default.contentsOfDirectory(atPath: feeds.path) {
    let file = feeds.appending(path: name)
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("type: nhs_number", with: "type: pseudonym").utf8).write(to: file)
  }
  let pipeline = try loadPipeline(at: folder.appending(path: "nightly.yaml").path)
  try #require(pipeline.population?.value.key == .pseudonym(.token(length: nil, letters: .kept)))
  return pipeline
}

/// The folder that holds `Package.swift`.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
