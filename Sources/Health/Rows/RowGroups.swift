import Tables

/// Rows that are alike in some columns, put into numbered groups in the order of their first rows.
struct RowGroups {
  /// The group of each row, in the order in which the rows were given.
  var groupOfRow: [Int32]
  /// The number of rows of each group.
  var sizes: [Int32]
  /// The first row of each group.
  var firsts: [Int32]

  /// Groups rows by the columns' values; a missing value is like another missing one and like nothing else.
  ///
  /// - Complexity: O(rows), through a hash table that is the same on every machine.
  init(of rows: [Int32], by columns: [Column]) {
    let keys = RowKeys(of: rows, columns)
    var slots = [Int32](repeating: 0, count: max(16, rows.count * 2).roundedUpToPowerOfTwo)
    let mask = slots.count - 1
    var firstIndices: [Int] = []
    groupOfRow = []
    groupOfRow.reserveCapacity(rows.count)
    sizes = []
    firsts = []
    for index in rows.indices {
      var slot = Int(truncatingIfNeeded: keys.hash(at: index)) & mask
      while slots[slot] != 0, !keys.areAlike(index, firstIndices[Int(slots[slot]) - 1]) {
        slot = (slot + 1) & mask
      }
      if slots[slot] == 0 {
        firstIndices.append(index)
        firsts.append(rows[index])
        sizes.append(0)
        slots[slot] = Int32(sizes.count)
      }
      let group = slots[slot] - 1
      sizes[Int(group)] += 1
      groupOfRow.append(group)
    }
  }
}

/// Which rows of a table share a key with others.
struct RepeatedRows {
  /// Rows that are like an earlier one in every column.
  var copies: Bitmap
  /// Rows whose key another row has too that differs from it elsewhere; copies are not among them.
  var differing: Bitmap

  /// Looks for repeated keys among some rows; rows in whose key a value is missing have no key.
  init(in table: Table, key: [String], among rows: Bitmap) {
    copies = Bitmap(repeating: false, count: table.rowCount)
    differing = copies
    let columns = key.compactMap { table[$0] }
    guard !columns.isEmpty, columns.count == key.count else { return }
    let keyed = columns.reduce(rows) { rows, column in column.present.map { rows & $0 } ?? rows }
    let sharing = RepeatedRows.sharing(keyed.setIndices.map { Int32($0) }, columns)
    guard !sharing.isEmpty else { return }
    let whole = RowGroups(of: sharing, by: table.columns)
    for (index, row) in sharing.enumerated()
    where whole.firsts[Int(whole.groupOfRow[index])] != row {
      copies[Int(row)] = true
    }
    for row in RepeatedRows.sharing(whole.firsts, columns) { differing[Int(row)] = true }
  }

  // The rows whose key at least one other of the rows has.
  private static func sharing(_ rows: [Int32], _ columns: [Column]) -> [Int32] {
    let groups = RowGroups(of: rows, by: columns)
    guard groups.sizes.count < rows.count else { return [] }
    return rows.indices.filter { groups.sizes[Int(groups.groupOfRow[$0])] > 1 }.map { rows[$0] }
  }
}

/// A place among so many for the cell of each row: equal cells have the same one, others mostly not.
func hashedPlaces(of rows: [Int32], in column: Column, count: Int) -> [Int] {
  let keys = RowKeys(of: rows, [column])
  return rows.indices.map { Int(keys.hash(at: $0) % UInt64(count)) }
}

/// The cells of some rows as words: equal words mean equal cells of the same column.
private func cellWords(of column: Column, rows: [Int32]) -> [[Int64]] {
  let values: [Int64] =
    switch column {
    case .text(let column), .pseudonym(let column): rows.map { Int64(column.codes[Int($0)]) }
    default: OrderedKeys.of(column, rows: rows)
    }
  guard let present = column.present else { return [values] }
  return [values, rows.map { present[Int($0)] ? 1 : 0 }]
}

/// The cells of some rows as words, those of a row beside each other.
private struct RowKeys {
  private let words: [Int64]
  private let width: Int

  init(of rows: [Int32], _ columns: [Column]) {
    let cells = columns.flatMap { cellWords(of: $0, rows: rows) }
    width = cells.count
    var words = [Int64](repeating: 0, count: rows.count * width)
    for (offset, column) in cells.enumerated() {
      for row in column.indices { words[row * width + offset] = column[row] }
    }
    self.words = words
  }

  func hash(at index: Int) -> UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    for word in words[index * width..<(index + 1) * width] {
      hash = (hash ^ UInt64(bitPattern: word)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
    }
    return hash
  }

  func areAlike(_ left: Int, _ right: Int) -> Bool {
    for offset in 0..<width where words[left * width + offset] != words[right * width + offset] {
      return false
    }
    return true
  }
}

extension Int {
  /// The smallest power of two that is not below this positive number.
  var roundedUpToPowerOfTwo: Int {
    1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}
