import Model
import Tables

/// Counts a list and the people whom it is drawn from by the values of some columns.
///
/// The table has `by` (`all`, or the column), `value`, `people` of `of_people`, and `listed` of `of_listed`, of which the latter of both are
/// the same in each row; disclosure adds `percent_of_people` and `percent_of_list`.
///
/// - Shape: all together first, and then the values of each column.
/// - Missing: `value` of those without one.
func representation(
  by columns: [String], list: Bitmap, among people: Bitmap, persons: Table, classes: PersonClasses
) -> PersonAggregate {
  let parts = columns.map { (by: $0, classes: classes.of($0, in: persons)) }
  func sets(of persons: Bitmap) -> [CountedSet] {
    var all = CountedSet()
    for person in persons.setIndices { all.add(person: person) }
    return [all] + parts.flatMap { $0.classes.sets(of: persons) }
  }
  let (inPeople, onList) = (sets(of: people), sets(of: list))
  let rows =
    [(by: PeopleColumn.all, value: String?.none)]
    + parts.flatMap { part in part.classes.names.map { (by: part.by, value: $0) } }
  func inEachRow(_ set: CountedSet) -> [CountedSet] { rows.map { _ in set } }
  let counts = [
    (RepresentationColumn.people, inPeople),
    (RepresentationColumn.allPeople, inEachRow(inPeople[0])),
    (RepresentationColumn.listed, onList),
    (RepresentationColumn.allListed, inEachRow(onList[0])),
  ]
  var table = Table(
    [
      (PeopleColumn.by, .text(TextColumn(rows.map(\.by)))),
      (PeopleColumn.value, .text(TextColumn(rows.map(\.value)))),
    ], rowCount: rows.count)
  for (name, sets) in counts { table.append(name, .integer(FixedColumn(sets.counts))) }
  return PersonAggregate(
    table: table, counts: counts.map(\.0),
    percentages: [
      .init(
        name: RepresentationColumn.percentOfPeople, numerator: RepresentationColumn.people,
        denominator: RepresentationColumn.allPeople),
      .init(
        name: RepresentationColumn.percentOfList, numerator: RepresentationColumn.listed,
        denominator: RepresentationColumn.allListed),
    ],
    sums: [RepresentationColumn.people, RepresentationColumn.listed].flatMap {
      sumsToAll(parts.map(\.classes.names.count), from: 1, column: $0)
    },
    // Every share is of them.
    wanted: counts.map { .init(row: 0, column: $0.0) },
    marks: Dictionary(uniqueKeysWithValues: counts.map { ($0.0, $0.1.marks) }))
}
