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
