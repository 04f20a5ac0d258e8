import Expressions
import Model
import Tables

/// Who has an opt-out by any row of the registrations' feed, whichever of them counts.
///
/// A national opt-out is the person's, by the person's key, so any row says it. A Type 1 opt-out is a practice's record: those
/// of open registrations say it. Rows that a rule rejected say both: what is wrong with them is something else.
struct OptOutRows {
  let registrations: Table
  let open: Bitmap
  let beside: Table?
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
    guard case .boolean(let values) = own, !numbers.isEmpty else { return own }
    let persons = keys.numbers(of: persons.declared(person))
    var bits = values.bits
    var present = values.present ?? Bitmap(repeating: true, count: bits.count)
    for (row, number) in persons.values.enumerated() where numbers.contains(number) {
      bits[row] = true
      present[row] = true
    }
    return .boolean(BooleanColumn(bits, present: present.asPresence))
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
