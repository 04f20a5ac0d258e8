import Tables

/// Grows a column of any type by batches of cells.
///
/// An enum and not a protocol, since the compiler makes a loop for each type only where it sees the type.
enum ColumnBuilder {
  case text(ParsedColumn<TextParser>)
  case code(ParsedColumn<CodeParser>)
  case integer(ParsedColumn<IntegerParser>)
  case decimal(ParsedColumn<DecimalParser>)
  case day(ParsedColumn<DayParser>)
  case boolean(ParsedColumn<BooleanParser>)
  case identifier(ParsedColumn<IdentifierParser>)
  case pseudonym(ParsedColumn<PseudonymParser>)

  /// Makes the builder that a column's contract asks for.
  init(_ contract: ColumnContract, encoding: TextEncoding) {
    self =
      switch contract.type {
      case .text:
        .text(
          Self.parsed(
            contract, TextParser(encoding: encoding, missing: contract.missing), encoding))
      case .organisationCode:
        .text(
          Self.parsed(
            contract, TextParser(encoding: encoding, isCode: true, missing: contract.missing),
            encoding))
      case .code(let list):
        .code(Self.parsed(contract, CodeParser(list, encoding: encoding), encoding))
      case .integer: .integer(Self.parsed(contract, IntegerParser(), encoding))
      case .decimal: .decimal(Self.parsed(contract, DecimalParser(), encoding))
      case .day(let formats): .day(Self.parsed(contract, DayParser(formats), encoding))
      case .boolean(let trueTexts, let falseTexts):
        .boolean(
          Self.parsed(contract, BooleanParser(true: trueTexts, false: falseTexts), encoding))
      case .identifier(let digits):
        .identifier(Self.parsed(contract, IdentifierParser(digits: digits), encoding))
      case .pseudonym(let form):
        .pseudonym(Self.parsed(contract, PseudonymParser(form), encoding))
      }
  }

  private static func parsed<Parser: CellParser>(
    _ contract: ColumnContract, _ parser: Parser, _ encoding: TextEncoding
  ) -> ParsedColumn<Parser> {
    ParsedColumn(contract, parser, encoding: encoding)
  }

  /// Makes room for so many rows.
  mutating func reserve(rows: Int) {
    switch consume self {
    case .text(var column):
      column.reserve(rows: rows)
      self = .text(column)
    case .code(var column):
      column.reserve(rows: rows)
      self = .code(column)
    case .integer(var column):
      column.reserve(rows: rows)
      self = .integer(column)
    case .decimal(var column):
      column.reserve(rows: rows)
      self = .decimal(column)
    case .day(var column):
      column.reserve(rows: rows)
      self = .day(column)
    case .boolean(var column):
      column.reserve(rows: rows)
      self = .boolean(column)
    case .identifier(var column):
      column.reserve(rows: rows)
      self = .identifier(column)
    case .pseudonym(var column):
      column.reserve(rows: rows)
      self = .pseudonym(column)
    }
  }

  /// Reads one cell of each row of a batch: the one at an index of the row's cells.
  mutating func append(
    _ bytes: Span<UInt8>, _ batch: CellBatch, cell: Int, column index: Int,
    faults: inout [CellFault]
  ) {
    // Taken out of the enum and put back, so that the arrays inside are never shared and copied.
    switch consume self {
    case .text(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .text(column)
    case .code(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .code(column)
    case .integer(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .integer(column)
    case .decimal(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .decimal(column)
    case .day(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .day(column)
    case .boolean(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .boolean(column)
    case .identifier(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .identifier(column)
    case .pseudonym(var column):
      column.append(bytes, batch, cell: cell, index: index, faults: &faults)
      self = .pseudonym(column)
    }
  }

  /// Gives each of so many rows the same cell.
  mutating func append(
    _ alike: [UInt8], rows: Int, column index: Int, faults: inout [CellFault]
  ) {
    let padded = alike + [UInt8](repeating: 0, count: cellPadding)
    let row = BatchRow(firstCell: 0, cellCount: 1, start: 0, end: 0, line: 0)
    let batch = CellBatch(
      cells: [CellRange(start: 0, end: UInt32(alike.count))],
      rows: [BatchRow](repeating: row, count: rows))
    append(padded.span, batch, cell: 0, column: index, faults: &faults)
  }

  /// Keeps the rows of the newest batch but for some, which ascend.
  mutating func commit(rows: Int, dropping dropped: [Int]) {
    switch consume self {
    case .text(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .text(column)
    case .code(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .code(column)
    case .integer(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .integer(column)
    case .decimal(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .decimal(column)
    case .day(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .day(column)
    case .boolean(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .boolean(column)
    case .identifier(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .identifier(column)
    case .pseudonym(var column):
      column.commit(rows: rows, dropping: dropped)
      self = .pseudonym(column)
    }
  }

  /// The column of all rows kept.
  func finished() -> Column {
    switch self {
    case .text(let column): column.finished()
    case .code(let column): column.finished()
    case .integer(let column): column.finished()
    case .decimal(let column): column.finished()
    case .day(let column): column.finished()
    case .boolean(let column): column.finished()
    case .identifier(let column): column.finished()
    case .pseudonym(let column): column.finished()
    }
  }
}
