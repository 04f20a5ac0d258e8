public import Expressions
public import Tables

/// Who is on a list, in which order and why, and how many each step took out.
public struct CohortSelection: Sendable {
  /// One row a person on the list, by network and rank: `person` (integer: row of the person table), `pcn_code`,
  /// `rank` (from 1 in each network), `reasons` (joined by `; `, missing where there are none).
  public var members: Table
  /// How many persons each step took out and left, of all persons and of each network: `step` (integer, from 0),
  /// `title`, `kind` (`population`, `practice`, `eligible`, `exclusion`), `level` (`system`, `pcn`, `no-pcn`),
  /// `pcn_code` (missing unless the level is `pcn`), `removed`, `remaining`.
  public var attrition: Table
  /// The same counts of those persons who may be counted in aggregates, for disclosure control.
  public var aggregate: PersonAggregate
}

/// Selects and ranks the persons of a list.
public func selectCohort(
  _ definition: CohortDefinition, persons: PersonTable, parameters: Parameters
) -> CohortSelection {
  CohortSelection(
    members: Table(rowCount: 0), attrition: Table(rowCount: 0),
    aggregate: PersonAggregate(table: Table(rowCount: 0), counts: [], percentages: [], sums: []))
}
