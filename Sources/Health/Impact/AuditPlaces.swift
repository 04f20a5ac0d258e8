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
  func sets(_ bits: Bitmap, _ classes: [Int32]?, count: Int) -> [CountedSet] {
    var sets = [CountedSet](repeating: CountedSet(), count: count)
    for row in bits.setIndices { sets[Int(classes?[row] ?? 0)].add(person: Int(people[row])) }
    return sets
  }
  var rows = counted.map { sets($0, nil, count: 1) }
  var sums: [PersonAggregate.Sum] = []
  for name in columns {
    let column = persons.declared(name)
    let classes = Classes(of: column.gathered(people), count: people.count)
    let first = levels.count
    levels += [String](repeating: name, count: classes.names.count)
    areas += classes.names
    for (index, bits) in counted.enumerated() {
      rows[index] += sets(bits, classes.classOfPerson, count: classes.names.count)
    }
    sums += auditCounts.map { count in
      PersonAggregate.Sum(
        total: .init(row: 0, column: count),
        parts: classes.names.indices.map { .init(row: first + $0, column: count) })
    }
  }
  let table = Table(
    [("level", .text(TextColumn(levels))), ("area", .text(TextColumn(areas)))]
      + zip(auditCounts, rows).map { ($0, .integer(FixedColumn($1.counts))) })
  return PersonAggregate(
    table: table, counts: auditCounts,
    percentages: [
      .init(name: "percent_before", numerator: "places_before", denominator: "persons"),
      .init(name: "percent_after", numerator: "places_after", denominator: "persons"),
    ], sums: sums,
    marks: Dictionary(uniqueKeysWithValues: zip(auditCounts, rows.map(\.marks))))
}

private let auditCounts = ["persons", "places_before", "places_after"]
