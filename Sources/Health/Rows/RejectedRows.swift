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

/// Rows with the rule that each broke first, in the order of the table.
func rejectedRows(
  _ broken: [(rule: String, rows: Bitmap)], in table: Table, places: RowPlaces, feed: String
) -> [RejectedRow] {
  let all = broken.reduce(Bitmap(repeating: false, count: table.rowCount)) { $0 | $1.rows }
  return all.setIndices.map { row in
    RejectedRow(
      place: places.place(ofRow: row) ?? Place(file: feed),
      rule: broken.first { $0.rows[row] }?.rule ?? "",
      record: recordText(of: table, row: row))
  }
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
