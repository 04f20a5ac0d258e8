import Model
import Foundation
import Testing

@testable import Definitions

/// How YAML becomes a tree of texts with places, whatever stands in the file.
@Suite struct YAMLReadingTests {
  @Test(
    "scalars stay the text that they are",
    arguments: [
      "on", "no", "1.0", "012", "0x1F", "12:30", "M81001", "null", "~", "2026-03-31", "1e3", "=",
      ".inf",
    ])
  func scalarsStayTexts(scalar: String) throws {
    let root = try tree("\(scalar == "~" ? "tilde" : scalar): \(scalar)")
    #expect(root.entries.first?.value.text == scalar)
    #expect(root.entries.first?.name == (scalar == "~" ? "tilde" : scalar))
  }

  @Test(
    "every character of a scalar is found where it stands, however the scalar is written",
    arguments: [
      "plain text of words", "'single ''quoted'' text'", #""double \"quoted\" \\ text \x41\u00e9""#,
      "plain\n  over\n\n  lines", "'single\n  over ''lines'''", "\"double\\\n  over \\\n  lines\"",
      ">-\n  folded\n  over\n\n    more\n  lines", "|\n  literal\n    over\n  lines",
      ">2\n   indented\n  text",
      "größer als ½", "''''", #""é\té""#,
    ])
  func placesAreExact(scalar: String) throws {
    let source = "first: 1\nkey: \(scalar)\nlast: 2"
    let file = SourceFile(path: "test.yaml", lines: splitLines(source))
    let node = try #require(try tree(source)["key"])
    let text = try #require(node.text)
    var byte = 0
    for scalar in text.unicodeScalars {
      let width = String(scalar).utf8.count
      let place = node.place(ofBytes: byte..<byte + width, in: file)
      let line = Array(file.line(place.line).unicodeScalars)
      byte += width
      if scalar.properties.isWhitespace { continue }
      let found = try #require(place.column <= line.count ? line[place.column - 1] : nil)
      #expect(found == scalar || found == "\\" || found == "'")
    }
  }

  @Test("CRLF and a byte order mark change nothing")
  func lineEnds() throws {
    let copy = try ExampleCopy()
    let before = try loadPipeline(at: copy.path("pipeline.yaml"))
    for name in ["cohort.yaml", "feeds/patients.yaml"] {
      let text = try String(contentsOfFile: copy.path(name), encoding: .utf8)
      let bytes = Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8)
      try copy.write([0xEF, 0xBB, 0xBF] + bytes, to: name)
    }
    #expect(try loadPipeline(at: copy.path("pipeline.yaml")) == before)
  }

  @Test("a text that is not UTF-8 is refused at its line")
  func notUTF8() throws {
    let copy = try ExampleCopy()
    try copy.write(Array("cohort: a\ntitle: caf".utf8) + [0xE9, 0x0A], to: "cohort.yaml")
    let mistakes = mistakes(of: copy)
    #expect(mistakes.map(\.reason) == [.notYAML("the text is not UTF-8")])
    #expect(mistakes.map(\.line) == [2])
  }

  @Test("deep nesting is refused, not a crash")
  func deepNesting() throws {
    let copy = try ExampleCopy()
    for text in [String(repeating: "[", count: 100_000), String(repeating: "- ", count: 50_000)] {
      try copy.write(Array(text.utf8), to: "cohort.yaml")
      #expect(!mistakes(of: copy).isEmpty)
    }
  }

  @Test("anchors that multiply are refused without being written out")
  func multiplyingAnchors() throws {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let copy = try ExampleCopy()
    try copy.write(Array(text.utf8), to: "publish.yaml")
    let anchors = mistakes(of: copy).filter {
      $0.reason == .expected("the value itself; anchors and aliases are not read")
    }
    #expect(anchors.count == 41)
  }

  @Test("every duplicate key is told; nothing is said of what stands in a value that is not read")
  func duplicatesAndRefusals() {
    var mistakes = Mistakes()
    let yaml = """
      a: 1
      a: {b: 1, b: 2}
      c: &c {d: 1, d: 2, e: &e 3}
      [f]: {g: 1, g: 2}
      a: *c
      h: {i: 1, i: 2}
      """
    mistakes.keep(SourceFile(path: "test.yaml", lines: splitLines(yaml)))
    let root = parseYAML(yaml, ofFile: 0, &mistakes)
    #expect(root?.entries.map(\.name) == ["a", "c", "h"])
    #expect(root?["a"]?.text == "1")
    let said = mistakes.sorted().mistakes.map { "\($0.line):\($0.column) \($0.reason)" }
    #expect(
      said == [
        "2:1 duplicateKey(\"a\")",
        "3:4 expected(\"the value itself; anchors and aliases are not read\")",
        "4:1 expected(\"a text as the key\")",
        "5:1 duplicateKey(\"a\")",
        "6:11 duplicateKey(\"i\")",
      ])
  }

  @Test(
    "a text that is no YAML is refused where it breaks",
    arguments: [
      ("a: [1, 2\nb: 3", 1, 4), ("a: 'open", 1, 4), ("a: 1\n\tb: 2", 2, 1),
      ("a: 1\n b: é\u{1}", 2, 6),
      ("a: 1\n---\nb: 2", 2, 1), ("a: {b: 1}}", 1, 10), ("a: *b", 1, 4),
    ])
  func places(yaml: String, line: Int, column: Int) {
    var mistakes = Mistakes()
    mistakes.keep(SourceFile(path: "test.yaml", lines: splitLines(yaml)))
    #expect(parseYAML(yaml, ofFile: 0, &mistakes) == nil)
    let found = mistakes.sorted().mistakes
    #expect(found.map { [$0.line, $0.column] } == [[line, column]], "\(found)")
  }

  @Test("a byte changed anywhere gives definitions or mistakes, never a crash", arguments: 0..<4)
  func changedBytes(seed: Int) throws {
    let copy = try ExampleCopy()
    let names = [
      "cohort.yaml", "feeds/patients.yaml", "features.yaml", "segments.yaml", "campaigns.yaml",
    ]
    var state = UInt64(seed &+ 1) &* 0x9E37_79B9_7F4A_7C15
    func random(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let interesting = Array("[]{}:,'\"|>&*-#%!?\n\t \\".utf8) + [0x00, 0x80, 0xFF]
    for name in names {
      let original = Array(try Data(contentsOf: URL(fileURLWithPath: copy.path(name))))
      for _ in 0..<10 {
        var bytes = original
        bytes[random(below: bytes.count)] = interesting[random(below: interesting.count)]
        try copy.write(bytes, to: name)
        for mistake in mistakes(of: copy) {
          #expect(mistake.line >= 0 && mistake.length >= 1)
        }
      }
      try copy.write(original, to: name)
    }
  }

  private func mistakes(of copy: ExampleCopy) -> [DefinitionMistake] {
    do throws(DefinitionMistakes) {
      _ = try loadPipeline(at: copy.path("pipeline.yaml"))
      return []
    } catch {
      return error.mistakes
    }
  }

  private func tree(_ yaml: String) throws -> YAMLNode {
    var mistakes = Mistakes()
    mistakes.keep(SourceFile(path: "test.yaml", lines: splitLines(yaml)))
    let root = parseYAML(yaml, ofFile: 0, &mistakes)
    #expect(mistakes.isEmpty)
    return try #require(root)
  }
}
