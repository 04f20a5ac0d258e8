import Tables

/// A cell that broke a rule; the row counts within its batch.
struct CellFault {
  var row: Int
  var column: Int
  var rule: FaultRule
}

/// Grows a column of any type by batches of cells.
protocol ColumnBuilder {
  /// Reads one cell of each row of a batch: the one at an index of the row's cells.
  mutating func append(
    _ bytes: Span<UInt8>, _ batch: CellBatch, cell: Int, column: Int, faults: inout [CellFault])
  /// Gives each of so many rows the same cell.
  mutating func append(_ alike: [UInt8], rows: Int, column: Int, faults: inout [CellFault])
  /// Keeps the rows of the newest batch but for some, which ascend.
  mutating func commit(rows: Int, dropping dropped: [Int])
  /// The column of all rows kept.
  func finished() -> Column
}

/// Makes the builder that a column's contract asks for.
func makeColumnBuilder(
  _ contract: ColumnContract, encoding: TextEncoding
) -> any ColumnBuilder {
  switch contract.type {
  case .text:
    ParsedColumnBuilder(contract, TextParser(encoding: encoding))
  case .code(let list):
    ParsedColumnBuilder(contract, CodeParser(list, encoding: encoding))
  case .integer:
    ParsedColumnBuilder(contract, IntegerParser())
  case .decimal:
    ParsedColumnBuilder(contract, DecimalParser())
  case .day(let formats):
    ParsedColumnBuilder(contract, DayParser(formats))
  case .boolean(let trueTexts, let falseTexts):
    ParsedColumnBuilder(contract, BooleanParser(true: trueTexts, false: falseTexts))
  case .identifier(let digits):
    ParsedColumnBuilder(contract, IdentifierParser(digits: digits))
  }
}

/// Grows a column with a parser of one type, so that the loop over rows is compiled for that type.
struct ParsedColumnBuilder<Parser: CellParser>: ColumnBuilder {
  private var parser: Parser
  private let isRequired: Bool
  private let missingTexts: [[UInt8]]
  private var elements: [Parser.Element] = []
  private var presence = PresenceBits()
  /// The rows of the newest batch without a value, ascending.
  private var missingRows: [Int] = []

  init(_ contract: ColumnContract, _ parser: Parser) {
    self.parser = parser
    isRequired = contract.isRequired
    missingTexts = contract.missing.map { Array($0.utf8) }
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ batch: CellBatch, cell: Int, column: Int, faults: inout [CellFault]
  ) {
    let rows = batch.rows.span
    let cells = batch.cells.span
    let hasMissingTexts = !missingTexts.isEmpty
    elements.reserveCapacity(elements.count + rows.count)
    for index in rows.indices {
      let range = cells[Int(rows[index].firstCell) + cell]
      var start = Int(range.start)
      var end = Int(range.end)
      trim(bytes, &start, &end)
      var element = Parser.placeholder
      var outcome = CellOutcome.missing
      if start < end, !(hasMissingTexts && isMissing(bytes, start, end)) {
        outcome = parser.parse(bytes, start, end, into: &element)
      }
      elements.append(element)
      if outcome != .value { note(outcome, row: index, column: column, faults: &faults) }
    }
  }

  mutating func append(_ alike: [UInt8], rows: Int, column: Int, faults: inout [CellFault]) {
    let padded = alike + [UInt8](repeating: 0, count: cellPadding)
    let row = BatchRow(firstCell: 0, cellCount: 1, start: 0, end: 0, line: 0)
    let batch = CellBatch(
      cells: [CellRange(start: 0, end: UInt32(alike.count))],
      rows: [BatchRow](repeating: row, count: rows))
    append(padded.span, batch, cell: 0, column: column, faults: &faults)
  }

  mutating func commit(rows: Int, dropping dropped: [Int]) {
    if !dropped.isEmpty {
      missingRows = positions(missingRows, without: dropped)
      removeElements(dropped, ofLast: rows)
    }
    presence.append(rows: rows - dropped.count, missing: missingRows)
    missingRows.removeAll(keepingCapacity: true)
  }

  func finished() -> Column {
    parser.column(elements, present: presence.bitmap)
  }

  private mutating func note(
    _ outcome: CellOutcome, row: Int, column: Int, faults: inout [CellFault]
  ) {
    // A parser may have begun to fill an element before it found the fault; a missing row's value is zero.
    elements[elements.count - 1] = Parser.placeholder
    missingRows.append(row)
    if let rule = outcome.rule {
      faults.append(CellFault(row: row, column: column, rule: rule))
    } else if isRequired {
      faults.append(CellFault(row: row, column: column, rule: .missingValue))
    }
  }

  private func isMissing(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    for text in missingTexts where text.count == end - start {
      var offset = 0
      while offset < text.count, text[offset] == bytes.byte(start + offset) { offset += 1 }
      if offset == text.count { return true }
    }
    return false
  }

  private mutating func removeElements(_ dropped: [Int], ofLast rows: Int) {
    let first = elements.count - rows
    var kept = first
    var nextDropped = 0
    for index in first..<elements.count {
      if nextDropped < dropped.count, dropped[nextDropped] == index - first {
        nextDropped += 1
      } else {
        elements[kept] = elements[index]
        kept += 1
      }
    }
    elements.removeLast(elements.count - kept)
  }
}

/// Moves both ends of a cell inwards past blanks.
@inline(__always)
func trim(_ bytes: Span<UInt8>, _ start: inout Int, _ end: inout Int) {
  while start < end, isBlank(bytes.byte(start)) { start += 1 }
  while start < end, isBlank(bytes.byte(end - 1)) { end -= 1 }
}

/// Whether a byte is a space, a tab, a line break or a form feed.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool {
  byte <= 0x20 && (byte == 0x20 || (byte >= 0x09 && byte <= 0x0D))
}

/// Where ascending positions come to stand once others, ascending too, are taken out.
private func positions(_ positions: [Int], without dropped: [Int]) -> [Int] {
  var result: [Int] = []
  var before = 0
  for position in positions {
    while before < dropped.count, dropped[before] < position { before += 1 }
    if before < dropped.count, dropped[before] == position { continue }
    result.append(position - before)
  }
  return result
}
