import Messages
import Model
import Tables

extension Workbook {
  /// The row of a list's sheet in which the columns' names stand.
  private static let header = 3

  /// Writes the sheet of a list.
  func write(
    _ list: List, to writer: inout WorkbookWriter, index: SheetName?, _ choices: ChoiceRanges
  ) {
    let sheet = list.sheet
    let description = sheet.description
    let layout = SheetColumns(of: sheet, fillIn: fillIn)
    let header = Workbook.header
    let last = header + max(1, list.rows.shown.count)
    writer.beginSheet(list.name)
    for (place, column) in layout.columns.enumerated() {
      writer.setWidth(column.width, ofColumn: place, column.emptyStyle)
    }
    writer.setHeight(22, ofRow: 0)
    writer.write(description.title, row: 0, column: 0, .title)
    let people = ShownPeople(
      all: list.rows.people.all, shown: list.rows.shown.count, file: description.name.text + ".csv")
    writer.write(
      "\(owner), \(inWords(plan.referenceDate)): \(line(for: people))", row: 1, column: 0, .remark)
    if let index { writer.writeLink(backToIndex, to: index, row: 2, column: 0) }
    writer.setHeight(28, ofRow: header)
    for (place, column) in layout.columns.enumerated() {
      writer.write(
        column.heading, row: header, column: place, column.headerStyle(description.fields))
    }
    writeRows(list, layout, to: &writer)
    writer.freeze(row: header + 1, column: (layout.key ?? 0) + 1)
    writer.filter(rows: header...last, columnCount: layout.columns.count)
    writer.setPrint(
      rows: 0...last, columnCount: layout.printedCount, header: header,
      footer: footer(owner, sheet: description.title, on: plan.referenceDate))
    guard !list.rows.shown.isEmpty else { return }
    decorate(list, layout, rows: (header + 1)...last, to: &writer, choices)
  }

  /// Lets a spreadsheet help: digits stay text, words and days are asked for, who is called this week stands out.
  private func decorate(
    _ list: List, _ layout: SheetColumns, rows: ClosedRange<Int>,
    to writer: inout WorkbookWriter, _ choices: ChoiceRanges
  ) {
    let year = plan.referenceDate.civil.year
    if let key = layout.key { writer.keepDigitsAsText(rows: rows, column: key) }
    for (place, column) in layout.columns.enumerated() {
      switch column.content {
      case .fillIn(let asked):
        writer.mark(rows: rows, columns: place...place, where: "TRUE", as: .groundToFillIn)
        if let range = choices.range(of: asked) {
          writer.offer(
            range, rows: rows, column: place, title: column.heading, text: choiceHint)
        } else if asked.kind == .day {
          writer.askDay(
            years: (year - 2)...(year + 2), rows: rows, column: place, title: column.heading,
            text: dayHint)
        }
      case .numbers, .lines: break
      case .field(let index, _):
        guard list.sheet.description.fields[index].name == ListColumn.thisWeek.rawValue else {
          continue
        }
        let isThisWeek = "$\(columnLetters(place))\(rows.lowerBound + 1)=\"\(word(true))\""
        writer.mark(
          rows: rows, columns: 0...(layout.workedCount - 1), where: isThisWeek, as: .thisWeek)
      }
    }
  }

  private func writeRows(_ list: List, _ layout: SheetColumns, to writer: inout WorkbookWriter) {
    let header = Workbook.header
    guard !list.rows.shown.isEmpty else {
      let description = list.sheet.description
      let text =
        description.undelivered.isEmpty
        ? nobodyOnList : remark(forList: description.name.text, without: description.undelivered)
      writer.write(text, row: header + 1, column: 0, .remark)
      return
    }
    let columns = list.sheet.table.columns
    for (offset, row) in list.rows.shown.enumerated() {
      let line = header + 1 + offset
      writer.setHeight(rowHeight(ofLines: layout.lines(of: row, columns)), ofRow: line)
      for (place, column) in layout.columns.enumerated() {
        let isWritten = writer.write(column.content, of: columns, row, at: (line, place))
        // The line below a person goes through all that is printed; what is to be filled in has a mark of its own, which costs no cell.
        if !isWritten, place < layout.workedCount {
          writer.writeBlank(row: line, column: place, .text)
        }
      }
    }
  }
}

extension SheetColumns {
  /// How many lines a row takes.
  fileprivate func lines(of row: Int, _ values: [Tables.Column]) -> Int {
    columns.reduce(1) { most, column in
      guard column.isWrapped, case .text(let texts) = values[column.index ?? 0],
        let code = texts.code(at: row)
      else { return most }
      let bytes = texts.dictionary.utf8(of: code)
      guard case .lines = column.content else {
        return max(most, lineCount(of: bytes, inWidth: column.width))
      }
      // What stands between two lists becomes a line break.
      let parts = bytes.split(separator: UInt8(ascii: "|"))
      return max(most, parts.reduce(0) { $0 + lineCount(of: $1, inWidth: column.width) })
    }
  }
}

extension SheetColumns.Column {
  /// The field that it shows, by its place; nil for one to fill in.
  fileprivate var index: Int? {
    switch content {
    case .field(let index, _), .numbers(let index), .lines(let index): index
    case .fillIn: nil
    }
  }

  /// How cells of the column look in which nothing stands.
  fileprivate var emptyStyle: CellStyle? {
    guard case .fillIn(let asked) = content else { return nil }
    return asked.kind == .day ? .dayToFillIn : .toFillIn
  }

  fileprivate func headerStyle(_ fields: [SheetField]) -> CellStyle {
    guard let index else { return .headerToFillIn }
    return fields[index].isOfNumbers ? .numberHeader : .header
  }
}

extension WorkbookWriter {
  /// Writes what stands in a column of a sheet; false where it is missing.
  fileprivate mutating func write(
    _ content: SheetColumns.Content, of columns: [Column], _ row: Int,
    at cell: (row: Int, column: Int)
  ) -> Bool {
    switch content {
    case .field(let index, let style):
      return write(columns[index], row, at: cell, style)
    case .numbers(let index):
      guard case .text(let texts) = columns[index], let text = texts.text(at: row) else {
        return false
      }
      write(numberOf: text, row: cell.row, column: cell.column)
    case .lines(let index):
      guard case .text(let texts) = columns[index], let text = texts.text(at: row) else {
        return false
      }
      let lines = text.split(separator: OpenListTexts.separator).joined(separator: "\n")
      write(lines, row: cell.row, column: cell.column, .wrapped)
    case .fillIn: return false
    }
    return true
  }

  /// Writes a value of a column of a sheet; false where it is missing.
  fileprivate mutating func write(
    _ values: Column, _ row: Int, at cell: (row: Int, column: Int), _ style: CellStyle
  ) -> Bool {
    if let present = values.present, !present[row] { return false }
    switch values {
    case .boolean(let truths):
      write(word(truths.bits[row]), row: cell.row, column: cell.column, style)
    case .integer(let numbers):
      write(Double(numbers.values[row]), row: cell.row, column: cell.column, .number)
    case .decimal(let numbers):
      write(numbers.values[row], row: cell.row, column: cell.column, .number)
    case .day(let days):
      write(Day(number: days.values[row]), row: cell.row, column: cell.column, .day)
    case .text(let texts), .pseudonym(let texts):
      write(
        texts.dictionary, texts.codes[row], row: cell.row, column: cell.column, style)
    case .identifier(let numbers):
      write(digits: numbers.values[row], row: cell.row, column: cell.column, style)
    }
    return true
  }
}
