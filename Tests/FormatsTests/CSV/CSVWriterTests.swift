import Testing

@testable import Formats

@Suite("CSV writer")
struct CSVWriterTests {
  private func written(
    _ rows: [[String]], _ writer: CSVWriter = CSVWriter()
  ) -> String {
    var writer = writer
    for row in rows { writer.append(row: row) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test("quotes stand only where they must")
  func quotes() {
    #expect(
      written([["a", "b c", "", "d,e", "f\"g", "h\ni", "j\r"]])
        == "a,b c,,\"d,e\",\"f\"\"g\",\"h\ni\",\"j\r\"\n")
  }

  @Test("a cell that a spreadsheet would part or trim stands in quotes")
  func separators() {
    #expect(
      written([["a;b", "c\td", " e", "f ", "g h", " ", "i:j|k"]])
        == "\"a;b\",\"c\td\",\" e\",\"f \",g h,\" \",i:j|k\n")
  }

  @Test("rows end with a line feed, with both, or with nothing")
  func lineBreaks() {
    #expect(written([["a"], ["b"]], CSVWriter(lineBreak: .crlf)) == "a\r\nb\r\n")
    #expect(written([["a", "b"]], CSVWriter(lineBreak: .none)) == "a,b")
  }

  @Test("what is written reads back as the same rows")
  func roundTrip() throws {
    let rows = [[""], ["a", "", "\"", "\r\n", ",", "é\0"], ["", ""], ["x"]]
    for lineBreak in [CSVWriter.LineBreak.lf, .crlf] {
      let text = written(rows, CSVWriter(lineBreak: lineBreak))
      #expect(try CSVDocument(Array(text.utf8)).rows == rows)
    }
  }

  @Test("bytes that were taken are not given again")
  func takes() {
    var writer = CSVWriter()
    writer.append(row: ["a", "b"])
    #expect(writer.takeBytes() == Array("a,b\n".utf8))
    writer.append(row: [""])
    #expect(writer.takeBytes() == Array("\"\"\n".utf8))
    #expect(writer.bytes.isEmpty)
  }
}
