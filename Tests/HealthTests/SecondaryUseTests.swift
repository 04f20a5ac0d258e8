import Model
import Tables
import Testing

@testable import Health

/// Who may be in an output for secondary use, and what may not stand in it whatever a definition says.
@Suite("Secondary use")
struct SecondaryUseTests {
  private let vocabulary = PersonVocabulary(person: "number", practice: "practice", birth: "born")

  private func persons(_ columns: [(String, Column)]) -> PersonTable {
    let base: [(String, Column)] = [
      (
        "number",
        Column(
          .identifier,
          [9_434_765_919, 9_434_765_870, 9_434_765_828].map {
            .identifier(Identifier(number: $0))
          })
      ),
      ("born", Column(.day, [1, 2, 3].map { .day(Day(number: $0)) })),
    ]
    return PersonTable(Table(base + columns, rowCount: 3))
  }

  @Test(
    "a number, a decimal or a text that is anybody's key is found, and days that are those of birth"
  )
  func identifying() {
    let columns: [(String, Column)] = [
      ("count", Column(.integer, [.integer(1), .integer(9_434_765_870), nil])),
      ("whole", Column(.integer, [.integer(9_434_765_919), .integer(2), .integer(3)])),
      ("value", Column(.decimal, [nil, nil, .decimal(9_434_765_828)])),
      ("text", Column(.text, [.text("a"), .text("9434765870"), nil])),
      ("day", Column(.day, [.day(Day(number: 1)), nil, .day(Day(number: 4))])),
      ("days", Column(.day, [.day(Day(number: 9)), .day(Day(number: 9)), .day(Day(number: 3))])),
      ("harmless", Column(.integer, [.integer(0), nil, .integer(9_434_765_919)])),
    ]
    let people = persons(columns)
    for name in ["count", "whole", "value", "text", "day"] {
      #expect(columnThatIdentifies(["harmless", name], of: people, vocabulary) == name)
    }
    #expect(columnThatIdentifies(["days", "harmless"], of: people, vocabulary) == nil)
  }

  @Test("who may be counted, has a practice with lists and is known to have no opt-out")
  func rows() {
    let people = persons([
      (PersonVocabulary.secondaryUse, Column(.boolean, [true, true, true].map { .boolean($0) })),
      (
        PersonVocabulary.practiceStatus, Column(.text, [.text("ok"), .text("ok"), .text("no-pcn")])
      ),
      (PersonVocabulary.type1OptOut, Column(.boolean, [.boolean(false), nil, .boolean(false)])),
    ])
    #expect(rowsForSecondaryUse(of: people, leavingOut: []).setIndices == [0, 1])
    #expect(rowsForSecondaryUse(of: people, leavingOut: [.type1]).setIndices == [0])
  }
}
