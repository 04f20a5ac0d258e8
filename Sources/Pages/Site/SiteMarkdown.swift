import Charts

/// The pages of the catalogue, which are Markdown, as elements of the site.
///
/// It reads the Markdown that the builders of this room write and no other: headings of the second and third level, tables, lists,
/// quotes, folds, paragraphs, and within them code, bold, emphasis and links. Diagrams, which only some readers draw, are left out: the
/// table below each says the same.
struct SiteMarkdown {
  /// What stands for a piece of a definition.
  let code: (String) -> Markup
  /// Where a link to another page of the catalogue leads; nil where it leads out of the site.
  let link: (String) -> String?

  /// The elements of some lines.
  func markup(_ lines: [String]) -> Markup {
    var reader = LineReader(lines: lines)
    return blocks(&reader, until: nil)
  }

  private struct LineReader {
    let lines: [String]
    var next = 0
    var line: String? { next < lines.count ? lines[next] : nil }
    mutating func take(while isWanted: (String) -> Bool) -> [String] {
      var taken: [String] = []
      while let line, isWanted(line) {
        taken.append(line)
        next += 1
      }
      return taken
    }
  }

  private func blocks(_ reader: inout LineReader, until end: String?) -> Markup {
    var parts: [Markup] = []
    while let line = reader.line, line != end {
      if line.isEmpty {
        reader.next += 1
      } else if line.hasPrefix("```") {
        reader.next += 1
        _ = reader.take { !$0.hasPrefix("```") }
        reader.next += 1
      } else if line == "<details>" {
        reader.next += 1
        parts.append(fold(&reader))
      } else if let part = block(&reader, line) {
        parts.append(part)
      }
    }
    return .joined(parts)
  }

  private func fold(_ reader: inout LineReader) -> Markup {
    let summary = reader.line ?? ""
    reader.next += 1
    let inside = blocks(&reader, until: "</details>")
    reader.next += 1
    return element("details") {
      element("summary") {
        inline(String(summary.dropFirst("<summary>".count).dropLast("</summary>".count)))
      }
      inside
    }
  }

  private func block(_ reader: inout LineReader, _ line: String) -> Markup? {
    if line.hasPrefix("# ") {
      reader.next += 1
      return nil
    }
    if line.hasPrefix("### ") || line.hasPrefix("## ") {
      reader.next += 1
      let isSecond = line.hasPrefix("## ")
      let text = inline(String(line.drop { $0 == "#" }.dropFirst()))
      return isSecond ? element("h2") { text } : element("h3") { text }
    }
    if line.hasPrefix("| ") { return table(reader.take { $0.hasPrefix("|") }) }
    if line.hasPrefix("* ") {
      return element("ul") {
        items(reader.take { $0.hasPrefix("* ") }.map { String($0.dropFirst(2)) })
      }
    }
    if isNumbered(line) {
      return element("ol") {
        items(reader.take(while: isNumbered).map { String($0.drop { $0 != " " }.dropFirst()) })
      }
    }
    if line.hasPrefix("> ") {
      let quoted = reader.take { $0.hasPrefix(">") }.map { $0.dropFirst(2) }.joined(separator: " ")
      return element("blockquote") { element("p") { inline(quoted) } }
    }
    let text = reader.take { !$0.isEmpty && !$0.hasPrefix("<details>") }.joined(separator: " ")
    if text.hasPrefix("<sub>") {
      return element("p", ["class": "note"]) {
        inline(text.replacing("<sub>", with: "").replacing("</sub>", with: ""))
      }
    }
    return element("p") { inline(text) }
  }

  private func isNumbered(_ line: String) -> Bool {
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    return !digits.isEmpty && line.dropFirst(digits.count).hasPrefix(". ")
  }

  private func items(_ texts: [String]) -> [Markup] {
    texts.map { text in element("li") { inline(text) } }
  }

  // MARK: Tables

  private func table(_ lines: [String]) -> Markup {
    guard let heads = lines.first.map({ cells(of: $0) }) else { return .nothing }
    return element("table", ["role": "table"]) {
      element("thead", ["role": "rowgroup"]) {
        element("tr", ["role": "row"]) {
          for head in heads {
            if head.isEmpty {
              element("td", ["role": "cell"]) { "\u{A0}" }
            } else {
              element("th", ["scope": "col", "role": "columnheader"]) { inline(head) }
            }
          }
        }
      }
      element("tbody", ["role": "rowgroup"]) {
        for line in lines.dropFirst(2) {
          element("tr", ["role": "row"]) {
            for (index, cell) in cells(of: line).enumerated() {
              element(
                "td", ["role": "cell", "data-name": index < heads.count ? heads[index] : ""]
              ) { element("span") { cell.isEmpty ? "\u{A0}" : inline(cell) } }
            }
          }
        }
      }
    }
  }

  /// The cells of a row; a bar after a backslash is one of the text.
  private func cells(of line: String) -> [String] {
    var cells: [String] = [""]
    var isEscaped = false
    for character in line.dropFirst().dropLast() {
      if isEscaped {
        cells[cells.count - 1] += character == "|" ? "|" : "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "|" {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells.map { trimmed($0) }
  }

  private func trimmed(_ text: String) -> String {
    let left = text.drop { $0 == " " }
    return String(left.reversed().drop { $0 == " " }.reversed())
  }

  // MARK: Within lines

  /// What stands in a line.
  func inline(_ text: String) -> Markup {
    var parts: [Markup] = []
    var plain = ""
    var rest = Substring(text)
    func flush() {
      if !plain.isEmpty { parts.append(Markup(plain)) }
      plain = ""
    }
    while let first = rest.first {
      if first == "\\", let second = rest.dropFirst().first {
        plain.append(second)
        rest = rest.dropFirst(2)
      } else if let (sign, meaning) = SiteMarkdown.signs.first(where: { rest.hasPrefix($0.0) }) {
        plain += meaning
        rest = rest.dropFirst(sign.count)
      } else if rest.hasPrefix("<br>") {
        flush()
        parts.append(element("br"))
        rest = rest.dropFirst(4)
      } else if first == "`", let (inside, after) = between("`", in: rest) {
        flush()
        parts.append(code(inside))
        rest = after
      } else if rest.hasPrefix("**"), let (inside, after) = between("**", in: rest) {
        flush()
        parts.append(element("strong") { inline(inside) })
        rest = after
      } else if first == "*", let (inside, after) = between("*", in: rest) {
        flush()
        parts.append(element("em") { inline(inside) })
        rest = after
      } else if first == "[", let link = link(at: rest) {
        flush()
        parts.append(link.markup)
        rest = link.after
      } else {
        plain.append(first)
        rest = rest.dropFirst()
      }
    }
    flush()
    return .joined(parts)
  }

  private static let signs = [("&lt;", "<"), ("&gt;", ">"), ("&emsp;", "\u{2003}")]

  /// What stands between a sign and the next of its kind, and what comes after it.
  private func between(_ sign: String, in text: Substring) -> (String, Substring)? {
    let inside = text.dropFirst(sign.count)
    var place = inside.startIndex
    while place < inside.endIndex {
      if inside[place] == "\\", sign != "`" {
        place = inside.index(place, offsetBy: 2, limitedBy: inside.endIndex) ?? inside.endIndex
      } else if inside[place...].hasPrefix(sign) {
        guard place > inside.startIndex else { return nil }
        return (String(inside[..<place]), inside[place...].dropFirst(sign.count))
      } else {
        place = inside.index(after: place)
      }
    }
    return nil
  }

  private func link(at text: Substring) -> (markup: Markup, after: Substring)? {
    guard let close = text.firstIndex(of: "]"), text[close...].hasPrefix("]("),
      let end = text[close...].firstIndex(of: ")")
    else { return nil }
    let words = inline(String(text[text.index(after: text.startIndex)..<close]))
    let target = String(text[close..<end].dropFirst(2))
    let markup = link(target).map { target in element("a", ["href": target]) { words } } ?? words
    return (markup, text[text.index(after: end)...])
  }
}
