/// A YAML value with its place; every scalar is the text that stands there.
struct YAMLNode: Sendable {
  /// How a scalar was written.
  enum Style: Sendable {
    case plain
    case singleQuoted
    case doubleQuoted
    case literal
    case folded
  }

  /// What a value is.
  enum Content: Sendable {
    case text(String, Style)
    case list([YAMLNode])
    case mapping([Entry])
    /// Something that is not read, and was reported.
    case refused
  }

  /// A key and its value.
  struct Entry: Sendable {
    /// The key, which is a text.
    var key: YAMLNode
    var value: YAMLNode

    /// The key's text.
    var name: String { key.text ?? "" }
  }

  /// What it is.
  var content: Content
  /// Where it starts.
  var place: SourcePlace
}

extension YAMLNode {
  /// The text of a scalar; nil for anything else.
  var text: String? {
    if case .text(let text, _) = content { text } else { nil }
  }

  /// The elements of a list, a single text as a list of one; none for anything else.
  var elements: [YAMLNode] {
    switch content {
    case .list(let nodes): nodes
    case .text: [self]
    case .mapping, .refused: []
    }
  }

  /// The entries of a mapping; none for anything else.
  var entries: [Entry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  /// The entry of a key.
  func entry(_ key: String) -> Entry? {
    entries.first { $0.name == key }
  }

  /// The value of a key.
  subscript(key: String) -> YAMLNode? {
    entry(key)?.value
  }

  /// The text of a key's value; empty where there is none, which the check of the keys has reported.
  func text(_ key: String) -> String {
    self[key]?.text ?? ""
  }

  /// The texts of a key's value, which is a text or a list of texts.
  func texts(_ key: String) -> [String] {
    self[key]?.elements.compactMap(\.text) ?? []
  }

  /// Where to point at what a mapping lacks: its first key.
  var firstKey: YAMLNode {
    entries.first?.key ?? self
  }

  /// Whether the value was not read, so that nothing can be said about what it lacks.
  var isRefused: Bool {
    if case .refused = content { true } else { false }
  }
}
