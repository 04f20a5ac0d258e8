import Model
import Definitions
import Expressions
import Tables

@testable import Health
@testable import ReferenceEngine

/// All that a pipeline's definitions say of persons, worked out by the program's own functions.
struct NativeRun {
  private(set) var persons: PersonTable
  private(set) var cohorts: [String: CohortSelection] = [:]
  private(set) var segmentCounts: [String: PersonAggregate] = [:]
  private(set) var impact: ImpactResult?
  private(set) var indicators: [String: PersonAggregate] = [:]

  init(
    _ pipeline: PipelineDefinition, population: PopulationDefinition, night: GeneratedNight,
    on referenceDate: Day, partitionedBy size: Int
  ) {
    self.init(
      pipeline, population: population, tables: night.tables, accepted: night.accepted,
      heldBack: night.heldBack, on: referenceDate, partitionedBy: size)
  }

  init(
    _ pipeline: PipelineDefinition, population: PopulationDefinition, tables: [String: Table],
    accepted: [String: Bitmap], heldBack: [String], on referenceDate: Day, partitionedBy size: Int
  ) {
    let plain = Parameters(["reference_date": .day(referenceDate)])
    var campaigns: [String: Parameters] = [:]
    for campaign in pipeline.campaigns {
      guard var parameters = campaign.parameters(on: referenceDate) else { continue }
      parameters.values["reference_date"] = .day(referenceDate)
      campaigns[campaign.name] = parameters
    }
    var delivered: [String: Table] = [:]
    for (name, table) in tables {
      delivered[name] = accepted[name].map { table.filtered($0) } ?? table
    }
    let built = buildPopulation(
      population, registrations: delivered[population.feed] ?? Table(rowCount: 0),
      places: RowPlaces(), feeds: delivered, heldBack: heldBack, parameters: plain)
    let features = buildFeatures(
      pipeline.features.value, persons: built.persons, feeds: tables, accepted: accepted,
      parameters: plain, campaigns: campaigns, partitionedBy: size)
    persons = PersonTable(built.persons.table.joined(sideways: features.columns.table))
    for score in pipeline.scores.map(\.value) {
      let made = computeScore(
        score, persons: persons, parameters: plain, absent: [], partitionedBy: size)
      persons.table = persons.table.joined(sideways: made.columns.table)
    }
    for segmentation in pipeline.segmentations.map(\.value) {
      let made = assignSegments(segmentation, persons: persons, parameters: plain)
      persons.table = persons.table.joined(sideways: made.table)
    }
    for cohort in pipeline.cohorts.map(\.value) {
      cohorts[cohort.name] = selectCohort(
        cohort, directory: pipeline.pathways?.value, persons: persons,
        parameters: parameters(of: cohort.campaign, plain, campaigns))
    }
    if let definition = pipeline.impact?.value {
      let lists = pipeline.cohorts.map { cohort in
        var people: [Int32] = []
        if case .integer(let rows)? = cohorts[cohort.value.name]?.members["person"] {
          people = rows.values.map { Int32($0) }
        }
        return OpenList(cohort: cohort.value.name, people: people)
      }
      impact = rankByImpact(definition, lists: lists, persons: persons, parameters: plain)
    }
    for segmentation in pipeline.segmentations.map(\.value) {
      segmentCounts[segmentation.name] = countSegments(segmentation, persons: persons)
    }
    for indicator in pipeline.indicators.map(\.value) {
      guard case .persons(let proportion) = indicator.kind else { continue }
      indicators[indicator.name] = measure(
        indicator, proportion, persons: persons,
        parameters: parameters(of: indicator.campaign, plain, campaigns))
    }
  }

  /// Every table, to hold two runs against each other.
  var tables: [String: Table] {
    var tables = ["persons": persons.table]
    for (name, cohort) in cohorts {
      tables["members " + name] = cohort.members
      tables["statuses " + name] = cohort.status
      tables["attrition " + name] = cohort.attrition
      tables["aggregate " + name] = cohort.aggregate.table
    }
    for (name, counts) in segmentCounts { tables["counts " + name] = counts.table }
    for (name, figures) in indicators { tables["figures " + name] = figures.table }
    tables["people"] = impact?.people
    tables["audit"] = impact?.audit.table
    return tables
  }
}
