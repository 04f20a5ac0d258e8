public import Model
public import Expressions
public import Tables

/// Holds registrations and register entries against published list sizes and register counts.
///
/// - Shape: one row a practice; for registers one row a register, and then one a practice and register, of practices with
///   registrations.
/// - Missing: `difference` where there is nothing to hold against: no published figure, several that differ, or zero. The
///   outcome is then `not-evaluated`, for a register only where zero was computed too or nothing was published.
/// `released` are the practices that are not held back whatever their size, and `earlier` the table `practices` of the newest
/// release, nil for none: a practice whose list differed too much then, and whose size is not published tonight, is held
/// against the size of then.
///
/// - Ties: registrations are resolved as in `buildPopulation`, so that a person counts once.
public func reconcile(
  _ definition: ReconciliationDefinition, population: PopulationDefinition, registrations: Table,
  feeds: [String: Table], parameters: Parameters, knownUntil: Day? = nil,
  released: Set<String> = [], earlier: Table? = nil
) -> Reconciliation {
  let organisations = Organisations(population, feeds: feeds, parameters: parameters)
  let delivered = registrations.declaredTexts(population.practice)
  let registrations = organisations.withSuccessors(registrations, population)
  let open = Registrations(
    in: registrations, delivered: delivered, population, organisations: organisations,
    parameters: parameters,
    knownUntil: knownUntil)
  let read = [population.person, population.practice, population.birth, population.listed[.sex]]
  let persons = registrations.selecting(distinct(read.compactMap(\.self))).gathered(open.rows)
  let practices = persons.declaredTexts(population.practice)
  var registered: [String: Int64] = [:]
  for row in practices.codes.indices {
    if let code = practices.code(at: row) {
      registered[practices.dictionary[code], default: 0] += 1
    }
  }
  let lists = compareLists(
    definition, registered: registered, organisations: organisations, feeds: feeds,
    feed: population.feed, released: released, earlier: earlier)
  let heldBack = lists.heldBack
  let registers = compareRegisters(
    definition, persons: persons.declared(population.person), practices: practices,
    births: population.birth.flatMap { persons[$0]?.days },
    sexes: population.listed[.sex].flatMap { persons[$0]?.texts },
    registered: registered, successors: organisations.successors,
    heldBack: heldBack, feeds: feeds, referenceDate: parameters.referenceDate)
  return Reconciliation(
    practices: lists.table(named: [PracticeColumn.practice], counts: ("registered", "list_size")),
    registers: registers.aggregate, heldBack: heldBack, withoutListSize: lists.withoutSize,
    released: lists.released,
    unexpected: registers.unexpected, findings: lists.findings + registers.findings)
}
