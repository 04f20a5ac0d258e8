import Tables

/// Writes rows as RFC 4180 text, quoting only where `needsQuotes` says so.
///
/// The text gathers in `bytes`; a caller with many rows takes it from time to time with `takeBytes()`.
public struct CSVWriter: Sendable {
  /// What stands at the end of a row.
  public enum LineBreak: Sendable {
    /// A line feed, as Unix tools like it.
    case lf
    /// A carriage return and a line feed, as RFC 4180 and Excel have it.
    case crlf
    /// Nothing, for a single row.
    case none
  }

  /// What was written since the last `takeBytes()`, as UTF-8.
  public private(set) var bytes: [UInt8] = []
  private let lineBreak: LineBreak
  private var cellsInRow = 0
  private var rowStart = 0

  /// Makes a writer.
  public init(lineBreak: LineBreak = .lf) {
    self.lineBreak = lineBreak
  }

  /// Adds a cell to the open row.
  public mutating func append(_ cell: String) {
    if cellsInRow == 0 { rowStart = bytes.count } else { bytes.append(0x2C) }
    cellsInRow += 1
    writeCSV(field: cell.utf8, to: &bytes)
  }

  /// Ends the open row.
  public mutating func endRow() {
    // A row of one empty cell would otherwise be an empty line, which readers skip.
    if cellsInRow == 1, bytes.count == rowStart { bytes += [0x22, 0x22] }
    cellsInRow = 0
    switch lineBreak {
    case .lf: bytes.append(0x0A)
    case .crlf: bytes += [0x0D, 0x0A]
    case .none: break
    }
  }

  /// Adds a whole row.
  public mutating func append(row: some Sequence<String>) {
    for cell in row { append(cell) }
    endRow()
  }

  /// Hands over what was written and starts afresh, so that memory does not follow the number of rows.
  public mutating func takeBytes() -> [UInt8] {
    defer {
      bytes = []
      rowStart = 0
    }
    return bytes
  }
}

/// Adds a field, in quotes where it needs them.
func writeCSV(field: some BidirectionalCollection<UInt8>, to text: inout [UInt8]) {
  guard needsQuotes(field) else {
    text += field
    return
  }
  text.append(0x22)
  for byte in field {
    if byte == 0x22 { text.append(0x22) }
    text.append(byte)
  }
  text.append(0x22)
}
