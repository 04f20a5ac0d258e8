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
  private let marks: NumberMarks
  private let encoding: TextEncoding
  private var elements: [Parser.Element] = []
  private var presence = PresenceBits()
  /// The rows of the newest batch without a value, ascending.
  private var missingRows: [Int] = []

  init(_ contract: ColumnContract, _ parser: Parser, encoding: TextEncoding) {
    self.parser = parser
    isRequired = contract.isRequired
    missingTexts = contract.missing.map { text in text.utf8.map(lowerCase) }
    marks = contract.marks
    self.encoding = encoding
  }

  /// Makes room for so many rows.
  mutating func reserve(rows: Int) {
    elements.reserveCapacity(rows + rows / 16)
  }

  /// Reads one cell of each row of a batch.
  mutating func append(
    _ bytes: Span<UInt8>, _ batch: CellBatch, cell: Int, index column: Int,
    faults: inout [CellFault]
  ) {
    let rows = batch.rows.span
    let cells = batch.cells.span
    let missingTexts = missingTexts
    let isPlain = !marks.changesPlainNumbers
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
        if isPlain { outcome = parser.parse(bytes, start, end, into: &element) }
        if outcome != .value { outcome = reread(bytes, start, end, outcome, into: &element) }
      }
      if outcome == .value {
        output.put(element, at: first &+ index)
        continue
      }
      if outcome == .bound {
        output.put(element, at: first &+ index)
        faults.append(CellFault(row: index, column: column, rule: .boundForValue))
        continue
      }
      missingRows.append(index)
      if let rule = outcome == .missing ? faultOfMissing : outcome.rule {
        faults.append(CellFault(row: index, column: column, rule: rule))
      }
    }
  }

  /// Reads a cell once more with plain blanks and, where the contract has marks for numbers, without these.
  @inline(never)
  private mutating func reread(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ outcome: CellOutcome,
    into element: inout Parser.Element
  ) -> CellOutcome {
    guard !marks.isPlain || hasOtherThanASCII(bytes, start, end),
      let text = encoding.text(bytes, start, end)
    else { return outcome }
    var plain = text.withPlainBlanks
    guard !plain.isEmpty else { return .missing }
    guard !missingTexts.contains(plain.utf8.map(lowerCase)) else { return .missing }
    let bound = marks.takeComparator(from: &plain)
    guard let number = marks.plainNumber(plain) else { return .notANumber }
    let padded = Array(number.utf8) + [UInt8](repeating: 0, count: cellPadding)
    guard padded.count > cellPadding else { return outcome }
    let second = parser.parse(padded.span, 0, padded.count - cellPadding, into: &element)
    guard second == .value, let bound else { return second }
    element = parser.bounded(element, bound)
    return .bound
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

/// Whether the bytes from `start` up to `end` are one of some texts in lower case, whatever their own case.
private func isAny(_ texts: [[UInt8]], _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
  for text in texts where text.count == end - start {
    var offset = 0
    while offset < text.count, text[offset] == lowerCase(bytes.byte(start + offset)) { offset += 1 }
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

/// A letter of ASCII in lower case, and any other byte as it is.
@inline(__always)
private func lowerCase(_ byte: UInt8) -> UInt8 {
  byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
}
