/// Delimited text as rows of texts, for small files and for looking at any.
public struct CSVDocument: Hashable, Sendable {
  /// The rows, a header among them; rows may have different numbers of cells.
  public private(set) var rows: [[String]] = []
  /// The line on which each row starts, from 1.
  public private(set) var lines: [Int] = []

  /// Reads a file, gzipped or not; a text that is not UTF-8 is read as Windows-1252 unless the layout says UTF-8,
  /// where bytes that are not become replacement characters.
  ///
  /// - Throws: `FeedFault.unreadable`, `.truncatedGzip`, `.corruptGzip`, `.unclosedQuote` and `.fieldTooLong`.
  public init(_ file: FeedFile, layout: CSVLayout = CSVLayout()) throws(FeedFault) {
    var reader = CSVReader(file, layout)
    try read(&reader, layout)
  }

  /// Reads bytes; `name` is what faults call them.
  ///
  /// - Throws: `FeedFault.unclosedQuote` and `.fieldTooLong`.
  public init(
    _ bytes: [UInt8], name: String = "-", layout: CSVLayout = CSVLayout()
  ) throws(FeedFault) {
    var reader = CSVReader(bytes, name: name, layout)
    try read(&reader, layout)
  }

  private mutating func read(
    _ reader: inout CSVReader, _ layout: CSVLayout
  ) throws(FeedFault) {
    while try reader.next() {
      for row in reader.batch.rows {
        rows.append(reader.texts(of: row, layout.encoding))
        lines.append(row.line)
      }
    }
  }
}

extension CSVReader {
  /// The texts of a row's cells, at most so many of them.
  func texts(of row: BatchRow, _ encoding: TextEncoding, limit: Int = .max) -> [String] {
    let first = Int(row.firstCell)
    let bytes = buffer.span
    return (first..<first + min(limit, Int(row.cellCount))).map { index in
      let cell = batch.cells[index]
      return encoding.repairedText(bytes, Int(cell.start), Int(cell.end))
    }
  }
}
