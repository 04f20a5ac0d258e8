import Definitions
import Expressions
import Health
import Model
import ReferenceEngine
import Tables

/// All that a pipeline's definitions say of persons, worked out by the program's own engine along its plan.
struct NativeRun {
  private(set) var persons: PersonTable
  private(set) var cohorts: [String: CohortSelection] = [:]
  private(set) var segmentCounts: [String: PersonAggregate] = [:]
  private(set) var people: PersonAggregate?
  private(set) var impact: ImpactResult?
  private(set) var indicators: [String: PersonAggregate] = [:]
  private(set) var indicatorParts: [String: PersonAggregate] = [:]

  init(
    _ pipeline: PipelineDefinition, night: GeneratedNight, on referenceDate: Day,
    partitionedBy size: Int, changing: (inout PersonPlan) -> Void = { _ in }
  ) throws {
    try self.init(
      pipeline, tables: night.tables, accepted: night.accepted, heldBack: night.heldBack,
      incomplete: night.incomplete, on: referenceDate, partitionedBy: size,
      changing: changing)
  }

  init(
    _ pipeline: PipelineDefinition, tables: [String: Table], accepted: [String: Bitmap],
    heldBack: [String], incomplete: IncompleteFeeds = IncompleteFeeds(), on referenceDate: Day,
    partitionedBy size: Int,
    changing: (inout PersonPlan) -> Void = { _ in }
  ) throws {
    var feeds: [String: FeedRows] = [:]
    for feed in pipeline.feeds.map(\.value.schema) {
      // A night need not have every feed: one without a table is empty.
      let empty = Table(feed.columns.map { ($0.name, Column($0.type, [])) }, rowCount: 0)
      feeds[feed.name] = FeedRows(
        tables[feed.name] ?? empty, accepted: accepted[feed.name],
        rejected: accepted[feed.name].map { ~$0 }, key: feed.key)
    }
    guard var plan = try pipeline.personPlan() else { throw NoPersons() }
    changing(&plan)
    let run = try PlanRun(
      plan, feeds: feeds, heldBack: heldBack, incomplete: incomplete,
      parameters: RunParameters(referenceDate: referenceDate, campaigns: pipeline.campaigns),
      partitionRows: size)
    persons = run.persons
    for step in plan.steps {
      switch (run.outputs[step.name], step.work) {
      case (.cohort(let selection)?, .cohort(let cohort, _)): cohorts[cohort.name] = selection
      case (.segmentCounts(let counts)?, .segmentCounts(let set)): segmentCounts[set.name] = counts
      case (.peopleCounts(let counts)?, _): people = counts
      case (.impact(let result)?, _): impact = result
      case (.indicator(let figures, let parts, _)?, .indicator(let indicator, _)):
        indicators[indicator.name] = figures
        indicatorParts[indicator.name] = parts
      default: break
      }
    }
  }

  /// A pipeline without persons has nothing to agree about.
  struct NoPersons: Error {}

  /// Every table, to hold two runs against each other.
  var tables: [String: Table] {
    var tables = ["persons": persons.table]
    for (name, cohort) in cohorts {
      tables["members " + name] = cohort.members
      tables["due soon " + name] = cohort.dueSoon
      tables["statuses " + name] = cohort.status
      tables["attrition " + name] = cohort.attrition
      tables["aggregate " + name] = cohort.aggregate.table
      tables["representation " + name] = cohort.representation?.table
    }
    for (name, counts) in segmentCounts { tables["counts " + name] = counts.table }
    for (name, figures) in indicators { tables["figures " + name] = figures.table }
    for (name, parts) in indicatorParts { tables["parts " + name] = parts.table }
    tables["people"] = impact?.people
    tables["counted people"] = people?.table
    tables["audit"] = impact?.audit.table
    return tables
  }
}
