import Messages
import Model
import Tables

extension Workbook {
  /// Writes the first sheet: whose lists these are, each with how many are on it, and what is missing.
  func writeIndex(to writer: inout WorkbookWriter, _ own: [OwnSheet: SheetName]) {
    guard let name = own[.index] else { return }
    writer.beginSheet(name)
    for (place, width) in Workbook.indexWidths.enumerated() {
      writer.setWidth(width, ofColumn: place)
    }
    var row = 0
    writer.setHeight(24, ofRow: row)
    writer.write(title(ofWorkbookOf: owner, on: plan.referenceDate), row: row, column: 0, .title)
    for text in [sentence(forReferenceDate: plan.referenceDate), confidentiality] {
      row += 1
      writer.write(text, row: row, column: 0, .remark)
    }
    row += 2
    let header = row
    writer.setHeight(28, ofRow: header)
    for (place, heading) in IndexHeading.allCases.enumerated() {
      writer.write(
        heading.rawValue, row: header, column: place,
        (2...6).contains(place) ? .numberHeader : .header)
    }
    for list in lists {
      row += 1
      writeLine(of: list, row: row, to: &writer)
    }
    row += 1
    writer.write(legendOfIndex, row: row, column: 0, .remark)
    row += 2
    writePart(WorkbookPart.missing, missing.isEmpty ? [nothingMissing] : missing, &row, &writer)
    if let notices = own[.notices] {
      writer.writeLink(WorkbookPart.notices, to: notices, row: row, column: 0)
      row += 2
    }
    if lists.contains(where: { $0.sheet.description.actedOnAs != nil }), !fillIn.isEmpty {
      let headings = fillIn.map { inWords(column: $0.name) }
      writePart(WorkbookPart.fillIn, [sentence(forFillIn: headings)], &row, &writer)
    }
    let told = practices.map { code in names[code.text].map { "\(code.text)  \($0)" } ?? code.text }
    writePart(WorkbookPart.practices, told, &row, &writer)
    writer.freeze(row: header + 1, column: 1)
    writer.setPrint(
      rows: 0...row, columnCount: IndexHeading.allCases.count, header: header,
      footer: footer(owner, sheet: OwnSheet.index.rawValue, on: plan.referenceDate))
  }

  /// How wide the columns of the index are, in characters.
  private static let indexWidths = [32.0, 66, 10, 11, 9, 10, 10, 40]

  private func writeLine(of list: List, row: Int, to writer: inout WorkbookWriter) {
    let description = list.sheet.description
    let soon = dueSoon["\(description.name.text)-\(CohortStep.Kind.dueSoon.rawValue)"]
    let lines = lineCount(of: description.title.utf8, inWidth: Workbook.indexWidths[1])
    writer.setHeight(rowHeight(ofLines: lines), ofRow: row)
    writer.writeLink(list.name.text, to: list.name, row: row, column: 0, .linkInTable)
    writer.write(description.title, row: row, column: 1, .wrapped)
    if description.undelivered.isEmpty {
      writer.write(Double(list.rows.people.all), row: row, column: 2, .count)
    } else {
      writer.write(listNotMade, row: row, column: 2, .noNumber)
    }
    let counts = [list.rows.shown.count, list.rows.people.new, list.rows.people.thisWeek, soon]
    for (offset, count) in counts.enumerated() {
      if let count {
        writer.write(Double(count), row: row, column: 3 + offset, .count)
      } else {
        writer.write(notKnown, row: row, column: 3 + offset, .noNumber)
      }
    }
    writer.write(description.name.text + ".csv", row: row, column: 7, .text)
  }

  /// Writes a heading and what stands below it, a line each, and a line without anything.
  func writePart(
    _ heading: String, _ lines: [String], _ row: inout Int, _ writer: inout WorkbookWriter
  ) {
    writer.write(heading, row: row, column: 0, .heading)
    for line in lines {
      row += 1
      writer.setHeight(rowHeight(ofLines: 1), ofRow: row)
      writer.write(line, row: row, column: 0, .remark)
    }
    row += 2
  }
}
