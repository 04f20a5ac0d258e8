public import Tables

/// Some rows of a table as RFC 4180 text: a header, then a line a row.
///
/// UTF-8 without a byte order mark, because R, pandas and databases take the mark for a part of the first name and
/// current spreadsheets know UTF-8 without it. Lines end in CRLF, as RFC 4180 and Table Schema's default dialect have
/// it. Missing values are empty.
///
/// - Complexity: O(cells); no `String` is made a cell.
public func csvText(of table: Table, rows: Range<Int>) -> [UInt8] {
  var writer = CSVWriter(lineBreak: .crlf)
  writer.append(row: table.names)
  let header = writer.takeBytes()
  guard !rows.isEmpty, !table.names.isEmpty else { return header }
  let columns = table.columns.map { RenderedColumn($0, rows: rows) }
  var starts = lineStarts(columns, rowCount: rows.count, after: header.count)
  // Every byte that no field covers is a comma or a line end, so the text starts as commas.
  var text = [UInt8](repeating: 0x2C, count: starts[rows.count])
  for index in header.indices { text[index] = header[index] }
  for row in 1...rows.count {
    text[starts[row] - 2] = 0x0D
    text[starts[row] - 1] = 0x0A
  }
  for column in columns { column.copy(into: &text, at: &starts) }
  return text
}

/// Where each line starts, and at the end where the last one ends.
private func lineStarts(_ columns: [RenderedColumn], rowCount: Int, after header: Int) -> [Int] {
  // Between fields stands a comma; the line end is one byte longer than the comma that the last field lacks.
  var lengths = [Int](repeating: columns.count + 1, count: rowCount + 1)
  for column in columns { column.add(to: &lengths) }
  var position = header
  for row in lengths.indices {
    let length = lengths[row]
    lengths[row] = position
    position += length
  }
  return lengths
}

/// A column's fields as text, each distinct one once where the column has a dictionary.
///
/// ```
/// bytes    male"a, b"2026-11-20      all fields, one after the other
/// starts   0   4     10         20   field i is bytes[starts[i]..<starts[i + 1]]
/// codes    1 0 0 2                   the field of each row; nil where row i has field i
/// ```
private struct RenderedColumn {
  private var bytes: [UInt8] = []
  private var starts: [Int32] = [0]
  private var codes: [Int32]?

  init(_ column: Column, rows: Range<Int>) {
    let present = column.present
    switch column {
    case .text(let texts), .pseudonym(let texts): render(texts, rows: rows)
    case .decimal(let numbers): render(numbers, rows: rows)
    case .boolean(let truths):
      append("")
      append("false")
      append("true")
      codes = rows.map { row in
        if let present, !present[row] { return 0 }
        return truths.bits[row] ? 2 : 1
      }
    case .integer(let numbers):
      render(numbers.values, present, rows, width: 4) { write(integer: $0, to: &$1) }
    case .identifier(let numbers):
      render(numbers.values, present, rows, width: 10) { write(digits: $0, width: 10, to: &$1) }
    case .day(let days):
      render(days.values, present, rows, width: 10) { write(day: Day(number: $0), to: &$1) }
    }
  }

  /// Adds the length of each row's field.
  func add(to lengths: inout [Int]) {
    var lengths = lengths.mutableSpan
    let starts = starts.span
    guard let codes else {
      for row in 0..<starts.count - 1 { lengths[row] += Int(starts[row + 1] - starts[row]) }
      return
    }
    for row in codes.indices {
      let code = Int(codes[row])
      lengths[row] += Int(starts[code + 1] - starts[code])
    }
  }

  /// Writes each row's field at the row's position, which moves behind it and the byte that follows.
  ///
  /// A column at a time, so that the loop knows what it copies from; a field of a few bytes is not worth a call. Lengths were
  /// added up over the same fields, so every byte counts within the text.
  func copy(into text: inout [UInt8], at positions: inout [Int]) {
    var text = text.mutableSpan
    var positions = positions.mutableSpan
    let bytes = bytes.span
    let starts = starts.span
    let rowCount = codes?.count ?? starts.count - 1
    for row in 0..<rowCount {
      let code = codes.map { Int($0[row]) } ?? row
      var position = positions[row]
      let (start, end) = (Int(starts[code]), Int(starts[code + 1]))
      var index = start
      while index + 8 <= end {
        text.put(bytes.word(index), at: position)
        index += 8
        position += 8
      }
      while index < end {
        text.put(bytes.byte(index), at: position)
        index += 1
        position += 1
      }
      positions[row] = position + 1
    }
  }

  private mutating func append(_ field: String) {
    bytes += field.utf8
    starts.append(Int32(bytes.count))
  }

  /// One field a row, each written by `writing`.
  private mutating func render<Element>(
    _ values: [Element], _ present: Bitmap?, _ rows: Range<Int>, width: Int,
    writing: (Element, inout [UInt8]) -> Void
  ) {
    bytes.reserveCapacity(rows.count * width)
    starts.reserveCapacity(rows.count + 1)
    for row in rows {
      if present.map({ $0[row] }) ?? true { writing(values[row], &bytes) }
      starts.append(Int32(bytes.count))
    }
  }

  /// An empty field for missing rows, and after it each text that one of the rows has, once.
  ///
  /// A list's dictionary may be many times as long as one network's part of the list.
  private mutating func render(_ column: TextColumn, rows: Range<Int>) {
    append("")
    let dictionary = column.dictionary
    var fieldOfCode = [Int32](repeating: 0, count: dictionary.count)
    codes = rows.map { row in
      if let present = column.present, !present[row] { return 0 }
      let code = Int(column.codes[row])
      if fieldOfCode[code] == 0 {
        fieldOfCode[code] = Int32(starts.count - 1)
        let text = dictionary.bytes[Int(dictionary.starts[code])..<Int(dictionary.starts[code + 1])]
        writeCSV(field: text, to: &bytes)
        starts.append(Int32(bytes.count))
      }
      return fieldOfCode[code]
    }
  }

  /// Each distinct number once: scores take few values, and the shortest text of a number is slow to find.
  private mutating func render(_ column: FixedColumn<Double>, rows: Range<Int>) {
    append("")
    var known: [UInt64: Int32] = [:]
    codes = rows.map { row in
      if let present = column.present, !present[row] { return 0 }
      let number = column.values[row]
      if let code = known[number.bitPattern] { return code }
      let code = Int32(starts.count - 1)
      append(number.isFinite ? number.description : "")
      known[number.bitPattern] = code
      return code
    }
  }
}

private func write(integer: Int64, to text: inout [UInt8]) {
  if integer < 0 { text.append(0x2D) }
  write(digits: integer, width: 1, to: &text)
}

/// Adds a number's digits without its sign, with zeros before them up to a width.
private func write(digits number: Int64, width: Int, to text: inout [UInt8]) {
  let number = number.magnitude
  var digitCount = width
  var limit: UInt64 = 1
  for _ in 0..<min(width, 18) { limit *= 10 }
  while number >= limit, digitCount < 19 {
    digitCount += 1
    limit = limit.multipliedReportingOverflow(by: 10).partialValue
  }
  for _ in 0..<digitCount { text.append(0x30) }
  var rest = number
  var index = text.count
  while rest > 0 {
    index -= 1
    text[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
  }
}

private func write(day: Day, to text: inout [UInt8]) {
  let (year, month, dayOfMonth) = day.civil
  write(digits: Int64(year), width: 4, to: &text)
  text.append(0x2D)
  write(digits: Int64(month), width: 2, to: &text)
  text.append(0x2D)
  write(digits: Int64(dayOfMonth), width: 2, to: &text)
}
