import Model
import Expressions
import Tables

/// Checks a value against its shape and reports all that does not fit: unknown and missing keys, wrong kinds, unknown
/// words, texts that are no number or no date.
///
/// What names mean is not checked here: the readers of each definition do that, and need not look at shapes again.
func checkShape(of node: YAMLNode, _ shape: ValueShape, _ mistakes: inout Mistakes) {
  if node.isRefused { return }
  if case .list(let nodes) = node.content, nodes.isEmpty, shape.isList, !shape.mayBeEmpty {
    mistakes.add(.emptyList, at: node)
    return
  }
  switch shape {
  case .mapping(let kind): checkMapping(node, kind, &mistakes)
  case .entries(let value, let keys, _): checkEntries(node, value, keys, shape, &mistakes)
  case .list(let element):
    guard case .list(let nodes) = node.content, !nodes.isEmpty else {
      mistakes.add(.expected(shape.words), at: node)
      return
    }
    for node in nodes { checkShape(of: node, element, &mistakes) }
  case .listOrNone(let element):
    guard case .list(let nodes) = node.content else {
      mistakes.add(.expected(shape.words), at: node)
      return
    }
    for node in nodes { checkShape(of: node, element, &mistakes) }
  case .either(let shapes): checkEither(node, shapes, shape, &mistakes)
  default: checkText(node, shape, &mistakes)
  }
}

private func checkMapping(_ node: YAMLNode, _ kind: DefinitionKind, _ mistakes: inout Mistakes) {
  guard case .mapping(let entries) = node.content else {
    mistakes.add(.expected(ValueShape.mapping(kind).words), at: node)
    return
  }
  // A key that is there but mistyped is not reported as missing too.
  var meant: Set<String> = []
  let names = Set(entries.map(\.name))
  let absent = kind.keys.map(\.name).filter { !names.contains($0) }
  for entry in entries {
    guard let key = kind.key(entry.name) else {
      // What the name means is checked where it is read.
      if let others = kind.others {
        if others.shape.isShape(of: entry.value) {
          checkShape(of: entry.value, others.shape, &mistakes)
        }
        continue
      }
      let nearest = nearestWord(to: entry.name, in: absent)
      if let nearest { meant.insert(nearest) }
      mistakes.add(.unknownKey(entry.name, nearest: nearest), at: entry.key)
      continue
    }
    checkShape(of: entry.value, key.shape, &mistakes)
  }
  for key in kind.keys
  where key.isRequired && !names.contains(key.name) && !meant.contains(key.name) {
    mistakes.add(.missingKey(key.name), at: node.firstKey)
  }
  checkChoice(node, kind, &mistakes)
}

/// Of the sets of keys that exclude each other exactly one must be there, and whole.
private func checkChoice(_ node: YAMLNode, _ kind: DefinitionKind, _ mistakes: inout Mistakes) {
  if kind.choices.isEmpty { return }
  let words =
    "either "
    + kind.choices.map { $0.requires.joined(separator: " and ") }.joined(separator: ", or ")
  // A set that was begun: one of its own keys is there.
  let begun = kind.choices.filter { choice in
    let others = kind.choices.filter { $0.requires != choice.requires }.flatMap(\.keys)
    return choice.keys.contains { !others.contains($0) && node.entry($0) != nil }
  }
  let whole = begun.first { $0.requires.allSatisfy { node.entry($0) != nil } }
  guard let choice = whole ?? begun.first else {
    mistakes.add(.expected(words), at: node.firstKey)
    return
  }
  for key in choice.requires where node.entry(key) == nil {
    mistakes.add(.missingKey(key), at: node.firstKey)
  }
  let others = kind.choices.flatMap(\.keys).filter { !choice.keys.contains($0) }
  for entry in node.entries where others.contains(entry.name) {
    mistakes.add(.expected(words), at: entry.key)
  }
}

private func checkEntries(
  _ node: YAMLNode, _ value: ValueShape, _ keys: EntryKeys, _ shape: ValueShape,
  _ mistakes: inout Mistakes
) {
  guard case .mapping(let entries) = node.content, !entries.isEmpty else {
    mistakes.add(.expected(shape.words), at: node)
    return
  }
  for entry in entries {
    if !keys.allow(entry.name) { mistakes.add(.expected(keys.keyWords), at: entry.key) }
    checkShape(of: entry.value, value, &mistakes)
  }
}

/// The shapes of the value's own kind count; of several the one that fits, and where none does all are named.
private func checkEither(
  _ node: YAMLNode, _ shapes: [ValueShape], _ whole: ValueShape, _ mistakes: inout Mistakes
) {
  let possible = shapes.filter { $0.isShape(of: node) }
  if possible.count == 1, let shape = possible.first {
    checkShape(of: node, shape, &mistakes)
    return
  }
  for shape in possible {
    var trial = mistakes
    checkShape(of: node, shape, &trial)
    if trial.count == mistakes.count { return }
  }
  mistakes.add(.expected(whole.words), at: node)
}

private func checkText(_ node: YAMLNode, _ shape: ValueShape, _ mistakes: inout Mistakes) {
  guard let text = node.text else {
    mistakes.add(.expected(shape.words), at: node)
    return
  }
  if case .word(let words) = shape, words.count > 1, !text.isEmpty {
    if words.contains(text) { return }
    let nearest = nearestWord(to: text, in: words)
    mistakes.add(.unknownValue(text, allowed: words, nearest: nearest), at: node)
  } else if !shape.allows(text) {
    mistakes.add(.expected(shape.words), at: node)
  }
}

extension ValueShape {
  /// Whether a value is of the shape's kind: a text, a list or a mapping.
  func isShape(of node: YAMLNode) -> Bool {
    switch (self, node.content) {
    case (.mapping, .mapping), (.entries, .mapping), (.list, .list), (.listOrNone, .list): true
    case (.mapping, _), (.entries, _), (.list, _), (.listOrNone, _): false
    case (.either(let shapes), _): shapes.contains { $0.isShape(of: node) }
    case (_, .text): true
    default: false
    }
  }

  /// Whether a list is of the shape.
  fileprivate var isList: Bool {
    switch self {
    case .list, .listOrNone: true
    case .either(let shapes): shapes.contains { $0.isList }
    default: false
    }
  }

  /// Whether a list of the shape may be empty.
  fileprivate var mayBeEmpty: Bool {
    switch self {
    case .listOrNone: true
    case .either(let shapes): shapes.contains { $0.mayBeEmpty }
    default: false
    }
  }

  /// Whether a text is of a shape that texts have.
  func allows(_ text: String) -> Bool {
    switch self {
    case .text, .path, .folder, .expression: !text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x0A }
    case .anyText: true
    case .name: isName(text)
    case .columnName: isColumnName(text)
    case .word(let words): words.contains(text)
    case .truth: text == "true" || text == "false"
    case .character: text == "tab" || (text.utf8.count == 1 && !["\n", "\r"].contains(text))
    case .number: readDecimal(text) != nil
    case .fraction: readDecimal(text).map { $0 >= 0 && $0 <= 1 } ?? false
    case .wholeNumber(let least): readWholeNumber(text).map { $0 >= least } ?? false
    case .day: Day(iso: text) != nil
    case .mapping, .entries, .list, .listOrNone, .either: false
    }
  }
}

extension EntryKeys {
  func allow(_ name: String) -> Bool {
    switch self {
    case .names: isName(name)
    case .columns: isColumnName(name)
    case .codes: !name.isEmpty
    }
  }

  var keyWords: String {
    switch self {
    case .names: ValueShape.name.words
    case .columns: ValueShape.columnName.words
    case .codes: "a code"
    }
  }
}

/// Whether a text is lower-case letters and digits, with single hyphens between them.
func isName(_ text: String) -> Bool {
  var wasHyphen = true
  for byte in text.utf8 {
    switch byte {
    case 0x61...0x7A, 0x30...0x39: wasHyphen = false
    case 0x2D where !wasHyphen: wasHyphen = true
    default: return false
    }
  }
  return !wasHyphen
}

/// Whether a text is letters, digits and underscores, with no digit first.
func isColumnName(_ text: String) -> Bool {
  guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
  return text.utf8.allSatisfy { byte in
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F: true
    default: false
    }
  }
}

/// A number written with digits, a sign, a point and an exponent; nil for other texts, `nan` and `inf` among them.
func readDecimal(_ text: String) -> Double? {
  let allowed = text.utf8.allSatisfy { byte in
    switch byte {
    case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
    default: false
    }
  }
  guard allowed, let number = Double(text), number.isFinite else { return nil }
  return number
}

/// A whole number written with digits only.
package func readWholeNumber(_ text: String) -> Int? {
  text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
}
