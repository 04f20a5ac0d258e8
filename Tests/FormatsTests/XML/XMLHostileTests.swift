@testable import Formats
import Foundation
import Tables
import Testing

struct XMLHostileTests {
  private let contract = xmlContract(
    record: ["R"], namespace: "urn:a", [("a", "@a"), ("t", "T"), ("p", "../@p")])

  private func fault(_ text: String) -> FeedFault? {
    do {
      _ = try extractXML(contract, text)
      return nil
    } catch {
      return error as? FeedFault
    }
  }

  private func isMalformed(_ text: String, code: Int, line: Int = 1) -> Bool {
    guard case .malformedXML("test.xml", line, _, code)? = fault(text) else { return false }
    return true
  }

  @Test(
    "a DOCTYPE is refused, whatever is in it",
    arguments: [
      "<!DOCTYPE r>", "<!DOCTYPE r SYSTEM 'http://127.0.0.1:9/x.dtd'>",
      "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
      "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
      "<!DOCTYPE r [<!ENTITY % x SYSTEM 'file:///etc/passwd'> %x;]>",
      "<!DOCTYPE r [<!ATTLIST R a CDATA 'default'>]>",
    ])
  func doctype(text: String) {
    #expect(
      fault("<?xml version='1.0'?>\n\(text)\n<r xmlns='urn:a'><R a='1'>&b;&x;</R></r>")
        == .doctype(file: "test.xml", line: 2))
  }

  @Test("another namespace, or none, is refused")
  func namespace() {
    let expected = FeedFault.wrongNamespace(file: "test.xml", line: 1, expected: "urn:a")
    #expect(fault("<r><R a='1'/></r>") == expected)
    #expect(fault("<r xmlns='urn:b'><R a='1'/></r>") == expected)
    #expect(fault("<r xmlns:p='urn:a'><R a='1'/></r>") == expected)
    #expect(fault("<p:r xmlns:p='urn:a'><R a='1'/></p:r>") == nil)
  }

  @Test("a document cut off anywhere is malformed or empty")
  func truncated() {
    let whole = "<r xmlns='urn:a' p='x'>\n<R a='1'><T>t&amp;</T></R>\n<!-- c --><R a='2'/></r>"
    #expect(fault(whole) == nil)
    for length in 0..<whole.utf8.count {
      let cut = String(decoding: Array(whole.utf8.prefix(length)), as: UTF8.self)
      switch fault(cut) {
      case .malformedXML("test.xml", _, _, _)?: #expect(length > 0)
      case let other: #expect(length == 0 && other == .empty(file: "test.xml"), "\(length) bytes")
      }
    }
  }

  @Test("what is not well formed is refused with libxml2's number and the line")
  func malformed() {
    // The numbers are those of xmlParserErrors in libxml/xmlerror.h.
    #expect(isMalformed("<r xmlns='urn:a'>\n<R a='1'></r>", code: 76, line: 2))
    #expect(isMalformed("<r xmlns='urn:a'>\n<R a='1' a='2'/></r>", code: 42, line: 2))
    #expect(isMalformed("<r xmlns='urn:a'>\n\n<R a='1<'/></r>", code: 38, line: 3))
    #expect(isMalformed("<r xmlns='urn:a'><R><T>&nbsp;</T></R></r>", code: 26))
    #expect(isMalformed("<r xmlns='urn:a'><R a='&nbsp;'/></r>", code: 26))
    #expect(isMalformed("<r xmlns='urn:a'><x:R a='1'/></r>", code: 201))
    #expect(isMalformed("<r xmlns='urn:a'><R x:a='1'/></r>", code: 201))
    #expect(isMalformed("<r xmlns='urn:a'><R a='1'/></r><r/>", code: 5))
    #expect(isMalformed("a,b\n1,2\n", code: 4))
    #expect(isMalformed("<r xmlns='urn:a'><R a='\u{1}'/></r>", code: 9))
  }

  @Test("bytes that are not of the encoding are malformed")
  func notUTF8() throws {
    let bytes = Array("<r xmlns='urn:a'><R a='".utf8) + [0xE9] + Array("'/></r>".utf8)
    #expect(throws: FeedFault.self) { try extractXML(contract, bytes) }
  }

  @Test("a document without a record is empty, and a warning where the feed need not be there")
  func noRecord() throws {
    #expect(fault("<r xmlns='urn:a'><S/></r>") == .empty(file: "test.xml"))
    #expect(fault("") == .empty(file: "test.xml"))
    var optional = contract
    optional.isRequired = false
    let extract = try extractXML(optional, "<r xmlns='urn:a'><S/></r>")
    #expect(extract.table.rowCount == 0)
    #expect(extract.findings.map(\.rule) == ["no-rows"])
    #expect(throws: FeedFault.empty(file: "test.xml")) { try extractXML(optional, "") }
  }

  @Test("a cell of more than a mebibyte is refused")
  func longCell() {
    let long = String(repeating: "x", count: 1 << 20)
    #expect(fault("<r xmlns='urn:a'><R a='\(long)'><T>\(long)</T></R></r>") == nil)
    let tooLong = FeedFault.fieldTooLong(file: "test.xml", line: 2)
    #expect(fault("<r xmlns='urn:a'>\n<R a='\(long)x'/></r>") == tooLong)
    #expect(fault("<r xmlns='urn:a'>\n<R><T>\(long)x</T></R></r>") == tooLong)
  }

  @Test(
    "an element of more attributes than any feed has is refused, in whatever width of characters",
    arguments: [
      String.Encoding.utf8, .utf16BigEndian, .utf16LittleEndian, .utf32BigEndian,
      .utf32LittleEndian,
    ])
  func manyAttributes(encoding: String.Encoding) throws {
    func text(_ count: Int) -> String {
      let attributes = (0..<count).map { "a\($0)='>=\"'" }.joined(separator: " ")
      return "<r xmlns='urn:a'>\n<!-- > = --><R \(attributes)/><x/><R a='1'/>\n</r>"
    }
    // Few enough that libxml2 may read them, and its answer is the same.
    var few = AttributeCount()
    let fewBytes = [UInt8](try #require(text(1_000).data(using: encoding)))
    for byte in fewBytes { try few.take([byte].span, file: "test.xml") }
    var many = AttributeCount()
    let manyBytes = [UInt8](try #require(text(1_001).data(using: encoding)))
    #expect(throws: FeedFault.tooManyAttributes(file: "test.xml", line: 2)) {
      try many.take(manyBytes.span, file: "test.xml")
    }
  }

  @Test("what stands in comments, marked sections, instructions and values is no attribute")
  func noAttributes() throws {
    let signs = String(repeating: "=", count: 2_000)
    var count = AttributeCount()
    let text =
      "<?x \(signs)?><r a='\(signs)' b=\"\(signs)\"><!-- <x \(signs) --><![CDATA[<x \(signs)]]>\(signs)</r>"
    try count.take(Array(text.utf8).span, file: "test.xml")
  }

  @Test("three hundred thousand attributes are refused before the library looks at them")
  func attributes() {
    let attributes = (0..<300_000).map { "a\($0)='1'" }.joined(separator: " ")
    #expect(
      fault("<r xmlns='urn:a'>\n<R \(attributes)/></r>")
        == .tooManyAttributes(file: "test.xml", line: 2))
  }

  @Test("deep nesting is refused and does not crash")
  func deep() {
    let text = "<r xmlns='urn:a'>\n" + String(repeating: "<x>", count: 100_000)
    #expect(fault(text) == .malformedXML(file: "test.xml", line: 2, column: 0, code: 1))
  }

  @Test("character references, comments, marked sections and instructions are read as XML says")
  func references() throws {
    let extract = try extractXML(
      contract,
      """
      <?xml-stylesheet href="x"?><r xmlns='urn:a' p='&amp;&#38;&lt;'><R a='&amp;amp;&#38;#38;&quot;&#233;&#x1F600;
      tab&#9;'><T>a<?pi t?>&amp;<!-- - --><![CDATA[&amp;]]>&gt;&apos;</T></R></r>
      """)
    #expect(
      extract.table.textRows == [["&amp;&#38;\"é\u{1F600} tab", "a&&amp;>'", "&&<"]])
  }

  @Test("other encodings are read as the document declares them")
  func encodings() throws {
    let text = "<r xmlns='urn:a'><R a='Zoë'><T>naïve</T></R></r>"
    for (declared, encoding) in [
      ("ISO-8859-1", String.Encoding.isoLatin1), ("windows-1252", .windowsCP1252),
      ("UTF-16", .utf16), ("UTF-16", .utf16LittleEndian), ("UTF-8", .utf8),
    ] {
      let document = "<?xml version='1.0' encoding='\(declared)'?>" + text
      var bytes = try #require(document.data(using: encoding))
      if encoding == .utf16LittleEndian { bytes = [0xFF, 0xFE] + bytes }
      let rows = try extractXML(contract, bytes).table.textRows
      #expect(rows == [["Zoë", "naïve", nil]], "\(declared)")
    }
    let marked = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    #expect(try extractXML(contract, marked).table.textRows == [["Zoë", "naïve", nil]])
  }

  @Test("a document with any byte changed never crashes the reader")
  func flipped() throws {
    let fixture = Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <p:r xmlns:p="urn:a" p="&lt;é"><!-- c --><R a="1&amp;2"><T>t<![CDATA[x]]>&#65;</T></R><?pi x?>
      <R a='3' b="4"><U><T/></U></R></p:r>
      """.utf8)
    #expect(try extractXML(contract, fixture).table.rowCount == 2)
    var counts = (read: 0, refused: 0)
    for position in fixture.indices {
      for change: UInt8 in [0x01, 0x04, 0x80, 0xFF] {
        var bytes = fixture
        bytes[position] ^= change
        do {
          let extract = try extractXML(contract, bytes)
          #expect(extract.table.rowCount + extract.rejects.count > 0)
          counts.read += 1
        } catch {
          #expect(error is FeedFault)
          counts.refused += 1
        }
      }
    }
    #expect(counts.read > 0 && counts.refused > 0)
  }
}
