import Messages
import Model
import Tables

extension Workbook {
  /// Writes the sheet of what must be known of the lists whatever is on them.
  func writeNotices(
    to writer: inout WorkbookWriter, _ name: SheetName?, index: SheetName?
  ) {
    guard let name else { return }
    writer.beginSheet(name)
    writer.setWidth(Workbook.noticeWidth, ofColumn: 0)
    writer.setHeight(22, ofRow: 0)
    writer.write(WorkbookPart.notices, row: 0, column: 0, .title)
    if let index { writer.writeLink(backToIndex, to: index, row: 1, column: 0) }
    var row = 3
    for text in missing + standing {
      // A cell of many lines is cut where a page ends, so each line has a row of its own.
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let lines = lineCount(of: line.utf8, inWidth: Workbook.noticeWidth)
        writer.setHeight(rowHeight(ofLines: lines), ofRow: row)
        writer.write(String(line), row: row, column: 0, .paragraph)
        row += 1
      }
      row += 1
    }
    writer.setPrint(
      rows: 0...row, columnCount: 1, header: nil,
      footer: footer(owner, sheet: name.text, on: plan.referenceDate))
  }

  /// Writes the sheet of the words to choose from, the columns and the rules.
  func writeColumns(
    to writer: inout WorkbookWriter, _ name: SheetName?, index: SheetName?, _ choices: ChoiceRanges
  ) {
    guard let name else { return }
    writer.beginSheet(name)
    for (place, width) in Workbook.columnWidths.enumerated() {
      writer.setWidth(width, ofColumn: place)
    }
    writer.setHeight(22, ofRow: 0)
    writer.write(OwnSheet.columns.rawValue, row: 0, column: 0, .title)
    if let index { writer.writeLink(backToIndex, to: index, row: 1, column: 0) }
    // The drop-downs of the lists read these cells: they stand first, where their rows are known.
    writer.write(WorkbookPart.choices, row: 2, column: 0, .heading)
    writeHeader(ChoiceHeading.allCases.map(\.rawValue), row: ChoiceRanges.start - 1, &writer)
    var row = ChoiceRanges.start
    for column in fillIn {
      guard case .choice(let words) = column.kind else { continue }
      for word in words {
        writeLine([column.name, word.code, word.meaning], row: row, &writer)
        row += 1
      }
    }
    row += 1
    writeReturned(&row, &writer)
    writer.write(WorkbookPart.columns, row: row, column: 0, .heading)
    row += 1
    writeHeader(ColumnHeading.allCases.map(\.rawValue), row: row, &writer)
    for line in columnLines {
      row += 1
      writeLine(line, row: row, &writer)
    }
    row += 2
    writer.write(WorkbookPart.rules, row: row, column: 0, .heading)
    row += 1
    writeHeader(RuleHeading.allCases.map(\.rawValue), row: row, &writer)
    for list in lists {
      row += 1
      let description = list.sheet.description
      writeLine(
        [list.name.text, description.name.text, description.text, description.title], row: row,
        &writer)
    }
    writer.setPrint(
      rows: 0...row, columnCount: 4, header: nil,
      footer: footer(owner, sheet: name.text, on: plan.referenceDate))
  }

  /// Writes as which columns of the feed what is filled in comes back, for whoever reads the workbook again.
  private func writeReturned(_ row: inout Int, _ writer: inout WorkbookWriter) {
    guard let actions = plan.actions, !actions.fillIn.isEmpty else { return }
    writer.write(WorkbookPart.returned, row: row, column: 0, .heading)
    row += 1
    writeHeader(ReturnHeading.allCases.map(\.rawValue), row: row, &writer)
    let key = lists.lazy.flatMap(\.sheet.description.fields).first { $0.type.isPersonKey }
    let practice = lists.lazy.flatMap(\.sheet.description.fields)
      .first { $0.name == ListColumn.practiceCode.rawValue }
    let given = [
      key.map { [heading(of: $0), actions.key] }, [listOfSheet, actions.list],
      practice.flatMap { field in actions.practice.map { [heading(of: field), $0] } },
    ].compactMap { $0 }
    for line in given + actions.fillIn.map({ [inWords(column: $0.name), $0.name] }) {
      row += 1
      writeLine(line, row: row, &writer)
    }
    row += 2
  }

  private func writeHeader(_ headings: [String], row: Int, _ writer: inout WorkbookWriter) {
    for (place, heading) in headings.enumerated() {
      writer.write(heading, row: row, column: place, .header)
    }
  }

  /// How wide the column of the notices is, in characters.
  private static let noticeWidth = 125.0
  /// How wide the columns of the sheet of columns are.
  private static let columnWidths = [32.0, 34, 80, 60]

  private func writeLine(_ texts: [String], row: Int, _ writer: inout WorkbookWriter) {
    let lines = zip(texts, Workbook.columnWidths).map { lineCount(of: $0.utf8, inWidth: $1) }
    writer.setHeight(rowHeight(ofLines: lines.max() ?? 1), ofRow: row)
    for (place, text) in texts.enumerated() {
      writer.write(text, row: row, column: place, .wrapped)
    }
  }

  /// What is said of each column, in the order in which the sheets first have it.
  private var columnLines: [[String]] {
    var fields: [SheetField: [String]] = [:]
    var order: [SheetField] = []
    for list in lists {
      for field in list.sheet.description.fields {
        if fields[field] == nil { order.append(field) }
        fields[field, default: []].append(list.name.text)
      }
    }
    let lines = order.map { field in
      [
        heading(of: field), field.name, field.description?.text ?? "",
        sheetsInWords(fields[field] ?? []),
      ]
    }
    let asked = fillIn.map { column in
      [
        inWords(column: column.name), column.name,
        meaning(ofFilledIn: column.name, feed: plan.actions?.feed ?? ""),
        sheetsInWords(
          lists.filter { $0.sheet.description.actedOnAs != nil }.map(\.name.text)),
      ]
    }
    return lines + (lists.contains { $0.sheet.description.actedOnAs != nil } ? asked : [])
  }

  private func sheetsInWords(_ names: [String]) -> String {
    names.count > 3 ? sheetCount(names.count, of: lists.count) : names.joined(separator: ", ")
  }
}
