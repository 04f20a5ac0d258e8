@testable import Health
import Model
import Tables
import Testing

/// Tables that are published together and count the same persons.
@Suite("Disclosure of several tables")
struct SharedCountTests {
  /// A table of counts of persons, and what adds up in it.
  private struct Counted {
    var sets: [Set<Int>]
    var sums: [(total: Int, parts: [Int])]

    var aggregate: PersonAggregate {
      let counted = sets.map { set in
        set.reduce(into: CountedSet()) { $0.add(person: $1) }
      }
      return PersonAggregate(
        table: Table([("persons", .integer(FixedColumn(counted.counts)))]), counts: ["persons"],
        percentages: [],
        sums: sums.map { sum in
          .init(
            total: .init(row: sum.total, column: "persons"),
            parts: sum.parts.map { .init(row: $0, column: "persons") })
        }, marks: ["persons": counted.marks])
    }

    /// A total and the persons of each value of an attribute.
    init(of persons: Set<Int>, by value: (Int) -> Int, values: Int) {
      sets = [persons] + (0..<values).map { wanted in persons.filter { value($0) == wanted } }
      sums = [(0, Array(1...values))]
    }

    /// A two-way table with its totals.
    init(
      of persons: Set<Int>, by first: ([Int], values: Int), and second: ([Int], values: Int)
    ) {
      let width = second.values + 1
      sets = []
      for row in 0...first.values {
        for column in 0...second.values {
          sets.append(
            persons.filter {
              (row == 0 || first.0[$0] == row - 1) && (column == 0 || second.0[$0] == column - 1)
            })
        }
      }
      sums =
        (0...first.values).map { row in
          (row * width, (1...second.values).map { row * width + $0 })
        }
        + (0...second.values).map { column in
          (column, (1...first.values).map { $0 * width + column })
        }
    }
  }

  private func isHidden(_ table: DisclosedTable) -> [Bool] {
    (0..<table.table.rowCount).map { table.hidden["persons"]?[$0] ?? false }
  }

  private func hidden(_ tables: [Counted]) -> [[Bool]] {
    discloseTogether(tables.map(\.aggregate), rule: DisclosureRule()).map { isHidden($0) }
  }

  @Test("a count that one table hides for company is hidden in the other, with company of its own")
  func hiddenInBoth() {
    // 3 and 40, of whom there is a second table; a third has the same total.
    let everybody = Set(0..<43)
    let first = Counted(of: everybody, by: { $0 < 3 ? 0 : 1 }, values: 2)
    let second = Counted(of: Set(3..<43), by: { $0 < 20 ? 0 : 1 }, values: 2)
    let third = Counted(of: everybody, by: { $0 < 20 ? 0 : 1 }, values: 2)
    // Apart, the second table shows what the first hides.
    #expect(
      [first, second, third].flatMap { hidden([$0]) } == [
        [false, true, true], [false, false, false], [false, false, false],
      ])
    #expect(
      hidden([first, second, third]) == [
        [false, true, true], [true, true, false], [false, false, false],
      ])
  }

  @Test("what stands in no other table keeps company first")
  func sharedLast() {
    // Of 3, 40 and 60 the 40 stand in a second table.
    let first = Counted(of: Set(0..<103), by: { $0 < 3 ? 0 : $0 < 43 ? 1 : 2 }, values: 3)
    let second = Counted(of: Set(3..<43), by: { $0 < 20 ? 0 : 1 }, values: 2)
    #expect(hidden([first]) == [[false, true, true, false]])
    #expect(hidden([first, second]) == [[false, true, false, true], [false, false, false]])
  }

  @Test("an empty count is not the same as another, and the order of tables does not matter")
  func nobody() {
    let first = Counted(of: Set(0..<5), by: { _ in 0 }, values: 2)
    let second = Counted(of: Set(10..<90), by: { _ in 0 }, values: 2)
    for tables in [[first, second], [second, first]] {
      let hidden = hidden(tables)
      #expect(hidden[tables[0].sets[0].count == 5 ? 0 : 1] == [true, true, false])
      #expect(hidden[tables[0].sets[0].count == 5 ? 1 : 0] == [false, false, false])
    }
  }

  @Test(
    "no two tables contradict each other, and none gives away what it hides", arguments: 0..<120)
  func attacked(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let people = Set(0..<Int.random(in: 30...300, using: &numbers))
    let attributes = (0..<4).map { _ -> ([Int], values: Int) in
      let values = Int.random(in: 2...4, using: &numbers)
      let rare = Double.random(in: 0.02...0.5, using: &numbers)
      return (
        people.sorted().map { _ in
          Double.random(in: 0..<1, using: &numbers) < rare
            ? Int.random(in: 1..<values, using: &numbers) : 0
        }, values
      )
    }
    var tables: [Counted] = []
    for first in attributes.indices {
      for second in attributes.indices where second > first {
        tables.append(Counted(of: people, by: attributes[first], and: attributes[second]))
      }
      // A part of the people, whose total is a cell of other tables.
      let part = people.filter { attributes[first].0[$0] == 0 }
      tables.append(
        Counted(
          of: part, by: { attributes[(first + 1) % 4].0[$0] },
          values: attributes[(first + 1) % 4].values))
    }
    let disclosed = discloseTogether(tables.map(\.aggregate), rule: DisclosureRule())
    var isHiddenSet: [Set<Int>: Bool] = [:]
    for (table, shown) in zip(tables, disclosed) {
      let isHidden = isHidden(shown)
      for (set, isHidden) in zip(table.sets, isHidden) where !set.isEmpty {
        #expect(isHiddenSet[set, default: isHidden] == isHidden)
        isHiddenSet[set] = isHidden
        #expect(isHidden || set.count > 7)
      }
      let hidden = isHidden.indices.filter { isHidden[$0] }
      let recovered = solvedByElimination(
        table.sums.map { sum in
          hidden.map { (sum.total == $0 ? -1.0 : 0) + (sum.parts.contains($0) ? 1 : 0) }
        })
      // That nobody is in an empty one is no secret.
      #expect(recovered.allSatisfy { table.sets[hidden[$0]].isEmpty })
    }
  }
}
