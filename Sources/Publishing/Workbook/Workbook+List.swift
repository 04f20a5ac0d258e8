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
    let cells = SheetCells(
      of: list.rows.shown, in: layout.columns, from: list.sheet.table.columns)
    for (offset, lines) in cells.lines.enumerated() {
      let line = header + 1 + offset
      writer.setHeight(rowHeight(ofLines: lines), ofRow: line)
      for place in layout.columns.indices {
        switch cells[offset, place] {
        case .number(let number, let style):
          writer.write(number, row: line, column: place, style)
        case .text(let start, let style):
          writer.write(cells.texts, from: start, row: line, column: place, style)
        case .nothing:
          // The line below a person goes through all that is printed; what is to be filled in has a mark of its own, which costs no cell.
          if place < layout.workedCount { writer.writeBlank(row: line, column: place, .text) }
        }
      }
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
