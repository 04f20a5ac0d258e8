import Model
import Definitions
import Formats
import Health
import Tables

/// The feeds of one made-up night: a person for each test, with the rows that the tests say.
struct TestFeeds {
  /// The persons' keys, by test.
  let persons: [PersonKey]
  /// The feeds' tables, by name; a feed that no test names has no rows.
  private(set) var tables: [String: Table] = [:]
  /// The column of the person's key in each feed that has one, by feed.
  let keys: [String: String]
  /// The tests and lines of the rows of feeds of persons and events, by feed.
  private(set) var places: [String: [RowPlace]] = [:]

  /// Whose row it is and where it stands.
  struct RowPlace {
    /// The test, by its place among those of the night.
    var test: Int
    /// The line of its file.
    var line: Int
  }

  /// Makes the feeds of the tests of one reference date.
  init(of tests: [DefinitionTest], pipeline: PipelineDefinition, population: PopulationDefinition) {
    persons = madeUpKeys(tests.count, population.key)
    keys = Dictionary(
      pipeline.feeds.compactMap { feed in
        feed.value.rules.key.map { (feed.value.contract.name, $0) }
      }
    ) { first, _ in first }
    let rows = tests.map { registration(of: $0, population) }
    for feed in pipeline.feeds.map({ $0.value }) {
      let name = feed.contract.name
      if name == population.feed {
        let places = tests.indices.map { RowPlace(test: $0, line: tests[$0].line) }
        add(feed, key: population.person, rows, places)
      } else if feed.rules.grain == .event {
        let found = tests.enumerated().flatMap { index, test in
          test.events.filter { $0.feed == name }.map {
            (cells: $0.cells.valueOfColumn, place: RowPlace(test: index, line: $0.line))
          }
        }
        add(feed, key: feed.rules.key, found.map { $0.cells }, found.map { $0.place })
      } else {
        tables[name] = Table(
          feed,
          name == population.networks.first?.feed
            ? memberships(of: rows, population) : [])
      }
    }
  }

  private mutating func add(
    _ feed: FeedDefinition, key: String?, _ rows: [[String: Value]], _ places: [RowPlace]
  ) {
    let keyed = zip(rows, places).map { row, place in
      key.map { row.merging([$0: Value(persons[place.test])]) { $1 } } ?? row
    }
    tables[feed.contract.name] = Table(feed, keyed)
    self.places[feed.contract.name] = places
  }
}

/// What a test's person has in the population's feed where the test does not say otherwise: registered for a long time
/// with a practice that has a list, and what is usual in the population.
private func registration(
  of test: DefinitionTest, _ population: PopulationDefinition
) -> [String: Value] {
  let said = test.patient.valueOfColumn
  var row: [String: Value] = [population.practice: .text("A00001")]
  row.merge(population.usual.valueOfColumn) { $1 }
  let start = Day(year: 2000, month: 1, day: 1) ?? Day(number: 0)
  if let column = population.birth, case .day(let birth)? = said[column], birth > start {
    row[population.latestBy] = .day(birth)
  } else {
    row[population.latestBy] = .day(start)
  }
  for cell in test.patient { row[cell.column] = cell.value }
  return row
}

/// A membership of one network for every practice of the tests.
private func memberships(of rows: [[String: Value]], _ population: PopulationDefinition)
  -> [[String: Value]]
{
  guard let source = population.networks.first else { return [] }
  return distinct(rows.compactMap { $0[population.practice] }).map { practice in
    var row: [String: Value] = [source.practice: practice, source.network: .text("U00001")]
    if let starts = source.starts { row[starts] = .day(Day(number: 0)) }
    return row
  }
}

extension [TestCell] {
  /// The values by column, without those that are missing.
  fileprivate var valueOfColumn: [String: Value] {
    reduce(into: [:]) { $0[$1.column] = $1.value }
  }
}

extension Table {
  /// A feed's table of some rows, each the values by column.
  fileprivate init(_ feed: FeedDefinition, _ rows: [[String: Value]]) {
    self.init(
      feed.columns.map { name, type in (name, Column(type, rows.map { $0[name] })) },
      rowCount: rows.count)
  }
}

/// Keys of a form that no person has, ascending.
private func madeUpKeys(_ count: Int, _ form: PersonKeyForm) -> [PersonKey] {
  switch form {
  case .nhsNumber: madeUpNumbers(count).map { .number($0) }
  case .pseudonym(let form): (1...max(1, count)).prefix(count).map { .pseudonym(form.madeUp($0)) }
  }
}

extension PseudonymForm {
  /// A pseudonym of the form that is made of a number; those of larger numbers come later.
  fileprivate func madeUp(_ number: Int) -> Pseudonym {
    switch self {
    case .uuid:
      let digits = padded(String(number, radix: 16), to: 12)
      return Pseudonym("00000000-0000-4000-8000-\(digits)")
    case .token(let length, let letters):
      return Pseudonym(
        padded(String(number, radix: 36, uppercase: letters == .upper), to: length ?? 10))
    }
  }

  private func padded(_ digits: String, to length: Int) -> String {
    String(repeating: "0", count: max(0, length - digits.count)) + digits
  }
}

/// Numbers that could be NHS numbers, ascending; the range has never been issued.
private func madeUpNumbers(_ count: Int) -> [Identifier] {
  var numbers: [Identifier] = []
  var next: Int64 = 9_990_000_000
  while numbers.count < count {
    if NHSNumber.hasCheckDigit(next) { numbers.append(Identifier(number: next)) }
    next += 1
  }
  return numbers
}
