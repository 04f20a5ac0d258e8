import Expressions
import Model
import Tables
import Testing

@testable import Health

/// Rows that are taken over from an earlier list, since a practice's own cannot be made tonight.
@Suite("The last complete rows of a practice")
struct LastGoodTests {
  private static let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("practice_status", .text),
    ("pcn_code", .text), ("secondary_use", .boolean), ("has_gap", .boolean),
    ("open_gaps", .integer),
    ("on_chd", .boolean), ("last_check", .day),
  ]
  private static let lastCheck = "last_check > reference_date - interval '5' year"

  private func cohort(
    _ exclusions: [(when: String, status: GapStatus?)]
  ) throws -> CohortDefinition {
    CohortDefinition(
      name: "list", title: "", source: "", campaign: nil,
      eligible: try expression("true", Self.columns),
      exclusions: try exclusions.map {
        Exclusion(because: "", when: try expression($0.when, Self.columns), status: $0.status)
      }, rank: [], reasons: [], pathway: [], target: nil, score: nil, lastDone: nil)
  }

  private func person(_ number: Int, _ practice: String, _ values: Row = [:]) -> Row {
    var row: Row = [
      "nhs_number": .identifier(testNumber(number)), "practice_code": .text(practice),
      "practice_status": .text("ok"), "pcn_code": .text("U40001"), "has_gap": .boolean(true),
      "open_gaps": .integer(1), "on_chd": .boolean(false),
    ]
    for (name, value) in values { row[name] = value }
    return row
  }

  /// Who is in the last good rows, of persons who were all on the last list.
  private func kept(
    _ persons: [Row], _ definition: CohortDefinition, lacking: [String: [String]],
    growing: Set<String> = [], absent: Set<String> = []
  ) throws -> [Value?] {
    func made(_ persons: [Row]) -> PersonTable { PersonTable(table(Self.columns, persons)) }
    let before = selectCohort(
      try cohort([]),
      persons: made(
        persons.map { person in
          var person = person
          person["practice_status"] = .text("ok")
          return person
        }), vocabulary: vocabulary, parameters: referenceParameters)
    let incomplete = IncompleteFeeds(lacking)
    let members = lastGoodMembers(
      definition, persons: made(persons),
      readings: IncompleteReadings(
        incomplete,
        restsOn: [
          "has_gap": [FeedReading(["observations"]), FeedReading(["registers"])],
          "open_gaps": [FeedReading(["observations"])],
          "on_chd": [FeedReading(["registers"])], "last_check": [FeedReading(["uptake"])],
        ]), growing: growing, absent: absent, vocabulary: vocabulary,
      lacking: incomplete.allPractices,
      earlier: { (before.members, Day(number: 20_776), nil, []) },
      parameters: referenceParameters)
    return rows(of: members).map { $0["nhs_number"] }
  }

  private func numbers(_ numbers: [Int]) -> [Value?] { numbers.map { .identifier(testNumber($0)) } }

  @Test(
    "want of rows is no evidence that something was done", arguments: ["observations", "registers"])
  func done(feed: String) throws {
    let list = try cohort([
      ("not has_gap", .given), ("open_gaps = 0", .given), (Self.lastCheck, .given),
    ])
    let checked: Row = ["last_check": .day(Day(number: 20_700))]
    let none: Row = ["has_gap": .boolean(false)]
    let persons = [
      person(1, "A"), person(2, "A", none), person(3, "A", checked), person(4, "B", none),
    ]
    // Of practice A the feed did not come: what another one says of its patients counts, and so does all of practice B.
    #expect(
      try kept(persons, list, lacking: [feed: ["A"], "uptake": ["B"]]) == numbers([1, 2]))
    #expect(try kept(persons, list, lacking: ["uptake": ["A"]]) == numbers([1, 3]))
  }

  @Test("whoever is done by the half of a feed that came is in none of them")
  func doneByHalf() throws {
    let checked: Row = ["last_check": .day(Day(number: 20_700))]
    let persons = [
      person(1, "A"), person(2, "A", checked), person(3, "A", ["on_chd": .boolean(true)]),
      person(4, "A", ["has_gap": .boolean(false)]),
    ]
    let feeds = ["observations", "registers", "uptake"]
    let lacking = Dictionary(uniqueKeysWithValues: feeds.map { ($0, ["A"]) })
    let growing: Set<String> = ["last_check", "on_chd"]
    func kept(_ when: String) throws -> [Value?] {
      try self.kept(persons, try cohort([(when, .given)]), lacking: lacking, growing: growing)
    }
    #expect(try kept(Self.lastCheck) == numbers([1, 3, 4]))
    #expect(try kept("\(Self.lastCheck) or on_chd") == numbers([1, 4]))
    #expect(try kept("last_check is not null") == numbers([1, 3, 4]))
    // What is not there, or may be another one by all of the feed, proves nothing.
    #expect(try kept("last_check is null") == numbers([1, 2, 3, 4]))
    #expect(try kept("last_check < reference_date") == numbers([1, 2, 3, 4]))
    #expect(try kept("not on_chd") == numbers([1, 2, 3, 4]))
    #expect(try kept("on_chd and not has_gap") == numbers([1, 2, 3, 4]))
  }

  @Test("one complete feed that says it is enough, whatever else a condition names")
  func either() throws {
    let list = try cohort([("\(Self.lastCheck) or open_gaps = 0", .given)])
    let persons = [
      person(1, "A", ["last_check": .day(Day(number: 20_700))]),
      person(2, "A", ["open_gaps": .integer(0)]), person(3, "A"),
    ]
    #expect(try kept(persons, list, lacking: ["observations": ["A"]]) == numbers([2, 3]))
    #expect(
      try kept(persons, list, lacking: ["medications": ["A"]], absent: ["open_gaps"])
        == numbers([2, 3]))
    #expect(try kept(persons, list, lacking: ["medications": ["A"]]) == numbers([3]))
  }

  @Test("what is lacking of one practice lets nobody of another back")
  func acrossPractices() throws {
    let list = try cohort([("on_chd", nil), (Self.lastCheck, .given)])
    let persons = [
      person(1, "A", ["on_chd": .boolean(true)]), person(2, "A"),
      person(3, "B", ["on_chd": .boolean(true)]), person(4, "B"),
    ]
    #expect(
      try kept(persons, list, lacking: ["uptake": ["A"]]) == numbers([2]))
    #expect(
      try kept(persons, list, lacking: ["uptake": ["A"], "registers": ["B"]]) == numbers([2, 3, 4]))
  }
}
