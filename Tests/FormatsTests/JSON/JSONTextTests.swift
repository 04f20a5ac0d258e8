import Formats
import Testing

@Suite("JSON text")
struct JSONTextTests {
  @Test("members stay in the order in which they were written")
  func order() {
    let value: JSONValue = ["b": 1, "a": [true, .null, .decimal(0.1)], "empty": [:], "none": []]
    #expect(
      text(value) == """
        {
          "b": 1,
          "a": [
            true,
            null,
            0.1
          ],
          "empty": {},
          "none": []
        }

        """)
  }

  @Test("one line has the same members, with blanks behind commas and colons")
  func oneLine() {
    let value: JSONValue = ["b": 1, "a": [true, .null], "empty": [:], "none": []]
    #expect(value.line == #"{"b": 1, "a": [true, null], "empty": {}, "none": []}"#)
  }

  @Test(
    "a string alone is written as it is in a document",
    arguments: ["plain é", "a\"b\\c\u{1F}\n", "\u{7F}", "\u{202E}"])
  func alone(string: String) {
    #expect(jsonText(string) + "\n" == text(.text(string)))
  }

  @Test("a text is escaped where JSON asks for it or a terminal would act, and nowhere else")
  func escapes() {
    #expect(
      text("\u{1B}[31m\u{7F}\u{9B}2J\u{202E}\u{2066}\u{A0}\u{200D}")
        == "\"\\u001b[31m\\u007f\\u009b2J\\u202e\\u2066\u{A0}\u{200D}\"\n")
    #expect(text("a\"b\\c/d\u{8}\u{1F}\n\r\té€") == "\"a\\\"b\\\\c/d\\u0008\\u001f\\n\\r\\té€\"\n")
  }

  @Test(
    "a number that JSON cannot write is null",
    arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(number: Double) {
    #expect(text(.decimal(number)) == "null\n")
  }

  @Test("numbers read back as the same number")
  func numbers() {
    #expect(
      text([.decimal(1e300), .decimal(-0.30000000000000004), .integer(.min)]).contains(
        "1e+300,\n  -0.30000000000000004,\n  -9223372036854775808"))
  }

  private func text(_ value: JSONValue) -> String {
    String(decoding: value.document, as: UTF8.self)
  }
}
