import Tables

/// The rows whose value does not stand in a column of another table; a missing value is not looked up.
func unknownRows(_ column: Column, in others: Column) -> Bitmap {
  let known: [Bool]
  let codes: (Int) -> Int
  switch (column.encodedTexts, others.encodedTexts) {
  case (let column?, let others?):
    var used = Set<String>()
    for code in Set(others.codes.indices.compactMap { others.code(at: $0) }) {
      used.insert(others.dictionary[code])
    }
    known = column.dictionary.texts.map { used.contains($0) }
    codes = { Int(column.codes[$0]) }
  default:
    let rows = others.present.map { $0.setIndices.map { Int32($0) } } ?? allRows(of: others)
    let used = Set(OrderedKeys.of(others, rows: rows))
    known = OrderedKeys.of(column, rows: allRows(of: column)).map { used.contains($0) }
    codes = { $0 }
  }
  // A row without a value has a code that means nothing.
  let rows = Bitmap(count: column.count) { codes($0) < known.count && !known[codes($0)] }
  return column.present.map { rows & $0 } ?? rows
}

private func allRows(of column: Column) -> [Int32] {
  (0..<Int32(column.count)).map { $0 }
}
