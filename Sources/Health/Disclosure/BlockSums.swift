/// How counts add up that stand in blocks of the same lines: the first block is of the whole system, and the others are its parts.
struct BlockSums {
  let blocks: Int
  /// How many lines each block has; the first one is of all of its persons.
  let lines: Int
  /// The column of the counts.
  let column: String

  /// Some lines of each block add up to its first.
  func within(_ parts: Range<Int>) -> [PersonAggregate.Sum] {
    (0..<blocks).map { block in
      .init(total: cell(block, 0), parts: parts.map { cell(block, $0) })
    }
  }

  /// Each of some lines adds up over the other blocks to that of the first.
  func across(_ lines: Range<Int>) -> [PersonAggregate.Sum] {
    lines.map { line in
      .init(total: cell(0, line), parts: (1..<blocks).map { cell($0, line) })
    }
  }

  private func cell(_ block: Int, _ line: Int) -> PersonAggregate.Cell {
    .init(row: block * lines + line, column: column)
  }
}

/// Some runs of rows after each other, of so many rows each, of which each adds up to the first row of the table.
func sumsToAll(_ counts: [Int], from first: Int, column: String) -> [PersonAggregate.Sum] {
  var next = first
  return counts.map { count in
    defer { next += count }
    return .init(
      total: .init(row: 0, column: column),
      parts: (next..<next + count).map { .init(row: $0, column: column) })
  }
}
