import Messages
import Model
import Expressions
import Health
import Parallel
import Tables

/// Ranks everybody who is on a list that counts.
///
/// - Tables: `people` (not `persons`: it has no row for the others), and `audit` with what disclosure control needs.
///   Facts: people, how many have a place this week, and how many are left out for an opt-out. A finding counts those whose need is not known.
func performImpact(
  _ definition: ImpactDefinition, _ step: PersonStep, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let input = try context.input(of: step)
  let key = try key(of: input.lists, context)
  if let (part, record) = context.readEarlierParts().tables(ofPart: impactPart, key: key) {
    return takenOver(part, record, key: key)
  }
  let made = try planned { () throws(StepFault) in try run(step, on: input) }
  guard case .impact(let result) = made else {
    throw .ourMistake("\(step.name) made something else than it is about")
  }
  context.counter.add(result.people.rowCount)
  var output = StageOutput()
  output.parts = [impactPart: key]
  output.add("people", result.people)
  output.tables += result.audit.tables(named: "audit")
  var ranked = StageFacts.Ranked(people: result.people.rowCount)
  if case .boolean(let places)? = result.people[ImpactColumn.place] {
    ranked.places = places.bits.setCount
  }
  if !definition.leavesOut.isEmpty { ranked.optedOut = result.optedOut }
  output.facts.ranked = ranked
  output.findings = found(.needNotKnown(result.withoutNeed, ranking: definition.name))
  return output
}

/// The name of the one part that all tables of the stage are.
let impactPart = "people"

/// The hash of all that the ranking is made of: of the lists only who is on them, in whatever order and for whatever
/// reasons.
private func key(of lists: [OpenList], _ context: StageContext) throws(RunFault) -> String {
  let population = try context.input(.population).record
  let count = population.tables.first { $0.name == personsTable }?.rows ?? 0
  var inputs: [String: String] = [:]
  for name in context.stage.inputs where !name.isCohort {
    inputs[name.description] = try context.key(
      ofColumns: context.stage.reads ?? [], madeBy: name)
  }
  let members = parallelMap(lists) { list in
    var members = Bitmap(repeating: false, count: count)
    for person in list.people { members[Int(person)] = true }
    return Fingerprint.hash(of: members)
  }
  for (list, members) in zip(lists, members) {
    inputs[StageName(cohort: list.cohort).description] = members
  }
  let order = lists.map { $0.cohort }.joined(separator: " ")
  return context.key(definition: context.stage.definition + "\n" + order, inputs: inputs)
}

/// The earlier output as a whole, whose findings and facts are of the same tables.
private func takenOver(_ part: TakenPart, _ record: StageRecord, key: String) -> StageOutput {
  var output = StageOutput()
  output.parts = [impactPart: key]
  output.taken = [part]
  output.findings = record.findings.map { $0.finding }
  output.facts = record.facts ?? StageFacts()
  return output
}
