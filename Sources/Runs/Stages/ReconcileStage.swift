import Messages
import Model
import Definitions
import Health
import Tables

/// Holds person-level feeds against published figures.
///
/// - Tables: `practices`, `registers` with what disclosure control needs (see `PersonAggregate.tables`). Facts: the
///   practices that are held back.
func performReconcile(
  _ definition: ReconciliationDefinition, _ people: PopulationDefinition, released: Set<String>,
  _ context: StageContext
) throws(RunFault) -> StageOutput {
  var feeds: [String: Table] = [:]
  for name in context.stage.inputs where name.phase == .extract && name.name != people.feed {
    feeds[name.name] = try context.feed(name.name)
  }
  let result = reconcile(
    definition, population: people, registrations: try context.feed(people.feed), feeds: feeds,
    parameters: context.parameters.plain, knownUntil: context.parameters.knownUntil,
    released: released,
    // What was before and cannot be read is not known.
    earlier: context.earlierRecord.flatMap { try? context.store.table("practices", of: $0) })
  var output = StageOutput()
  output.add("practices", result.practices)
  output.tables += result.registers.tables(named: "registers")
  output.findings = result.findings
  output.facts.heldBack = result.heldBack
  output.facts.withoutListSize = result.withoutListSize.filter { isPracticeCode($0.utf8) }
  output.facts.released = result.released
  output.facts.unexpectedRegisters = result.unexpected
  if let source = definition.listSizes {
    output.facts.note(
      CountsOfFeed(result.practices, by: [PracticeColumn.practice], counts: ["list_size"]),
      of: source.feed)
  }
  if let source = definition.registers {
    let registers = result.registers.table
    let key = [RegisterColumn.level, RegisterColumn.practice, RegisterColumn.register]
    for (feed, count) in [
      (source.feed, RegisterColumn.published), (source.entries, RegisterColumn.computed),
    ] {
      output.facts.note(CountsOfFeed(registers, by: key, counts: [count]), of: feed)
    }
  }
  output.facts.silent = silentPractices(result.practices)
  output.facts.grown = grownPractices(result.practices)
  return output
}

/// The practices with more people than published, by what is usual and more, with how many more.
private func grownPractices(_ practices: Table) -> [String: Int] {
  var grown: [String: Int] = [:]
  for row in 0..<practices.rowCount {
    // Nobody has come to a practice of which nothing is published.
    guard case .integer(let size)? = practices["list_size"]?.value(at: row) else { continue }
    let more = growth(from: Int(size), to: practices.integer("registered", row))
    if more > 0 { grown[practices.text(PracticeColumn.practice, row)] = more }
  }
  return grown
}

/// The practices with a list size and nobody registered.
private func silentPractices(_ practices: Table) -> [DeliveryNote.SilentPractice] {
  (0..<practices.rowCount).compactMap { row in
    let code = practices.text(PracticeColumn.practice, row)
    guard practices.integer("registered", row) == 0, isPracticeCode(code.utf8) else { return nil }
    return DeliveryNote.SilentPractice(code: code, patients: practices.integer("list_size", row))
  }
}
