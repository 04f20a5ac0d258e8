public import Model
public import Expressions
public import Tables

/// One step of a cohort for one person.
public struct ExplainedStep: Hashable, Sendable {
  /// What kind of step it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Whether the person's practice has a list.
    case practice
    /// Whether the person is considered.
    case eligible
    /// Whether the person is taken out.
    case exclusion
    /// Whether the person is taken off the list and stays in the denominator.
    case status
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

  /// What kind of step it is.
  public var kind: Kind
  /// What the step is called in the attrition table, or what the reason says.
  public var title: String
  /// The condition as it was written.
  public var condition: String
  /// Whether the condition is true; nil for unknown.
  public var truth: Bool?
  /// What follows from it.
  public var effect: Effect
}

/// Says for one person what each step of a cohort does.
///
/// The steps are those of `selectCohort` after the population, and then the reasons. All are evaluated, also those that
/// come after the one that takes the person out.
///
/// - Missing: a condition that is unknown has no truth; it keeps out of the eligible and excludes nobody.
/// - Precondition: `person` is a row of the person table.
public func explain(
  _ definition: CohortDefinition, person: Int, persons: PersonTable, parameters: Parameters
) -> [ExplainedStep] {
  let row = persons.table.gathered([Int32(person)])
  let isListed = row.rows(where: "practice_status", equals: "ok")[0]
  var isIn = true
  var steps: [ExplainedStep] = []
  func take(
    _ kind: ExplainedStep.Kind, _ title: String, _ condition: String, _ truth: Bool?,
    keepsWhere keeps: Bool
  ) {
    let effect: ExplainedStep.Effect = isIn ? (keeps ? .keeps : .removes) : .alreadyOut
    steps.append(
      ExplainedStep(kind: kind, title: title, condition: condition, truth: truth, effect: effect))
    isIn = isIn && keeps
  }
  take(.practice, practiceStepTitle, "practice_status = 'ok'", isListed, keepsWhere: isListed)
  let eligible = definition.eligible.truth(of: row, parameters: parameters)
  take(
    .eligible, "eligible", definition.eligible.text, eligible, keepsWhere: eligible == true)
  for exclusion in definition.exclusions {
    let truth = exclusion.when.truth(of: row, parameters: parameters)
    let kind: ExplainedStep.Kind = exclusion.status == nil ? .exclusion : .status
    take(kind, exclusion.because, exclusion.when.text, truth, keepsWhere: truth != true)
  }
  for reason in definition.reasons {
    let truth = reason.when.truth(of: row, parameters: parameters)
    steps.append(
      ExplainedStep(
        kind: .reason, title: reason.says, condition: reason.when.text, truth: truth,
        effect: isIn && truth == true ? .says : .silent))
  }
  return steps
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
