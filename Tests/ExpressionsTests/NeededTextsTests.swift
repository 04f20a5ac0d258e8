import Expressions
import Tables
import Testing

@Suite("Texts that a condition needs")
struct NeededTextsTests {
  private let scope = Scope(
    columns: ["code": .text, "kind": .text, "level": .decimal, "flag": .boolean], parameters: [:])

  @Test(
    "a column's texts are those without one of which the condition is nowhere true",
    arguments: [
      ("code = 'A'", ["code": ["A"]]),
      ("'A' = code", ["code": ["A"]]),
      ("code in ('A', 'B')", ["code": ["A", "B"]]),
      ("code = 'A' and level > 3", ["code": ["A"]]),
      ("code = 'A' and kind in ('X', 'Y')", ["code": ["A"], "kind": ["X", "Y"]]),
      ("code in ('A', 'B') and code in ('B', 'C')", ["code": ["B"]]),
      ("code = 'A' and code = 'B'", ["code": []]),
      ("code = 'A' or code = 'B'", ["code": ["A", "B"]]),
      ("code = 'A' and level > 3 or code = 'B' and level < 1", ["code": ["A", "B"]]),
      ("code = 'A' and kind = 'X' or code = 'B'", ["code": ["A", "B"]]),
      ("(code = 'A') is true", ["code": ["A"]]),
      // Any text will do for these, or none.
      ("code = 'A' or level > 3", [:]),
      ("code = 'A' or kind = 'X'", [:]),
      ("code <> 'A'", [:]),
      ("not (code = 'A')", [:]),
      ("(code = 'A') is not true", [:]),
      ("code = kind", [:]),
      ("code in ('A', kind)", [:]),
      ("coalesce(code, 'A') = 'A'", [:]),
      ("case when flag then code = 'A' else true end", [:]),
    ] as [(String, [String: Set<String>])])
  func needed(text: String, texts: [String: Set<String>]) throws {
    let needed = try check(text, in: scope).get().neededTexts
    #expect(needed == texts.mapValues { Set($0.map { Array($0.utf8) }) })
  }

  @Test("texts that look the same and are written differently are two")
  func writtenTwice() throws {
    let (one, two) = ("\u{E9}", "e\u{301}")
    try #require(one == two)
    let needed = try check("code in ('\(one)', '\(two)')", in: scope).get().neededTexts
    #expect(needed["code"] == [Array(one.utf8), Array(two.utf8)])
  }
}
