/// What may stand as a value in a definition file.
///
/// The loader, the JSON Schema and the reference page all read it, so that they cannot disagree.
package indirect enum ValueShape: Sendable {
  /// Any text that is not empty.
  case text
  /// Any text, also an empty one.
  case anyText
  /// A definition's name: lower-case letters, digits and single hyphens.
  case name
  /// A column's name: letters, digits and underscores, no digit first.
  case columnName
  /// The path of another definition file, and what kind of file that is.
  case path(to: String)
  /// A folder.
  case folder
  /// An SQL expression.
  case expression
  /// One of these words.
  case word([String])
  /// `true` or `false`.
  case truth
  /// One character of ASCII, or `tab`.
  case character
  /// Any number.
  case number
  /// A number from 0 to 1.
  case fraction
  /// A whole number, at least so large.
  case wholeNumber(from: Int)
  /// A day as `yyyy-MM-dd`.
  case day
  /// A mapping with fixed keys.
  case mapping(DefinitionKind)
  /// A mapping of names to values of one shape; `ordered` where the order means something.
  case entries(of: ValueShape, keys: EntryKeys, ordered: Bool)
  /// A list of values of one shape, at least one.
  case list(of: ValueShape)
  /// A list of values of one shape, which may be empty.
  case listOrNone(of: ValueShape)
  /// Either of several shapes.
  case either([ValueShape])

  /// One value, or a list of them.
  static func oneOrMore(_ shape: ValueShape) -> ValueShape {
    .either([shape, .list(of: shape)])
  }
}

/// What the keys of a mapping of names may be.
package enum EntryKeys: Sendable {
  /// Names of definitions.
  case names
  /// Names of columns.
  case columns
  /// Codes: any text.
  case codes
}

/// One key of a definition.
package struct DefinitionKey: Sendable {
  /// The key.
  package var name: String
  /// What its value may be.
  package var shape: ValueShape
  /// Whether it must be there.
  package var isRequired: Bool
  /// What it says, in one line.
  package var summary: String
  /// Whether nothing that is made rests on it, as on tests and on who may read what, so that no fingerprint is made of it.
  var isAside = false
}

/// A mapping with fixed keys: a kind of definition file, or a part of one.
package struct DefinitionKind: Sendable {
  /// The kind's name, such as `feed` or `feed column`.
  package var name: String
  /// What it defines, in one line.
  package var summary: String
  /// Its keys, in the order in which they are best written.
  package var keys: [DefinitionKey]
  /// Sets of keys of which a definition has exactly one; empty where there is no choice.
  package var choices: [Choice] = []
  /// What other keys may be there; nil for none.
  package var others: Others?

  /// Keys whose names are defined elsewhere.
  package struct Others: Sendable {
    /// What the names are.
    package var names: String
    /// What their values may be.
    package var shape: ValueShape
    /// What they say, in one line.
    package var summary: String
  }

  /// One set of keys that go together.
  package struct Choice: Sendable {
    /// The keys that must be there.
    package var requires: [String]
    /// The keys that may be there.
    package var allows: [String] = []

    /// All its keys.
    package var keys: [String] { requires + allows }
  }

  /// The key of a name.
  func key(_ name: String) -> DefinitionKey? {
    keys.first { $0.name == name }
  }
}

/// A key that must be there.
func required(_ name: String, _ shape: ValueShape, _ summary: String) -> DefinitionKey {
  DefinitionKey(name: name, shape: shape, isRequired: true, summary: summary)
}

/// A key that may be there.
func optional(_ name: String, _ shape: ValueShape, _ summary: String) -> DefinitionKey {
  DefinitionKey(name: name, shape: shape, isRequired: false, summary: summary)
}

extension ValueShape {
  /// What is expected, as the end of `expected …`.
  package var words: String {
    switch self {
    case .text, .anyText: "a text"
    case .name: "a name of lower-case letters, digits and hyphens"
    case .columnName: "a column's name of letters, digits and underscores"
    case .path(let kind): "the path of \(article(kind)) \(kind) file"
    case .folder: "the path of a folder"
    case .expression: "an SQL expression"
    case .word(let words):
      words.count == 1 ? "'\(words[0])'" : "one of \(words.joined(separator: ", "))"
    case .truth: "true or false"
    case .character: "one character, or tab"
    case .number: "a number"
    case .fraction: "a number from 0 to 1"
    case .wholeNumber(let least): "a whole number, at least \(least)"
    case .day: "a date such as 2026-03-31"
    case .mapping(let kind): "a mapping of \(kind.name) keys"
    case .entries(let value, let keys, _): "a mapping of \(keys.words), each \(value.words)"
    case .list(let shape): "a list, each element \(shape.words)"
    case .listOrNone(let shape): "a list that may be empty, each element \(shape.words)"
    case .either(let shapes): shapes.map(\.words).joined(separator: ", or ")
    }
  }
}

extension EntryKeys {
  var words: String {
    switch self {
    case .names: "names"
    case .columns: "columns"
    case .codes: "codes"
    }
  }
}

private func article(_ word: String) -> String {
  word.first.map { "aeiou".contains($0) } == true ? "an" : "a"
}
