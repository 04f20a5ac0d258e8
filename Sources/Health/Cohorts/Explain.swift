public import Expressions
public import Model
public import Tables

/// One step of a cohort, or one reason, for one person.
public struct ExplainedStep: Hashable, Sendable {
  /// What is explained.
  public enum Kind: Hashable, Sendable {
    /// A step of the cohort.
    case step(CohortStep.Kind)
    /// Whether something is said about the person.
    case reason
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
}

/// Says for one person what each step of a cohort does, and then each reason.
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
  var explained: [ExplainedStep] = []
  for step in definition.steps(undelivered: undelivered, incomplete: incomplete)
  where step.kind != .population {
    let truth = step.rule.truth(of: row, vocabulary, parameters)
    let keeps = step.rule.keeps(truth)
    explained.append(
      ExplainedStep(
        kind: .step(step.kind), title: step.title, condition: step.condition, truth: truth,
        effect: isIn ? (keeps ? .keeps : .removes) : .alreadyOut))
    isIn = isIn && keeps
  }
  for reason in definition.allReasons {
    let lacking = readings.practices(lacking: reason.when.columns)
    let isKnown = lacking.isEmpty || !row.rows(ofPractices: lacking, vocabulary)[0]
    let truth = isKnown ? reason.when.truth(of: row.table, parameters: parameters) : nil
    explained.append(
      ExplainedStep(
        kind: .reason, title: reason.says, condition: reason.when.text, truth: truth,
        effect: isIn && truth == true ? .says : .silent))
  }
  return explained
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
  /// The truth of a condition for a table of one row; nil for unknown.
  fileprivate func truth(of row: Table, parameters: Parameters) -> Bool? {
    guard case .boolean(let value)? = values(on: row, parameters: parameters).value(at: 0) else {
      return nil
    }
    return value
  }
}
