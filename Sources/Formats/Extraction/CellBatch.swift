/// Where a cell's content stands in the bytes of its batch, quotes left out.
struct CellRange: BitwiseCopyable {
  var start: UInt32
  var end: UInt32

  static let empty = CellRange(start: 0, end: 0)
}

/// One row of a batch: its cells and its record.
struct BatchRow: BitwiseCopyable {
  /// The index of the row's first cell in its batch.
  var firstCell: UInt32
  var cellCount: UInt32
  /// Where the whole record stands in the bytes of its batch, without the line break.
  var start: UInt32
  var end: UInt32
  /// The line on which the record starts, or its number in an XML file, from 1.
  var line: Int
  /// How many line breaks stand inside the record's quotes.
  var lineBreaks: UInt32 = 0
  /// How many lines after the record's first its quoted field with the most line breaks opens.
  var longestQuote: UInt32 = 0
  /// Whether text stands between a closing quote and the end of its field.
  var isQuoteBroken = false
}

/// Rows that were cut into cells and wait for the typed columns.
///
/// ```
/// bytes   9 , S B P , 2 \n 9 , ...        kept beside the batch, with cellPadding bytes after them
/// cells   0..<1 2..<5 6..<7   8..<9 ...   all rows' cells, one after the other
/// rows    firstCell 0, firstCell 3, ...
/// ```
struct CellBatch {
  /// The cells; there may be more than the rows use, so that room once made is kept.
  var cells: [CellRange] = []
  var rows: [BatchRow] = []

  /// Makes sure that there are so many cells.
  mutating func makeRoom(cells count: Int) {
    guard cells.count < count else { return }
    cells.append(contentsOf: repeatElement(.empty, count: count - cells.count))
  }
}
