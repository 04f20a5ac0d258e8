import Expressions
import Model
import Tables

/// Those who are not on a cohort's list and come onto it soon by time alone, by the day on which they do.
struct ProspectiveGaps {
  /// The persons, ascending.
  let rows: [Int32]
  /// For each the day on which the person comes onto the list.
  let days: [Day]
  /// For each the steps that take the person out until then, by their position.
  private let waits: [[Int]]
  private let steps: [AttritionStep]

  /// Finds them.
  ///
  /// - Missing: a step of whose end nothing is known, or whose end should have come already, goes on; nobody is due by it.
  /// - Complexity: O(persons) for each step, and for its end O(persons who are out by such steps alone).
  init(
    _ definition: CohortDefinition, after steps: [AttritionStep], persons: Table,
    parameters: Parameters
  ) {
    self.steps = steps
    guard definition.statesDueDays, case .day(let today)? = parameters["reference_date"] else {
      (rows, days, waits) = ([], [], [])
      return
    }
    var candidates = Bitmap(repeating: true, count: persons.rowCount)
    for step in steps where step.step.ends == nil { candidates = candidates & step.leaves }
    if let last = steps.last { candidates = candidates.subtracting(last.remaining) }
    let people = candidates.setIndices.map { Int32($0) }
    let names = Set(definition.dueDays.flatMap(\.columns)).sorted()
    let columns = persons.selecting(names).gathered(people)
    let soon = Int(today.number) + 1...Int(today.number) + definition.dueSoon.days
    var due = [Int?](repeating: Int(today.number), count: people.count)
    var waits = [[Int]](repeating: [], count: people.count)
    for (index, step) in steps.enumerated() {
      guard let ends = step.step.ends else { continue }
      let end = ends.evaluate(on: columns, parameters: parameters)
      for (position, person) in people.enumerated() where !step.leaves[Int(person)] {
        guard let latest = due[position], let day = end.day(at: position), soon.contains(day) else {
          due[position] = nil
          continue
        }
        due[position] = max(latest, day)
        waits[position].append(index)
      }
    }
    if let until = definition.dueSoon.eligibleUntil {
      let end = until.evaluate(on: columns, parameters: parameters)
      for position in people.indices {
        guard let day = due[position], let last = end.day(at: position), day >= last else {
          continue
        }
        due[position] = nil
      }
    }
    let found = people.indices.filter { due[$0] != nil }
    rows = found.map { people[$0] }
    days = found.map { Day(number: Int32(truncatingIfNeeded: due[$0] ?? 0)) }
    self.waits = found.map { waits[$0] }
  }

  /// The persons, among so many.
  func persons(among count: Int) -> Bitmap {
    var bits = Bitmap(repeating: false, count: count)
    for row in rows { bits[Int(row)] = true }
    return bits
  }

  /// The table `dueSoon` of a selection.
  func table(
    persons: Table, vocabulary: PersonVocabulary, areas: NetworkAreas, offers: Offers,
    parameters: Parameters
  ) -> Table {
    var order = ascendingOrder(of: days.map { Int64($0.number) })
    order = ascendingOrder(order, by: rows.map { Int64(areas.areaOfPerson[Int($0)]) })
    let sorted = order.map { rows[Int($0)] }
    let names = Set(offers.expressions.flatMap(\.columns)).sorted()
    let columns = persons.selecting(names).gathered(rows)
    let numbers = persons.declared(vocabulary.person).gathered(sorted)
    return Table(
      [
        (MemberColumn.person, .integer(FixedColumn(sorted.map { Int64($0) }))),
        (
          MemberColumn.network,
          persons.declared(PersonVocabulary.network).gathered(sorted).compacted
        ),
        (MemberColumn.rank, .integer(FixedColumn(ranks(of: sorted, in: areas)))),
        (MemberColumn.dueOn, .day(FixedColumn(order.map { days[Int($0)].number }))),
        (MemberColumn.reasons, .text(reasons(order))),
        (
          MemberColumn.pathway,
          .text(offers.texts(on: columns, rows: order, parameters: parameters))
        ),
        (MemberColumn.key(numbers.type), numbers),
      ], rowCount: sorted.count)
  }

  /// What people wait for: the titles of the steps that take them out until then.
  private func reasons(_ order: [Int32]) -> TextColumn {
    var lists = ItemLists(rowCount: rows.count)
    for (index, step) in steps.enumerated() where step.step.ends != nil {
      lists.add(index, where: Bitmap(count: rows.count) { waits[$0].contains(index) })
    }
    return lists.joined(
      steps.map { $0.step.kind == .eligible ? "not eligible yet" : $0.step.title }, ofRows: order)
  }
}

extension Column {
  /// A day as a number; nil where it is missing.
  fileprivate func day(at row: Int) -> Int? {
    guard case .day(let column) = self, column.present?[row] ?? true else { return nil }
    return Int(column.values[row])
  }
}
