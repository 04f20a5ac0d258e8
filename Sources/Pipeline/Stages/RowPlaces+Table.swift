import Tables

extension RowPlaces {
  /// The stretches as a table: `row`, `file`, `line`.
  var table: Table {
    Table([
      ("row", .integer(FixedColumn(stretches.map { Int64($0.row) }))),
      (
        "file",
        .text(
          TextColumn(
            codes: stretches.map { Int32($0.file) }, dictionary: TextDictionary(files)))
      ),
      ("line", .integer(FixedColumn(stretches.map { Int64($0.line) }))),
    ])
  }

  /// Reads the table form; a table of another form has no places.
  init(table: Table) {
    guard case .integer(let rows)? = table["row"], case .text(let files)? = table["file"],
      case .integer(let lines)? = table["line"]
    else {
      self.init()
      return
    }
    self.init(
      files: files.dictionary.texts,
      stretches: zip(rows.values, zip(files.codes, lines.values)).map {
        Stretch(row: Int($0), file: Int($1.0), line: Int($1.1))
      })
  }
}

/// Rejected rows as a table: `file`, `row`, `column`, `rule`, `record`.
func table(of rejects: [RejectedRow]) -> Table {
  Table([
    ("file", Column(.text, rejects.map { .text($0.place.file) })),
    ("row", Column(.integer, rejects.map { $0.place.row.map { .integer(Int64($0)) } })),
    ("column", Column(.text, rejects.map { $0.place.column.map { .text($0) } })),
    ("rule", Column(.text, rejects.map { .text($0.rule) })),
    ("record", Column(.text, rejects.map { .text($0.record) })),
  ])
}
