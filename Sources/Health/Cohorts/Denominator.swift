import Model
import Expressions
import Tables

/// Those who should have what a cohort is about, with what is known of each.
///
/// A position is a place in `rows`; everything but `rows` goes by it.
struct Denominator {
  /// The persons, ascending.
  let rows: [Int32]
  /// What rank, reasons and offers read of them.
  let columns: Table
  /// Their networks.
  let networks: Column
  /// Their numbers.
  let numbers: Column
  /// The status of each, as a position in `GapStatus.allCases`.
  let statuses: [Int32]
  /// The positions of those on the list: who declined, or of whom nothing is recorded, and whom no action takes off it.
  let open: [Int32]
  private let reasonLists: ItemLists
  private let reasonTexts: [String]

  init(
    _ definition: CohortDefinition, after steps: [AttritionStep], offers: Offers,
    persons everyone: PersonTable, vocabulary: PersonVocabulary, readings: IncompleteReadings,
    parameters: Parameters
  ) {
    let persons = everyone.table
    let inside = steps.last { $0.isOfDenominator }?.remaining
    rows = inside?.setIndices.map { Int32($0) } ?? []
    let read =
      definition.rank.map(\.value) + definition.allReasons.map(\.when) + offers.expressions
      + [definition.declined].compactMap { $0 }
    let names = Set(read.flatMap(\.columns)).sorted()
    columns = persons.selecting(names).gathered(rows)
    networks = persons.declared(PersonVocabulary.network).gathered(rows)
    numbers = persons.declared(vocabulary.person).gathered(rows)
    let declined = definition.declined?.trueRows(on: columns, parameters: parameters)
    let statuses = Denominator.statuses(of: rows, after: steps, declined: declined)
    let firstOpen = GapStatus.declined.code
    let closed = steps.filter { $0.step.kind == .action }.map(\.removed)
    let rows = rows
    open = statuses.indices.filter { position in
      statuses[position] >= firstOpen && !closed.contains { $0[Int(rows[position])] }
    }.map { Int32($0) }
    self.statuses = statuses
    let reasons = definition.allReasons
    reasonTexts = reasons.map(\.says)
    var lists = ItemLists(rowCount: rows.count)
    for (index, reason) in reasons.enumerated() {
      var said = reason.when.trueRows(on: columns, parameters: parameters)
      let lacking = readings.practices(lacking: reason.when.columns)
      if !lacking.isEmpty {
        let unknown = everyone.rows(ofPractices: lacking, vocabulary)
        said = said.subtracting(Bitmap(count: rows.count) { unknown[Int(rows[$0])] })
      }
      lists.add(index, where: said)
    }
    reasonLists = lists
  }

  private static func statuses(
    of rows: [Int32], after steps: [AttritionStep], declined: Bitmap?
  ) -> [Int32] {
    var statuses = [Int32](repeating: GapStatus.notRecorded.code, count: rows.count)
    if let declined {
      for position in declined.setIndices { statuses[position] = GapStatus.declined.code }
    }
    for step in steps {
      guard let status = step.status else { continue }
      let removed = step.removed
      for (position, row) in rows.enumerated() where removed[Int(row)] {
        statuses[position] = status.code
      }
    }
    return statuses
  }

  /// What is said of some of them.
  func reasons(ofPositions positions: [Int32]) -> TextColumn {
    reasonLists.joined(reasonTexts, ofRows: positions)
  }

  /// The persons of a status.
  func persons(with status: GapStatus, among count: Int) -> Bitmap {
    var bits = Bitmap(repeating: false, count: count)
    for (position, row) in rows.enumerated() where statuses[position] == status.code {
      bits[Int(row)] = true
    }
    return bits
  }

  /// The table `status` of a selection; `dueSoon` are those who come onto the list soon, who have a status of their own.
  func table(lastDone: Column?, dueSoon: Bitmap) -> Table {
    Table([
      (MemberColumn.person, .integer(FixedColumn(rows.map { Int64($0) }))),
      (MemberColumn.network, networks.compacted),
      (StatusColumn.status, .text(statusTexts(dueSoon))),
      (StatusColumn.statusOn, statusDays(lastDone)),
      (MemberColumn.reasons, .text(reasonLists.joined(reasonTexts))),
      (MemberColumn.key(numbers.type), numbers),
    ])
  }

  private func statusTexts(_ dueSoon: Bitmap) -> TextColumn {
    TextColumn(
      codes: zip(rows, statuses).map { dueSoon[Int($0)] ? GapStatus.dueSoon.code : $1 },
      dictionary: TextDictionary(GapStatus.allCases.map(\.rawValue))
    ).compacted
  }

  private func statusDays(_ lastDone: Column?) -> Column {
    let given = GapStatus.given.code
    guard let days = lastDone?.days else {
      return Column(.day, [Value?](repeating: nil, count: rows.count))
    }
    let present = Bitmap(count: rows.count) { position in
      statuses[position] == given && (days.present?[Int(rows[position])] ?? true)
    }
    let values = rows.indices.map { present[$0] ? days.values[Int(rows[$0])] : 0 }
    return .day(FixedColumn(values, present: present.asPresence))
  }
}

extension GapStatus {
  /// The status's position among all; of those that a denominator has, the ones that leave a gap open come last.
  fileprivate var code: Int32 {
    switch self {
    case .given: 0
    case .contraindicated: 1
    case .declined: 2
    case .notRecorded: 3
    case .dueSoon: 4
    }
  }
}
