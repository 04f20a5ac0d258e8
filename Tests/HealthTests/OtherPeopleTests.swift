import Model
import Tables
import Testing

@testable import Health

/// Nights after which nobody of before is found again: numbers or pseudonyms were made with another key.
@Suite("Other people than before")
struct OtherPeopleTests {
  private static let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("practice_status", .text),
  ]

  private func people(_ numbers: [(practice: String, numbers: Range<Int>)]) -> Table {
    let rows = numbers.flatMap { practice, numbers in
      numbers.map { number -> Row in
        [
          "nhs_number": .identifier(Identifier(number: Int64(number))),
          "practice_code": .text(practice), "practice_status": .text(PracticeStatus.ok.rawValue),
        ]
      }
    }
    return table(Self.columns, rows)
  }

  private func others(
    _ tonight: [(practice: String, numbers: Range<Int>)],
    than earlier: [(practice: String, numbers: Range<Int>)], held: Table? = nil,
    released: Set<String> = []
  ) throws -> OtherPeople {
    let practices = table(
      [(PracticeColumn.practice, .text), (PracticeColumn.patients, .integer)],
      tonight.map {
        [
          PracticeColumn.practice: .text($0.practice),
          PracticeColumn.patients: .integer(Int64($0.numbers.count)),
        ]
      })
    return try #require(
      OtherPeople(
        than: people(earlier), held: held,
        tonight: Population(
          persons: PersonTable(people(tonight)), practices: practices, closed: [], lookups: [],
          findings: [], rejects: []),
        vocabulary: vocabulary, released: released))
  }

  private let before: [(practice: String, numbers: Range<Int>)] = [
    ("A10001", 100..<200), ("A10002", 200..<300), ("A10003", 300..<400),
  ]

  @Test("nobody is found again: it is no practice's")
  func all() throws {
    let found = try others(
      before.map { ($0, 1_000 + $1.lowerBound..<1_000 + $1.upperBound) }, than: before)
    #expect(found.all?.found == 0 && found.all?.people == 300)
    #expect(found.practices.isEmpty)
  }

  @Test("of one practice nobody is found again, as long as it stays so")
  func one() throws {
    let changed: [(practice: String, numbers: Range<Int>)] = [
      before[0], before[1], ("A10003", 1_300..<1_400),
    ]
    let first = try others(changed, than: before)
    #expect(first.all == nil && first.practices.map(\.name) == ["A10003"])
    #expect(first.known.rowCount == 100)
    // The last release now has the new ones.
    let second = try others(changed, than: changed, held: first.known)
    #expect(second.practices.map(\.name) == ["A10003"] && second.known.rowCount == 100)
    #expect(try others(before, than: changed, held: second.known).practices.isEmpty)
    #expect(
      try others(changed, than: changed, held: first.known, released: ["A10003"]).practices.isEmpty)
  }

  @Test("people who moved, who are missing, and a few are no others")
  func none() throws {
    let moved: [(practice: String, numbers: Range<Int>)] = [before[0], ("A10002", 200..<400)]
    #expect(try others(moved, than: before).practices.isEmpty)
    let missing: [(practice: String, numbers: Range<Int>)] = [
      before[0], before[1], ("A10003", 300..<320),
    ]
    #expect(try others(missing, than: before).practices.isEmpty)
    let few: [(practice: String, numbers: Range<Int>)] = [
      before[0], before[1], ("A10003", 300..<310),
    ]
    let fewOthers: [(practice: String, numbers: Range<Int>)] = [
      before[0], before[1], ("A10003", 900..<910),
    ]
    #expect(try others(fewOthers, than: few).practices.isEmpty)
  }
}
