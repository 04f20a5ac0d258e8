import Foundation
import Parallel
import Tables
import Testing

@testable import Formats

/// Reads a text through the scanner of flat records alone, and through libxml2 alone.
private struct BothWays {
  /// The scanner's rows; nil where it gave up.
  var flat: FeedPart?
  var any: Result<FeedPart, FeedFault>
  /// How many rows the progress says after the scanner.
  var counted: Int

  init(_ contract: FeedContract, _ bytes: some DataProtocol, blockSize: Int = 1 << 17) throws {
    guard case .xml(let layout) = contract.format else { preconditionFailure("an XML contract") }
    (flat, any, counted) = try withFolder { folder in
      let path = folder.appendingPathComponent("flat.xml")
      try Data(bytes).write(to: path)
      let file = FeedFile(path: path.path, name: "flat.xml")
      let counter = RowCounter()
      let flat = try extractFlatXML(
        contract, layout: layout, file: file, rows: counter, stop: StopRequest(),
        blockSize: blockSize)
      let any = Result { () throws(FeedFault) in
        try extractAnyXML(
          contract, layout: layout, file: file, rows: RowCounter(), stop: StopRequest(),
          blockSize: blockSize)
      }
      return (flat, any, counter.rows)
    }
  }
}

private let contract = FeedContract(
  name: "events", files: ["*.xml"],
  format: .xml(XMLLayout(record: ["Event"], namespace: "urn:events")),
  columns: [
    ColumnContract(
      name: "number", source: .path("@number"), type: .identifier(digits: 10), isRequired: true),
    ColumnContract(name: "code", source: .path("@code"), type: .text),
    ColumnContract(
      name: "day", source: .path("@on"),
      type: .day(DateFormat(pattern: "yyyy-MM-dd").map { [$0] } ?? [])),
  ])

private func document(_ content: String, root: String = "Events xmlns=\"urn:events\"") -> String {
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(root)>\(content)</\(root.prefix { $0 != " " })>\n"
}

@Suite("Flat XML")
struct FlatXMLTests {
  @Test(
    "a file of flat records is read without libxml2, as libxml2 reads it",
    arguments: [
      document("<Event number=\"9434765919\" code=\"FLU\" on=\"2026-01-31\"/>"),
      document(
        "\n  <Event number='9434765919' code = 'a \"b\" > c' />\r\n\t<Event number=\"12\" code=\"\"/>\n"
      ),
      document("<Event code=\"x\" other=\"y\" number=\"9434765919\"/><Note text=\"n\"/>"),
      document("<Event number=\"9434765919\"></Event><Event></Event >"),
      document(
        "<Event code='&#70;L&#85;'/><Event code='a&amp;b&lt;&gt;&quot;&apos;&#38;#38;&#60;'/>"),
      document("<!-- sent again - --><Event code='a'/><!----><!-- <Event/> & -->"), document(""),
      "<Events xmlns='urn:events'><Event number=\"9434765919\"/></Events>",
    ])
  func read(text: String) throws {
    let both = try BothWays(contract, Data(text.utf8))
    let flat = try #require(both.flat)
    let any = try both.any.get()
    #expect(same(flat, any))
    #expect(both.counted == flat.table.rowCount)
  }

  @Test(
    "what is not flat is left to libxml2, and no row of it is told twice",
    arguments: [
      document("<Event number=\"9434765919\" code=\"a&#233;b\"/>"),
      document("<Event number=\"9434765919\" code=\"a&#x46;b\"/>"),
      document("<Event number=\"9434765919\" code=\"Zoë\"/>"),
      document("<Event number=\"9434765919\" code=\"a\tb\"/>"),
      document("<Event number=\"9434765919\"/><!-- Zoë --><Event number=\"9434765919\"/>"),
      document("<Event number=\"9434765919\"> </Event>"),
      document("<Group><Event number=\"9434765919\"/></Group>"),
      document("<Event number=\"9434765919\"/>text"),
      document("<e:Event xmlns:e=\"urn:events\" number=\"9434765919\"/>"),
      document("<Event xmlns=\"urn:other\" number=\"9434765919\"/>"),
      document(
        "<Event number=\"9434765919\"/>", root: "Events xmlns=\"urn:events\" xmlns:e=\"urn:e\""),
      "<?xml version='1.0' encoding='ISO-8859-1'?><Events xmlns='urn:events'><Event code='a'/></Events>",
      "<?xml-stylesheet href='a'?><Events xmlns='urn:events'><Event code='a'/></Events>",
      "<Event xmlns='urn:events' number='9434765919'></Event>",
    ])
  func givesUp(text: String) throws {
    let both = try BothWays(contract, Data(text.utf8))
    #expect(both.flat == nil)
    #expect(both.counted == 0)
    _ = try both.any.get()
  }

  @Test(
    "what is no XML, or no file of the feed, is never taken",
    arguments: [
      document("<Event number=\"1\" number=\"2\"/>"), document("<Event number=\"1\"code=\"2\"/>"),
      document("<Event number=1/>"), document("<Event number=\"a<b\"/>"),
      document("<Event number/>"),
      document("<Event / >"), document("<!-- a -- b -->"), document("<!-- a --->"),
      document("<Event></Event"),
      document("<Event code='&'/>"), document("<Event code='&none;'/>"),
      document("<Event code='&#0;'/>"), document("< Event/>"), document("<1Event/>"),
      document("<Event number=\"1\u{7}\"/>"),
      document("<Event number=\"1\"/>") + "<Events/>", document("<Event number=\"1\"/>") + "x",
      document("<Event/>", root: "Events"),
      document("<Event/>", root: "Events xmlns=\"urn:event\""),
      document("<Event number=\"1\"/>").replacingOccurrences(of: "</Events>", with: "</Event>"),
      document("<Event number=\"1\"/>").replacingOccurrences(of: "</Events>", with: "</Events"),
      document("<Event number=\"1\"/>").replacingOccurrences(of: "</Events>", with: ""), "", " ",
      "<", "<?xml",
      " " + document("<Event/>"), "\u{FEFF}\u{FEFF}" + document("<Event/>"),
      document("<Event code=\"\(String(repeating: "1", count: 1 << 20 | 5))\"/>"),
      document("<\(String(repeating: "a", count: 60_000))/>"),
      document("<Event \(String(repeating: "a", count: 60_000))=''/>"),
      "<Events xmlns='http&#58;//www.w3.org/XML/1998/namespace'></Events>",
      document("<Event number=\"\(String(repeating: "1", count: 2 << 20))\"/>"),
    ])
  func refused(text: String) throws {
    let both = try BothWays(contract, Data(text.utf8))
    #expect(both.flat == nil)
    #expect(throws: FeedFault.self) { try both.any.get() }
  }

  @Test(
    "columns that are not attributes of the record are left to libxml2",
    arguments: ["Note", "Note/@text", "../@period", ".", "@x:number"])
  func otherPaths(path: String) throws {
    let contract = xmlContract(record: ["Event"], [("value", path)])
    #expect(try BothWays(contract, Data("<Events><Event/></Events>".utf8)).flat == nil)
  }
}

private func same(_ first: FeedPart, _ second: FeedPart) -> Bool {
  first.table == second.table && first.rejectedRows == second.rejectedRows
    && first.places == second.places && first.rejects == second.rejects
}

struct FlatXMLGenerativeTests {
  @Test("of edited documents each that the scanner takes libxml2 takes too, with the same cells")
  func differential() throws {
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &random)
    var dice = SplitMix(seed: seed)
    var (taken, givenUp) = (0, 0)
    let cases = ProcessInfo.processInfo.environment["GENTEST_CASES"].flatMap { Int($0) } ?? 500
    for _ in 0..<cases {
      let bytes = edited(&dice)
      let both = try BothWays(
        contract, bytes, blockSize: [1, 7, 64, 1 << 17].randomElement(using: &dice) ?? 1)
      guard let flat = both.flat else {
        givenUp += 1
        continue
      }
      taken += 1
      guard case .success(let any) = both.any, same(flat, any) else {
        Issue.record("seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        return
      }
    }
    #expect(taken > cases / 10 && givenUp > cases / 10, "both ways are tried: \(taken), \(givenUp)")
  }

  /// A flat document, edited at random: often not at all, sometimes until it is none.
  private func edited(_ dice: inout SplitMix) -> [UInt8] {
    func any(_ texts: [String]) -> String { texts.randomElement(using: &dice) ?? "" }
    var content = ""
    for _ in 0..<Int.random(in: 0...4, using: &dice) {
      var attributes = ""
      for name in ["number", "code", "on", "other"].shuffled(using: &dice).prefix(
        Int.random(in: 0...4, using: &dice))
      {
        let value = any([
          "9434765919", "FLU", "2026-01-31", "", " a ", ">", "/", "=", "'a'", "&#70;LU",
          "&amp;#38;", "&#60;&lt;",
        ])
        let quote = value.contains("'") ? "\"" : any(["\"", "'"])
        attributes += any([" ", "  ", "\n"]) + name + any(["=", " = "]) + quote + value + quote
      }
      content +=
        any(["", " ", "\r\n\t"]) + "<" + any(["Event", "Event", "Event", "Note"]) + attributes
        + any(["/>", " />", "></Event>", "></Note >"]) + any(["", "", "<!-- a - b -->"])
    }
    var bytes = Array(document(content).utf8)
    let pieces = [
      "<", ">", "/", "&", "\"", "'", "=", " ", "\n", "\t", "]]>", "<!--", "-->", "<?", "?>",
      "xmlns", ":", "é", "\u{0}",
      "\u{1F}", "\u{7F}", "&amp;", "&#10;", "<Event", "/>", "</Events>", "<![CDATA[", "<!DOCTYPE",
      "-", ".", "1", "\u{FEFF}",
    ]
    for _ in 0..<max(0, Int.random(in: -2...3, using: &dice)) {
      let place = Int.random(in: 0...bytes.count, using: &dice)
      let end = min(bytes.count, place + Int.random(in: 0...6, using: &dice))
      let piece =
        Bool.random(using: &dice)
        ? Array(any(pieces).utf8) : [UInt8.random(in: 0...255, using: &dice)]
      bytes.replaceSubrange(place..<(Bool.random(using: &dice) ? place : end), with: piece)
    }
    return bytes
  }
}
