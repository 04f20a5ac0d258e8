import Testing

@testable import Formats

@Suite("Visible text")
struct VisibleTextTests {
  @Test("control characters are shown and do not act")
  func escapes() {
    #expect(visible("a\u{1B}[31mb") == #"a\u{1b}[31mb"#)
    #expect(visible("\0\u{7}\u{7F}\u{85}\u{9B}") == #"\u{0}\u{7}\u{7f}\u{85}\u{9b}"#)
    #expect(visible("\u{202A}\u{202E}\u{2066}\u{2069}") == #"\u{202a}\u{202e}\u{2066}\u{2069}"#)
    #expect(visible("a\r\nb\tc") == #"a\u{d}\u{a}b\u{9}c"#)
  }

  @Test("line breaks and tabs of the program's own stay, and nothing else does")
  func lineBreaks() {
    #expect(visible("a\nb\tc\r\u{1B}", keepingLineBreaks: true) == "a\nb\tc" + #"\u{d}\u{1b}"#)
  }

  @Test(
    "what a terminal only shows is left as it is",
    arguments: ["", "plain", "Łemko é \u{A0}€ 漢字", "👩‍👩‍👧", "\u{200D}", #"a\b"#])
  func plain(text: String) {
    #expect(visible(text) == text)
    #expect(visible(bytes: Array(text.utf8)) == text)
  }
}
