import Foundation
import Testing

@testable import Formats

@Suite("CSV")
struct CSVReaderTests {
  /// The rows of a text, which must not depend on the size of blocks.
  private func rows(_ bytes: [UInt8], _ layout: CSVLayout = CSVLayout()) throws -> [[String]] {
    try document(bytes, layout).rows
  }

  private func rows(_ text: String, _ layout: CSVLayout = CSVLayout()) throws -> [[String]] {
    try rows(Array(text.utf8), layout)
  }

  private func document(_ bytes: [UInt8], _ layout: CSVLayout) throws -> CSVDocument {
    let whole = Result { () throws(FeedFault) in
      try CSVDocument(bytes, name: "a.csv", layout: layout)
    }
    let folder = try TemporaryFolder()
    let file = try folder.write("a.csv", bytes)
    for size in [1, 2, 3, 7, 64] {
      let pieces = Result { () throws(FeedFault) in
        try rowsInBlocks(file, layout, blockSize: size)
      }
      #expect(pieces == whole.map { $0.rows }, "in blocks of \(size)")
    }
    return try whole.get()
  }

  private func rowsInBlocks(
    _ file: FeedFile, _ layout: CSVLayout, blockSize: Int,
    longestRecord: Int = CSVReader.longestRecord
  ) throws(FeedFault) -> [[String]] {
    var reader = CSVReader(
      file, layout, blockSize: blockSize, longestRecord: longestRecord)
    var rows: [[String]] = []
    while try reader.next() {
      rows += reader.batch.rows.map { reader.texts(of: $0, layout.encoding) }
    }
    return rows
  }

  @Test(
    "lines end with a line feed, a carriage return, both or the file",
    arguments: ["a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "a,b\nc,d", "a,b\r\n\r\n\n\rc,d\r"])
  func lineEnds(text: String) throws {
    #expect(try rows(text) == [["a", "b"], ["c", "d"]])
  }

  @Test("a byte order mark is passed over, and only at the start")
  func byteOrderMark() throws {
    #expect(try rows("\u{FEFF}a,b\n\u{FEFF}c") == [["a", "b"], ["\u{FEFF}c"]])
    #expect(try rows("\u{FEFF}") == [])
    #expect(try rows("\u{FEFF}\"a\",b") == [["a", "b"]])
  }

  @Test("quotes hold delimiters, line breaks and doubled quotes")
  func quotes() throws {
    #expect(try rows("\"a,b\",\"c\r\nd\",\"e\"\"f\"\n") == [["a,b", "c\r\nd", "e\"f"]])
    #expect(try rows("\"\",\"\"\"\",x\n") == [["", "\"", "x"]])
    #expect(try rows("\"\"") == [[""]])
  }

  @Test("a quote inside an unquoted field is text, and so is what follows a closing quote")
  func looseQuotes() throws {
    #expect(try rows("a\"b,c\"\"d\n") == [["a\"b", "c\"\"d"]])
    #expect(try rows("\"a\"b\"c,d\n") == [["ab\"c", "d"]])
    #expect(try rows(" \"a\",b\n") == [[" \"a\"", "b"]])
  }

  @Test("empty fields are kept, empty lines are not")
  func empties() throws {
    #expect(try rows(",\n\n,,\n\n") == [["", ""], ["", "", ""]])
    #expect(try rows("") == [])
    #expect(try rows("\n\r\n") == [])
    #expect(try rows("a,") == [["a", ""]])
  }

  @Test("zero bytes in a file are a copy that broke off, wherever a block ends")
  func zeroBytes() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a.csv", Array("a,b\n\"c\0\",d\n".utf8))
    for size in [1, 2, 5, 64] {
      #expect(throws: FeedFault.zeroBytes(file: "a.csv", byteOffset: 6)) {
        try rowsInBlocks(file, CSVLayout(), blockSize: size)
      }
    }
  }

  @Test(
    "any byte may be the delimiter and any the quote",
    arguments: [("|", "'"), (";", "\""), ("\t", "~"), ("x", "y"), (",", "|"), ("\u{1}", "\u{2}")])
  func otherBytes(delimiter: String, quote: String) throws {
    let layout = CSVLayout(
      delimiter: Array(delimiter.utf8)[0], quote: Array(quote.utf8)[0])
    let text = "a\(delimiter)\(quote)b\(delimiter)\(quote)\(quote)\(quote)\(delimiter)c d\n"
    #expect(try rows(text, layout) == [["a", "b\(delimiter)\(quote)", "c d"]])
  }

  @Test("without a quote a quote is text")
  func noQuote() throws {
    #expect(try rows("\"a,b\"\n", CSVLayout(quote: nil)) == [["\"a", "b\""]])
  }

  @Test("an escape makes the next byte plain inside quotes, beside the doubled quote")
  func escapes() throws {
    let layout = CSVLayout(escape: 0x5C)
    #expect(try rows(#""a\"b","c\\","d""e",f\g"#, layout) == [["a\"b", "c\\", "d\"e", "f\\g"]])
    #expect(throws: FeedFault.unclosedQuote(file: "a.csv", line: 1)) {
      try rows(#"a,"b\""#, layout)
    }
  }

  @Test("a quote that is not closed is a fault that names the line on which its field starts")
  func unclosedQuote() throws {
    #expect(throws: FeedFault.unclosedQuote(file: "a.csv", line: 4)) {
      try rows("a\n\"b\nc\"\n\"d\ne\n")
    }
    #expect(throws: FeedFault.unclosedQuote(file: "a.csv", line: 2)) {
      try rows("\"b\nc\",\"d\ne\n")
    }
  }

  @Test("a row's line is that on which it starts, whatever the line breaks within it")
  func lines() throws {
    let text = "a\n\"b\r\nc\rd\ne\"\nf\r\n\ng\r\"h\r\"\ri"
    let document = try document(Array(text.utf8), CSVLayout())
    #expect(document.rows == [["a"], ["b\r\nc\rd\ne"], ["f"], ["g"], ["h\r"], ["i"]])
    #expect(document.lines == [1, 2, 6, 8, 9, 11])
  }

  @Test("a record longer than the limit is a fault, one of just its length is not")
  func longRecord() throws {
    #expect(CSVReader.longestRecord == 16 << 20)
    let folder = try TemporaryFolder()
    let fits = String(repeating: "a", count: 98) + ",b"
    for (text, line) in [("h\n\(fits)\ni\n", 0), ("h\n\(fits)c\ni\n", 2), ("h\n\"\(fits)", 2)] {
      let file = try folder.write("a.csv", text)
      for size in [1, 7, 64, 1000] {
        let rows = Result { () throws(FeedFault) in
          try rowsInBlocks(file, CSVLayout(), blockSize: size, longestRecord: 100)
        }
        let fault = FeedFault.fieldTooLong(file: "a.csv", line: line)
        #expect(line == 0 ? (try? rows.get().count) == 3 : rows == .failure(fault), "\(size)")
      }
    }
  }

  @Test("text that is not UTF-8 is read as Windows-1252")
  func encodings() throws {
    let bytes: [UInt8] = [0x80, 0x2C, 0xC3, 0xA9, 0x2C, 0xE9, 0x2C, 0x92]
    #expect(try rows(bytes) == [["\u{20AC}", "é", "é", "\u{2019}"]])
    #expect(
      try rows(bytes, CSVLayout(encoding: .windows1252)) == [
        ["\u{20AC}", "Ã©", "é", "\u{2019}"]
      ])
  }

  @Test("generated files give what Python's csv gives", arguments: 0..<6)
  func python(seed: Int) throws {
    guard let python = Python() else { return }
    var random = SplitMix(seed: UInt64(seed))
    let alphabet = Array("ab ,,\"\"\n\r;x\u{1}z9".utf8)
    let folder = try TemporaryFolder()
    var text = (0..<20_000).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    // Windows-1252 and Latin-1 agree here.
    let layout = CSVLayout(encoding: .windows1252)
    if (try? CSVDocument(text, layout: layout)) == nil { text += Array("\"\n".utf8) }
    let file = try folder.write("a.csv", text)
    let program = """
      import csv,sys,json
      rows=[r for r in csv.reader(open(sys.argv[1],newline='',encoding='latin-1')) if r]
      sys.stdout.write(json.dumps(rows))
      """
    let expected = try python.run(program, file.path)
    let theirs = try JSONDecoder().decode([[String]].self, from: Data(expected.utf8))
    #expect(try CSVDocument(file, layout: layout).rows == theirs, "seed \(seed)")
    #expect(try rowsInBlocks(file, layout, blockSize: 7) == theirs, "seed \(seed)")
    #expect(theirs.count > 500)
  }
}

/// Numbers that look random and are the same for a seed on every machine (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
