import Runs
public import Messages
public import Model
public import Health
public import Tables
import Definitions
import Expressions
import Formats

/// What a cohort did with the population in the newest run that has it.
public struct CohortExplanation: Sendable {
  /// The cohort.
  public var cohort: CohortDefinition
  /// The run and its reference date.
  public var run: (id: String, referenceDate: String)
  /// The steps: `step`, `title`, `kind`, `level`, `pcn_code`, `removed`, `remaining`.
  public var attrition: Table
  /// The columns that its rules read and for which nothing was delivered.
  public var unreadColumns: [String]
  /// Whether the definition has changed since that run.
  public var isStale: Bool
}

/// What a cohort does with one person.
public struct PersonExplanation: Sendable {
  /// The cohort.
  public var cohort: CohortDefinition
  /// The run and its reference date.
  public var run: (id: String, referenceDate: String)
  /// The steps, in order.
  public var steps: [ExplainedStep]
  /// The person's place on the list; nil where the person is not on it.
  public var rank: Int?
  /// The day on which the person comes onto the list by time alone; nil for who is not due soon.
  public var dueOn: Day?
  /// The values that the cohort's conditions read, by column, without the person's number.
  ///
  /// One for which nothing was delivered says nothing of the person. A number is shown with so many decimals, or with all
  /// that it has.
  public var values: [(column: String, value: Value?, isDelivered: Bool, decimals: Int?)]
  /// The columns that the cohort's rules read and for which nothing was delivered.
  public var unreadColumns: [String]
  /// Whether the definition has changed since that run, so that its list may differ from what the rules say now.
  public var isStale: Bool
}

/// The attrition of a cohort in the newest run that has it.
public func explainCohort(_ name: String, pipeline path: String, state: String) throws(RunFault)
  -> CohortExplanation
{
  let source = try ExplainedRun(cohort: name, pipeline: path, state: state)
  let attrition = try source.store.table(
    "attrition", of: source.entry.stage, in: source.run)
  return CohortExplanation(
    cohort: source.cohort.value, run: (source.run.id, source.run.referenceDate),
    attrition: attrition, unreadColumns: source.unreadColumns, isStale: source.isStale)
}

/// Why one person is or is not on a cohort's list, rule by rule.
///
/// - Throws: `usage(notAnNHSNumber)` or `usage(notAPseudonym)` where the text is no key of the pipeline's persons;
///   `usage(unknownPerson)` or `usage(unknownPseudonym)` where nobody in the population has it.
public func explainPerson(
  _ key: String, cohort name: String, pipeline path: String, state: String
) throws(RunFault) -> PersonExplanation {
  let source = try ExplainedRun(cohort: name, pipeline: path, state: state)
  let form = source.plan.vocabulary.key
  let wanted = try personKey(key, form)
  let definition = source.cohort.value
  let person = source.plan.vocabulary.person
  let (persons, absent) = try source.persons()
  guard let row = persons.table[person]?.firstRow(of: wanted) else {
    throw .usage(form == .nhsNumber ? .unknownPerson : .unknownPseudonym)
  }
  let parameters = RunParameters(
    referenceDate: Day(iso: source.run.referenceDate) ?? Day(number: 0),
    campaigns: source.definitions.campaigns)
  let decimals = source.plan.columns.reduce(into: [:]) { $0[$1.name] = $1.decimals }
  let one = PersonTable(persons.table.gathered([Int32(row)]))
  let own = try source.ownColumns(of: wanted, one, parameters)
  let shown = one.beside(own).table
  let values = zip(shown.names, shown.columns).filter { $0.0 != person }
    .map {
      (
        column: $0.0, value: $0.1.value(at: 0), isDelivered: !absent.contains($0.0),
        decimals: decimals[$0.0]
      )
    }
  let known = one.masking(
    source.incomplete, restsOn: source.step.restsOn, source.plan.vocabulary
  ).beside(own)
  let incomplete = source.incomplete.of(source.step.decidedBy)
  let ofCampaign = try planned { () throws(StepFault) in
    try parameters.parameters(of: definition.campaign, usedBy: definition.name)
  }
  return PersonExplanation(
    cohort: definition, run: (source.run.id, source.run.referenceDate),
    steps: explain(
      definition.saying(without: absent), person: 0, persons: known,
      vocabulary: source.plan.vocabulary, undelivered: source.undelivered,
      incomplete: incomplete,
      readings: IncompleteReadings(source.incomplete, restsOn: source.step.restsOn),
      parameters: ofCampaign),
    rank: try source.rank(of: wanted),
    dueOn: dueDay(
      definition, person: 0, persons: known, vocabulary: source.plan.vocabulary,
      undelivered: source.undelivered, incomplete: incomplete, parameters: ofCampaign),
    values: values,
    unreadColumns: source.unreadColumns, isStale: source.isStale)
}

/// The key that a text is, in the form that the pipeline's persons have.
private func personKey(_ text: String, _ form: PersonKeyForm) throws(RunFault) -> PersonKey {
  switch form {
  case .nhsNumber:
    let digits = text.filter { !$0.isWhitespace && $0 != "-" }
    guard let number = Int64(digits), digits.utf8.count == 10, NHSNumber.hasCheckDigit(number)
    else { throw .usage(.notAnNHSNumber) }
    return .number(Identifier(number: number))
  case .pseudonym(let form):
    guard let pseudonym = form.pseudonym(text.filter { !$0.isWhitespace }) else {
      throw .usage(.notAPseudonym(form))
    }
    return .pseudonym(pseudonym)
  }
}

/// The newest run that has a cohort, with what it was made from.
private struct ExplainedRun {
  let definitions: PipelineDefinition
  let cohort: Defined<CohortDefinition>
  let plan: PersonPlan
  let step: PersonStep
  let run: RunEntry
  let entry: RunEntry.StageEntry
  let store: Store
  /// What the store knows of the cohort's output; nil where it is gone.
  let record: StageRecord?

  init(cohort name: String, pipeline path: String, state: String) throws(RunFault) {
    do {
      definitions = try loadPipeline(at: path)
    } catch {
      throw .definitions(error)
    }
    guard let cohort = definitions.cohorts.first(where: { $0.value.name == name }) else {
      throw .usage(
        .unknownCohort(
          name, nearest: nearest(to: name, in: definitions.cohorts.map { $0.value.name })))
    }
    self.cohort = cohort
    let stage = StageName(cohort: name)
    let loaded = definitions
    let plan = try planned { () throws(StepFault) in try loaded.personPlan() }
    guard let plan, let step = plan[stage.name] else {
      throw .ourMistake("the cohort '\(name)' is no step of the plan")
    }
    self.plan = plan
    self.step = step
    let pipelineName = definitions.name
    guard
      let run = Ledger(state: state).newestFirst.first(where: { run in
        run.pipeline == pipelineName && run.stages.contains { $0.stage == stage }
      }), let entry = run.stages.first(where: { $0.stage == stage })
    else { throw .usage(.notRunYet(stage.description)) }
    self.run = run
    self.entry = entry
    store = Store(state: state)
    record = store.record(of: entry.stage, entry.fingerprint)
  }

  /// Whether the definition has changed since the run.
  var isStale: Bool {
    record?.fingerprint.definition != Fingerprint.hash(definitions.canonical(of: step))
  }

  /// The feeds that the list needs and of which nothing was delivered in that run.
  var undelivered: [LackingFeed] {
    record?.facts?.lacking ?? []
  }

  /// The practices whose delivery of a feed that the list reads was not complete in that run.
  var incomplete: IncompleteFeeds { record?.facts?.incomplete ?? IncompleteFeeds() }

  /// The columns that the cohort's rules read and for which nothing was delivered in that run.
  var unreadColumns: [String] {
    record?.facts?.list?.unreadColumns ?? []
  }

  /// The columns that the cohort declares, and those that its list shows.
  private var columns: [String] {
    step.reads + cohort.value.shown.filter { !step.reads.contains($0) }
  }

  /// The persons of the run, with the columns that the cohort declares or shows, and those columns for which nothing was
  /// delivered.
  ///
  /// - Throws: `usage(notRunYet)` where the run has not made one of them, since the definitions have changed;
  ///   `outputGone` where one is not in the store any more.
  func persons() throws(RunFault) -> (table: PersonTable, absent: Set<String>) {
    let makers = try planned { () throws(StepFault) in
      try plan.makers(of: columns, for: step.name)
    }
    let wantedColumns = columns
    var table: Table?
    var absent: Set<String> = []
    for maker in makers {
      let stage = StageName(of: maker)
      guard let entry = run.stages.first(where: { $0.stage == stage }) else {
        throw .usage(.notRunYet(stage.description))
      }
      guard let record = store.record(ofSound: stage, entry.fingerprint) else {
        throw .outputGone(stage, run)
      }
      let wanted = maker.makes.map { $0.name }.filter { wantedColumns.contains($0) }
      let has = record.tables.first { $0.name == personsTable }?.columns ?? []
      guard wanted.allSatisfy({ has.contains($0) }) else {
        throw .usage(.notRunYet(stage.description))
      }
      let made: Table
      do {
        made = try store.table(personsTable, of: record, columns: wanted)
      } catch {
        throw .outputGone(stage, run)
      }
      table = table.map { $0.joined(sideways: made) } ?? made
      absent.formUnion(record.facts?.absentColumns ?? [])
    }
    guard let table else { throw .usage(.notRunYet(entry.stage.description)) }
    return (PersonTable(table.selecting(columns)), absent)
  }

  /// What was reported in that run of one person, as the list's own columns; nil where the list has none.
  func ownColumns(
    of key: PersonKey, _ person: PersonTable, _ parameters: RunParameters
  ) throws(RunFault) -> PersonTable? {
    guard let actions = cohort.value.actions else { return nil }
    if let record, record.tables.contains(where: { $0.name == actedTable }) {
      let acted = try store.table(actedTable, of: entry.stage, in: run)
      if let row = acted.memberKeys?.firstRow(of: key) {
        let names = actions.features.map(\.name).filter { acted[$0] != nil }
        if names.count == actions.features.count {
          return PersonTable(acted.selecting(names).gathered([Int32(row)]))
        }
      }
    }
    let feed = definitions.feeds.first { $0.value.contract.name == actions.feed }?.value
    let nothing = Table((feed?.columns ?? []).map { ($0.name, Column($0.type, [])) }, rowCount: 0)
    return Health.ownColumns(
      actions, persons: person, person: plan.vocabulary.person,
      rows: FeedRows(nothing, key: feed?.rules.key), parameters: parameters, partitionedBy: 64)
  }

  func rank(of key: PersonKey) throws(RunFault) -> Int? {
    let members = try store.table("members", of: entry.stage, in: run)
    guard let row = members.memberKeys?.firstRow(of: key),
      case .integer(let ranks)? = members[MemberColumn.rank]
    else { return nil }
    return Int(ranks.values[row])
  }
}
