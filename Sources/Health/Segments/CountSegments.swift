public import Tables

/// Counts the persons of each segment, in the system and in each network.
///
/// The table has `level` (`system`, `pcn`, `no-pcn`), `pcn_code`, `segment` (missing for all segments together), `title` and
/// `persons`.
public func countSegments(
  _ definition: SegmentationDefinition, persons: PersonTable
) -> PersonAggregate {
  PersonAggregate(table: Table(rowCount: 0), counts: [], percentages: [], sums: [])
}
