public import Expressions
public import Tables

/// Puts every person into exactly one segment, and says which elements and overlays apply.
public func assignSegments(
  _ definition: SegmentationDefinition, persons: PersonTable, parameters: Parameters
) -> PersonTable {
  PersonTable(Table(rowCount: persons.count))
}
