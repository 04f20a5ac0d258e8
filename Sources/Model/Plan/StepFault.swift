public import Tables

/// Why a step of the plan cannot be made or carried out: a promise between definitions, plan and engine is broken.
public enum StepFault: Error, Hashable, Sendable {
  /// A step reads a column that it does not declare, that no step before it makes, or that it was not given.
  case missingColumn(step: String, column: String)
  /// A step reads a feed that it was not given, or that has no such column.
  case missingFeed(step: String, feed: String)
  /// A definition of the step uses a campaign that has no season on the reference date.
  case noSeason(campaign: String, date: Day, usedBy: String)
}
