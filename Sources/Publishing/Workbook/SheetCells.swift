import Messages
import Model
import Tables

/// The cells of some rows of a list: read column by column, so that what a column holds is asked once and not for each of its cells, and
/// written row by row.
struct SheetCells {
  /// What stands in a cell.
  enum Cell {
    case nothing
    case number(Double, CellStyle)
    /// A text, by where it begins among the texts.
    case text(Int, CellStyle)
  }

  /// The cells, row after row.
  private var cells: [Cell]
  private let columnCount: Int
  /// The texts as cells hold them, each with a zero at its end.
  private(set) var texts: [UInt8] = []
  /// How many lines each row takes.
  private(set) var lines: [Int]

  subscript(row: Int, column: Int) -> Cell { cells[row * columnCount + column] }

  /// Reads rows of a sheet's table.
  ///
  /// - Complexity: O(cells).
  init(of rows: [Int], in columns: [SheetColumns.Column], from values: [Column]) {
    cells = [Cell](repeating: .nothing, count: rows.count * columns.count)
    columnCount = columns.count
    lines = [Int](repeating: 1, count: rows.count)
    for (place, column) in columns.enumerated() {
      switch column.content {
      case .field(let index, let style): read(values[index], rows, style, at: place)
      case .numbers(let index):
        guard case .text(let texts) = values[index] else { continue }
        let (dictionary, codes) = (texts.dictionary, texts.codes)
        fill(rows, texts.present, at: place) { row, cells in
          cells.cell(ofNumber: dictionary[codes[row]])
        }
      case .lines(let index):
        guard case .text(let texts) = values[index] else { continue }
        let (dictionary, codes) = (texts.dictionary, texts.codes)
        fill(rows, texts.present, at: place) { row, cells in
          cells.cell(ofItems: dictionary.utf8(of: codes[row]))
        }
      case .fillIn: continue
      }
      if column.isWrapped { count(linesAt: place, width: column.width) }
    }
  }

  private mutating func read(_ column: Column, _ rows: [Int], _ style: CellStyle, at place: Int) {
    let present = column.present
    switch column {
    case .boolean(let truths):
      let (yes, no) = (cell(of: word(true), style), cell(of: word(false), style))
      fill(rows, present, at: place) { row, _ in truths.bits[row] ? yes : no }
    case .integer(let numbers):
      fill(rows, present, at: place) { row, _ in .number(Double(numbers.values[row]), .number) }
    case .decimal(let numbers):
      fill(rows, present, at: place) { row, _ in .number(numbers.values[row], .number) }
    case .day(let days):
      fill(rows, present, at: place) { row, cells in
        cells.cell(of: Day(number: days.values[row]))
      }
    case .text(let texts), .pseudonym(let texts):
      let (dictionary, codes) = (texts.dictionary, texts.codes)
      fill(rows, present, at: place) { row, cells in
        cells.cell(of: dictionary.utf8(of: codes[row]), style)
      }
    case .identifier(let numbers):
      fill(rows, present, at: place) { row, cells in
        cells.cell(ofDigits: numbers.values[row], style)
      }
    }
  }

  /// Puts cells into a column, none where its value is missing.
  private mutating func fill(
    _ rows: [Int], _ present: Bitmap?, at place: Int, _ cell: (Int, inout SheetCells) -> Cell
  ) {
    for (offset, row) in rows.enumerated() where present?[row] ?? true {
      let cell = cell(row, &self)
      cells[offset * columnCount + place] = cell
    }
  }

  /// Finds out how many lines the texts of a column take.
  private mutating func count(linesAt place: Int, width: Double) {
    for row in lines.indices {
      guard case .text(let start, _) = self[row, place] else { continue }
      let text = texts[start...].prefix { $0 != 0 }
      lines[row] = max(lines[row], lineCount(of: text, inWidth: width))
    }
  }
}

extension SheetCells {
  private mutating func cell(of text: ArraySlice<UInt8>, _ style: CellStyle) -> Cell {
    // A text without a letter is none.
    guard !text.isEmpty else { return .nothing }
    let start = texts.count
    appendCellText(text, to: &texts)
    texts.append(0)
    return .text(start, style)
  }

  private mutating func cell(of text: String, _ style: CellStyle) -> Cell {
    cell(of: Array(text.utf8)[...], style)
  }

  /// The text of a number as the number that it is, with as many decimals as it shows, two at the most.
  private mutating func cell(ofNumber text: String) -> Cell {
    guard let number = Double(text) else { return cell(of: text, .text) }
    let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
    return .number(
      number, decimals == 0 ? .number : decimals == 1 ? .oneDecimal : .twoDecimals)
  }

  /// A number of just so many digits as text, since a leading zero belongs to it.
  private mutating func cell(ofDigits number: Int64, _ style: CellStyle) -> Cell {
    let start = texts.count
    texts.append(contentsOf: repeatElement(0, count: 11))
    var rest = number
    for place in stride(from: start + 9, through: start, by: -1) {
      texts[place] = UInt8(0x30 + rest % 10)
      rest /= 10
    }
    return .text(start, style)
  }

  private static let separator = Array(OpenListTexts.separator.utf8)

  /// What several lists say, each on a line of its own.
  private mutating func cell(ofItems text: ArraySlice<UInt8>) -> Cell {
    let separator = SheetCells.separator
    var lines: [UInt8] = []
    lines.reserveCapacity(text.count)
    var place = text.startIndex
    while place < text.endIndex {
      let rest = text[place...]
      if rest.first == separator.first, rest.starts(with: separator) {
        lines.append(UInt8(ascii: "\n"))
        place += separator.count
      } else {
        lines.append(text[place])
        place += 1
      }
    }
    return cell(of: lines[...], .wrapped)
  }

  private mutating func cell(of day: Day) -> Cell {
    day.inSpreadsheets.map { .number($0, .day) } ?? cell(of: day.description, .text)
  }
}

extension Day {
  /// The day as spreadsheets count days; nil where they disagree.
  ///
  /// - Source: ECMA-376, 18.17.4.1: days since 30 December 1899, as counted from 1 March 1900 on.
  var inSpreadsheets: Double? { number >= -25_508 ? Double(number) + 25_569 : nil }
}
