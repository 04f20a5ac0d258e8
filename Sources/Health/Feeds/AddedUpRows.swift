import Expressions
import Model
import Tables

/// The totals of a published figure, each in one of the rows that it was added up from.
struct AddedUpRows {
  /// The figure, with the total in the rows that stay.
  private(set) var figures: Column
  /// The rows that are not asked for: parts that are in a total, and rows of another way to make it.
  private(set) var leftOut: Bitmap
  /// The rows of totals of which a part was rejected, has no figure or is there twice with a difference.
  private(set) var doubtful: Bitmap

  /// Adds up the rows that are used and were not rejected, of which `copies` are left out; nil where the figure is no column of numbers.
  ///
  /// A row that was rejected for a cell that could not be read is taken for a part of whatever it may be a part of.
  init?(
    _ rule: TotalsRule, in table: Table, used: Bitmap, rejected: Bitmap, unread: UnreadRows,
    copies: Bitmap, parameters: Parameters
  ) {
    guard let column = table[rule.add], let numbers = column.decimals else { return nil }
    figures = column
    leftOut = copies
    doubtful = Bitmap(repeating: false, count: table.rowCount)
    let rows = used.setIndices.map { Int32($0) }
    let groups = RowGroups(of: rows, by: rule.by.compactMap { table[$0] })
    let chosen = AddedUpRows.chosen(rule, table, rows, groups, unread, parameters)
    let parts = RowGroups(of: rows, by: (rule.by + rule.parts).compactMap { table[$0] })
    var totals = [Double](repeating: 0, count: groups.sizes.count)
    var firsts = [Int?](repeating: nil, count: groups.sizes.count)
    var isDoubtful = [Bool](repeating: false, count: groups.sizes.count)
    var seen = [Bool](repeating: false, count: parts.sizes.count)
    for (index, row) in rows.enumerated() {
      let (group, part, row) = (
        Int(groups.groupOfRow[index]), Int(parts.groupOfRow[index]), Int(row)
      )
      guard chosen[index] else {
        leftOut[row] = !rejected[row]
        continue
      }
      if rejected[row] || numbers.present.map({ !$0[row] }) ?? false || seen[part] {
        isDoubtful[group] = true
      }
      seen[part] = true
      totals[group] += numbers.values[row]
      if firsts[group] == nil { firsts[group] = row } else { leftOut[row] = !rejected[row] }
    }
    for (index, row) in rows.enumerated() where isDoubtful[Int(groups.groupOfRow[index])] {
      leftOut[Int(row)] = !chosen[index] && !rejected[Int(row)]
      doubtful[Int(row)] = chosen[index] && !rejected[Int(row)]
    }
    for (group, row) in firsts.enumerated() where !isDoubtful[group] {
      if let row { set(totals[group], at: row) }
    }
  }

  /// Which rows are those of the first condition that a row of their group fulfils.
  private static func chosen(
    _ rule: TotalsRule, _ table: Table, _ rows: [Int32], _ groups: RowGroups, _ unread: UnreadRows,
    _ parameters: Parameters
  ) -> [Bool] {
    var isChosen = [Bool](repeating: false, count: rows.count)
    var isSettled = [Bool](repeating: false, count: groups.sizes.count)
    for condition in rule.firstOf {
      let truth = condition.truth(on: table, unread: unread, parameters: parameters)
      let holds = truth.isTrue | (unread.rejected & truth.isUnknown)
      var settled = isSettled
      for (index, row) in rows.enumerated() where holds[Int(row)] {
        let group = Int(groups.groupOfRow[index])
        guard !isSettled[group] else { continue }
        isChosen[index] = true
        settled[group] = true
      }
      isSettled = settled
    }
    return isChosen
  }

  private mutating func set(_ total: Double, at row: Int) {
    switch figures {
    case .integer(var column):
      // A sum of whole numbers below 2^53 is one.
      column.values[row] = Int64(total)
      figures = .integer(column)
    case .decimal(var column):
      column.values[row] = total
      figures = .decimal(column)
    default: break
    }
  }
}
