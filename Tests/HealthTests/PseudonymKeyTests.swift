import Expressions
import Model
import Tables
import Testing

@testable import Health

/// Persons who are told apart by texts that stand for them.
@Suite("Pseudonyms as keys")
struct PseudonymKeyTests {
  private func column(_ texts: [String?]) -> Column {
    Column(.pseudonym, texts.map { $0.map { .pseudonym(Pseudonym($0)) } })
  }

  @Test("a person is found by pseudonym, whatever the order of either dictionary")
  func rows() {
    var numbers = SeededNumbers(seed: 3)
    let persons = (0..<500).map { "k\($0 * 7 % 501)" }.shuffled(using: &numbers)
    let index = PersonRows(of: column(persons))
    let asked: [String?] = (0..<900).map { event in
      switch event % 9 {
      case 0: nil
      case 1: "K\(event)"
      default: persons[Int.random(in: 0..<500, using: &numbers)]
      }
    }
    let expected = asked.map { key in
      key.flatMap { persons.firstIndex(of: $0) }.map { Int32($0) } ?? EventTable.nobody
    }
    #expect(index.rows(of: column(asked)) == expected)
    #expect(index.rows(of: column(asked), partitionedBy: 64) == expected)
  }

  @Test("keys of the other kind, and no keys at all, find nobody")
  func nobody() {
    let numbers = Column(.identifier, [.identifier(testNumber(1)), nil])
    let nobody = [EventTable.nobody, EventTable.nobody]
    #expect(PersonRows(of: column(["a"])).rows(of: numbers) == nobody)
    #expect(PersonRows(of: numbers).rows(of: column(["a", "b"])) == nobody)
    #expect(PersonRows(of: column(["a"])).rows(of: column([nil, nil])) == nobody)
    #expect(PersonRows(of: column([])).rows(of: column(["a", nil])) == nobody)
  }

  @Test(
    "keys are numbered in the order of their bytes, few or many, alike at their beginning or not")
  func numbers() {
    var random = SeededNumbers(seed: 5)
    let many = (0..<3000).map { "0123456\($0 % 7)\(Int.random(in: 0...99_999, using: &random))" }
    for texts in [["b", "a", "Z", "a-1", "ab", "a"], many] {
      let keys = column(texts)
      let numbers = KeyNumbers(of: keys).numbers(of: keys).values
      let order = Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let places = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
      #expect(numbers == texts.map { Int64(places[$0] ?? -2) })
    }
    let keys = KeyNumbers(of: column(["b", "a", nil]))
    let others = keys.numbers(of: column(["c", "b", nil, "a"]))
    #expect(others.values[0] == KeyNumbers.unknown && others.values[1] == 1)
    #expect(others.present?[2] == false && others.values[3] == 0)
  }

  @Test(
    "a look-up and a rule that looks into another feed go by the pseudonym and not by its place")
  func lookups() {
    let keys = column(["c", "b", "a"])
    let others = column(["a", "d", nil, "c"])
    #expect(unknownRows(others, in: keys).setIndices == [1])
    let persons = Table([("ref", others)])
    let feed = Table([
      ("ref", keys), ("home", Column(.text, [.text("C"), .text("B"), .text("A")])),
    ])
    let found = LookedUp(
      Lookup(name: "home", feed: "homes", key: "ref", take: "home", on: "ref"), persons: persons,
      feeds: ["homes": feed])
    #expect((0..<4).map { found.column.value(at: $0) } == [.text("A"), nil, nil, .text("C")])
  }

  @Test("fillers stand for nobody, and a column of NHS numbers is no column of pseudonyms")
  func faults() {
    let check = ColumnCheck(column: "ref", format: .pseudonym, grade: .record)
    let nil36 = "00000000-0000-0000-0000-000000000000"
    let faults = formatFaults(
      of: check, in: column(["ffffffff", "1111111", "ab12cd34", nil, nil36, "4505577104"]))
    #expect(faults.map(\.rule) == ["pseudonym-sentinel", "nhs-number-for-pseudonym"])
    #expect(faults[0].grade == .record && faults[0].rows.setIndices == [0, 4])
    // One of them alone may be a pseudonym of ten digits.
    #expect(faults[1].rows.isEmpty)
    let numbers = (1...9).map { testNumber($0).disclosed } + ["1234567890"]
    let leaked = formatFaults(of: check, in: column(numbers))
    #expect(leaked[1].grade == .warning && leaked[1].rows.setIndices == Array(0..<9))
  }
}
