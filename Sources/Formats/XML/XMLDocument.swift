import CLibXML2
import Parallel

/// What libxml2 calls back about one document: its rows so far and the first thing wrong with it.
@safe struct XMLDocument {
  private let file: String
  private let namespace: String?
  private let parser: xmlParserCtxtPtr
  private(set) var records: XMLRecords
  private(set) var fault: FeedFault?

  /// Prepares for the document of a parser.
  @unsafe init(
    _ contract: FeedContract, _ layout: XMLLayout, file: String, counter: RowCounter,
    parser: xmlParserCtxtPtr
  ) {
    self.file = file
    namespace = layout.namespace
    unsafe self.parser = parser
    let names = unsafe parser.pointee.dict
    records = XMLRecords(contract, layout, file: file, counter: counter) { name in
      unsafe UInt(bitPattern: xmlDictLookup(names, name, Int32(name.utf8.count)))
    }
  }

  /// The line that the parser is on.
  var line: Int { Int(unsafe xmlSAX2GetLineNumber(parser)) }

  mutating func doctype() {
    stop(.doctype(file: file, line: line))
  }

  mutating func startElement(
    _ name: InternedName, namespace uri: UnsafePointer<UInt8>?,
    _ attributes: borrowing XMLAttributes
  ) {
    guard fault == nil else { return }
    if let namespace, records.depth == 0 {
      let own = unsafe uri.map { unsafe String(cString: $0) }
      guard own == namespace else {
        return stop(.wrongNamespace(file: file, line: line, expected: namespace))
      }
    }
    stop(records.startElement(name, attributes))
  }

  mutating func endElement() {
    guard fault == nil else { return }
    records.endElement()
  }

  mutating func addText(_ text: Span<UInt8>) {
    guard fault == nil else { return }
    stop(records.addText(text))
  }

  /// Keeps where the first error is, and never its text, in which the document's own may stand.
  mutating func addError(_ error: xmlError) {
    // That a namespace is not a valid URI is a warning by its number, if not by its level.
    guard unsafe error.level.rawValue >= XML_ERR_ERROR.rawValue,
      unsafe error.code != Int32(XML_WAR_NS_URI.rawValue)
    else { return }
    stop(
      unsafe .malformedXML(
        file: file, line: Int(error.line), column: Int(error.int2), code: Int(error.code)))
  }

  private mutating func stop(_ excess: XMLExcess?) {
    switch excess {
    case nil: break
    case .cellLength: stop(.fieldTooLong(file: file, line: line))
    case .depth:
      let code = Int(XML_ERR_INTERNAL_ERROR.rawValue)
      stop(.malformedXML(file: file, line: line, column: 0, code: code))
    }
  }

  private mutating func stop(_ fault: FeedFault) {
    guard self.fault == nil else { return }
    self.fault = fault
    unsafe xmlStopParser(parser)
  }

  /// The rows of the whole document.
  consuming func finish() -> FeedPart {
    records.flush()
    return records.builder.finish()
  }
}

extension XMLDocument {
  /// The parser's calls, each of which finds its document behind the pointer given to the parser.
  @unsafe static func handler() -> xmlSAXHandler {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.initialized = XML_SAX2_MAGIC
    unsafe handler.internalSubset = { context, _, _, _ in
      unsafe document(context)?.pointee.doctype()
    }
    unsafe handler.startElementNs = { context, name, _, uri, _, _, count, _, attributes in
      unsafe document(context)?.pointee.startElement(
        UInt(bitPattern: name), namespace: uri, XMLAttributes(attributes, count: count))
    }
    unsafe handler.endElementNs = { context, _, _, _ in
      unsafe document(context)?.pointee.endElement()
    }
    unsafe handler.characters = { context, text, count in
      let buffer = unsafe UnsafeBufferPointer(start: text, count: Int(count))
      unsafe document(context)?.pointee.addText(buffer.span)
    }
    // White space between elements and marked sections are text like any other.
    unsafe handler.ignorableWhitespace = handler.characters
    unsafe handler.cdataBlock = handler.characters
    unsafe handler.serror = { context, error in
      guard let error = unsafe error?.pointee else { return }
      unsafe document(context)?.pointee.addError(error)
    }
    return unsafe handler
  }
}

@unsafe private func document(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<
  XMLDocument
>? {
  unsafe context?.assumingMemoryBound(to: XMLDocument.self)
}
