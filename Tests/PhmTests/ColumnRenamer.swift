import Foundation
import Model

@testable import Definitions
@testable import Expressions

/// Gives columns of a pipeline's person other names, in its files and wherever these refer to them.
///
/// It finds names by the loader's own tables of keys and by the tokens of expressions, so that titles, sources and texts
/// stay as they are. A column of the feed of registrations keeps its header in the delivered files.
struct ColumnRenamer {
  /// The new names by the old ones.
  private let names: [String: String]
  /// The feed of registrations.
  private let feed: String
  private var files = Files()
  private var walked: Set<String> = []
  /// The changes of each file, by path.
  private var edits: [String: Set<Edit>] = [:]

  /// A stretch of a line, and what stands there from now on.
  private struct Edit: Hashable {
    var line: Int
    var column: Int
    var length: Int
    var text: String
  }

  /// Where a value stands: the key of a kind of definition.
  private struct Key {
    var kind: String
    var name: String
  }

  /// Whose columns an expression or a column's name is about.
  private enum Table {
    case person
    /// Rows of a feed, beside which the person's columns are `person.<name>`.
    case feed
  }

  /// Renames the columns in a pipeline's files, which are written.
  static func rename(_ names: [String: String], in pipeline: String) throws {
    var renamer = ColumnRenamer(names: names, feed: feedOfRegistrations(pipeline))
    renamer.walk(.pipeline, at: pipeline)
    for (path, edits) in renamer.edits { try write(edits, to: path) }
  }

  private static func feedOfRegistrations(_ pipeline: String) -> String {
    var files = Files()
    guard let root = files.read(.pipeline, at: pipeline), let node = root["population"],
      let population = files.read(.population, namedBy: node)
    else { return "" }
    return population.text("from")
  }

  private init(names: [String: String], feed: String) {
    self.names = names
    self.feed = feed
  }

  private mutating func walk(_ kind: DefinitionKind, at path: String) {
    guard walked.insert(path).inserted, let root = files.read(kind, at: path) else { return }
    // Only the feed of registrations has columns of the person.
    if kind.name == DefinitionKind.feed.name, root.text("feed") != feed { return }
    walk(root, .mapping(kind), Key(kind: kind.name, name: ""))
  }

  private mutating func walk(_ node: YAMLNode, _ shape: ValueShape, _ key: Key) {
    switch shape {
    case .mapping(let kind):
      for entry in node.entries {
        guard let inner = kind.key(entry.name) else { continue }
        walk(entry.value, inner.shape, Key(kind: kind.name, name: inner.name))
      }
    case .entries(let value, let keys, _):
      for entry in node.entries {
        if case .columns = keys { rename(entry, key) }
        walk(entry.value, value, key)
      }
    case .list(let element), .listOrNone(let element):
      for node in node.elements { walk(node, element, key) }
    case .either(let shapes):
      if let shape = shapes.first(where: { $0.isShape(of: node) }) { walk(node, shape, key) }
    case .path(let name):
      guard let path = node.text, let kind = DefinitionKind.files.first(where: { $0.name == name })
      else { return }
      walk(kind, at: files.mistakes.files[node.place.file].path(of: path))
    case .expression, .columnName: renameWords(of: node, key)
    // A rank is an expression with words behind it.
    case .text where key.kind == "cohort" && key.name == "rank": renameWords(of: node, key)
    default: return
    }
  }

  /// Renames a column where it is defined or is given a value.
  private mutating func rename(_ entry: YAMLNode.Entry, _ key: Key) {
    // The names of a score's values and of a season's days are their own.
    if names[entry.name] == nil || key.name == "values" || key.name == "days" { return }
    renameWords(of: entry.key, key)
    if key.kind == DefinitionKind.feed.name, entry.value["header"] == nil {
      // Such columns are mappings in braces.
      let place = entry.value.firstKey.place
      add("header: [\(entry.name)], ", at: place, length: 0)
    }
  }

  /// Renames the columns in a text: an expression, or a name.
  private mutating func renameWords(of node: YAMLNode, _ key: Key) {
    guard let text = node.text else { return }
    for token in Lexer(text).tokens {
      var range = token.range
      let name: String
      switch (token.kind, table(of: key)) {
      case (.word(let word), .person): name = word
      case (.name(let word), .feed) where word.hasPrefix(Reduction.personPrefix):
        name = String(word.dropFirst(Reduction.personPrefix.count))
        range = range.lowerBound + Reduction.personPrefix.utf8.count..<range.upperBound
      default: continue
      }
      guard let new = names[name] else { continue }
      let place = node.place(ofBytes: range, in: files.mistakes.files[node.place.file])
      add(new, at: place, length: place.length)
    }
  }

  /// The table that a key's expressions and columns are about: the person's, but for keys that name columns of a feed.
  private func table(of key: Key) -> Table {
    switch (key.kind, key.name) {
    case ("feature", "where"), ("feature", "by"), ("lookup", "key"), ("lookup", "take"),
      ("network source", _), ("organisation source", _), ("succession source", _),
      ("published proportion", _), ("geography", _), ("area level", _),
      ("list size source", _), ("list size check", _), ("deprivation source", _),
      ("register check", _), ("area list sizes", _), ("residents source", _),
      ("life expectancy source", _), ("projections source", _), ("condition rates", _),
      ("contract source", _), ("experience source", _), ("friends and family source", _),
      ("member group", "take"):
      .feed
    default: .person
    }
  }

  private mutating func add(_ text: String, at place: SourcePlace, length: Int) {
    let edit = Edit(line: place.line, column: place.column, length: length, text: text)
    edits[files.mistakes.files[place.file].path, default: []].insert(edit)
  }

  private static func write(_ edits: Set<Edit>, to path: String) throws {
    var lines = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
    // From the end of each line, so that no change moves what is still to be changed.
    for edit in edits.sorted(by: { ($0.line, $0.column) > ($1.line, $1.column) }) {
      let start = edit.column - 1
      lines[edit.line - 1].replaceSubrange(
        start..<start + edit.length, with: Array(edit.text.unicodeScalars))
    }
    let text = lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
