import Formats
import Model

/// A format of feeds' files, as definitions name it and lay it out.
///
/// To add one: a value here, a case of `FileFormat` with the lines beside it, and a reader.
struct FeedFormat: Sendable {
  /// What finds a column's cells in a file of the format: the key of a column that says where they stand.
  enum Place: String {
    case header, position, path
  }

  /// The format's word, under which its layout stands too.
  let word: String
  /// The keys of its layout and what they are for; nil for a format without one.
  var layout: (kind: DefinitionKind, summary: String)?
  /// Whether a file cannot be read without the layout.
  var needsLayout = false
  /// What finds a column's cells, by the layout that is given.
  var place: @Sendable (YAMLNode?) -> Place = { _ in .header }
  /// The format of a contract, by the layout that is given.
  let read: @Sendable (YAMLNode?) -> FileFormat

  /// Every format; the first is taken where the word is none of them.
  static let all = [
    FeedFormat(
      word: "csv", layout: (.csvLayout, "How delimited text is laid out."),
      place: { $0?.text("header") == "none" ? .position : .header },
      read: { .csv($0.map(csvLayout) ?? CSVLayout()) }),
    FeedFormat(
      word: "xml", layout: (.xmlLayout, "Which element is a row."), needsLayout: true,
      place: { _ in .path }, read: { .xml(xmlLayout($0)) }),
    FeedFormat(word: "arrow", read: { _ in .arrow }),
  ]
}

extension FeedFormat {
  /// Finds the format of a feed's definition, and says where another format's layout is given or its own lacks.
  init(of root: YAMLNode, _ mistakes: inout Mistakes) {
    let word = root.text("format")
    self = Self.all.first { $0.word == word } ?? Self.all[0]
    for other in Self.all where other.word != word && !word.isEmpty && other.layout != nil {
      if let entry = root.entry(other.word) {
        mistakes.add(
          .expected("format: \(other.word) where '\(other.word)' is given"), at: entry.key)
      }
    }
    if needsLayout, root[self.word] == nil {
      mistakes.add(.missingKey(self.word), at: root.firstKey)
    }
  }

  /// The key of a feed's definition that holds the layout.
  var layoutKey: DefinitionKey? {
    layout.map { optional(word, .mapping($0.kind), $0.summary) }
  }
}

extension DefinitionKind {
  static let csvLayout = DefinitionKind(
    name: "CSV layout", summary: "How delimited text is laid out.",
    keys: [
      optional(
        "delimiter", .character, "The character between fields; a comma where it is left out."),
      optional(
        "quote", .either([.word(["none"]), .character]),
        "The character around quoted fields, or `none`; `\"` where it is left out."),
      optional(
        "escape", .either([.word(["none"]), .character]),
        "The character that makes the next one plain inside quotes; none where it is left out."),
      optional(
        "header", .word(["first", "none", "search"]),
        "Where the columns' names stand: in the first row, nowhere, or in the first row that names every required column."
      ),
      optional(
        "header_rows", .wholeNumber(from: 1),
        "How many rows the names take; 1 where it is left out. A column's name is then those above each other with a blank between them, and a name over several columns counts for each of them."
      ),
      optional(
        "footer", .oneOrMore(.text),
        "Patterns, such as `Source*`, of the first filled cell of the row at which the table ends; case does not count. Notes below it are not read, and what looks like a row there is rejected."
      ),
      optional(
        "short_rows", .word(["missing"]),
        "Reads a row that lacks fields at its end as one without values there; it is rejected otherwise."
      ),
      optional("encoding", .word(TextEncoding.allCases.map(\.rawValue)), "The text's encoding."),
    ])

  static let xmlLayout = DefinitionKind(
    name: "XML layout", summary: "Which element of an XML file is a row.",
    keys: [
      required(
        "record", .text, "The element's path, such as `Organisations/Organisation/Rels/Rel`."),
      optional("namespace", .text, "The namespace that the document's root must have."),
    ])
}

private func csvLayout(_ node: YAMLNode) -> CSVLayout {
  func byte(_ key: String, _ otherwise: UInt8?) -> UInt8? {
    switch node[key]?.text {
    case nil: otherwise
    case "none": nil
    case "tab": 0x09
    case let text?: text.utf8.first
    }
  }
  let header: CSVLayout.Header =
    switch node.text("header") {
    case "none": .none
    case "search": .search
    default: .first
    }
  var layout = CSVLayout(
    delimiter: byte("delimiter", nil) ?? 0x2C, quote: byte("quote", 0x22),
    escape: byte("escape", nil), header: header,
    encoding: TextEncoding(rawValue: node.text("encoding")) ?? .automatic)
  layout.headerRows = readWholeNumber(node.text("header_rows")) ?? 1
  layout.footer = node.texts("footer")
  layout.fillsShortRows = node.text("short_rows") == "missing"
  return layout
}

private func xmlLayout(_ node: YAMLNode?) -> XMLLayout {
  XMLLayout(
    record: (node?.text("record") ?? "").split(separator: "/").map(String.init),
    namespace: node?["namespace"]?.text)
}
