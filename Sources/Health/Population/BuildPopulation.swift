public import Expressions
public import Tables

/// Makes one row a person of registrations, with each person's practice, network and looked-up values.
public func buildPopulation(
  _ definition: PopulationDefinition, registrations: Table, places: RowPlaces,
  feeds: [String: Table], heldBack: [String], parameters: Parameters
) -> Population {
  Population(
    persons: PersonTable(registrations), practices: Table(rowCount: 0), findings: [], rejects: [])
}
