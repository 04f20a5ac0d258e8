public import Expressions
public import Tables

/// Counts an indicator's persons by practice, network, the whole system and its splits.
///
/// The table has `level` (`system`, `pcn`, `practice`, or the column of a split), `area` (a code, or the split's value;
/// missing where there is none), `denominator` and `numerator`.
public func measure(
  _ definition: IndicatorDefinition, _ proportion: PersonProportion, persons: PersonTable,
  parameters: Parameters
) -> PersonAggregate {
  PersonAggregate(table: Table(rowCount: 0), counts: [], percentages: [], sums: [])
}
