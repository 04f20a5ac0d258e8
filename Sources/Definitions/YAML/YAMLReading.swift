import Model
import Yams

/// Reads a YAML text into a tree of places and texts.
///
/// Duplicate keys are reported one by one, the first of them counts; anchors are refused; of a text that is not YAML
/// nothing is known.
func parseYAML(_ text: String, ofFile file: Int, _ mistakes: inout Mistakes) -> YAMLNode? {
  var composition = Composition(text: text, file: file)
  do {
    return try composition.compose(&mistakes)
  } catch {
    mistakes.add(syntaxReason(of: error), at: syntaxPlace(of: error, in: file))
    return nil
  }
}

/// One text on its way through Yams.
///
/// Yams refuses a mapping with a duplicate key, and names the first occurrence only. So that one such mistake does not
/// hide the others, that occurrence gets a name that nothing else has, and the text is composed again.
private struct Composition {
  var text: String
  let file: Int
  /// The keys that were renamed, by their place, with their true names.
  var renamed: [Position: String] = [:]
  var refusedAnchors: Set<Position> = []

  init(text: String, file: Int) {
    self.text = text
    self.file = file
  }

  mutating func compose(_ mistakes: inout Mistakes) throws -> YAMLNode? {
    while true {
      do {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else {
          mistakes.add(
            .expected("a definition; the file is empty"),
            at: SourcePlace(file: file, line: 0, column: 0))
          return nil
        }
        // The parser holds the anchors, which nodes only point to.
        return withExtendedLifetime(parser) { convert(root, &mistakes) }
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let position = Position(line: context.mark.line, column: context.mark.column)
        guard let name = names.first, rename(name, at: position) else {
          let place = SourcePlace(file: file, line: position.line, column: position.column)
          mistakes.add(.duplicateKey(names.first ?? ""), at: place)
          return nil
        }
      }
    }
  }

  /// Replaces the first character of a key by one of the private use area, which keeps every place as it is.
  mutating func rename(_ name: String, at position: Position) -> Bool {
    let stand = 0xE000 + renamed.count
    guard stand < 0xF8FF, !name.isEmpty, renamed[position] == nil, let mark = Unicode.Scalar(stand)
    else { return false }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard position.line >= 1, position.line <= lines.count else { return false }
    var scalars = Array(lines[position.line - 1].unicodeScalars)
    var index = position.column - 1
    if index < scalars.count, scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
    guard index < scalars.count, scalars[index] == name.unicodeScalars.first else { return false }
    scalars[index] = mark
    lines[position.line - 1] = String(String.UnicodeScalarView(scalars))
    text = lines.joined(separator: "\n")
    renamed[position] = name
    return true
  }
}

extension Composition {
  mutating func convert(_ node: Node, _ mistakes: inout Mistakes) -> YAMLNode {
    let place = place(of: node)
    if node.anchor != nil {
      if refusedAnchors.insert(place.position).inserted {
        mistakes.add(.expected("the value itself; anchors and aliases are not read"), at: place)
      }
      return YAMLNode(content: .refused, place: place)
    }
    switch node {
    case .scalar(let scalar):
      return YAMLNode(content: .text(scalar.string, style(of: scalar)), place: place)
    case .sequence(let sequence):
      return YAMLNode(content: .list(sequence.map { convert($0, &mistakes) }), place: place)
    case .mapping(let mapping):
      return YAMLNode(content: .mapping(entries(of: mapping, &mistakes)), place: place)
    case .alias:
      return YAMLNode(content: .refused, place: place)
    }
  }

  mutating func entries(of mapping: Node.Mapping, _ mistakes: inout Mistakes) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var names: Set<String> = []
    for (key, value) in mapping {
      var keyNode = convert(key, &mistakes)
      guard case .text(let written, let style) = keyNode.content else {
        mistakes.add(.expected("a text as the key"), at: keyNode)
        continue
      }
      let name = renamed[keyNode.place.position] ?? written
      keyNode.content = .text(name, style)
      if names.insert(name).inserted {
        entries.append(.init(key: keyNode, value: convert(value, &mistakes)))
      } else {
        mistakes.add(.duplicateKey(name), at: keyNode)
      }
    }
    return entries
  }

  func place(of node: Node) -> SourcePlace {
    SourcePlace(file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
  }

  func style(of scalar: Node.Scalar) -> YAMLNode.Style {
    switch scalar.style {
    case .any, .plain: .plain
    case .singleQuoted: .singleQuoted
    case .doubleQuoted: .doubleQuoted
    case .literal: .literal
    case .folded: .folded
    }
  }
}

/// What is wrong with a text that is not YAML, in the YAML reader's words.
private func syntaxReason(of error: any Error) -> DefinitionMistake.Reason {
  switch error {
  case YamlError.scanner(let context, let problem, _, _),
    YamlError.parser(let context, let problem, _, _):
    .notYAML([problem, context?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " "))
  case YamlError.composer(let context, _, _, _)
  where context?.text.contains("single document") == true:
    .notYAML("a second document in one file")
  case YamlError.composer(_, let problem, _, _): .notYAML(problem)
  case YamlError.reader(let problem, _, _, _): .notYAML(problem)
  default: .notYAML("the YAML reader gave up")
  }
}

private func syntaxPlace(of error: any Error, in file: Int) -> SourcePlace {
  switch error {
  case YamlError.scanner(let context, _, let mark, _),
    YamlError.parser(let context, _, let mark, _):
    // What was opened and not closed is found at the end of the file, and mended where it was opened.
    let opened = context.flatMap { context in
      ["flow", "quoted", "simple key"].contains { context.text.contains($0) } ? context.mark : nil
    }
    return SourcePlace(
      file: file, line: (opened ?? mark).line, column: (opened ?? mark).column)
  case YamlError.composer(_, _, let mark, _):
    return SourcePlace(file: file, line: mark.line, column: mark.column)
  case YamlError.reader(_, let offset?, _, let yaml):
    return place(ofByte: offset, of: yaml, in: file)
  default: return SourcePlace(file: file, line: 0, column: 0)
  }
}

private func place(ofByte offset: Int, of text: String, in file: Int) -> SourcePlace {
  let before = text.utf8.prefix(offset)
  let line = before.count { $0 == 0x0A } + 1
  let start = before.lastIndex(of: 0x0A).map { text.utf8.index(after: $0) } ?? text.startIndex
  return SourcePlace(
    file: file, line: line, column: text[start..<before.endIndex].unicodeScalars.count + 1)
}
