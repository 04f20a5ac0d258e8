/// The definition files that were read, and the mistakes in them.
struct Files: Sendable {
  /// The mistakes so far.
  var mistakes = Mistakes()
  private var count = 0
  private var codeLists: [String: YAMLNode?] = [:]

  /// Reads a file that another one names, and checks its keys; nil where it could not be read.
  mutating func read(_ kind: DefinitionKind, namedBy node: YAMLNode) -> YAMLNode? {
    guard let name = node.text, !name.isEmpty else { return nil }
    return read(kind, at: node.place.file.path(of: name), namedBy: node)
  }

  /// Reads a file, and checks its keys; nil where it could not be read.
  mutating func read(_ kind: DefinitionKind, at path: String, namedBy node: YAMLNode? = nil)
    -> YAMLNode?
  {
    var file = SourceFile(path: path, order: count, lines: [])
    count += 1
    switch readBytes(of: path) {
    case .failure(let fault):
      mistakes.add(
        .unreadable(code: fault.code), at: node?.extent ?? SourcePlace(file, line: 0, column: 0))
      return nil
    case .success(let bytes):
      guard let text = decodeUTF8(bytes) else {
        let line = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
          .firstIndex { String(validating: $0, as: UTF8.self) == nil }
        let place = SourcePlace(file, line: (line ?? -1) + 1, column: 0)
        mistakes.add(.notYAML("the text is not UTF-8"), at: place)
        return nil
      }
      file = SourceFile(path: path, order: file.order, lines: splitLines(text))
      guard let root = parseYAML(text, of: file, &mistakes) else { return nil }
      checkShape(of: root, .mapping(kind), &mistakes)
      return root.entries.isEmpty ? nil : root
    }
  }

  /// Reads a code list; several feeds may name one, which is read once.
  mutating func codeList(namedBy node: YAMLNode) -> YAMLNode? {
    guard let name = node.text, !name.isEmpty else { return nil }
    let path = node.place.file.path(of: name)
    if let known = codeLists[path] { return known }
    let root = read(.codeList, at: path, namedBy: node)
    codeLists[path] = root
    return root
  }
}
