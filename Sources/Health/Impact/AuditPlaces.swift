import Model
import Tables

/// Counts who has a place by need and gap alone, and with equity weights and strata, in the classes of some columns.
///
/// - Shape: `level` (`system`, or the column), `area` (the class; missing for the system and for those without a value),
///   `persons`, `places_before`, `places_after`; the system first, then each column's classes in their order.
/// - Missing: persons who may not be counted in aggregates are in no count.
func auditPlaces(
  by columns: [String], people: [Int32], before: Bitmap, after: Bitmap, persons: Table
) -> PersonAggregate {
  let countable = persons.rows(whereTrue: PersonVocabulary.secondaryUse).gathered(people)
  let counted = [countable, countable & before, countable & after]
  var levels = ["system"]
  var areas: [String?] = [nil]
  var counts = counted.map { [Int64($0.setCount)] }
  var sums: [PersonAggregate.Sum] = []
  for name in columns {
    let column = persons.declared(name)
    let classes = Classes(of: column.gathered(people), count: people.count)
    let first = levels.count
    levels += [String](repeating: name, count: classes.names.count)
    areas += classes.names
    for (index, bits) in counted.enumerated() {
      counts[index] += Counted.persons(bits).counts(
        inClasses: classes.classOfPerson, count: classes.names.count)
    }
    sums += auditCounts.map { count in
      PersonAggregate.Sum(
        total: .init(row: 0, column: count),
        parts: classes.names.indices.map { .init(row: first + $0, column: count) })
    }
  }
  let table = Table(
    [("level", .text(TextColumn(levels))), ("area", .text(TextColumn(areas)))]
      + zip(auditCounts, counts).map { ($0, .integer(FixedColumn($1))) })
  return PersonAggregate(
    table: table, counts: auditCounts,
    percentages: [
      .init(name: "percent_before", numerator: "places_before", denominator: "persons"),
      .init(name: "percent_after", numerator: "places_after", denominator: "persons"),
    ], sums: sums)
}

private let auditCounts = ["persons", "places_before", "places_after"]
