import Expressions
import Foundation
import Tables

/// A page of `Tests/Specs/conditions`: Markdown that says what conditions mean, with tables that prove it.
///
/// A block `input` is a table: names with their types, then a row a line, cells between `|`, blank for missing. A block `parameters`
/// has a line `name type value` for each. A block `condition` has an expression a line; the block `result` after it has a row
/// for every row of the newest `input` and a cell for every expression: `true`, `false`, `unknown`, a value, or `missing`.
struct SpecFile: Sendable, CustomStringConvertible {
  /// What is wrong with a page itself.
  struct Fault: Error {
    var says: String
  }

  /// One block `condition` with what goes with it.
  struct Example {
    var line: Int
    var table: Table
    var parameters: [String: Value]
    var conditions: [String]
    var results: [[String]]
  }

  let name: String
  let text: String

  var description: String { name }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Specs/conditions")

  static func all() throws -> [SpecFile] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
      .sorted()
      .map { name in
        let url = folder.appendingPathComponent(name)
        return SpecFile(name: name, text: try String(contentsOf: url, encoding: .utf8))
      }
  }

  /// All examples of the page, in order.
  func examples() throws -> [Example] {
    var table = Table(rowCount: 0)
    var parameters: [String: Value] = [:]
    var conditions: (line: Int, texts: [String])?
    var examples: [Example] = []
    for block in blocks() {
      switch block.kind {
      case "input": table = try Self.table(block.lines)
      case "parameters": parameters = try Self.parameters(block.lines)
      case "condition": conditions = (block.line, block.lines)
      case "result":
        guard let asked = conditions else { throw Fault(says: "a result follows a condition") }
        examples.append(
          Example(
            line: asked.line, table: table, parameters: parameters, conditions: asked.texts,
            results: block.lines.map(Self.cells)))
        conditions = nil
      default: throw Fault(says: "no block is called \(block.kind)")
      }
    }
    guard conditions == nil else { throw Fault(says: "a condition has a result") }
    return examples
  }

  private func blocks() -> [(kind: String, line: Int, lines: [String])] {
    var blocks: [(kind: String, line: Int, lines: [String])] = []
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        if !isInside { blocks.append((String(line.dropFirst(3)), index + 1, [])) }
        isInside.toggle()
      } else if isInside {
        blocks[blocks.count - 1].lines.append(String(line))
      }
    }
    return blocks
  }

  private static func cells(_ line: String) -> [String] {
    line.split(separator: "|", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  private static func table(_ lines: [String]) throws -> Table {
    let heads = cells(lines.first ?? "").map { $0.split(separator: " ").map(String.init) }
    let rows = lines.dropFirst().map(cells)
    var columns: [(String, Column)] = []
    for (index, head) in heads.enumerated() {
      guard head.count == 2, let type = ColumnType(rawValue: head[1]) else {
        throw Fault(says: "a column has a name and a type: \(head)")
      }
      let values = try rows.map { row -> Value? in
        guard row.count == heads.count else {
          throw Fault(says: "a row has a cell a column: \(row)")
        }
        return row[index].isEmpty ? nil : try value(row[index], type)
      }
      columns.append((head[0], Column(type, values)))
    }
    return Table(columns, rowCount: rows.count)
  }

  private static func parameters(_ lines: [String]) throws -> [String: Value] {
    var parameters: [String: Value] = [:]
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 3, let type = ColumnType(rawValue: words[1]) else {
        throw Fault(says: "a parameter has a name, a type and a value: \(line)")
      }
      parameters[words[0]] = try value(words[2], type)
    }
    return parameters
  }

  private static func value(_ text: String, _ type: ColumnType) throws -> Value {
    let value: Value? =
      switch type {
      case .boolean: ["true": true, "false": false][text].map { .boolean($0) }
      case .integer: Int64(text).map { .integer($0) }
      case .decimal: Double(text).map { .decimal($0) }
      case .day: Day(iso: text).map { .day($0) }
      case .text: .text(text)
      case .identifier: Int64(text).map { .identifier(Identifier(number: $0)) }
      case .pseudonym: .pseudonym(Pseudonym(text))
      }
    guard let value else { throw Fault(says: "\(text) is no \(type)") }
    return value
  }
}
