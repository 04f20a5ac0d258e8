import Formats
import Tables

/// Rows of text as CSV.
func csv(_ rows: [[String]]) -> [UInt8] {
  var writer = CSVWriter()
  for row in rows { writer.append(row: row) }
  return writer.takeBytes()
}

/// Tables with the same columns under each other as CSV, with the columns' names first.
///
/// Identifiers are written in clear: the caller writes them where only the data team reads.
func csv(_ tables: [Table]) -> [UInt8] {
  var rows = [tables.first?.names ?? []]
  for table in tables {
    for row in 0..<table.rowCount {
      rows.append(
        table.columns.map { column in
          switch column.value(at: row) {
          case nil: ""
          case .identifier(let identifier): identifier.disclosed
          case .some(let value): text(of: value)
          }
        })
    }
  }
  return csv(rows)
}
