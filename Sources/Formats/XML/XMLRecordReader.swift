import CLibXML2
import Parallel

/// A document being parsed: it is fed bytes and makes rows of its records.
///
/// libxml2's push parser calls back as elements open and close; no tree is built, so memory does not grow with the
/// document. The network, entities of its own, external files and recovery are off.
@safe final class XMLRecordReader {
  private let file: String
  private let namespace: String?
  private let parser: xmlParserCtxtPtr
  private var records: XMLRecords?
  /// The first thing wrong with the document.
  private var fault: FeedFault?

  /// libxml2's own tables, made once before the first parser.
  private static let isLibraryReady: Bool = {
    xmlInitParser()
    return true
  }()

  /// Makes a parser for one file.
  ///
  /// - Throws: `FeedFault.unreadable` with `ENOMEM` where there is no memory for it.
  init(
    _ contract: FeedContract, _ layout: XMLLayout, file: String, counter: RowCounter
  ) throws(FeedFault) {
    self.file = file
    namespace = layout.namespace
    var handler = unsafe XMLRecordReader.handler()
    guard XMLRecordReader.isLibraryReady,
      let parser = unsafe xmlCreatePushParserCtxt(&handler, nil, nil, 0, nil)
    else { throw .unreadable(file: file, code: XMLRecordReader.outOfMemory) }
    unsafe self.parser = parser
    unsafe xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
    let names = unsafe parser.pointee.dict
    records = XMLRecords(contract, layout, file: file, counter: counter) { name in
      unsafe UInt(bitPattern: xmlDictLookup(names, name, Int32(name.utf8.count)))
    }
    unsafe parser.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
  }

  /// ENOMEM, whose name Glibc has and this file does not import.
  private static let outOfMemory: Int32 = 12

  deinit {
    unsafe xmlFreeDoc(parser.pointee.myDoc)
    unsafe xmlFreeParserCtxt(parser)
  }

  /// Parses the next bytes.
  ///
  /// - Throws: `FeedFault.malformedXML`, `.doctype`, `.wrongNamespace` or `.fieldTooLong`.
  func parse(_ bytes: Span<UInt8>) throws(FeedFault) {
    let code = unsafe bytes.withUnsafeBytes { buffer in
      unsafe xmlParseChunk(
        parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 0)
    }
    try check(code)
  }

  /// Ends the document and gives its rows.
  ///
  /// - Throws: as `parse`, and `FeedFault.empty` where there was no record.
  func finish() throws(FeedFault) -> FeedPart {
    try check(unsafe xmlParseChunk(parser, nil, 0, 1))
    guard var records, records.count > 0 else { throw .empty(file: file) }
    self.records = nil
    records.flush()
    return records.builder.finish()
  }

  private func check(_ code: Int32) throws(FeedFault) {
    if let fault { throw fault }
    guard code == 0 else {
      throw .malformedXML(file: file, line: line, column: 0, code: Int(code))
    }
  }

  private var line: Int { Int(unsafe xmlSAX2GetLineNumber(parser)) }

  // MARK: - Calls from the parser

  private func stop(_ fault: FeedFault) {
    if self.fault == nil { self.fault = fault }
    unsafe xmlStopParser(parser)
  }

  private func stop(_ problem: XMLProblem?) {
    switch problem {
    case nil: break
    case .wrongNamespace: stop(.wrongNamespace(file: file, line: line, expected: namespace ?? ""))
    case .cellTooLong: stop(.fieldTooLong(file: file, line: line))
    }
  }

  fileprivate func doctype() {
    stop(.doctype(file: file, line: line))
  }

  fileprivate func startElement(
    _ name: InternedName, namespace uri: UnsafePointer<UInt8>?,
    _ attributes: borrowing XMLAttributes
  ) {
    if let namespace, records?.depth == 0 {
      let own = unsafe uri.map { unsafe String(cString: $0) }
      guard own == namespace else { return stop(.wrongNamespace) }
    }
    stop(records?.startElement(name, attributes))
  }

  fileprivate func endElement() {
    records?.endElement()
  }

  fileprivate func text(_ text: Span<UInt8>) {
    stop(records?.text(text))
  }

  /// Keeps where the first error is, and never its text, in which the document's own may stand.
  fileprivate func error(_ error: xmlError) {
    // That a namespace is not a valid URI is a warning by its number, if not by its level.
    guard unsafe error.level.rawValue >= XML_ERR_ERROR.rawValue,
      unsafe error.code != Int32(XML_WAR_NS_URI.rawValue)
    else { return }
    stop(
      unsafe .malformedXML(
        file: file, line: Int(error.line), column: Int(error.int2), code: Int(error.code)))
  }
}

extension XMLRecordReader {
  /// The parser's calls, each of which finds its reader behind the pointer given to the parser.
  @unsafe fileprivate static func handler() -> xmlSAXHandler {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.initialized = XML_SAX2_MAGIC
    unsafe handler.internalSubset = { context, _, _, _ in
      unsafe reader(context)?.doctype()
    }
    unsafe handler.startElementNs = { context, name, _, uri, _, _, count, _, attributes in
      unsafe reader(context)?.startElement(
        UInt(bitPattern: name), namespace: uri, XMLAttributes(attributes, count: count))
    }
    unsafe handler.endElementNs = { context, _, _, _ in
      unsafe reader(context)?.endElement()
    }
    unsafe handler.characters = { context, text, count in
      let buffer = unsafe UnsafeBufferPointer(start: text, count: Int(count))
      unsafe reader(context)?.text(buffer.span)
    }
    // White space between elements and marked sections are text like any other.
    unsafe handler.ignorableWhitespace = handler.characters
    unsafe handler.cdataBlock = handler.characters
    unsafe handler.serror = { context, error in
      guard let error = unsafe error?.pointee else { return }
      unsafe reader(context)?.error(error)
    }
    return unsafe handler
  }
}

@unsafe private func reader(_ context: UnsafeMutableRawPointer?) -> XMLRecordReader? {
  guard let context = unsafe context else { return nil }
  return unsafe Unmanaged<XMLRecordReader>.fromOpaque(context).takeUnretainedValue()
}
