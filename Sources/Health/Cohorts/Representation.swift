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
  by columns: [String], list: Bitmap, among people: Bitmap, persons: Table
) -> PersonAggregate {
  let everybody = [Int32](repeating: 0, count: persons.rowCount)
  let parts =
    [(by: PeopleColumn.all, names: [String?.none], classes: everybody)]
    + columns.map { name in
      let classes = Classes(of: persons.declared(name), count: persons.rowCount)
      return (by: name, names: classes.names, classes: classes.classOfPerson)
    }
  func sets(of persons: Bitmap) -> [CountedSet] {
    parts.flatMap { part in
      var sets = [CountedSet](repeating: CountedSet(), count: part.names.count)
      for person in persons.setIndices { sets[Int(part.classes[person])].add(person: person) }
      return sets
    }
  }
  let (inPeople, onList) = (sets(of: people), sets(of: list))
  let rows = parts.flatMap { part in part.names.map { (by: part.by, value: $0) } }
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
      representationSums(parts.map(\.names.count), column: $0)
    },
    // Every share is of them.
    wanted: counts.map { .init(row: 0, column: $0.0) },
    marks: Dictionary(uniqueKeysWithValues: counts.map { ($0.0, $0.1.marks) }))
}

/// The values of each column add up to all.
private func representationSums(_ lines: [Int], column: String) -> [PersonAggregate.Sum] {
  var sums: [PersonAggregate.Sum] = []
  var first = 1
  for count in lines.dropFirst() {
    sums.append(
      .init(
        total: .init(row: 0, column: column),
        parts: (first..<first + count).map { .init(row: $0, column: column) }))
    first += count
  }
  return sums
}
