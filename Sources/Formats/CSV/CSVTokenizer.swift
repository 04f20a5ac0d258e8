/// Cuts delimited text into rows of cells, a buffer at a time.
///
/// It follows RFC 4180 and, where that is silent, what Python's `csv` does: a quote inside an unquoted field is
/// text, and text after a closing quote belongs to the field. Empty lines are no rows.
struct CSVTokenizer {
  /// Why the text cannot be cut.
  enum Failure: Error {
    case unclosedQuote(line: Int)
    case fieldTooLong(line: Int)
  }

  /// How long a record may be. No field of a feed comes near it, and an unclosed quote soon does.
  static let longestRecord = 16 << 20

  private let delimiter: UInt8
  /// The quote, or, where quotes mean nothing, once more the delimiter.
  private let quote: UInt8
  private let escape: UInt8?
  /// The line on which the next record starts.
  private(set) var line = 1

  init(_ layout: CSVLayout) {
    delimiter = layout.delimiter
    quote = layout.quote ?? layout.delimiter
    // A quote that is its own escape is the doubled quote, which is always understood.
    escape = layout.escape == layout.quote ? nil : layout.escape
  }

  /// Cuts whole records from `start` on, at most so many, and returns where the next one starts.
  ///
  /// A record that `end` cuts short is left alone unless it is the last. Cells whose text differs from what
  /// stands in the file, as with doubled quotes, are written to `scratch`; their ranges count from `scratchStart`,
  /// where the caller puts it.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`.
  mutating func cut(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, isLast: Bool, limit: Int,
    into batch: inout CellBatch, scratch: inout [UInt8], scratchStart: Int
  ) throws(Failure) -> Int {
    var specials = SpecialBytes(delimiter: delimiter, quote: quote, at: start)
    var row = BatchRow(
      firstCell: 0, cellCount: 0, start: UInt32(start), end: UInt32(start), line: line)
    var field = start
    // Set by a quoted field, whose cell ends before the delimiter does.
    var quoted: QuotedField?
    var quotedBreaks = 0
    while batch.rows.count < limit {
      let special = specials.next(bytes, before: end)
      if special < 0, !isLast || Int(row.start) == end { break }
      let byte = special < 0 ? 0x0A : bytes.byte(special)
      let fieldEnd = special < 0 ? end : special
      if special >= 0, byte == quote, byte != delimiter {
        // A quote further on in a field is text.
        guard special == field, quoted == nil else { continue }
        guard
          let found = try quotedField(
            bytes, from: special, to: end, isLast: isLast, line: row.line + quotedBreaks,
            scratch: &scratch, scratchStart: scratchStart)
        else { break }
        quoted = found
        quotedBreaks += found.lineBreaks
        specials.seek(found.next)
        continue
      }
      if special >= 0, byte == delimiter {
        batch.cells.append(
          quoted?.cell ?? CellRange(start: UInt32(field), end: UInt32(fieldEnd)))
        quoted = nil
        field = special + 1
        continue
      }
      var next = special < 0 ? end : special + 1
      if byte == 0x0D {
        // Whether a line feed follows is not known yet.
        if next == end, !isLast { break }
        if next < end, bytes.byte(next) == 0x0A {
          next += 1
          _ = specials.next(bytes, before: end)
        }
      }
      if fieldEnd > Int(row.start) {
        guard fieldEnd - Int(row.start) <= CSVTokenizer.longestRecord else {
          throw .fieldTooLong(line: row.line)
        }
        batch.cells.append(
          quoted?.cell ?? CellRange(start: UInt32(field), end: UInt32(fieldEnd)))
        row.cellCount = UInt32(batch.cells.count) - row.firstCell
        row.end = UInt32(fieldEnd)
        batch.rows.append(row)
      }
      line = row.line + quotedBreaks + (special < 0 ? 0 : 1)
      quoted = nil
      quotedBreaks = 0
      field = next
      row = BatchRow(
        firstCell: UInt32(batch.cells.count), cellCount: 0, start: UInt32(next),
        end: UInt32(next), line: line)
    }
    batch.cells.removeLast(batch.cells.count - Int(row.firstCell))
    guard end - Int(row.start) <= CSVTokenizer.longestRecord || batch.rows.count == limit else {
      throw .fieldTooLong(line: row.line)
    }
    return Int(row.start)
  }

  private struct QuotedField {
    var cell: CellRange
    /// Where the delimiter, the line break or the end follows.
    var next: Int
    var lineBreaks: Int
  }

  /// The field that starts with a quote; nil where the bytes end before it does and more may come.
  private func quotedField(
    _ bytes: Span<UInt8>, from open: Int, to end: Int, isLast: Bool, line: Int,
    scratch: inout [UInt8], scratchStart: Int
  ) throws(Failure) -> QuotedField? {
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
    guard index < end else {
      if isLast { throw .unclosedQuote(line: line) }
      return nil
    }
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
    return QuotedField(cell: cell, next: next, lineBreaks: lineBreaks)
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
