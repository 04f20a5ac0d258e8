import Expressions
import Model
import Tables

/// Who has an opt-out by any row of the registrations' feed, whichever of them counts.
///
/// A national opt-out is the person's, by the person's key, so any row says it. A Type 1 opt-out is a practice's record: those
/// of open registrations say it. Rows that were rejected say both: what is wrong with them is something else. Where what could
/// not be read of any of these rows is what would say it, it is not known of the person.
struct OptOutRows {
  let registrations: Table
  let open: Bitmap
  let beside: Table?
  let rejected: RejectedRows?
  /// The registrations that were delivered tonight, the first of all, with what could not be read of them; nil where all could.
  let delivered: (table: Table, unread: UnreadRows)?
  let person: String
  /// The numbers that stand for the persons' keys.
  let keys: KeyNumbers
  let parameters: Parameters

  /// The column of an opt-out: true also where another row of the person says it.
  func column(_ optOut: OptOut, _ condition: CheckedExpression, of persons: Table) -> Column {
    let own = condition.values(on: persons, parameters: parameters)
    var numbers: Set<Int64> = []
    let all = Bitmap(repeating: true, count: registrations.rowCount)
    add(registrations, optOut == .national ? all : open, condition, to: &numbers)
    if let beside {
      add(beside, Bitmap(repeating: true, count: beside.rowCount), condition, to: &numbers)
    }
    let unknown = doubtful(optOut, condition)
    guard case .boolean(let values) = own, !numbers.isEmpty || !unknown.isEmpty else { return own }
    let persons = keys.numbers(of: persons.declared(person))
    var bits = values.bits
    var present = values.present ?? Bitmap(repeating: true, count: bits.count)
    for (row, number) in persons.values.enumerated() {
      if numbers.contains(number) {
        bits[row] = true
        present[row] = true
      } else if unknown.contains(number) {
        bits[row] = false
        present[row] = false
      }
    }
    return .boolean(BooleanColumn(bits, present: present.asPresence))
  }

  /// The persons of rows that may say it of which it is unknown, since a cell that it reads could not be read.
  private func doubtful(_ optOut: OptOut, _ condition: CheckedExpression) -> Set<Int64> {
    var numbers: Set<Int64> = []
    if let rejected {
      numbers.formUnion(doubtful(rejected.table, rejected.unread, among: nil, condition))
    }
    if let delivered {
      let count = delivered.table.rowCount
      let rows = optOut == .national ? nil : Bitmap(count: count) { open[$0] }
      numbers.formUnion(doubtful(delivered.table, delivered.unread, among: rows, condition))
    }
    return numbers
  }

  private func doubtful(
    _ table: Table, _ unread: UnreadRows, among counting: Bitmap?, _ condition: CheckedExpression
  ) -> [Int64] {
    let cells = condition.columns.compactMap { unread.rows(unreadIn: $0) }
    guard let first = cells.first else { return [] }
    let persons = keys.numbers(of: table.declared(person))
    var rows =
      cells.dropFirst().reduce(first) { $0 | $1 }
      & condition.truth(on: table, unread: unread, parameters: parameters).isUnknown
    if let counting { rows = rows & counting }
    return (persons.present.map { rows & $0 } ?? rows).setIndices.map { persons.values[$0] }
  }

  private func add(
    _ table: Table, _ rows: Bitmap, _ condition: CheckedExpression, to numbers: inout Set<Int64>
  ) {
    let persons = keys.numbers(of: table.declared(person))
    let said = condition.trueRows(on: table, parameters: parameters) & rows
    for row in (persons.present.map { said & $0 } ?? said).setIndices {
      numbers.insert(persons.values[row])
    }
  }
}
