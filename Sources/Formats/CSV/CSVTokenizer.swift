/// Cuts delimited text into rows of cells, a buffer at a time.
///
/// It follows RFC 4180 and, where that is silent, what Python's `csv` does: a quote inside an unquoted field is
/// text, and text after a closing quote belongs to the field. Such a row is marked, since the quote may have been
/// opened by a stray one lines before. Empty lines are no rows.
struct CSVTokenizer {
  /// Why the text cannot be cut.
  enum Failure: Error {
    case unclosedQuote(line: Int)
    case fieldTooLong(line: Int)
  }

  private let delimiter: UInt8
  /// The quote, or, where quotes mean nothing, once more the delimiter.
  private let quote: UInt8
  private let escape: UInt8?
  /// How long a record may be.
  private let longestRecord: Int
  private var specials: SpecialPositions
  /// The line on which the next record starts.
  private(set) var line = 1

  init(_ layout: CSVLayout, longestRecord: Int) {
    self.longestRecord = longestRecord
    delimiter = layout.delimiter
    quote = layout.quote ?? layout.delimiter
    // A quote that is its own escape is the doubled quote, which is always understood.
    escape = layout.escape == layout.quote ? nil : layout.escape
    specials = SpecialPositions(delimiter: delimiter, quote: quote)
  }

  /// Goes back to a line, to cut the records from there on again.
  mutating func goBack(toLine line: Int) {
    self.line = line
  }

  /// Cuts the whole records from `start` up to `end` into an empty batch and returns where the next one starts.
  ///
  /// A record that `end` cuts short is left alone unless it is the last. Cells whose text differs from what
  /// stands in the file, as with doubled quotes, are written to `scratch`; their ranges count from `scratchStart`,
  /// where the caller puts it.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`.
  mutating func cut(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, isLast: Bool,
    into batch: inout CellBatch, scratch: inout [UInt8], scratchStart: Int
  ) throws(Failure) -> Int {
    specials.find(bytes, from: start, to: end)
    batch.makeRoom(cells: specials.count + 1)
    // Taken out while they are filled, and put back.
    var cellArray: [CellRange] = []
    swap(&cellArray, &batch.cells)
    defer { swap(&cellArray, &batch.cells) }
    var cells = cellArray.mutableSpan
    let positionArray = specials.positions
    let positions = positionArray.span
    let count = specials.count
    var nextPosition = 0
    var cellCount = 0
    var record = OpenRecord(at: start, firstCell: 0, line: line)
    while true {
      var special = end
      // The end of the file ends the last record as a line feed would.
      var byte: UInt8 = 0x0A
      if nextPosition < count {
        special = Int(truncatingIfNeeded: positions.at(nextPosition))
        byte = bytes.byte(special)
        nextPosition &+= 1
      } else if !isLast || record.start == end {
        break
      }
      if byte == delimiter {
        cells.put(record.endField(at: special), at: cellCount)
        cellCount &+= 1
      } else if byte == 0x0A || byte == 0x0D {
        // Whether a line feed follows a carriage return may not be known yet.
        if byte == 0x0D, special + 1 == end, !isLast { break }
        let isPair = byte == 0x0D && special + 1 < end && bytes.byte(special + 1) == 0x0A
        if isPair { nextPosition += 1 }
        if special > record.start {
          cells.put(record.endField(at: special), at: cellCount)
          cellCount &+= 1
          let row = record.row(endingAt: special, cellCount: cellCount)
          try checkLength(of: row)
          batch.rows.append(row)
        }
        line = record.nextLine
        record = OpenRecord(
          at: min(special + (isPair ? 2 : 1), end), firstCell: cellCount, line: line)
      } else if byte == quote, record.isAtFieldStart(special) {
        let field = quotedField(
          bytes, from: special, to: end, isLast: isLast, scratch: &scratch,
          scratchStart: scratchStart)
        guard let field else {
          try checkLength(of: record.row(endingAt: end, cellCount: cellCount))
          if isLast { throw .unclosedQuote(line: record.nextLine - 1) }
          break
        }
        record.take(field)
        while nextPosition < count, Int(positions[nextPosition]) < field.next { nextPosition += 1 }
      }
    }
    try checkLength(of: record.row(endingAt: end, cellCount: cellCount))
    return record.start
  }

  private func checkLength(of row: BatchRow) throws(Failure) {
    guard row.end - row.start <= longestRecord else { throw .fieldTooLong(line: row.line) }
  }

  /// The record whose end was not reached yet.
  private struct OpenRecord {
    let start: Int
    private let firstCell: UInt32
    private let line: Int
    /// Line breaks inside the record's quoted fields.
    private var quotedBreaks = 0
    /// The most line breaks of one quoted field, and how many of the record's stand before it.
    private var longestBreaks = 0
    private var breaksBeforeLongest = 0
    private var isQuoteBroken = false
    private var fieldStart: Int
    /// The open field's content, which is not all of the field where that is quoted.
    private var content: CellRange

    /// The end of a content that only the next delimiter tells.
    private static let open = UInt32.max

    @inline(__always)
    init(at start: Int, firstCell: Int, line: Int) {
      self.start = start
      self.firstCell = UInt32(truncatingIfNeeded: firstCell)
      self.line = line
      fieldStart = start
      content = CellRange(start: UInt32(truncatingIfNeeded: start), end: OpenRecord.open)
    }

    /// The line after the one that was reached.
    var nextLine: Int { line + quotedBreaks + 1 }

    /// Whether a quote here would open a quoted field.
    @inline(__always)
    func isAtFieldStart(_ position: Int) -> Bool {
      position == fieldStart && content.end == OpenRecord.open
    }

    /// The cell that a delimiter or line break ends, after which the next field starts.
    @inline(__always)
    mutating func endField(at position: Int) -> CellRange {
      var cell = content
      if cell.end == OpenRecord.open { cell.end = UInt32(truncatingIfNeeded: position) }
      fieldStart = position &+ 1
      content = CellRange(start: UInt32(truncatingIfNeeded: fieldStart), end: OpenRecord.open)
      return cell
    }

    /// Makes a quoted field the open one's content.
    mutating func take(_ field: QuotedField) {
      content = field.cell
      if field.isBroken { isQuoteBroken = true }
      if field.lineBreaks > longestBreaks {
        longestBreaks = field.lineBreaks
        breaksBeforeLongest = quotedBreaks
      }
      quotedBreaks += field.lineBreaks
    }

    @inline(__always)
    func row(endingAt end: Int, cellCount: Int) -> BatchRow {
      BatchRow(
        firstCell: firstCell, cellCount: UInt32(truncatingIfNeeded: cellCount) - firstCell,
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), line: line,
        lineBreaks: UInt32(truncatingIfNeeded: quotedBreaks),
        longestQuote: UInt32(truncatingIfNeeded: breaksBeforeLongest),
        isQuoteBroken: isQuoteBroken)
    }
  }

  private struct QuotedField {
    var cell: CellRange
    /// Where the delimiter, the line break or the end follows.
    var next: Int
    var lineBreaks: Int
    /// Whether text stands after the closing quote.
    var isBroken = false
  }

  /// The field that starts with a quote; nil where the bytes end before it does.
  private func quotedField(
    _ bytes: Span<UInt8>, from open: Int, to end: Int, isLast: Bool,
    scratch: inout [UInt8], scratchStart: Int
  ) -> QuotedField? {
    var index = open + 1
    var lineBreaks = 0
    var isPlain = true
    while index < end {
      let byte = bytes.byte(index)
      if byte == quote {
        // A quote that may be the first half of a doubled one.
        if index + 1 == end, !isLast { return nil }
        guard index + 1 < end, bytes.byte(index + 1) == quote else { break }
        isPlain = false
        index += 1
      } else if byte == escape, index + 1 < end {
        isPlain = false
        index += 1
      }
      if bytes.byte(index) == 0x0A
        || bytes.byte(index) == 0x0D && index + 1 < end && bytes.byte(index + 1) != 0x0A
      {
        lineBreaks += 1
      }
      index += 1
    }
    guard index < end else { return nil }
    var next = index + 1
    while next < end, !isFieldEnd(bytes.byte(next)) { next += 1 }
    if next == end, !isLast { return nil }
    guard !isPlain || next > index + 1 else {
      let cell = CellRange(start: UInt32(open + 1), end: UInt32(index))
      return QuotedField(cell: cell, next: next, lineBreaks: lineBreaks)
    }
    let start = scratchStart + scratch.count
    unescape(bytes, open + 1..<index, into: &scratch)
    for position in index + 1..<next { scratch.append(bytes.byte(position)) }
    let cell = CellRange(start: UInt32(start), end: UInt32(scratchStart + scratch.count))
    return QuotedField(
      cell: cell, next: next, lineBreaks: lineBreaks, isBroken: next > index + 1)
  }

  private func isFieldEnd(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 0x0A || byte == 0x0D
  }

  private func unescape(_ bytes: Span<UInt8>, _ range: Range<Int>, into scratch: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes.byte(index)
      // Inside the range every quote is the first of two, or follows an escape.
      if byte == quote || byte == escape { index += 1 }
      if index < range.upperBound { scratch.append(bytes.byte(index)) }
      index += 1
    }
  }
}
