import Health
import Parallel
import Tables

/// Measures an indicator.
///
/// - Tables: from persons `figures` with what disclosure control needs (see `PersonAggregate.tables`); from published
///   counts `figures`, `unmatched` and `unallocated`.
func performIndicator(_ definition: IndicatorDefinition, _ context: StageContext)
  throws(RunFault) -> StageOutput
{
  var output = StageOutput()
  switch definition.kind {
  case .persons(let proportion):
    let wanted = columns(read: proportion.expressions).union(proportion.by)
    var persons = try context.persons(columns: wanted)
    let undelivered = try context.lacking(definition.neededFeeds).map { words(for: $0) }
    if !undelivered.isEmpty { persons = PersonTable(persons.table.gathered([])) }
    let parameters = try context.parameters.parameters(
      of: definition.campaign, usedBy: definition.name)
    let aggregate = measure(definition, proportion, persons: persons, parameters: parameters)
    output.tables = aggregate.tables(named: "figures")
    output.findings =
      expectationFindings(definition, proportion, persons: persons, parameters: parameters)
      + notMade("there are no figures", of: definition.name, without: undelivered)
  case .published(let proportion):
    var feeds: [String: Table] = [:]
    for name in context.stage.inputs where name.phase == .extract {
      feeds[name.name] = try context.feed(name.name)
    }
    let figures = measure(definition, proportion, feeds: feeds)
    output.add("figures", figures.figures.table)
    output.add("unmatched", figures.unmatched.table)
    output.add("unallocated", figures.unallocated.table)
    let lacking = try context.lacking([proportion.feed]).map { words(for: $0) }
    output.findings =
      figures.findings + notMade("there are no figures", of: definition.name, without: lacking)
  }
  context.counter.add(output.tables.first?.table.rowCount ?? 0)
  return output
}
