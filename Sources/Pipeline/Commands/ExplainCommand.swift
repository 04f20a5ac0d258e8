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
  /// The values that the cohort's conditions read, by column, without the person's number.
  public var values: [(column: String, value: Value?)]
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
    attrition: attrition, isStale: source.isStale)
}

/// Why one person is or is not on a cohort's list, rule by rule.
///
/// - Throws: `usage(unknownPerson)` where nobody in the population has the number.
public func explainPerson(
  _ number: String, cohort name: String, pipeline path: String, state: String
) throws(RunFault) -> PersonExplanation {
  let source = try ExplainedRun(cohort: name, pipeline: path, state: state)
  let digits = number.filter { !$0.isWhitespace && $0 != "-" }
  guard let wanted = Int64(digits), digits.utf8.count == 10, NHSNumber.hasCheckDigit(wanted) else {
    throw .usage(.notAnNHSNumber)
  }
  let definition = source.cohort.value
  let wantedColumns = columns(read: expressions(of: definition, nil))
  let persons = try source.persons(columns: wantedColumns)
  guard case .identifier(let numbers)? = persons.table["nhs_number"],
    let row = numbers.values.firstIndex(of: wanted)
  else { throw .usage(.unknownPerson) }
  let parameters = RunParameters(
    referenceDate: Day(iso: source.run.referenceDate) ?? Day(number: 0),
    campaigns: source.definitions.campaigns)
  let one = PersonTable(persons.table.gathered([Int32(row)]))
  let values = zip(one.table.names, one.table.columns).filter { $0.0 != "nhs_number" }
  return PersonExplanation(
    cohort: definition, run: (source.run.id, source.run.referenceDate),
    steps: explain(
      definition, person: 0, persons: one,
      parameters: try parameters.parameters(of: definition.campaign, usedBy: definition.name)),
    rank: try source.rank(of: wanted), values: values.map { ($0.0, $0.1.value(at: 0)) },
    isStale: source.isStale)
}

/// The newest run that has a cohort, with what it was made from.
private struct ExplainedRun {
  let definitions: PipelineDefinition
  let cohort: Defined<CohortDefinition>
  let run: RunEntry
  let entry: RunEntry.StageEntry
  let store: Store

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
    let stage = StageName(.transform, "cohort-\(name)")
    let pipelineName = definitions.name
    guard
      let run = Ledger(state: state).newestFirst.first(where: { run in
        run.pipeline == pipelineName && run.stages.contains { $0.stage == stage }
      }), let entry = run.stages.first(where: { $0.stage == stage })
    else { throw .usage(.notRunYet(stage.description)) }
    self.run = run
    self.entry = entry
    store = Store(state: state)
  }

  /// Whether the definition has changed since the run.
  var isStale: Bool {
    store.record(of: entry.stage, entry.fingerprint)?.fingerprint.definition
      != Fingerprint.hash(definitionText(of: cohort, definitions.pathways))
  }

  func persons(columns: Set<String>) throws(RunFault) -> PersonTable {
    var results: [StageResult] = []
    for stage in run.stages where stage.stage.makesPersons {
      guard let record = store.wholeRecord(of: stage.stage, stage.fingerprint) else {
        throw .outputGone(stage.stage, run)
      }
      results.append(StageResult(record: record, store: store, memory: nil))
    }
    let population = StageName(.transform, "population")
    let persons: PersonTable?
    do {
      persons = try personTable(of: results, columns: columns)
    } catch {
      throw .outputGone(population, run)
    }
    guard let persons else { throw .outputGone(population, run) }
    return persons
  }

  func rank(of number: Int64) throws(RunFault) -> Int? {
    let members = try store.table("members", of: entry.stage, in: run)
    guard case .identifier(let numbers)? = members["nhs_number"],
      case .integer(let ranks)? = members["rank"],
      let row = numbers.values.firstIndex(of: number)
    else { return nil }
    return Int(ranks.values[row])
  }
}
