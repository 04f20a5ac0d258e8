import Tables

/// One finding about rows of a feed: their number and the places of the first few.
func finding(
  _ rule: String, _ grade: Grade, feed: String, says: String, rows: Bitmap, places: RowPlaces,
  column: String? = nil, organisations: [String] = []
) -> Finding {
  let first = rows.firstIndices(Finding.placesKept)
  return Finding(
    rule: rule, grade: grade, feed: feed, says: says, count: rows.setCount,
    places: first.compactMap { places.place(ofRow: $0, column: column) },
    organisations: organisations)
}

/// The first rows of those that broke a rule, with the rule that each broke first, in the order of the table; and how many there are in each
/// file.
func rejectedRows(
  _ broken: [(rule: String, rows: Bitmap)], in table: Table, places: RowPlaces, feed: String
) -> (first: [RejectedRow], byFile: [String: Int]) {
  let all = broken.reduce(Bitmap(repeating: false, count: table.rowCount)) { $0 | $1.rows }
  var first = KeptRejects()
  for row in all.firstIndices(RejectedRow.mostKept) {
    guard !first.isFull else { break }
    first.add(
      RejectedRow(
        place: places.place(ofRow: row) ?? Place(file: feed),
        rule: broken.first { $0.rows[row] }?.rule ?? "",
        record: recordText(of: table, row: row)))
  }
  var byFile = places.rowsByFile(all).filter { $0.value > 0 }
  // Rows that nobody knows the place of stand in the feed.
  let placed = byFile.values.reduce(0, +)
  if placed < all.setCount { byFile[feed, default: 0] += all.setCount - placed }
  return (first.rows, byFile)
}

// The row's cells joined by commas, for the rejects folder only.
private func recordText(of table: Table, row: Int) -> String {
  table.columns.map { column in
    switch column.value(at: row) {
    case nil: ""
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .decimal(let value): String(value)
    case .day(let value): value.description
    case .text(let value): quoted(value)
    case .identifier(let value): value.disclosed
    case .pseudonym(let value): value.disclosed
    }
  }.joined(separator: ",")
}

private func quoted(_ text: String) -> String {
  guard needsQuotes(text.utf8) else { return text }
  return "\""
    + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
