import CLibYAML

/// What stands next in a YAML text.
enum YAMLEvent {
  /// A text, and how it is written.
  case text(String, YAMLNode.Style)
  /// A list's first bracket or hyphen.
  case listStart
  /// A mapping's first brace or key.
  case mappingStart
  /// The end of the list or mapping that was begun last.
  case end
  /// A name for a value that stands elsewhere.
  case alias(String)
  /// The start of a document.
  case document
  /// The end of the text.
  case textEnd
}

/// Why a text is no YAML, in libyaml's words.
struct YAMLFault: Error {
  /// What is wrong.
  var problem: String
  /// What was being read; nil where that says nothing.
  var context: String?
  /// Where it is, from 1; 0 for nowhere.
  var position: Position
}

/// The events of one YAML text in their order, as libyaml finds them.
@safe struct YAMLEvents: ~Copyable {
  /// libyaml keeps a pointer to its parser in the parser, which therefore must not move.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// The text, which the parser only points to.
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  /// Where the last event starts.
  private(set) var position = Position(line: 0, column: 0)
  /// The anchor of the last event; nil for none.
  private(set) var anchor: String?

  /// Prepares to read a text.
  init(_ text: String) throws(YAMLFault) {
    unsafe parser = .allocate(capacity: 1)
    let utf8 = Array(text.utf8)
    unsafe bytes = .allocate(capacity: utf8.count)
    _ = unsafe bytes.initialize(from: utf8)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      throw YAMLFault(problem: "no memory is left", position: Position(line: 0, column: 0))
    }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe bytes.deallocate()
  }

  /// Reads the next event.
  mutating func next() throws(YAMLFault) -> YAMLEvent {
    while true {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault() }
      defer { unsafe yaml_event_delete(&event) }
      position = unsafe Position(event.start_mark)
      anchor = nil
      switch unsafe event.type {
      case YAML_SCALAR_EVENT:
        let scalar = unsafe event.data.scalar
        unsafe anchor = text(scalar.anchor)
        let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return unsafe .text(String(decoding: value, as: UTF8.self), style(of: scalar.style))
      case YAML_SEQUENCE_START_EVENT:
        unsafe anchor = text(event.data.sequence_start.anchor)
        return .listStart
      case YAML_MAPPING_START_EVENT:
        unsafe anchor = text(event.data.mapping_start.anchor)
        return .mappingStart
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
      case YAML_ALIAS_EVENT: return unsafe .alias(text(event.data.alias.anchor) ?? "")
      case YAML_DOCUMENT_START_EVENT: return .document
      // After the text's end libyaml gives events of no kind.
      case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .textEnd
      default: continue
      }
    }
  }

  private func text(_ characters: UnsafeMutablePointer<UInt8>?) -> String? {
    unsafe characters.map { unsafe String(cString: $0) }
  }

  private func style(of style: yaml_scalar_style_t) -> YAMLNode.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  /// What the parser stumbled over.
  private func fault() -> YAMLFault {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
    let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
    guard unsafe parser.pointee.error != YAML_READER_ERROR else {
      return unsafe YAMLFault(
        problem: problem ?? "", position: position(ofByte: parser.pointee.problem_offset))
    }
    // What was opened and not closed is found at the end of the file, and mended where it was opened.
    let isOpened = ["flow", "quoted", "simple key"].contains { context?.contains($0) == true }
    return YAMLFault(
      problem: problem ?? "no memory is left", context: context,
      position: unsafe Position(
        isOpened ? parser.pointee.context_mark : parser.pointee.problem_mark))
  }

  private func position(ofByte offset: Int) -> Position {
    let before = unsafe bytes.prefix(offset)
    let line = unsafe before.count { $0 == 0x0A } + 1
    let start = unsafe (before.lastIndex(of: 0x0A) ?? -1) + 1
    let column = unsafe String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
    return Position(line: line, column: column)
  }
}

extension Position {
  /// libyaml counts from 0.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: mark.line + 1, column: mark.column + 1)
  }
}
