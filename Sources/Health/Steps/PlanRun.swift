public import Model
public import Parallel
public import Tables

/// A plan carried out from its first step to its last, in memory: for the tests of definitions and of engines.
///
/// A night's run does the same a stage at a time, with the store between the steps.
public struct PlanRun: Sendable {
  /// Everybody in the population with every column.
  public private(set) var persons = PersonTable(Table(rowCount: 0))
  /// What came of each step, by its name.
  public private(set) var outputs: [String: StepOutput] = [:]

  /// Carries out those steps of a plan that a test of their names lets through, in the plan's order.
  ///
  /// - Throws: what `run(_:on:)` throws.
  public init(
    _ plan: PersonPlan, feeds: [String: FeedRows], heldBack: [String] = [],
    undelivered: [LackingFeed] = [], incomplete: IncompleteFeeds = IncompleteFeeds(),
    parameters: RunParameters, given: GivenValues = GivenValues(),
    partitionRows size: Int = partitionRows, where isWanted: (PersonStep) -> Bool = { _ in true }
  ) throws(StepFault) {
    var input = StepInput(
      persons: persons, feeds: feeds, undelivered: undelivered, heldBack: heldBack,
      incomplete: incomplete, parameters: parameters, given: given, partitionRows: size)
    for step in plan.steps where isWanted(step) {
      input.lists = step.lists.compactMap { name in
        guard case .cohort(let selection)? = outputs[name],
          case .cohort(let cohort, _)? = plan[name]?.work
        else { return nil }
        return OpenList(cohort: cohort.name, people: selection.people)
      }
      let output = try run(step, on: input)
      outputs[step.name] = output
      guard let columns = output.columns?.table else { continue }
      if case .population = step.work {
        persons = PersonTable(columns)
        input.given = given.ofPersons(columns.declared(plan.vocabulary.person))
      } else {
        persons.table = persons.table.joined(sideways: columns)
      }
      input.persons = persons
      input.absentColumns.formUnion(input.absentColumns(madeBy: step))
    }
  }
}
