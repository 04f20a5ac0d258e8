import Model
import Tables

/// What became of the rows of records, of which only the last counts.
struct RecordRows {
  /// Rows that a later row of their record replaced or took away, and rows that take a record away.
  private(set) var replaced: Bitmap
  /// Rows before a rejected one that would have been the last of their record.
  private(set) var inDoubt: Bitmap
  /// Rows of a key under which records of different persons begin.
  private(set) var shared: Bitmap
  /// Rows that take away a record that nothing began.
  private(set) var unknown: Bitmap
  /// Rows that are not told from the last of their record by its order, and differ from it.
  private(set) var tied: Bitmap

  /// Rows that the last of their record repeats in every column.
  private(set) var repeated: Bitmap

  /// Looks at the rows of a feed that are used, of which some were rejected.
  ///
  /// A rejected row whose place in the order could not be read may be the last of its record.
  init(
    _ rule: RecordRule, person: String?, in table: Table, used: Bitmap, rejected: Bitmap,
    unread: UnreadRows
  ) {
    let none = Bitmap(repeating: false, count: table.rowCount)
    (replaced, inDoubt, shared, unknown, tied) = (none, none, none, none, none)
    repeated = none
    let columns = rule.key.compactMap { table[$0] }
    guard columns.count == rule.key.count, let actions = table[rule.action]?.texts else { return }
    // A row without any part of a key is a record by itself.
    let named = columns.reduce(none) { $0 | ($1.present ?? ~none) }
    let rows = (used & named).setIndices.map { Int32($0) }
    let groups = RowGroups(of: rows, by: columns)
    let sequence = RowSequence(rule.order.compactMap { table[$0] }, rows: rows)
    var lasts = [Int32](repeating: -1, count: groups.sizes.count)
    for index in rows.indices {
      let group = Int(groups.groupOfRow[index])
      if lasts[group] < 0 || !sequence.comes(index, before: Int(lasts[group])) {
        lasts[group] = Int32(index)
      }
    }
    let withoutPlace = rule.order.compactMap { unread.rows(unreadIn: $0) }.reduce(none) { $0 | $1 }
    var mayEnd = [Bool](repeating: false, count: groups.sizes.count)
    for (index, row) in rows.enumerated() where rejected[Int(row)] && withoutPlace[Int(row)] {
      mayEnd[Int(groups.groupOfRow[index])] = true
    }
    let roles = ActionRoles(rule, actions)
    let isShared = sharedKeys(groups, rows, roles, person.flatMap { table[$0] })
    for (index, row) in rows.enumerated() {
      let group = Int(groups.groupOfRow[index])
      let last = Int(lasts[group])
      let row = Int(row)
      if isShared[group] {
        shared[row] = !rejected[row]
      } else if rejected[row] {
        continue
      } else if mayEnd[group] || rejected[Int(rows[last])] {
        inDoubt[row] = true
      } else if index != last {
        replaced[row] = true
        if areAlike(row, Int(rows[last]), table) {
          repeated[row] = true
        } else if !rule.order.isEmpty, sequence.areTied(index, last) {
          tied[row] = true
        }
      } else if roles.removes(row) {
        replaced[row] = true
        unknown[row] = groups.sizes[group] == 1
      }
    }
  }
}

/// Under which keys records of different persons begin.
private func sharedKeys(
  _ groups: RowGroups, _ rows: [Int32], _ roles: ActionRoles, _ persons: Column?
) -> [Bool] {
  var isShared = [Bool](repeating: false, count: groups.sizes.count)
  guard let numbers = persons?.sameness else { return isShared }
  var begun = [Int64?](repeating: nil, count: groups.sizes.count)
  for (index, row) in rows.enumerated() where roles.begins(Int(row)) {
    let group = Int(groups.groupOfRow[index])
    guard let number = numbers(Int(row)) else { continue }
    if let other = begun[group], other != number { isShared[group] = true }
    begun[group] = number
  }
  return isShared
}

private func areAlike(_ left: Int, _ right: Int, _ table: Table) -> Bool {
  table.columns.allSatisfy { $0.value(at: left) == $0.value(at: right) }
}

/// What each action of a feed does to its record.
private struct ActionRoles {
  private let actions: TextColumn
  private let beginning: Set<Int32>
  private let removing: Set<Int32>

  init(_ rule: RecordRule, _ actions: TextColumn) {
    self.actions = actions
    beginning = Set(rule.begins.compactMap { actions.dictionary.code(of: $0) })
    removing = Set(rule.removes.compactMap { actions.dictionary.code(of: $0) })
  }

  func begins(_ row: Int) -> Bool {
    actions.code(at: row).map { beginning.contains($0) } ?? false
  }

  func removes(_ row: Int) -> Bool {
    actions.code(at: row).map { removing.contains($0) } ?? false
  }
}

/// The order in which rows follow each other by some columns, a missing value first.
private struct RowSequence {
  private let keys: [(values: [Int64], present: [Bool])]

  init(_ columns: [Column], rows: [Int32]) {
    keys = columns.map { column in
      (OrderedKeys.of(column, rows: rows), rows.map { column.present?[Int($0)] ?? true })
    }
  }

  /// Whether one row comes before another; rows that are tied come in neither order.
  func comes(_ left: Int, before right: Int) -> Bool {
    for key in keys {
      if key.present[left] != key.present[right] { return !key.present[left] }
      guard key.present[left] else { continue }
      if key.values[left] != key.values[right] { return key.values[left] < key.values[right] }
    }
    return false
  }

  func areTied(_ left: Int, _ right: Int) -> Bool {
    !comes(left, before: right) && !comes(right, before: left)
  }
}

extension Column {
  /// What tells values of a column of persons apart, by row; nil in a column of another type.
  fileprivate var sameness: ((Int) -> Int64?)? {
    let present = present
    func known(_ row: Int) -> Bool { present.map { $0[row] } ?? true }
    switch self {
    case .identifier(let column): return { known($0) ? column.values[$0] : nil }
    case .text(let column), .pseudonym(let column):
      return { known($0) ? Int64(column.codes[$0]) : nil }
    default: return nil
    }
  }
}
