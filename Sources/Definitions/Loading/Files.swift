import Model
import Formats

/// The definition files that were read, and the mistakes in them.
struct Files: Sendable {
  /// The mistakes so far.
  var mistakes = Mistakes()
  private var codeLists: [String: YAMLNode?] = [:]

  /// Reads a file that another one names, and checks its keys; nil where it could not be read.
  mutating func read(_ kind: DefinitionKind, namedBy node: YAMLNode) -> YAMLNode? {
    path(namedBy: node).flatMap { read(kind, at: $0, namedBy: node) }
  }

  /// Reads a file, and checks its keys; nil where it could not be read.
  mutating func read(_ kind: DefinitionKind, at path: String, namedBy node: YAMLNode? = nil)
    -> YAMLNode?
  {
    let number = mistakes.files.count
    var root: YAMLNode?
    do throws(FileFault) {
      let bytes = try readFile(path)
      if let text = decodeUTF8(bytes) {
        mistakes.keep(SourceFile(path: path, lines: splitLines(text)))
        root = parseYAML(text, ofFile: number, &mistakes)
      } else {
        mistakes.keep(SourceFile(path: path, lines: []))
        let place = SourcePlace(file: number, line: lineOfBadUTF8(bytes), column: 0)
        mistakes.add(.notYAML("the text is not UTF-8"), at: place)
      }
    } catch {
      mistakes.keep(SourceFile(path: path, lines: []))
      if let node {
        mistakes.add(.unreadable(code: error.code), at: node)
      } else {
        let place = SourcePlace(file: number, line: 0, column: 0)
        mistakes.add(.unreadable(code: error.code), at: place)
      }
    }
    guard let root else { return nil }
    checkShape(of: root, .mapping(kind), &mistakes)
    return root.entries.isEmpty ? nil : root
  }

  private func path(namedBy node: YAMLNode) -> String? {
    guard let name = node.text, !name.isEmpty else { return nil }
    return mistakes.files[node.place.file].path(of: name)
  }

  /// Reads a code list; several feeds may name one, which is read once.
  mutating func codeList(namedBy node: YAMLNode) -> YAMLNode? {
    guard let path = path(namedBy: node) else { return nil }
    if let known = codeLists[path] { return known }
    let root = read(.codeList, at: path, namedBy: node)
    codeLists[path] = root
    return root
  }
}

/// The first line, from 1, that is not UTF-8.
private func lineOfBadUTF8(_ bytes: [UInt8]) -> Int {
  let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
  return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
}
