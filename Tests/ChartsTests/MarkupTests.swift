import Charts
import Testing

@testable import ProgramRuns

@Suite("Markup")
struct MarkupTests {
  private static let names = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "O'Brien & Sons",
    "a\u{0}b\u{8}c",
    "\u{FFFE}", "]]>", "&lt;", "Łódź 李",
  ]

  @Test(
    "whatever a text holds, it is text: in an element, in an attribute, in a literal",
    arguments: names)
  func escaped(name: String) throws {
    let made = element("p", ["title": name]) {
      name
      Markup("\(name)")
      "literal \(name)"
    }
    let elements = try XMLElements(made.text).all
    #expect(elements.map(\.name) == ["p"])
    let shown = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map {
          $0.value < 0x20 || $0 == "\u{FFFE}" ? "\u{FFFD}" : $0
        }))
    #expect(elements[0].text == "\(shown)\(shown)literal \(shown)")
    #expect(elements[0]["title"] == shown)
  }

  @Test("an element without anything in it is closed as HTML wants it")
  func void() {
    #expect(element("meta", ["charset": "utf-8"]).text == #"<meta charset="utf-8"/>"#)
    #expect(element("li").text == "<li></li>")
  }

  @Test("what a condition leaves out and what a loop makes stand in their order")
  func builder() {
    func list(_ isLong: Bool) -> String {
      element("ul") {
        if isLong { element("li") { "first" } }
        for number in 1...2 { element("li") { "\(number)" } }
      }.text
    }
    #expect(list(false) == "<ul><li>1</li><li>2</li></ul>")
    #expect(list(true) == "<ul><li>first</li><li>1</li><li>2</li></ul>")
  }
}
