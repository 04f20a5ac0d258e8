import Model
import Tables
import Testing

@testable import Health

/// People who are known and have other values tonight.
@Suite("Changed people")
struct ChangedPeopleTests {
  private struct Person {
    var practice: String
    var sex: String?
    var birth: Int32
    var carer: Bool
    var area: Int64

    func row(_ number: Int) -> Row {
      var row: Row = [
        "nhs_number": .identifier(Identifier(number: Int64(number))),
        "practice_code": .text(practice),
        "practice_status": .text(PracticeStatus.ok.rawValue),
        "date_of_birth": .day(Day(number: birth)), "carer": .boolean(carer),
        "area": .integer(area),
      ]
      if let sex { row["sex"] = .text(sex) }
      return row
    }
  }

  private static let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("practice_status", .text),
    ("sex", .text), ("date_of_birth", .day), ("carer", .boolean), ("area", .integer),
  ]

  private func people(_ people: [Person]) -> Table {
    table(Self.columns, people.enumerated().map { $0.element.row($0.offset) })
  }

  private func changed(
    _ tonight: [Person], since earlier: [Person], held: Table? = nil,
    closed: Set<String> = [], released: Set<String> = []
  ) -> ChangedPeople {
    ChangedPeople(
      since: people(earlier), held: held,
      tonight: Population(
        persons: PersonTable(people(tonight)), practices: Table(rowCount: 0), closed: closed,
        lookups: [], findings: [], rejects: []),
      columns: ["sex", "date_of_birth", "carer", "area"], fixed: ["sex", "date_of_birth"],
      vocabulary: vocabulary, released: released)
  }

  private let before: [Person] = (0..<300).map { number in
    let practice = number < 200 ? "A10001" : "A10002"
    let sex = number % 2 == 0 ? "1" : "2"
    return Person(
      practice: practice, sex: sex, birth: Int32(number), carer: number % 3 == 0, area: 7)
  }

  /// The people, of whom some are changed.
  private func people(_ rows: Range<Int>, _ change: (inout Person) -> Void) -> [Person] {
    var people = before
    for row in rows { change(&people[row]) }
    return people
  }

  @Test("the same people say nothing")
  func same() {
    let found = changed(before, since: before)
    #expect(found.heldBack.isEmpty && found.told.isEmpty && found.known.rowCount == 0)
  }

  @Test(
    "a tenth of a practice's people with another day of birth hold it back, and their values are kept"
  )
  func heldBack() {
    let found = changed(people(0..<20) { $0.birth += 3_652 }, since: before)
    #expect(
      found.heldBack
        == [.init(practice: "A10001", column: "date_of_birth", changed: 20, people: 200)])
    #expect(found.told.isEmpty)
    #expect(found.known.rowCount == 200)
    #expect(!found.known.names.contains("practice_code"))
  }

  @Test("fewer are told, and a few are not", arguments: [(19, 1), (5, 1), (4, 0), (3, 0)])
  func told(count: Int, notes: Int) {
    let found = changed(people(0..<count) { $0.birth += 365 }, since: before)
    #expect(found.heldBack.isEmpty)
    #expect(found.told.count == notes)
  }

  @Test(
    "a day that is one off is no change, one within a month holds nobody back",
    arguments: [(1, 0), (2, 1), (31, 1)])
  func near(days: Int32, notes: Int) {
    let found = changed(people(0..<200) { $0.birth += days }, since: before)
    #expect(found.heldBack.isEmpty)
    #expect(found.told.count == notes)
    #expect(changed(people(0..<200) { $0.birth -= 32 }, since: before).heldBack.count == 1)
  }

  @Test("columns that are not fixed are told from a fifth on and hold nobody back")
  func other() {
    let many = changed(people(0..<40) { $0.area = 8 }, since: before)
    #expect(many.told == [.init(practice: "A10001", column: "area", changed: 40, people: 200)])
    #expect(changed(people(0..<39) { $0.area = 8 }, since: before).told.isEmpty)
    let carers = changed(people(200..<300) { $0.carer.toggle() }, since: before)
    #expect(carers.told.map(\.column) == ["carer"] && carers.heldBack.isEmpty)
  }

  @Test("who has no value in one of the nights is not compared")
  func missing() {
    let found = changed(people(0..<200) { $0.sex = nil }, since: before)
    #expect(found.heldBack.isEmpty && found.told.isEmpty)
  }

  @Test("what was known is held against the next nights, until it is so again")
  func memory() {
    let wrong = people(0..<200) { $0.birth += 3_652 }
    let first = changed(wrong, since: before)
    // The next night finds the wrong values in the last release, and the practice held back there.
    let second = changed(wrong, since: wrong, held: first.known)
    #expect(second.heldBack == first.heldBack)
    #expect(second.known == first.known)
    #expect(changed(before, since: wrong, held: second.known).heldBack.isEmpty)
  }

  @Test("practices that have closed, and those that are released, are left alone")
  func apart() {
    let wrong = people(0..<300) { $0.birth += 3_652 }
    let found = changed(wrong, since: before, closed: ["A10001"], released: ["A10002"])
    #expect(found.heldBack.isEmpty && found.told.isEmpty)
  }
}
