import Messages
import Expressions
import Health
import Model
import Parallel
import Tables

/// Carries out a step of the person plan.
///
/// - Tables: `persons` of a step that makes columns of the person, with `practices` of the population; `members`,
///   `due-soon`, `attrition`, `status` and `aggregate` of a cohort; `people` and `audit` of the list over all lists; `figures` of an
///   indicator, and `parts` of its networks; `counts` of segments and of people. What disclosure control needs stands beside (see `PersonAggregate.tables`).
///
/// `released` are practices of which it is known that their registrations are different; nil for all.
func performPerson(
  _ step: PersonStep, released: Set<String>?, _ context: StageContext
) throws(RunFault) -> StageOutput {
  switch step.work {
  case .impact(let definition): return try performImpact(definition, step, context)
  case .features(let set): return try performFeatures(set, step, context)
  default: break
  }
  var input = try context.input(of: step)
  var made = try planned { () throws(StepFault) in try run(step, on: input) }
  let before = step.isPopulation ? context.practicesBefore : nil
  var others: OtherPeople?
  var changed: ChangedPeople?
  if case (.population(let population), .population(let definition)) = (made, step.work), let before
  {
    others = context.otherPeople(than: before, population, step.vocabulary, released)
    changed = try context.changedPeople(since: before, population, definition, released)
    let heldBack = (others?.practices.map(\.name) ?? []) + (changed?.heldBack.map(\.practice) ?? [])
    input.heldBack += distinct(heldBack)
    input.earlier = context.earlierPopulation(
      before, beside: population, heldBack: !heldBack.isEmpty)
    if input.earlier != nil {
      made = try planned { () throws(StepFault) in try run(step, on: input) }
    }
  }
  context.counter.add(
    step.isPopulation ? input.feeds.values.reduce(0) { $0 + $1.rows } : input.persons.count)
  var output = StageOutput()
  switch (made, step.work) {
  case (.population(let population), .population(let definition)):
    output.add(population, feed: definition.feed)
    if let before {
      notePracticesClosed(
        since: population, before, earlier: input.earlier, of: step.vocabulary, in: &output.facts)
    }
    output.add(others)
    output.add(changed)
    output.facts.registrationsDefinition = try context.definition(ofFeed: definition.feed)
  case (.score(let result), .score(let definition)): output.add(result, of: definition)
  case (.segments(let columns), _): output.add(personsTable, columns.table)
  case (.segmentCounts(let counts), _): output.tables = counts.tables(named: "counts")
  case (.peopleCounts(let counts), _): output.tables = counts.tables(named: "counts")
  case (.cohort(let selection), .cohort(let definition, _)):
    output.add(selection, of: definition, step, input)
    try output.addAudit(of: definition, selection, step, input, context)
    try output.addLastGood(of: definition, own: selection.own, step, input, context)
  case (.indicator(let figures, let parts, let findings), .indicator(let definition, _)):
    output.tables = figures.tables(named: "figures") + (parts?.tables(named: "parts") ?? [])
    output.findings =
      findings
      + found(.noFigures(definition.name, without: input.lacking(step)))
  default: throw .ourMistake("\(step.name) made something else than it is about")
  }
  output.facts.add(what: input, lacksFor: step)
  return output
}

extension StageFacts {
  /// Adds what a step was not given: the columns and practices that readers of its output have to know of.
  mutating func add(what input: StepInput, lacksFor step: PersonStep) {
    absentColumns = input.absentColumns(madeBy: step)
    incomplete = input.incomplete
    leftOutFor = input.incomplete.of(step.decidedBy)
    uncountedFor = input.incomplete.of(
      step.decidedBy.union(step.restsOn[PersonVocabulary.secondaryUse] ?? []))
  }
}

extension FeedRows {
  /// How many rows there are.
  var rows: Int { table.rowCount }
}

extension PersonStep {
  /// Whether the step makes a list.
  var isCohort: Bool {
    if case .cohort = work { true } else { false }
  }

  /// Whether the step says who is in the population.
  var isPopulation: Bool {
    if case .population = work { true } else { false }
  }
}

extension PersonStep {
  /// The columns of a feed that features which it makes read, the key first.
  func columnsRead(of feed: String, by features: [FeatureDefinition]) -> [String] {
    distinct([keys[feed]].compactMap { $0 } + columns(of: features, in: feed))
  }
}

extension StageContext {
  /// What a step of the person plan is given: the columns that it declares, its feeds and its lists.
  func input(of step: PersonStep) throws(RunFault) -> StepInput {
    var input = StepInput(
      persons: step.isPopulation
        ? PersonTable(Table(rowCount: 0)) : try persons(columns: Set(step.reads)), feeds: [:],
      eventRows: eventRows, classes: classes, parameters: parameters)
    for name in step.feeds {
      input.feeds[name] = try rows(of: name, readBy: step)
    }
    input.undelivered = try lacking(distinct(step.feeds + step.neededFeeds))
    for name in stage.inputs {
      guard let facts = try self.input(name).record.facts else { continue }
      if name.isCompleteness {
        input.incomplete.formUnion(facts.incomplete)
      }
      input.heldBack += facts.heldBack
      input.silent += facts.silent.map(\.code)
      input.absentColumns.formUnion(facts.absentColumns)
    }
    for name in step.lists {
      let members = try self.input(StageName(.transform, name))
        .table("members", columns: [MemberColumn.person])
      input.lists.append(
        OpenList(cohort: StageName(.transform, name).cohort, people: peopleColumn(of: members)))
    }
    return input
  }

  /// A feed's rows with the columns that a step reads of them; the population takes all.
  private func rows(of feed: String, readBy step: PersonStep) throws(RunFault) -> FeedRows {
    let key = step.keys[feed]
    let features: [FeatureDefinition]
    switch step.work {
    case .features(let set): features = set.features
    case .cohort(let cohort, _): return try rows(of: cohort.actions, key: key)
    default:
      return FeedRows(
        try rows(of: feed), accepted: try accepted(feed), rejected: try rejected(feed),
        unread: try unreadOrMalformed(feed), places: try places(of: feed), key: key)
    }
    return FeedRows(
      try rows(of: feed, columns: step.columnsRead(of: feed, by: features)),
      accepted: try accepted(feed), key: key)
  }

  /// The rows of the feed of actions with what a list's own rules and their audit read.
  private func rows(of actions: ListActions?, key: String?) throws(RunFault) -> FeedRows {
    guard let actions else { throw .ourMistake("a cohort without actions reads no feed") }
    let read = [key, actions.list, actions.day, actions.practice].compactMap { $0 }
    let columns = distinct(read + columns(of: actions.features, in: actions.feed))
    return FeedRows(
      try rows(of: actions.feed, columns: columns), accepted: try accepted(actions.feed),
      places: try places(of: actions.feed), key: key)
  }
}

/// The columns of a feed that conditions and reductions of some features name.
private func columns(of features: [FeatureDefinition], in feed: String) -> [String] {
  var names: Set<String> = []
  for case .reduced(let reduction) in features.map({ $0.kind }) where reduction.feeds.contains(feed)
  {
    names.formUnion(reduction.condition?.columns ?? [])
    names.formUnion([reduction.value, reduction.by].compactMap { $0 })
  }
  return names.filter { !$0.hasPrefix(Reduction.personPrefix) }.sorted()
}

extension StageOutput {
  fileprivate mutating func add(_ population: Population, feed: String) {
    add(personsTable, population.persons.table)
    add("practices", population.practices)
    findings = population.findings
    reject(population.rejects, of: population.rejectCount, feed: feed)
    facts.persons = population.persons.count - population.carried
    facts.lookups = population.lookups
    facts.patients = patients(ofPractices: population.practices)
    facts.leftOut = practicesLeftOut(population.practices)
    facts.networksWithoutLists = networksWithoutLists(population.practices)
  }

  fileprivate mutating func add(_ result: ScoreResult, of definition: ScoreDefinition) {
    add(personsTable, result.columns.table)
    findings = found(.termsNotCarried(result.notCarried, score: definition.name))
  }

  fileprivate mutating func add(
    _ selection: CohortSelection, of definition: CohortDefinition, _ step: PersonStep,
    _ input: StepInput
  ) {
    add(membersTable, selection.members)
    if definition.statesDueDays { add(dueSoonTable, selection.dueSoon) }
    if step.offersServices { add(offeredTable, selection.offered) }
    add("attrition", selection.attrition)
    tables += selection.aggregate.tables(named: "aggregate")
    if let representation = selection.representation {
      tables += representation.tables(named: "parts")
    }
    add("status", selection.status)
    // No stage of this run reads it, and it may have a row for everybody.
    storedOnly = ["status"]
    let acted = selection.acted(
      definition.actions, persons: input.persons, person: step.vocabulary.person)
    if let acted {
      add(actedTable, acted)
      storedOnly.insert(actedTable)
    }
    let undelivered = input.lacking(step)
    facts.lacking = undelivered
    findings = found(.emptyList(definition.name, without: undelivered))
    let deciding = [definition.eligible] + definition.exclusions.map { $0.when }
    let absent = deciding.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
      .intersection(input.absentColumns).sorted()
    let unread = undelivered.isEmpty ? absent : []
    facts.list = StageFacts.Listed(
      people: selection.peopleByNetwork, unreadColumns: unread,
      dueSoon: definition.statesDueDays ? selection.dueSoon.rowCount : nil)
    findings += found(.unreadColumns(unread, list: definition.name))
    findings += found(.peopleWithoutService(selection.withoutService, list: definition.name))
  }
}

extension StageOutput {
  /// Adds who was on the list when it was last made whole, of practices for which it cannot be made tonight; no table where
  /// every practice is complete.
  fileprivate mutating func addLastGood(
    of definition: CohortDefinition, own: PersonTable?, _ step: PersonStep, _ input: StepInput,
    _ context: StageContext
  ) throws(RunFault) {
    let lacking = input.incomplete.of(step.decidedBy).allPractices.union(
      practicesWithLastLists(try context.input(.population).table("practices")))
    facts.lastGood = lacking.sorted()
    guard !lacking.isEmpty else { return }
    let members = try lastGoodMembers(
      definition,
      persons: input.persons.beside(own),
      readings: IncompleteReadings(input.incomplete, restsOn: step.restsOn),
      growing: step.growing, constant: step.constant, absent: input.absentColumns,
      vocabulary: step.vocabulary,
      lacking: lacking,
      earlier: { () throws(RunFault) in try context.earlierList() }, eventRows: input.eventRows,
      classes: input.classes,
      parameters: try planned { () throws(StepFault) in
        try input.parameters.parameters(of: definition.campaign, usedBy: definition.name)
      })
    add(lastGoodTable, members)
  }
}

/// The table of a stage that makes columns of the person.
package let personsTable = "persons"

/// The table of who is on a cohort's list.
let membersTable = "members"

/// The table of who on a cohort's list is offered which service; only of a cohort that asks a directory.
let offeredTable = "offered"

extension PersonStep {
  /// Whether it is a cohort's that asks a directory for services.
  fileprivate var offersServices: Bool {
    guard case .cohort(let cohort, let directory) = work else { return false }
    return directory != nil && !(cohort.pathway.isEmpty && cohort.alsoOffer.isEmpty)
  }
}

/// The table of who comes onto a cohort's list soon; only of a cohort that states when people are due.
let dueSoonTable = "due-soon"
/// The table of a cohort's people of whom anything was reported, with the list's own columns.
package let actedTable = "acted"

/// The table of those whom their network calls wrongly listed, for the data team.
let wronglyListedTable = "wrongly-listed"

/// The table of a cohort's rows that are taken over from an earlier list.
let lastGoodTable = "last-good"

extension StageOutput {
  /// Adds what was found of the actions that networks report of the list, and how many of those that held in the newest
  /// earlier release are lost.
  fileprivate mutating func addAudit(
    of definition: CohortDefinition, _ selection: CohortSelection, _ step: PersonStep,
    _ input: StepInput, _ context: StageContext
  ) throws(RunFault) {
    guard let actions = definition.actions, let rows = input.feeds[actions.feed] else { return }
    let parameters = input.parameters.plain
    let earlier = try context.earlierRecord.map { record throws(RunFault) in
      try context.store.table(
        membersTable, of: record, columns: [MemberColumn.number, MemberColumn.pseudonym])
    }
    let audit = auditActions(
      actions, of: definition, selection, rows: rows, persons: input.persons,
      vocabulary: step.vocabulary, eventRows: input.eventRows, earlier: earlier?.memberKeys,
      parameters: parameters, referenceDate: input.parameters.referenceDate)
    findings += audit.findings
    if audit.wronglyListed.rowCount > 0 {
      add(wronglyListedTable, audit.wronglyListed)
      storedOnly.insert(wronglyListedTable)
    }
    guard let record = context.earlierRecord,
      record.tables.contains(where: { $0.name == actedTable })
    else { return }
    let acted = try context.store.table(actedTable, of: record, columns: nil)
    facts.actions = lostActions(
      actions, of: definition.name, earlier: acted, rows: rows, persons: input.persons,
      person: step.vocabulary.person, eventRows: input.eventRows, parameters: parameters
    ).map { StageFacts.HeldActions(held: $0.held, lost: $0.lost) }
  }
}

extension StageContext {
  /// The cohort's list in the newest release of an earlier reference date; nil where there is none, or the store has lost it.
  fileprivate func earlierList() throws(RunFault) -> (
    members: Table, asOf: Day, carried: Table?, lacking: Set<String>
  )? {
    guard let record = earlierRecord, let day = record.referenceDate else { return nil }
    let carried =
      record.tables.contains { $0.name == lastGoodTable }
      ? try store.table(lastGoodTable, of: record, columns: nil) : nil
    return (
      try store.table("members", of: record, columns: nil), day, carried,
      Set(record.facts?.lastGood ?? [])
    )
  }
}

/// Says in one finding which features nobody can have, because the feeds that they read were not delivered; none where
/// everybody may have all.
///
/// `records` are those of the files of features, in the plan's order.
func absenceFindings(of records: [StageRecord]) -> [Finding] {
  let facts = records.compactMap { $0.facts }
  let feeds = Set(facts.flatMap { $0.lacking }).sorted { $0.description < $1.description }
  return found(.emptyFeatures(facts.flatMap { $0.absentColumns }, without: feeds))
}

/// The finding that a note is; none where there is nothing to note.
func found(_ note: RunNote) -> [Finding] {
  finding(for: note).map { [$0] } ?? []
}
