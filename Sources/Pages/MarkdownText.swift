/// A text in a page: what Markdown or HTML would take for a sign of its own is shown as it is.
func prose(_ text: String) -> String {
  text.map { character in
    switch character {
    case "<": "&lt;"
    case ">": "&gt;"
    case "|": "\\|"
    case "*", "`": "\\\(character)"
    case "\n": " "
    default: String(character)
    }
  }.joined()
}

/// A piece of a definition in a page; a bar would end a table's cell.
func code(_ text: String) -> String {
  let line = text.map { $0 == "\n" ? " " : $0 == "|" ? "\\|" : String($0) }.joined()
  return line.isEmpty ? "" : "`\(line)`"
}

/// A table in Markdown; nothing where it has no rows.
func markdownTable(_ header: [String], _ rows: [[String]]) -> [String] {
  guard !rows.isEmpty else { return [] }
  return [row(header), "|" + String(repeating: "---|", count: header.count)] + rows.map { row($0) }
    + [""]
}

private func row(_ cells: [String]) -> String {
  "| " + cells.joined(separator: " | ") + " |"
}

/// A part of a page that opens at a click; nothing where it has no lines.
func collapsible(_ summary: String, _ lines: [String]) -> [String] {
  guard !lines.isEmpty else { return [] }
  return ["<details>", "<summary>\(prose(summary))</summary>", ""] + lines + ["</details>", ""]
}

/// A chapter of a page; nothing where it has no lines.
func chapter(_ title: String, _ lines: [String]) -> [String] {
  lines.isEmpty ? [] : ["## \(title)", ""] + lines
}

/// A flowchart in Mermaid, which GitHub draws, from the lines of its boxes and arrows.
func mermaid(_ lines: [String]) -> [String] {
  ["```mermaid", "flowchart TD"] + lines.map { "  " + $0 } + ["```", ""]
}

/// A text in a box or at an arrow of a flowchart.
package func mermaidText(_ text: String) -> String {
  let signs: [Character: String] = [
    "\"": "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "\n": "<br>",
  ]
  return "\"" + text.map { signs[$0] ?? String($0) }.joined() + "\""
}

/// A text with a capital letter at its beginning.
func capitalised(_ text: String) -> String {
  (text.first.map { $0.uppercased() } ?? "") + text.dropFirst()
}
