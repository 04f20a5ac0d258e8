extension TextTable {
  /// The lines, each indented by two blanks, no wider than a terminal where that can be.
  ///
  /// A table of numbers that is too wide goes on below in further blocks, each with the first column. In others texts wrap
  /// under themselves: those of the last column of text first, then the widest.
  ///
  /// - Missing: nil for a pipe, which has no width.
  func lines(width: Int?) -> [String] {
    guard let width, lineWidth(of: naturalWidths) > width else { return lines }
    if columnCount > 2, (1..<columnCount).allSatisfy({ alignedRight.contains($0) }) {
      return blocks(width: width)
    }
    let widths = fittedWidths(to: width)
    return rows.flatMap { row in
      let cells = row.enumerated().map { wrapped($1, to: widths[$0]) }
      return (0..<(cells.map { $0.count }.max() ?? 0)).map { number in
        line(of: cells.map { $0.count > number ? $0[number] : "" }, widths: widths)
      }
    }.map { cut($0, to: width) }
  }

  /// As many columns of numbers as fit beside the first column, then the others below.
  private func blocks(width: Int) -> [String] {
    var lines: [String] = []
    var next = 1
    while next < columnCount {
      var end = next + 1
      let widths = naturalWidths
      while end < columnCount,
        lineWidth(of: [widths[0]] + widths[next...end]) <= width
      { end += 1 }
      let columns = [0] + Array(next..<end)
      if !lines.isEmpty { lines.append("") }
      lines += rows.map { row in
        cut(
          line(
            of: columns.map { row.count > $0 ? row[$0] : "" }, widths: columns.map { widths[$0] },
            columns: columns), to: width)
      }
      next = end
    }
    return lines
  }

  private func fittedWidths(to width: Int) -> [Int] {
    var widths = naturalWidths
    let least = widths.indices.map { leastWidth(of: $0) }
    let texts = widths.indices.filter { !alignedRight.contains($0) }
    if let last = texts.last {
      widths[last] = max(least[last], widths[last] - max(0, lineWidth(of: widths) - width))
    }
    while lineWidth(of: widths) > width {
      let shrinkable = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = shrinkable.max(by: { (widths[$0], $0) < (widths[$1], $1) }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  /// A number is not parted, a word only where it is very long.
  private func leastWidth(of column: Int) -> Int {
    let longestWord = 24
    let cells = rows.map { $0.count > column ? $0[column] : "" }
    func longest(_ cell: String) -> Int { cell.split(separator: " ").map(\.count).max() ?? 0 }
    let words = cells.map { longest($0) }.max() ?? 0
    guard alignedRight.contains(column) else { return min(words, longestWord) }
    return max(cells.first.map { longest($0) } ?? 0, cells.dropFirst().map { $0.count }.max() ?? 0)
  }
}

/// A text in lines of a width, parted at blanks, and within a long word behind a sign or where it must be.
func wrapped(_ text: String, to width: Int) -> [String] {
  guard width > 0, text.count > width else { return [text] }
  var lines: [String] = []
  var rest = Substring(text)
  while rest.count > width {
    let piece = rest.prefix(width + 1)
    let end: Substring.Index
    if let blank = piece.lastIndex(of: " "), blank > rest.startIndex {
      end = blank
    } else if let sign = piece.dropLast().lastIndex(where: { "-/_,".contains($0) }),
      sign > rest.startIndex
    {
      end = rest.index(after: sign)
    } else {
      end = rest.index(rest.startIndex, offsetBy: width)
    }
    lines.append(String(rest[..<end]))
    rest = rest[end...].drop { $0 == " " }
  }
  return lines + [String(rest)]
}

/// A sentence in lines of a terminal's width, all but the first indented; one line for a pipe.
func sentenceLines(_ sentence: String, _ width: Int?) -> [String] {
  guard let width, sentence.count > width else { return [sentence] }
  let lines = wrapped(sentence, to: max(20, width - 2))
  return lines.prefix(1) + lines.dropFirst().map { "  " + $0 }
}

/// A line that is no longer than a width; `…` stands for what was cut.
func cut(_ line: String, to width: Int) -> String {
  line.count > width ? String(line.prefix(max(0, width - 1))) + "…" : line
}
