public import Model
public import Tables

/// Counts who lives in the system and in each network, by what networks' pages say of them, of those who may be counted in aggregates.
///
/// The table has `level` (`system`, `pcn`, `no-pcn`), `pcn_code`, `by` (`all`, the column of the age band, or that of a breakdown),
/// `value` (of that column; of conditions `true`), `sex` (of rows by age band) and `persons`; rows go by block, and at the end stand those
/// of the system alone.
///
/// - Missing: `value` and `sex` of those without one; a condition that is not known is no.
public func countPeople(
  _ profile: ProfileDefinition, persons: PersonTable, classes: PersonClasses = PersonClasses()
) -> PersonAggregate {
  let table = persons.table
  let areas = classes.networks(of: table)
  let countable = table.rows(whereTrue: PersonVocabulary.secondaryUse)
  let parts = peopleParts(profile, table, classes)
  let sets = parts.map { areas.sets(of: $0.classOfPerson, count: $0.lines.count, countable) }
  let blocks = areas.blocks
  var rows = PeopleRows()
  for block in blocks.indices {
    for (part, sets) in zip(parts, sets) {
      for (line, of) in part.lines.enumerated() {
        rows.append(areas, blocks[block], of, sets[block][line])
      }
    }
  }
  var sums = peopleSums(parts, blocks: blocks.count)
  for part in profile.ofSystem.map({ peoplePart($0, table, classes) }) {
    let sets = areas.sets(of: part.classOfPerson, count: part.lines.count, countable)
    let first = rows.sets.count
    for (line, set) in zip(part.lines, sets.first ?? []) {
      rows.append(areas, blocks[0], line, set)
    }
    if part.isWhole {
      sums += sumsToAll([part.lines.count], from: first, column: PeopleColumn.persons)
    }
  }
  return PersonAggregate(
    table: rows.table, counts: [PeopleColumn.persons], percentages: [], sums: sums,
    wanted: rows.wanted, marks: [PeopleColumn.persons: rows.sets.marks])
}

/// A part of each block: lines that share the block's persons among them, or one of some of these.
private struct PeoplePart {
  struct Line {
    var by: String
    var value: String?
    var sex: String?
  }

  var lines: [Line]
  /// For each person the line; -1 for none.
  var classOfPerson: [Int32]
  /// Whether every person is in one of the lines.
  var isWhole: Bool
}

/// Everybody first, then by age and sex, then by each breakdown.
private func peopleParts(
  _ profile: ProfileDefinition, _ table: Table, _ classes: PersonClasses
) -> [PeoplePart] {
  let count = table.rowCount
  let everybody = PeoplePart(
    lines: [.init(by: PeopleColumn.all, value: nil, sex: nil)],
    classOfPerson: [Int32](repeating: 0, count: count), isWhole: true)
  let ages = classes.of(profile.age, in: table)
  let sexes = classes.of(profile.sex, in: table)
  let both = PeoplePart(
    lines: ages.names.flatMap { age in
      sexes.names.map { PeoplePart.Line(by: profile.age, value: age, sex: $0) }
    },
    classOfPerson: zip(ages.classOfPerson, sexes.classOfPerson).map {
      $0 * Int32(sexes.names.count) + $1
    }, isWhole: true)
  return [everybody, both] + profile.breakdowns.map { peoplePart($0, table, classes) }
}

private func peoplePart(
  _ breakdown: ProfileDefinition.Breakdown, _ table: Table, _ classes: PersonClasses
) -> PeoplePart {
  guard !breakdown.isCondition else {
    let bits = table.rows(whereTrue: breakdown.column)
    return PeoplePart(
      lines: [.init(by: breakdown.column, value: "true", sex: nil)],
      classOfPerson: (0..<table.rowCount).map { bits[$0] ? 0 : -1 }, isWhole: false)
  }
  let classes = classes.of(breakdown.column, in: table)
  return PeoplePart(
    lines: classes.names.map { .init(by: breakdown.column, value: $0, sex: nil) },
    classOfPerson: classes.classOfPerson, isWhole: true)
}

extension NetworkAreas {
  /// Those of some persons who are in each class, for each block in the order of the blocks.
  ///
  /// - Complexity: O(persons), one pass.
  func sets(
    of classOfPerson: [Int32], count: Int, _ persons: Bitmap
  ) -> [[CountedSet]] {
    var sets = [CountedSet](repeating: CountedSet(), count: (codes.count + 1) * count)
    for person in persons.setIndices where classOfPerson[person] >= 0 {
      sets[Int(areaOfPerson[person]) * count + Int(classOfPerson[person])].add(person: person)
    }
    var blocks = (0...codes.count).map { Array(sets[$0 * count..<($0 + 1) * count]) }
    let system = (0..<count).map { line in blocks.reduce(CountedSet()) { $0 + $1[line] } }
    if !hasUnplaced { blocks.removeLast() }
    return [system] + blocks
  }
}

/// The rows of the table as they come.
private struct PeopleRows {
  private var levels: [String] = []
  private var networks: [String?] = []
  private var lines: [PeoplePart.Line] = []
  private(set) var sets: [CountedSet] = []

  mutating func append(
    _ areas: NetworkAreas, _ block: NetworkAreas.Block, _ line: PeoplePart.Line, _ set: CountedSet
  ) {
    levels.append(NetworkAreas.level(of: block))
    networks.append(areas.code(of: block))
    lines.append(line)
    sets.append(set)
  }

  var table: Table {
    Table(
      [
        ("level", .text(TextColumn(levels))), (StepColumn.network, .text(TextColumn(networks))),
        (PeopleColumn.by, .text(TextColumn(lines.map(\.by)))),
        (PeopleColumn.value, .text(TextColumn(lines.map(\.value)))),
        (PeopleColumn.sex, .text(TextColumn(lines.map(\.sex)))),
        (PeopleColumn.persons, .integer(FixedColumn(sets.counts))),
      ], rowCount: lines.count)
  }

  /// How many there are in all is what every share is of.
  var wanted: [PersonAggregate.Cell] {
    lines.indices.filter { lines[$0].by == PeopleColumn.all }.map {
      .init(row: $0, column: PeopleColumn.persons)
    }
  }
}

/// Each block's whole parts add up to everybody, and each line over the blocks to the system's.
private func peopleSums(_ parts: [PeoplePart], blocks: Int) -> [PersonAggregate.Sum] {
  let ofBlocks = BlockSums(
    blocks: blocks, lines: parts.reduce(0) { $0 + $1.lines.count }, column: PeopleColumn.persons)
  var sums: [PersonAggregate.Sum] = []
  var first = 0
  for part in parts {
    let lines = first..<first + part.lines.count
    if part.isWhole, first > 0 { sums += ofBlocks.within(lines) }
    sums += ofBlocks.across(lines)
    first = lines.upperBound
  }
  return sums
}
