public import Model
public import Tables

/// The columns of the table of rejected rows with why each was.
public enum ReasonColumn {
  /// The row of the feed.
  public static let row = "row"
  /// Why it was rejected, in the words of the rule.
  public static let reason = "reason"
}

/// Why rows of a feed were rejected, a row each: the first rule that took it out, or the cells that could not be read.
func rejectedReasons(
  _ removing: [(rule: String, rows: Bitmap)], _ findings: [Finding], unread: UnreadRows,
  among unreadRows: Bitmap
) -> Table {
  let says = Dictionary(findings.map { ($0.rule, $0.says) }) { first, _ in first }
  var reasons: [Int: String] = [:]
  for row in unreadRows.setIndices {
    let cells = unread.cells.names.filter { unread.rows(unreadIn: $0)?[row] ?? false }
    reasons[row] =
      cells.isEmpty
      ? "a cell is missing, or the row is too short or too long"
      : "\(cells.map { "'\($0)'" }.joined(separator: " and ")) cannot be read"
  }
  for (rule, rows) in removing {
    for row in rows.setIndices where reasons[row] == nil { reasons[row] = says[rule] ?? rule }
  }
  let order = reasons.keys.sorted()
  return Table(
    [
      (ReasonColumn.row, .integer(FixedColumn(order.map { Int64($0) }))),
      (ReasonColumn.reason, Column(.text, order.map { reasons[$0].map { .text($0) } })),
    ], rowCount: order.count)
}

/// Some rows of a feed, each with its practice: that of its person, or of one whom nobody knows that which stands in the row.
///
/// - Missing: a row of neither is left out.
public func practices(
  ofRows rows: Bitmap, _ feed: FeedRows, own column: String?, persons: PersonTable,
  vocabulary: PersonVocabulary, _ eventRows: EventRows
) -> [(row: Int, practice: String)] {
  let codes = persons.table.declaredTexts(vocabulary.practice)
  let own = column.flatMap { feed.table[$0]?.texts }
  return eventRows.personsOfRows(rows, feed, of: persons, person: vocabulary.person).compactMap {
    row, person in
    let practice = person.flatMap { codes.text(at: Int($0)) } ?? own?.text(at: row)
    return practice.map { (row, $0) }
  }
}
