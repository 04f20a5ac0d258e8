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
/// - Precondition: `person` is a row of the person table.
public func explain(
  _ definition: CohortDefinition, person: Int, persons: PersonTable, parameters: Parameters
) -> [ExplainedStep] {
  []
}
