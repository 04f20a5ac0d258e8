import Formats

/// Rows of text in columns, as a terminal shows them; a line break within a cell is shown as an escape.
struct TextTable {
  private(set) var rows: [[String]] = []
  let alignedRight: Set<Int>

  /// Makes a table with a header; the columns named by number are aligned to the right.
  init(_ header: [String], right: Set<Int> = []) {
    alignedRight = right
    rows = [header.map { visible($0) }]
  }

  /// Adds a row.
  mutating func add(_ cells: [String]) {
    rows.append(cells.map { visible($0) })
  }

  /// The lines, each indented by two blanks.
  var lines: [String] {
    let widths = naturalWidths
    return rows.map { line(of: $0, widths: widths) }
  }

  /// How many columns the longest row has.
  var columnCount: Int { rows.map { $0.count }.max() ?? 0 }

  /// The characters of each column's longest cell.
  var naturalWidths: [Int] {
    (0..<columnCount).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
  }

  /// The characters of a line of columns of some widths.
  func lineWidth(of widths: [Int]) -> Int { widths.reduce(0) { $0 + $1 + 2 } }

  /// One line; `columns` says which columns the cells are of where they are not the first ones.
  func line(of cells: [String], widths: [Int], columns: [Int]? = nil) -> String {
    var line = " "
    for (place, cell) in cells.enumerated() {
      let blanks = String(repeating: " ", count: max(0, widths[place] - cell.count))
      let isRight = alignedRight.contains(columns?[place] ?? place)
      line += " " + (isRight ? blanks + cell : cell + blanks) + " "
    }
    return trimmedRight(line)
  }
}

/// A text without the blanks at its end.
func trimmedRight(_ text: String) -> String {
  var text = Substring(text)
  while text.last == " " { text.removeLast() }
  return String(text)
}
