import Foundation

/// The text literals of a Swift source, each with its line; of those with values in them the parts between.
///
/// Comments are left out. Literals inside a value that stands in a literal are found too.
func textLiterals(in source: String) -> [(line: Int, text: String)] {
  var scan = LiteralScan(source)
  scan.readCode(until: nil)
  return scan.literals
}

private struct LiteralScan {
  private let characters: [Character]
  private var position = 0
  private var line = 1
  private(set) var literals: [(line: Int, text: String)] = []

  init(_ source: String) { characters = Array(source) }

  private var current: Character? { position < characters.count ? characters[position] : nil }

  private func starts(_ text: String) -> Bool {
    let end = position + text.count
    return end <= characters.count && characters[position..<end].elementsEqual(text)
  }

  private mutating func step(_ count: Int = 1) {
    for _ in 0..<count where position < characters.count {
      if characters[position].isNewline { line += 1 }
      position += 1
    }
  }

  /// Reads code to its end, or to the parenthesis that closes a value in a literal.
  mutating func readCode(until closing: Character?) {
    var depth = 0
    while let character = current {
      if starts("//") {
        while let next = current, !next.isNewline { step() }
      } else if character == "#" || character == "\"" {
        readLiteral()
      } else {
        if character == "(" { depth += 1 }
        if character == ")", closing != nil {
          if depth == 0 { return step() }
          depth -= 1
        }
        step()
      }
    }
  }

  private mutating func readLiteral() {
    var marks = ""
    let (start, startLine) = (position, line)
    while current == "#" {
      marks += "#"
      step()
    }
    guard current == "\"" else {
      // A directive.
      if position == start { step() }
      return
    }
    let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
    step(quotes.count)
    var text = ""
    while let character = current, !starts(quotes + marks) {
      if starts("\\" + marks + "(") {
        literals.append((startLine, text))
        text = ""
        step(marks.count + 2)
        readCode(until: ")")
      } else {
        if starts("\\" + marks), quotes.count == 1 || marks.isEmpty {
          step(marks.count + 1)
          if let escaped = current { text.append(escaped) }
          step()
          continue
        }
        text.append(character)
        step()
      }
    }
    step(quotes.count + marks.count)
    literals.append((startLine, text))
  }
}

/// The names of cases that are texts because their enumeration's values are.
func namesOfCases(in source: String) -> [(line: Int, text: String)] {
  var found: [(line: Int, text: String)] = []
  var indent: Substring?
  for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false)
    .enumerated()
  {
    let margin = line.prefix { $0 == " " }
    if line.contains(/\benum \w+: String\b/) {
      indent = margin
    } else if indent == margin, line.dropFirst(margin.count).hasPrefix("}") {
      indent = nil
    } else if indent != nil, let cases = line.firstMatch(of: /^ *case (.*)$/) {
      let names = cases.output.1.split(separator: ",").filter { !$0.contains("=") }
      found += names.map { (index + 1, $0.trimmingCharacters(in: .whitespaces)) }
    }
  }
  return found
}
