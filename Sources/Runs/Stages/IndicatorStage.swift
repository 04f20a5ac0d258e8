import Messages
import Parallel
import Health
import Model
import Tables

/// Measures an indicator from published counts.
///
/// - Tables: `figures`, `unmatched`, `unallocated` and `accepted`, what the next night's figures are held against.
func performPublished(
  _ definition: IndicatorDefinition, _ proportion: PublishedProportion, _ context: StageContext
) throws(RunFault) -> StageOutput {
  var feeds: [String: Table] = [:]
  for name in context.stage.inputs where name.phase == .extract {
    feeds[name.name] = try context.feed(name.name)
  }
  let figures = measure(
    definition, proportion, feeds: feeds,
    earlier: try context.earlierRecord.map { record throws(RunFault) in
      let hasAccepted = record.tables.contains { $0.name == "accepted" }
      return try context.store.table(hasAccepted ? "accepted" : "figures", of: record)
    })
  var output = StageOutput()
  output.add("figures", figures.figures.table)
  output.add("accepted", figures.accepted)
  if figures.leftOut.count > 0 {
    output.facts.figuresLeftOut = StageFacts.FiguresLeftOut(
      practices: figures.leftOut.practices.filter { isPracticeCode($0.utf8) },
      count: figures.leftOut.count)
  }
  output.facts.note(
    CountsOfFeed(
      figures.reported, by: [PracticeColumn.practice] + proportion.group,
      counts: ["numerator", "denominator"]),
    of: proportion.feed)
  output.add("unmatched", figures.unmatched.table)
  output.add("unallocated", figures.unallocated.table)
  let lacking = try context.lacking([proportion.feed])
  output.findings =
    figures.findings + found(.noFigures(definition.name, without: lacking))
  context.counter.add(figures.figures.table.rowCount)
  return output
}
