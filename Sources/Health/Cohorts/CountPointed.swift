public import Model
public import Tables

/// Who is on a list, and who on it is offered which service.
public struct PointedPeople: Sendable {
  /// The persons on the list, by their rows in the person table.
  public var listed: [Int32]
  /// Who is offered which service, as `CohortSelection.offered` has it; nil where the list offers none.
  public var offered: Table?

  /// Puts both together.
  public init(listed: [Int32], offered: Table?) {
    self.listed = listed
    self.offered = offered
  }
}

/// Counts the people who are on any list, and those of them who are pointed to each service, in the whole system and by the values of a
/// column such as the district of residence.
///
/// A person counts once for a service, however many lists point to it, and only who may be counted in aggregates. The table has `kind` (see
/// `PointedKind`), `service` and `title` (of the service, whose name is missing for the other kinds), `by` (`all`, or the column), `value` and
/// `persons`. Rows go by kind and service in the directory's order; of each, all together come first.
///
/// - Shape: a row of each service, also of one that nobody is pointed to.
/// - Missing: `value` of those without one.
/// - Complexity: O(people on lists) for each list, and O(people who are pointed to it) for each service.
public func countPointed(
  _ lists: [PointedPeople], to directory: PathwaysDefinition, by column: String?, persons: Table
) -> PersonAggregate {
  let countable = persons.rows(whereTrue: PersonVocabulary.secondaryUse)
  let classes = column.map { Classes(of: persons.declared($0), count: persons.rowCount) }
  let lines = pointedLines(lists, to: directory, personCount: persons.rowCount)
  let values =
    [(by: PeopleColumn.all, value: String?.none)]
    + (classes?.names.map { (by: column ?? "", value: $0) } ?? [])
  let sets = lines.flatMap { line -> [CountedSet] in
    let people = line.people & countable
    var all = CountedSet()
    for person in people.setIndices { all.add(person: person) }
    return [all] + (classes?.sets(of: people) ?? [])
  }
  func texts(_ ofLine: (PointedLine) -> String?) -> Column {
    .text(TextColumn(lines.flatMap { line in values.map { _ in ofLine(line) } }))
  }
  func inEachLine(_ ofValue: [String?]) -> Column {
    .text(TextColumn(lines.flatMap { _ in ofValue }))
  }
  let table = Table(
    [
      (StepColumn.kind, texts(\.kind.rawValue)), (OfferedColumn.service, texts(\.service)),
      (StepColumn.title, texts(\.title)), (PeopleColumn.by, inEachLine(values.map(\.by))),
      (PeopleColumn.value, inEachLine(values.map(\.value))),
      (PeopleColumn.persons, .integer(FixedColumn(sets.counts))),
    ], rowCount: sets.count)
  return PersonAggregate(
    table: table, counts: [PeopleColumn.persons], percentages: [],
    sums: pointedSums(lines: lines.count, values: values.count),
    wanted: lines.indices.map { .init(row: $0 * values.count, column: PeopleColumn.persons) },
    marks: [PeopleColumn.persons: sets.marks])
}

/// One line of each value: whom it counts.
private struct PointedLine {
  var kind: PointedKind
  var service: String?
  var title: String?
  var people: Bitmap
}

/// Those on any list, those pointed to any service and to none, and those pointed to each: the first three in this order.
private func pointedLines(
  _ lists: [PointedPeople], to directory: PathwaysDefinition, personCount: Int
) -> [PointedLine] {
  let nobody = Bitmap(repeating: false, count: personCount)
  var listed = nobody
  var ofService = [Bitmap](repeating: nobody, count: directory.services.count)
  let places = Dictionary(
    directory.services.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  for list in lists {
    for person in list.listed { listed[Int(person)] = true }
    guard let offered = list.offered else { continue }
    let services = offered.declaredTexts(OfferedColumn.service)
    let placeOfCode = (0..<services.dictionary.count).map { places[services.dictionary[Int32($0)]] }
    for (row, person) in peopleColumn(of: offered).enumerated() {
      if let place = placeOfCode[Int(services.codes[row])] { ofService[place][Int(person)] = true }
    }
  }
  let pointed = ofService.reduce(nobody) { $0 | $1 } & listed
  return [
    PointedLine(kind: .listed, people: listed), PointedLine(kind: .pointed, people: pointed),
    PointedLine(kind: .notPointed, people: listed.subtracting(pointed)),
  ]
    + zip(directory.services, ofService).map { service, people in
      PointedLine(
        kind: .service, service: service.name, title: service.title, people: people & listed)
    }
}

/// The values of each line add up to all of it, and of each value those who are pointed to a service and those who are not to who is listed.
private func pointedSums(lines: Int, values: Int) -> [PersonAggregate.Sum] {
  let inLines = BlockSums(blocks: lines, lines: values, column: PeopleColumn.persons)
  func cell(_ line: Int, _ value: Int) -> PersonAggregate.Cell {
    .init(row: line * values + value, column: PeopleColumn.persons)
  }
  let listed = (0..<values).map { value in
    PersonAggregate.Sum(total: cell(0, value), parts: [cell(1, value), cell(2, value)])
  }
  return listed + (values > 1 ? inLines.within(1..<values) : [])
}
