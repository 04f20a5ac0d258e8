import Tables

/// A cell that broke a rule; the row counts within its batch.
struct CellFault {
  var row: Int
  var column: Int
  var rule: FaultRule
}

/// Grows a column with a parser of one type, so that the loop over rows is compiled for that type.
struct ParsedColumn<Parser: CellParser> {
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

  /// Reads one cell of each row of a batch.
  mutating func append(
    _ bytes: Span<UInt8>, _ batch: CellBatch, cell: Int, index column: Int,
    faults: inout [CellFault]
  ) {
    let rows = batch.rows.span
    let cells = batch.cells.span
    let missingTexts = missingTexts
    let faultOfMissing: FaultRule? = isRequired ? .missingValue : nil
    // Taken out while it is filled, and put back: the parser, which the loop changes too, stands beside it.
    var elements: [Parser.Element] = []
    swap(&elements, &self.elements)
    defer { swap(&elements, &self.elements) }
    let first = elements.count
    elements.append(contentsOf: repeatElement(Parser.placeholder, count: rows.count))
    var output = elements.mutableSpan
    for index in rows.indices {
      let range = cells.at(Int(rows.at(index).firstCell) &+ cell)
      var start = Int(range.start)
      var end = Int(range.end)
      trim(bytes, &start, &end)
      var element = Parser.placeholder
      var outcome = CellOutcome.missing
      if start < end, missingTexts.isEmpty || !isAny(missingTexts, bytes, start, end) {
        outcome = parser.parse(bytes, start, end, into: &element)
      }
      if outcome == .value {
        output.put(element, at: first &+ index)
        continue
      }
      missingRows.append(index)
      if let rule = outcome == .missing ? faultOfMissing : outcome.rule {
        faults.append(CellFault(row: index, column: column, rule: rule))
      }
    }
  }

  /// Keeps the rows of the newest batch but for some, which ascend.
  mutating func commit(rows: Int, dropping dropped: [Int]) {
    if !dropped.isEmpty {
      missingRows = positions(missingRows, without: dropped)
      removeElements(dropped, ofLast: rows)
    }
    presence.append(rows: rows - dropped.count, missing: missingRows)
    missingRows.removeAll(keepingCapacity: true)
  }

  /// The column of all rows kept.
  func finished() -> Column {
    parser.column(elements, present: presence.bitmap)
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

/// Whether the bytes from `start` up to `end` are one of some texts.
private func isAny(_ texts: [[UInt8]], _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
  for text in texts where text.count == end - start {
    var offset = 0
    while offset < text.count, text[offset] == bytes.byte(start + offset) { offset += 1 }
    if offset == text.count { return true }
  }
  return false
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
