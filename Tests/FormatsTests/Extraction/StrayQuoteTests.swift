import Parallel
import Tables
import Testing

@testable import Formats

@Suite("Stray quotes")
struct StrayQuoteTests {
  private let header = FeedFixture.header
  private let good = "9434765919,AF,,,,,"

  @Test("a quote whose delimiter makes up for a lost one is found by the types of the cells")
  func delimiterInField() throws {
    let columns = [
      ColumnContract(name: "a", type: .integer, isRequired: true),
      ColumnContract(name: "sex", type: .code(CodeList(name: "x", meanings: ["1": "1"]))),
      ColumnContract(name: "group", type: .code(CodeList(name: "y", meanings: ["B": "B"]))),
      ColumnContract(name: "count", type: .integer), ColumnContract(name: "note", type: .text),
    ]
    let extract = try FeedFixture.read(
      "a,sex,group,count,note\n1,1,B,4,x\n2,\"1,B\",,4,x\n3,7,B,\"1,234\",\"x, y\"\n",
      FeedFixture.contract(columns))
    #expect(extract.values("a") == [.integer(1), .integer(3)])
    #expect(extract.rejects.map(\.rule) == ["delimiter-in-field"])
    #expect(extract.rejects.map(\.place.row) == [3])
    #expect(extract.counts == ["delimiter-in-field": 1, "unknown-code": 1, "not-a-number": 1])
  }

  @Test(
    "a row with text after a closing quote is rejected, also where its number of fields is right")
  func textAfterQuote() throws {
    let extract = try FeedFixture.read(
      "\(header)\n\(good)\"a\"\n\(good)\"a\"b\n\(good)\"a\" \n\"9434765919\"x,AF\n\(good)a\"b\"\n")
    #expect(extract.values("note") == [.text("a"), .text("a\"b\"")])
    #expect(extract.rejects.map(\.rule) == Array(repeating: "quote-inside-field", count: 3))
    #expect(extract.rejects.map(\.place.row) == [3, 4, 5])
    #expect(extract.rejects[0].record == "\(good)\"a\"b")
    #expect(extract.counts == ["quote-inside-field": 3])
    #expect(extract.findings.map(\.grade) == [.record])
    #expect(extract.places.place(ofRow: 1)?.row == 6)
  }

  @Test(
    "each line that a stray quote swallows is a rejected row of its own",
    arguments: ["\n", "\r\n", "\r"])
  func swallowedLines(lineBreak: String) throws {
    let lines = [header, good, good + "\"ZW", good, "", good + "\"x\"", good + "y", "x" + good]
    let text = lines.joined(separator: lineBreak)
    let extract = try FeedFixture.read(text + lineBreak)
    #expect(extract.readableRows.rowCount == 2)
    #expect(
      extract.rejects.map(\.rule)
        == Array(repeating: "quote-inside-field", count: 4) + ["not-an-identifier"])
    #expect(extract.rejects.map(\.place.row) == [3, 4, 5, 6, 8])
    #expect(extract.rejects.map(\.record) == Array(lines[2...5]) + [lines[7]])
    #expect(extract.counts == ["quote-inside-field": 4, "not-an-identifier": 1])
    #expect(extract.findings.first { $0.count == 4 }?.places.map(\.row) == [3, 4, 5, 6])
    #expect(extract.places.place(ofRow: 1)?.row == 7)
  }

  @Test("the lines of a record with too few or too many fields are counted one by one")
  func raggedLines() throws {
    let extract = try FeedFixture.read(
      "\(header)\n\"\(good)\n\(good)\",x\n\(good)\"a\nb\",\"c\n\"\n\(good)\n")
    #expect(extract.table.rowCount == 1)
    #expect(extract.counts == ["too-few-fields": 2, "too-many-fields": 3])
    #expect(extract.rejects.map(\.place.row) == [2, 3, 4, 5, 6])
    #expect(extract.rejects.map(\.record).last == "\"")
  }

  @Test("swallowed lines are counted as rows that were read")
  func counter() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a.csv", "\(header)\n\(good)\n\"x\n\n\"y,AF\n")
    let counter = RowCounter()
    _ = try extract(FeedFixture.contract(), from: [file], rows: counter, stop: StopRequest())
    #expect(counter.rows == 4)
  }

  @Test("a broken or ragged record with more than a hundred line breaks is an unclosed quote")
  func unclosed() throws {
    for end in ["\"x\n", "\"\n", "\",,,,,\n"] {
      for count in [100, 101] {
        let lines = String(repeating: good + "\n", count: count)
        let start = header + "\n" + good + "\n9434765919,AF,\"a\nb\",\"c"
        let result = Result { try FeedFixture.read(start + lines + end) }
        // With the first field's line break the second has one fewer.
        #expect(throws: FeedFault.unclosedQuote(file: "registers.csv", line: 4)) {
          try result.get()
        }
      }
      let lines = String(repeating: good + "\n", count: 100)
      #expect(try FeedFixture.read("\(header)\n\"\(lines)\(end)").rejects.count == 101)
    }
  }

  @Test("a well-formed row may have any number of line breaks in its quotes")
  func wellFormed() throws {
    let note = String(repeating: "line\n", count: 500)
    let extract = try FeedFixture.read("\(header)\n\(good)\"\(note)\"\n\(good)\n")
    #expect(extract.values("note") == [.text(note.dropLast().description), nil])
    #expect(extract.rejects.isEmpty)
    #expect(extract.places.place(ofRow: 1)?.row == 503)
  }

  @Test("a header with text after a closing quote is an unclosed quote")
  func brokenHeader() throws {
    for text in ["\"nhs_number\"x,register\n9434765919,AF\n", "\"nhs_number,register\n1,\"AF\"\n"] {
      #expect(throws: FeedFault.unclosedQuote(file: "registers.csv", line: 1)) {
        try FeedFixture.read(text)
      }
    }
  }

  @Test("the first row of a file without a header is rejected like any other")
  func headerless() throws {
    let columns = [ColumnContract(name: "b", source: .position(2), type: .text, isRequired: true)]
    let contract = FeedFixture.contract(columns, layout: CSVLayout(header: .none))
    let extract = try FeedFixture.read("\"1\"x,y\n2,z\n", contract)
    #expect(extract.values("b") == [.text("z")])
    #expect(extract.counts == ["quote-inside-field": 1])
    #expect(throws: FeedFault.unclosedQuote(file: "registers.csv", line: 1)) {
      try FeedFixture.read("1,\"y\n2,\"z\"\n3,x\n", contract)
    }
  }
}
