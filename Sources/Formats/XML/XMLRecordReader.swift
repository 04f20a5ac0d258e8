import CLibXML2
import Glibc
import Parallel

/// A document being parsed: it is fed bytes and makes rows of its records.
///
/// libxml2's push parser calls back as elements open and close; no tree is built, so memory does not grow with the
/// document. The network, entities of its own, external files and recovery are off.
@safe struct XMLRecordReader: ~Copyable {
  private let parser: xmlParserCtxtPtr
  // On the heap, since the parser keeps its address.
  private let document: UnsafeMutablePointer<XMLDocument>
  private let file: String

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
    var handler = unsafe XMLDocument.handler()
    guard XMLRecordReader.isLibraryReady,
      let parser = unsafe xmlCreatePushParserCtxt(&handler, nil, nil, 0, nil)
    else { throw .unreadable(file: file, code: ENOMEM) }
    unsafe xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
    let document = UnsafeMutablePointer<XMLDocument>.allocate(capacity: 1)
    unsafe document.initialize(
      to: XMLDocument(contract, layout, file: file, counter: counter, parser: parser))
    unsafe parser.pointee.userData = UnsafeMutableRawPointer(document)
    unsafe self.parser = parser
    unsafe self.document = document
    self.file = file
  }

  deinit {
    unsafe xmlFreeDoc(parser.pointee.myDoc)
    unsafe xmlFreeParserCtxt(parser)
    unsafe document.deinitialize(count: 1)
    unsafe document.deallocate()
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
  /// - Throws: as `parse`.
  func finish() throws(FeedFault) -> FeedPart {
    try check(unsafe xmlParseChunk(parser, nil, 0, 1))
    return unsafe document.pointee.finish()
  }

  private func check(_ code: Int32) throws(FeedFault) {
    if let fault = unsafe document.pointee.fault { throw fault }
    guard code == 0 || code == Int32(XML_WAR_NS_URI.rawValue) else {
      let line = unsafe document.pointee.line
      throw .malformedXML(file: file, line: line, column: 0, code: Int(code))
    }
  }
}
