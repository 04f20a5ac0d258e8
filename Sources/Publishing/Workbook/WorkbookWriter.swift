import CLibXLSXWriter
import Tables

/// A workbook that is being written, sheet by sheet and in each row by row.
///
/// Owns the library's workbook. What is written goes to unlinked files in a folder of the caller's, so that memory does not
/// grow with the rows; nothing in the file depends on the clock or the machine.
@safe struct WorkbookWriter: ~Copyable {
  /// The library's workbook; nil once it is closed.
  private var workbook: UnsafeMutablePointer<lxw_workbook>?
  private var formats: [UnsafeMutablePointer<lxw_format>] = unsafe []
  /// The sheet that is being written; nil before the first.
  private var sheet: UnsafeMutablePointer<lxw_worksheet>?
  /// The first thing that the library refused.
  private var fault: WorkbookFault?

  /// Opens a new file; `folder` is where sheets are kept while they are made, `day` the one on which the file says that it was
  /// made.
  init(path: String, folder: String, title: String, day: Day) throws(WorkbookFault) {
    unsafe workbook = unsafe phm_xlsx_open(path, folder)
    guard let workbook = unsafe workbook else { throw .notWritable }
    for style in CellStyle.allCases {
      // Of two formats that look the same the library looks for the first each time that a cell has the second.
      if style == .noNumber {
        unsafe formats.append(formats[CellStyle.number.rawValue])
        continue
      }
      guard let format = unsafe workbook_add_format(workbook) else { throw .notWritable }
      unsafe style.describe(format)
      unsafe formats.append(format)
    }
    note(unsafe phm_xlsx_set_properties(workbook, title, Int64(day.number) * 86_400))
  }

  deinit {
    if let workbook = unsafe workbook { unsafe lxw_workbook_free(workbook) }
  }

  /// Writes the file.
  ///
  /// - Throws: the first fault of all that was written.
  consuming func close() throws(WorkbookFault) {
    guard let workbook = unsafe workbook else { return }
    // The library lets go of the workbook whatever becomes of the file.
    unsafe self.workbook = nil
    note(unsafe workbook_close(workbook))
    if let fault { throw fault }
  }

  /// Begins the next sheet: landscape on A4 and one page wide, without a line that nobody drew.
  mutating func beginSheet(_ name: SheetName) {
    guard let workbook = unsafe workbook else { return }
    unsafe sheet = unsafe workbook_add_worksheet(workbook, name.text)
    guard let sheet = unsafe sheet else {
      fault = fault ?? .refused(code: LXW_ERROR_PARAMETER_VALIDATION.rawValue)
      return
    }
    unsafe worksheet_set_landscape(sheet)
    unsafe worksheet_set_paper(sheet, WorkbookWriter.a4)
    unsafe worksheet_fit_to_pages(sheet, 1, 0)
    unsafe worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6)
    unsafe worksheet_gridlines(sheet, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
  }

  /// Paper of 210 x 297 mm.
  private static let a4: UInt8 = 9

  private mutating func note(_ code: lxw_error) {
    fault = fault ?? WorkbookWriter.fault(of: code)
  }

  private static func fault(of code: lxw_error) -> WorkbookFault? {
    switch code {
    case LXW_NO_ERROR: nil
    case LXW_ERROR_CREATING_XLSX_FILE, LXW_ERROR_CREATING_TMPFILE, LXW_ERROR_READING_TMPFILE,
      LXW_ERROR_ZIP_FILE_OPERATION, LXW_ERROR_ZIP_FILE_ADD, LXW_ERROR_ZIP_CLOSE,
      LXW_ERROR_MEMORY_MALLOC_FAILED:
      .notWritable
    default: .refused(code: code.rawValue)
    }
  }
}

extension WorkbookWriter {
  /// Writes a text: never a formula, whatever it begins with.
  mutating func write(_ text: String, row: Int, column: Int, _ style: CellStyle) {
    var cell: [UInt8] = []
    appendCellText(Array(text.utf8)[...], to: &cell)
    guard !cell.isEmpty else { return }
    // The library wants a zero at the end.
    write(cell + [0], from: 0, row: row, column: column, style)
  }

  /// Writes one of several texts as a cell can hold it, from where it begins to the zero at its end.
  mutating func write(
    _ texts: borrowing [UInt8], from start: Int, row: Int, column: Int, _ style: CellStyle
  ) {
    guard let sheet = unsafe sheet else { return }
    let format = unsafe formats[style.rawValue]
    let code = unsafe texts.span.extracting(start...).withUnsafeBytes { bytes in
      unsafe worksheet_write_string(
        sheet, UInt32(row), UInt16(column),
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), format)
    }
    note(code)
  }

  /// Writes a number.
  mutating func write(_ number: Double, row: Int, column: Int, _ style: CellStyle) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe worksheet_write_number(
        sheet, UInt32(row), UInt16(column), number, formats[style.rawValue]))
  }

  /// Writes a cell in which nothing stands.
  mutating func writeBlank(row: Int, column: Int, _ style: CellStyle) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe worksheet_write_blank(sheet, UInt32(row), UInt16(column), formats[style.rawValue]))
  }

  /// Writes a text that leads to the first cell of another sheet.
  mutating func writeLink(
    _ text: String, to name: SheetName, row: Int, column: Int, _ style: CellStyle = .link
  ) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe worksheet_write_url_opt(
        sheet, UInt32(row), UInt16(column), "internal:\(name.quoted)!A1",
        formats[style.rawValue], text, nil))
  }
}

extension WorkbookWriter {
  /// Says how wide a column is, in characters, and how its cells look in which nothing is written.
  mutating func setWidth(_ width: Double, ofColumn column: Int, _ style: CellStyle? = nil) {
    guard let sheet = unsafe sheet else { return }
    let format = unsafe style.map { unsafe formats[$0.rawValue] }
    note(
      unsafe worksheet_set_column(
        sheet, UInt16(column), UInt16(column), width, format))
  }

  /// Says how high a row is, in points.
  mutating func setHeight(_ height: Double, ofRow row: Int) {
    guard let sheet = unsafe sheet else { return }
    note(unsafe worksheet_set_row(sheet, UInt32(row), height, nil))
  }

  /// Keeps the rows before one, and the columns before one, in view.
  mutating func freeze(row: Int, column: Int) {
    guard let sheet = unsafe sheet else { return }
    unsafe worksheet_freeze_panes(sheet, UInt32(row), UInt16(column))
  }

  /// Lets people choose among the rows below a header.
  mutating func filter(rows: ClosedRange<Int>, columnCount: Int) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe worksheet_autofilter(
        sheet, UInt32(rows.lowerBound), 0, UInt32(rows.upperBound), UInt16(columnCount - 1)))
  }

  /// Says which cells are printed, which row stands on top of every page, and what below: the texts, and the page of how many.
  mutating func setPrint(
    rows: ClosedRange<Int>, columnCount: Int, header: Int?, footer: String
  ) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe worksheet_print_area(
        sheet, UInt32(rows.lowerBound), 0, UInt32(rows.upperBound), UInt16(columnCount - 1)))
    if let header { note(unsafe worksheet_repeat_rows(sheet, UInt32(header), UInt32(header))) }
    // An ampersand is the footer's own sign.
    let told = footer.split(separator: "&", omittingEmptySubsequences: false)
      .joined(separator: "&&")
    note(
      unsafe worksheet_set_footer(
        sheet, "&L&\"Arial\"&8\(told)&R&\"Arial\"&8Page &P of &N"))
  }

  /// Keeps spreadsheets from asking whether the digits of a column should not be a number.
  mutating func keepDigitsAsText(rows: ClosedRange<Int>, column: Int) {
    guard let sheet = unsafe sheet else { return }
    let letters = columnLetters(column)
    note(
      unsafe worksheet_ignore_errors(
        sheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue),
        "\(letters)\(rows.lowerBound + 1):\(letters)\(rows.upperBound + 1)"))
  }

  /// Offers the words of a range to choose from.
  mutating func offer(
    _ range: String, rows: ClosedRange<Int>, column: Int, title: String, text: String
  ) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe phm_xlsx_offer(
        sheet, UInt32(rows.lowerBound), UInt32(rows.upperBound), UInt16(column), "=\(range)",
        title, text))
  }

  /// Asks for a day of some years.
  mutating func askDay(
    years: ClosedRange<Int>, rows: ClosedRange<Int>, column: Int, title: String, text: String
  ) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe phm_xlsx_ask_day(
        sheet, UInt32(rows.lowerBound), UInt32(rows.upperBound), UInt16(column),
        Int32(years.lowerBound), Int32(years.upperBound), title, text))
  }

  /// Marks the cells for which a formula holds, which is written as for the first of them.
  mutating func mark(
    rows: ClosedRange<Int>, columns: ClosedRange<Int>, where formula: String, as style: CellStyle
  ) {
    guard let sheet = unsafe sheet else { return }
    note(
      unsafe phm_xlsx_mark(
        sheet, UInt32(rows.lowerBound), UInt16(columns.lowerBound), UInt32(rows.upperBound),
        UInt16(columns.upperBound), "=\(formula)", formats[style.rawValue]))
  }
}

/// A column's letters, as spreadsheets count columns: A, B, … Z, AA.
func columnLetters(_ column: Int) -> String {
  var letters = ""
  var rest = column
  repeat {
    letters = "\(Character(Unicode.Scalar(UInt8(65 + rest % 26))))" + letters
    rest = rest / 26 - 1
  } while rest >= 0
  return letters
}
