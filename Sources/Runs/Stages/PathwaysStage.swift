import Definitions
import Health
import Messages
import Model
import Parallel
import Publishing
import Tables

/// What is counted of people who are pointed to services.
struct PathwaysWork: Sendable {
  /// The lists by name.
  var cohorts: [String]
  /// The services.
  var directory: PathwaysDefinition
  /// The person's column of the district; nil where nothing is counted by district.
  var district: String?
}

extension PipelineDefinition {
  /// Whether there is a directory, and are lists that can point to it.
  var hasPathways: Bool { pathways != nil && !cohorts.isEmpty }
}

/// Adds the stage that counts who is pointed to which service; none without a directory.
func addPathways(
  _ pipeline: PipelineDefinition, _ plan: PersonPlan, to graph: inout StageGraph
) throws(RunFault) {
  guard pipeline.hasPathways, let directory = pipeline.pathways else { return }
  let cohorts = pipeline.cohorts.map(\.value.name)
  let district = pipeline.publish.value.systemPages?.district
  let makers = try planned { () throws(StepFault) in
    try plan.makers(of: Set([district].compactMap { $0 }), for: "pathways")
  }
  let persons = [.population] + makers.map { StageName(of: $0) }.filter { $0 != .population }
  graph.add(
    Stage(
      .pathways,
      .pathways(
        PathwaysWork(cohorts: cohorts, directory: directory.value, district: district)),
      inputs: persons + cohorts.map { StageName(cohort: $0) },
      definition: directory.canonical + (district.map { "\nby \($0)" } ?? "")))
}

/// Counts who on lists is pointed to which service.
///
/// - Tables: `counts` and what belongs to it, as `PersonAggregate.tables` names them.
func performPathways(_ work: PathwaysWork, _ context: StageContext) throws(RunFault) -> StageOutput
{
  var lists: [PointedPeople] = []
  for cohort in work.cohorts {
    let result = try context.input(StageName(cohort: cohort))
    let members = try result.table(membersTable, columns: [MemberColumn.person])
    let offers = result.record.tables.contains { $0.name == offeredTable }
    lists.append(
      PointedPeople(
        listed: peopleColumn(of: members),
        offered: offers ? try result.table(offeredTable) : nil))
    context.counter.add(members.rowCount)
  }
  let persons = try context.persons(
    columns: Set([PersonVocabulary.secondaryUse, work.district].compactMap { $0 }))
  let counts = countPointed(
    lists, to: work.directory, by: work.district, persons: persons.table)
  var output = StageOutput()
  output.tables += counts.tables(named: "counts")
  return output
}
