public import Expressions
public import Tables

/// A score of all persons.
public struct ScoreResult: Sendable {
  /// `<score>`, `<score>_band` and `<score>_percentile`.
  public var columns: PersonTable
  /// The names of the terms that no feed carries, in the order of the definition.
  public var notCarried: [String]
}

/// Adds up a score and puts it into bands and percentiles.
public func computeScore(
  _ definition: ScoreDefinition, persons: PersonTable, parameters: Parameters,
  absent: Set<String>
) -> ScoreResult {
  ScoreResult(columns: PersonTable(Table(rowCount: persons.count)), notCarried: [])
}
