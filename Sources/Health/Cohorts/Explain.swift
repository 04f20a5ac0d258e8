public import Expressions
public import Model
public import Tables

/// One step of a cohort, or another of its rules, for one person.
public struct ExplainedStep: Hashable, Sendable {
  /// What is explained.
  public enum Kind: Hashable, Sendable {
    /// A step of the cohort.
    case step(CohortStep.Kind)
    /// Whether somebody on the list said no.
    case declined
    /// Whether something is said about the person.
    case reason
    /// Whether a need is seen on the way, for which something is offered.
    case offer
  }

  /// What a step does to the person.
  public enum Effect: String, Hashable, Sendable, CaseIterable {
    /// The person stays.
    case keeps
    /// The person is taken out here.
    case removes
    /// The person had been taken out before.
    case alreadyOut = "already-out"
    /// The reason is given.
    case says
    /// The reason is not given.
    case silent
  }

  /// What is explained.
  public var kind: Kind
  /// What the step is called in the attrition table, or what the reason says.
  public var title: String
  /// The condition as it was written; empty where none decides.
  public var condition: String
  /// Whether the condition is true; nil for unknown, and where none decides.
  public var truth: Bool?
  /// What follows from it.
  public var effect: Effect
  /// The parts of the condition in their order; none where nothing decides, or nothing is known of all that it reads.
  public var parts: [ExplainedPart] = []
  /// The day from which on a step that takes the person out, or would, does so no more; nil where none is known.
  public var until: Day?
}

/// A part of a condition, for one person.
public struct ExplainedPart: Hashable, Sendable {
  /// A column that it reads, and its value; nil for none.
  public struct Reading: Hashable, Sendable {
    /// The column.
    public var column: String
    /// Its type.
    public var type: ColumnType
    /// The person's value.
    public var value: Value?
  }

  /// How far inside the condition it stands, from 0.
  public var depth: Int
  /// `and` or `or`, by which it is joined to the part before of the same depth; empty where it is the first.
  public var word: String
  /// The part as it may be written.
  public var condition: String
  /// Whether it is true; nil for unknown.
  public var truth: Bool?
  /// What it reads of the person; none where it is put together from the parts below it.
  public var readings: [Reading]
}

/// Says for one person what each step of a cohort does, and then who declined, each reason and each need seen on the way, each with
/// the parts of its condition.
///
/// The steps are those of `CohortDefinition.steps`, which attrition counts, without the whole population. All are
/// evaluated, also those that come after the one that takes the person out.
///
/// - Missing: a condition that is unknown has no truth; it keeps out of the eligible and excludes nobody.
/// - Precondition: `person` is a row of the person table, which has the columns that the cohort's step declares.
public func explain(
  _ definition: CohortDefinition, person: Int, persons: PersonTable,
  vocabulary: PersonVocabulary, undelivered: [LackingFeed] = [],
  incomplete: IncompleteFeeds = IncompleteFeeds(),
  readings: IncompleteReadings = IncompleteReadings(), parameters: Parameters
) -> [ExplainedStep] {
  let row = PersonTable(persons.table.gathered([Int32(person)]))
  var isIn = true
  var steps: [ExplainedStep] = []
  for step in definition.steps(undelivered: undelivered, incomplete: incomplete)
  where step.kind != .population {
    let truth = step.rule.truth(of: row, vocabulary, parameters)
    let keeps = step.rule.keeps(truth)
    steps.append(
      ExplainedStep(
        kind: .step(step.kind), title: step.title, condition: step.condition, truth: truth,
        effect: isIn ? (keeps ? .keeps : .removes) : .alreadyOut,
        parts: step.rule.decides?.parts(of: row.table, parameters: parameters) ?? [],
        until: keeps ? nil : step.ends?.day(of: row.table, parameters: parameters)))
    isIn = isIn && keeps
  }
  func explained(_ kind: ExplainedStep.Kind, _ title: String, _ when: CheckedExpression)
    -> ExplainedStep
  {
    let lacking = readings.practices(lacking: when.columns)
    let isKnown =
      kind != .reason || lacking.isEmpty || !row.rows(ofPractices: lacking, vocabulary)[0]
    let truth = isKnown ? when.truth(of: row.table, parameters: parameters) : nil
    return ExplainedStep(
      kind: kind, title: title, condition: when.text, truth: truth,
      effect: isIn && truth == true ? .says : .silent,
      parts: isKnown ? when.parts(of: row.table, parameters: parameters) : [])
  }
  if let declined = definition.declined {
    steps.append(explained(.declined, "declined", declined))
  }
  steps += definition.allReasons.map { explained(.reason, $0.says, $0.when) }
  return steps + definition.alsoOffer.map { explained(.offer, $0.need, $0.when) }
}

/// The day on which a person who is not on a cohort's list comes onto it by time alone; nil for who is not due soon.
///
/// - Precondition: as for `explain`.
public func dueDay(
  _ definition: CohortDefinition, person: Int, persons: PersonTable,
  vocabulary: PersonVocabulary, undelivered: [LackingFeed] = [],
  incomplete: IncompleteFeeds = IncompleteFeeds(), parameters: Parameters
) -> Day? {
  let row = PersonTable(persons.table.gathered([Int32(person)]))
  let steps = attritionSteps(
    definition.steps(undelivered: undelivered, incomplete: incomplete), persons: row,
    vocabulary: vocabulary, parameters: parameters)
  return ProspectiveGaps(definition, after: steps, persons: row.table, parameters: parameters)
    .days.first
}

extension CohortStep.Rule {
  /// Whether what decides is true of a table of one row; nil for unknown, and where nothing decides.
  fileprivate func truth(
    of row: PersonTable, _ vocabulary: PersonVocabulary, _ parameters: Parameters
  ) -> Bool? {
    switch self {
    case .everybody, .nobody: nil
    case .practiceIsComplete(let lacking):
      !row.rows(ofPractices: lacking.allPractices, vocabulary)[0]
    case .practiceHasList:
      row.table.rows(where: PersonVocabulary.practiceStatus, equals: PracticeStatus.ok.rawValue)[0]
    case .hasNone(let optOuts): row.table.rows(withNoneOf: optOuts)[0]
    case .holds(let condition), .holdsNot(let condition):
      condition.truth(of: row.table, parameters: parameters)
    }
  }

  /// The condition that decides; nil where none does.
  fileprivate var decides: CheckedExpression? {
    switch self {
    case .holds(let condition), .holdsNot(let condition): condition
    case .everybody, .nobody, .practiceHasList, .practiceIsComplete, .hasNone: nil
    }
  }

  /// Whether somebody of whom that is true, false or unknown stays.
  fileprivate func keeps(_ truth: Bool?) -> Bool {
    switch self {
    case .everybody: true
    case .nobody: false
    case .practiceHasList, .hasNone, .practiceIsComplete, .holds: truth == true
    case .holdsNot: truth != true
    }
  }
}

extension CheckedExpression {
  /// The parts of a condition for a table of one row.
  fileprivate func parts(of row: Table, parameters: Parameters) -> [ExplainedPart] {
    conditionLines.map { line in
      let columns = line.isJoined ? [] : line.condition.columns.sorted()
      return ExplainedPart(
        depth: line.depth, word: line.word, condition: line.condition.text,
        truth: line.condition.truth(of: row, parameters: parameters),
        readings: columns.compactMap { name in
          guard let column = row[name], !column.type.isPersonKey else { return nil }
          return ExplainedPart.Reading(
            column: name, type: column.type, value: column.value(at: 0))
        })
    }
  }

  /// The truth of a condition for a table of one row; nil for unknown.
  fileprivate func truth(of row: Table, parameters: Parameters) -> Bool? {
    guard case .boolean(let value)? = values(on: row, parameters: parameters).value(at: 0) else {
      return nil
    }
    return value
  }

  /// A day for a table of one row; nil where it is missing.
  fileprivate func day(of row: Table, parameters: Parameters) -> Day? {
    guard case .day(let day)? = values(on: row, parameters: parameters).value(at: 0) else {
      return nil
    }
    return day
  }
}
