import Runs
import Messages
import Formats
import Publishing
import Tables

/// How rows are shown.
public enum ShowFormat: String, Sendable, CaseIterable {
  /// In columns, for a terminal.
  case table
  /// Comma-separated, RFC 4180.
  case csv
  /// One JSON object a row and line.
  case json
}

/// Rows as text; persons' keys only where they are asked for.
public func report(of shown: ShownRows, format: ShowFormat, showingIdentifiers: Bool) -> String {
  let cell = { (column: Column, row: Int) -> String? in
    guard let value = column.value(at: row) else { return nil }
    if showingIdentifiers, let key = value.personKey { return key.disclosed }
    return text(of: value)
  }
  let table = shown.table
  switch format {
  case .csv:
    let rows = (0..<table.rowCount).map { row in table.columns.map { cell($0, row) ?? "" } }
    return trimmedLineEnd(String(decoding: csv([table.names] + rows), as: UTF8.self))
  case .json:
    return (0..<table.rowCount).map { row in
      JSONValue.object(
        zip(table.names, table.columns).map { name, column in
          .init(name, json(column.value(at: row), cell(column, row)))
        }
      ).line
    }.joined(separator: "\n")
  case .table:
    let numbers = table.columns.indices.filter {
      switch table.columns[$0].type {
      case .integer, .decimal: true
      default: false
      }
    }
    var text = TextTable(table.names, right: Set(numbers))
    for row in 0..<table.rowCount { text.add(table.columns.map { cell($0, row) ?? "" }) }
    let others =
      shown.otherTables.isEmpty
      ? "" : "; other tables: \(shown.otherTables.joined(separator: ", "))"
    let more = shown.total > table.rowCount ? "\(grouped(table.rowCount)) of " : ""
    let origin = "\(more)\(grouped(shown.total)) rows, from \(shown.origin)\(others)"
    // What a contract says of the file, in the words of phm validate.
    let said = shown.summary.map { ["", report(of: $0)] } ?? []
    return (text.lines + ["", origin] + said).joined(separator: "\n")
  }
}

/// A cell that is shown as `text`; a decimal that is a whole number has no point, as in the other formats.
private func json(_ value: Value?, _ text: String?) -> JSONValue {
  guard let value, let text else { return .null }
  return switch value {
  case .boolean(let truth): .boolean(truth)
  case .integer(let number): .integer(Int(number))
  case .decimal(let number): Int(text).map { .integer($0) } ?? .decimal(number)
  case .day, .text, .identifier, .pseudonym: .text(text)
  }
}

private func trimmedLineEnd(_ text: String) -> String {
  var text = Substring(text)
  while let last = text.last, last.isNewline { text.removeLast() }
  return String(text)
}
