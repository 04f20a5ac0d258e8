import Foundation
import Parallel
import Tables
import Testing

@testable import Formats

/// Writes a document of few names, so that records, steps and repeats all occur.
private func document(_ dice: inout SplitMix, elements: Int) -> String {
  var left = elements
  func text() -> String {
    let pieces = [
      "a", "  b ", "&amp;", "&lt;é", "&#38;#38;", "<![CDATA[<&]]>", "<!-- c -->", "<?p i?>", "\n\t",
      "\u{1F600}", "",
    ]
    return (0..<Int.random(in: 0...3, using: &dice)).map { _ in
      pieces.randomElement(using: &dice) ?? ""
    }.joined()
  }
  func attributes() -> String {
    let values = ["1", " two  ", "&amp;", "&lt;&#38;amp;", "é&quot;", "&#9;x", ""]
    return ["a", "b", "x:a"].filter { _ in Bool.random(using: &dice) }.map {
      " \($0)='\(values.randomElement(using: &dice) ?? "")'"
    }.joined()
  }
  func element(_ depth: Int) -> String {
    left -= 1
    let name = ["R", "R", "S", "T", "x:S"].randomElement(using: &dice) ?? "R"
    var content = text()
    while left > 0, depth < 7, Int.random(in: 0..<4, using: &dice) > 0 {
      content += element(depth + 1) + text()
    }
    return content.isEmpty
      ? "<\(name)\(attributes())/>" : "<\(name)\(attributes())>\(content)</\(name)>"
  }
  var content = ""
  while left > 0 { content += element(1) }
  return "<root xmlns:x='urn:x' a='root'>\(content)</root>"
}

/// What lxml's tree gives for a contract's paths, in the words of `XMLPath`'s documentation.
private let reference = """
  import sys, json
  from lxml import etree

  def local(element): return etree.QName(element).localname
  def elements(parent): return [child for child in parent if isinstance(child.tag, str)]
  def own_text(element):
      return (element.text or "") + "".join(child.tail or "" for child in element)
  def cell(record, path, order):
      parts = path.split("/")
      attribute = parts.pop()[1:] if parts[-1].startswith("@") else None
      node = record
      while parts and parts[0] in ("..", "."):
          if parts.pop(0) == "..":
              node = node.getparent()
              if node is None: return None
      around = node is not record
      for step in parts:
          node = next((child for child in elements(node) if local(child) == step), None)
          if node is None: return None
      if around:
          if order[node][0] >= order[record][0]: return None
          if attribute is None and order[node][1] > order[record][0]: return None
      if attribute is None: value = own_text(node)
      else:
          prefix, _, name = attribute.rpartition(":")
          value = node.get("{urn:x}" + name if prefix else name)
      return (value or "").strip(" \\t\\r\\n") or None

  jobs = json.load(open(sys.argv[1]))
  for job in jobs:
      root = etree.fromstring(job["document"].encode())
      order, clock = {}, 0
      for event, element in etree.iterwalk(root, events=("start", "end")):
          clock += 1
          order[element] = (clock, None) if event == "start" else (order[element][0], clock)
      def walk(element, names):
          names = names + [local(element)]
          if names[-len(job["record"]):] == job["record"]:
              rows.append([cell(element, path, order) for path in job["paths"]])
          else:
              for child in elements(element): walk(child, names)
      rows = []
      walk(root, [])
      print(json.dumps(rows))
  """

struct XMLGenerativeTests {
  private static let paths = [
    "@a", "@x:a", ".", "S", "S/@a", "S/T", "S/S/@b", "R/@a", "T/S/@x:a", "../@a", "../S", "../S/@b",
    "../T/S",
    "../../@b", "../../S/T/@a",
  ]
  private static let records = [["R"], ["S", "R"], ["R", "S", "R"], ["root"]]

  private struct Job: Codable {
    var document: String
    var record: [String]
    var paths: [String]
  }

  private func contract(_ record: [String]) -> FeedContract {
    xmlContract(record: record, XMLGenerativeTests.paths.map { ($0, $0) })
  }

  @Test(
    "generated documents give what lxml's tree gives",
    .enabled(if: PythonTools.has("lxml"), "needs python3 with lxml"))
  func lxml() throws {
    var dice = SplitMix(seed: 1)
    let jobs = (0..<200).map { index in
      Job(
        document: document(&dice, elements: 1 + index % 120),
        record: XMLGenerativeTests.records[index % XMLGenerativeTests.records.count],
        paths: XMLGenerativeTests.paths)
    }
    try withFolder { folder in
      let path = folder.appendingPathComponent("jobs.json")
      try JSONEncoder().encode(jobs).write(to: path)
      let lines = try PythonTools.lines(reference, path.path)
      try #require(lines.count == jobs.count)
      var rowCount = 0
      for (index, job) in jobs.enumerated() {
        let expected = try JSONDecoder().decode([[String?]].self, from: Data(lines[index].utf8))
        rowCount += expected.count
        do {
          let rows = try extractXML(contract(job.record), job.document).table.textRows
          #expect(rows == expected, "document \(index): \(job.document)")
        } catch FeedFault.empty {
          #expect(expected.isEmpty)
        }
      }
      #expect(rowCount > 400)
    }
  }

  @Test(
    "the result does not depend on where the blocks of a file end", arguments: [1, 2, 3, 7, 64])
  func blockSizes(size: Int) throws {
    var dice = SplitMix(seed: 2)
    let documents = [
      "<?xml version='1.0' encoding='UTF-8'?>\n" + document(&dice, elements: 60),
      document(&dice, elements: 30),
    ]
    let latin =
      "<?xml version='1.0' encoding='ISO-8859-1'?><root><R a='Zoë'><S>naïve</S></R></root>"
    let wide = "<?xml version='1.0' encoding='UTF-16'?><root><R a='Zoë'><S>naïve</S></R></root>"
    let encoded = [
      latin.data(using: .isoLatin1), wide.data(using: .utf16),
      wide.data(using: .utf16LittleEndian).map { [0xFF, 0xFE] + $0 },
    ].compactMap { $0 }
    let layout = XMLLayout(record: ["R"])
    try withFolder { folder in
      for bytes in documents.map({ Data($0.utf8) }) + encoded {
        let path = folder.appendingPathComponent("\(UUID().uuidString).xml")
        try bytes.write(to: path)
        let file = FeedFile(path: path.path, name: "t.xml")
        let whole = try Formats.extractXML(
          contract(["R"]), layout: layout, file: file, rows: RowCounter(), stop: StopRequest())
        let pieces = try Formats.extractXML(
          contract(["R"]), layout: layout, file: file, rows: RowCounter(), stop: StopRequest(),
          blockSize: size)
        #expect(pieces.table == whole.table)
        #expect(pieces.places == whole.places)
        #expect(whole.table.rowCount > 0)
      }
    }
  }
}
