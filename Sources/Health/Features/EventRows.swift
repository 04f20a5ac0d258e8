import Parallel
import Tables

/// To whom the events of each feed belong, found once for all features of a run, in however many files they stand.
///
/// It belongs to one population and one reading of the feeds; whoever has others makes another.
public final class EventRows: Sendable {
  /// The person's row of each event, `EventTable.nobody` where it does not count, and how many events are those of
  /// persons who are not in the population.
  struct Match: Sendable {
    let rows: [Int32]
    let unknown: Int
  }

  private let index = Once<PersonRows>()
  private let matches = OncePer<String, Match>()
  private let codes = OncePer<CodeColumn, EventsByCode>()

  private struct CodeColumn: Hashable, Sendable {
    let feed: String
    let column: String
  }

  /// Finds persons' rows by their keys.
  func personRows(of persons: PersonTable, person: String) -> PersonRows {
    index { PersonRows(of: persons.table.declared(person)) }
  }

  /// Some rows of a feed, each with its person's row in the population; nil where the person is not in it.
  func personsOfRows(
    _ wanted: Bitmap, _ feed: FeedRows, of persons: PersonTable, person: String
  ) -> [(row: Int, person: Int32?)] {
    guard !wanted.isEmpty, let key = feed.key else { return [] }
    let rows = wanted.setIndices.map { $0 }
    let keys = feed.table.declared(key).gathered(rows.map { Int32($0) })
    // Where nobody has asked for the index of all persons it is not made for the few that are looked for here.
    let everybody = persons.table.declared(person)
    let found = index.known?.rows(of: keys) ?? rowsOfFew(keys, among: everybody)
    return zip(rows, found).map { ($0, $1 == EventTable.nobody ? nil : $1) }
  }

  /// Nothing is matched yet.
  public init() {}

  /// The rows of a feed's events by one of its columns.
  func byCode(
    _ feed: String, _ column: String, _ texts: TextColumn, persons: [Int32]
  ) -> EventsByCode {
    codes(CodeColumn(feed: feed, column: column)) {
      EventsByCode(persons, by: texts)
    }
  }

  /// The rows of a feed's events, in the feed's order.
  ///
  /// A row that is not accepted is nobody's: leaving it where it is costs less than moving all others.
  func match(
    _ name: String, _ feed: FeedRows, of persons: PersonTable, person: String,
    partitionedBy size: Int
  ) -> Match {
    matches(name) {
      guard let key = feed.key
      else { preconditionFailure("a feature reduces feeds of events, which have a key") }
      var rows = personRows(of: persons, person: person).rows(
        of: feed.table.declared(key), partitionedBy: size)
      var unknown = rows.count { $0 == EventTable.nobody }
      if let accepted = feed.accepted {
        for row in (~accepted).setIndices {
          if rows[row] == EventTable.nobody { unknown -= 1 }
          rows[row] = EventTable.nobody
        }
      }
      return Match(rows: rows, unknown: unknown)
    }
  }
}
