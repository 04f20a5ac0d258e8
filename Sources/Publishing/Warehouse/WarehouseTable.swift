import Model
import Tables

/// A table or a view of a warehouse: its columns and what they mean.
struct WarehouseTable: Sendable {
  /// One column.
  struct Column: Sendable {
    /// What it is.
    var field: SheetField
    /// The table whose rows its values name; nil for none.
    var references: String?
    /// Whether disclosure control may have hidden values of it.
    var mayBeHidden = false

    init(_ field: SheetField, references: String? = nil, mayBeHidden: Bool = false) {
      self.field = field
      self.references = references
      self.mayBeHidden = mayBeHidden
    }
  }

  /// The name.
  let name: String
  /// What its rows are, in a sentence.
  let text: String
  /// Its columns, in their order.
  let columns: [Column]
  /// The columns that name a row; none where nothing does.
  var key: [String] = []
  /// The query whose rows it has, for a view; nil for a table.
  var query: String?

  /// Whether a number names a row, by which rows stand in the file.
  var isByNumber: Bool {
    columns.first.map { $0.field.type == .integer && key == [$0.field.name] } ?? false
  }

  /// The statement that makes it.
  var statement: String {
    if let query { return "CREATE VIEW \(quoted(name)) AS \(query)" }
    var parts = columns.map { definition(of: $0) }
    if key.count > 1 {
      parts.append("PRIMARY KEY (\(key.map { quoted($0) }.joined(separator: ", ")))")
    }
    return "CREATE TABLE \(quoted(name)) (\(parts.joined(separator: ", "))) STRICT"
  }

  private func definition(of column: Column) -> String {
    var text = "\(quoted(column.field.name)) \(column.field.type.storage)"
    if key == [column.field.name] { text += " PRIMARY KEY" }
    if column.field.isRequired { text += " NOT NULL" }
    if let table = column.references { text += " REFERENCES \(quoted(table))" }
    return text
  }
}

/// An index of a table.
struct WarehouseIndex: Sendable {
  /// The columns, in their order.
  var columns: [String]
  /// Whether no values may stand twice.
  var isUnique = false

  private func name(on table: String) -> String { "\(table)_by_\(columns.joined(separator: "_"))" }

  /// The statement that makes it.
  func statement(on table: String) -> String {
    let columns = columns.map { quoted($0) }.joined(separator: ", ")
    return """
      CREATE \(isUnique ? "UNIQUE " : "")INDEX \(quoted(name(on: table))) ON \(quoted(table)) \
      (\(columns))
      """
  }

  /// The index as one whose pages can be laid out: over one column of texts or persons' numbers, none of which is longer than fits there.
  func asText(of rows: Table, on table: String) -> TextIndex? {
    guard columns.count == 1, let column = rows.names.firstIndex(of: columns[0]) else { return nil }
    switch rows.columns[column] {
    case .identifier: break
    case .text(let texts), .pseudonym(let texts):
      let starts = texts.dictionary.starts
      let longest = zip(starts, starts.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
      // What stands beside the text in an entry has less than 20 bytes.
      guard longest < IndexPages.longestWhole - 20 else { return nil }
    default: return nil
    }
    return TextIndex(name: name(on: table), column: column, isUnique: isUnique)
  }
}

extension ColumnType {
  /// How a database keeps values of the type.
  var storage: String {
    switch self {
    case .boolean, .integer: "INTEGER"
    case .decimal: "REAL"
    case .day, .text, .identifier, .pseudonym: "TEXT"
    }
  }
}

extension SheetField {
  /// A field of the warehouse's own, of which something is known in every row.
  static func always(
    _ name: String, _ type: ColumnType, _ title: String, _ text: String
  ) -> SheetField {
    var field = SheetField(name, type, FieldDescription(title, text))
    field.isRequired = true
    return field
  }
}

extension Table {
  /// The table with each column in the type of its field: a number that a list shows with just so many decimals is a text there.
  func typed(as fields: [SheetField]) -> Table {
    Table(
      zip(fields, columns).map { field, column in (field.name, column.typed(as: field.type)) },
      rowCount: rowCount)
  }
}

extension Column {
  fileprivate func typed(as type: ColumnType) -> Column {
    guard case .text(let texts) = self, type == .integer || type == .decimal else { return self }
    let numbers = texts.dictionary.texts.map { Double($0) ?? .nan }
    var present = texts.present ?? Bitmap(repeating: true, count: texts.codes.count)
    var values = [Double](repeating: 0, count: texts.codes.count)
    for (row, code) in texts.codes.enumerated() where present[row] {
      let number = numbers[Int(code)]
      if number.isFinite { values[row] = number } else { present[row] = false }
    }
    return type == .decimal
      ? .decimal(FixedColumn(values, present: present))
      : .integer(FixedColumn(values.map { Int64($0) }, present: present))
  }
}
