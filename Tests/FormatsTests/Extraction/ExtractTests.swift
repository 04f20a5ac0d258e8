import Foundation
import Parallel
import Tables
import Testing

@testable import Formats

@Suite("Extraction")
struct ExtractTests {
  private let header = FeedFixture.header

  @Test("each column has the type and the values of its contract")
  func types() throws {
    let extract = try FeedFixture.read(
      header + "\n9434765919,AF,2026-01-31,1.5,7,Y,one\n943 476 5870,DM17,31/12/2025,,NULL,N,\n")
    #expect(extract.table.names == FeedFixture.columns.map(\.name))
    #expect(extract.table.columns.map(\.type) == FeedFixture.columns.map(\.type.columnType))
    #expect(extract.values("register") == [.text("AF"), .text("DM")])
    #expect(
      extract.values("diagnosed_on") == [
        Day(iso: "2026-01-31").map { .day($0) }, Day(iso: "2025-12-31").map { .day($0) },
      ])
    #expect(extract.values("value") == [.decimal(1.5), nil])
    #expect(extract.values("count") == [.integer(7), nil])
    #expect(extract.values("carer") == [.boolean(true), .boolean(false)])
    #expect(extract.values("note") == [.text("one"), nil])
    #expect(extract.findings.isEmpty)
    #expect(extract.rejects.isEmpty)
  }

  @Test("a required cell's fault rejects its row, another's leaves the cell missing")
  func grades() throws {
    let extract = try FeedFixture.read(
      """
      \(header)
      9434765919,AF,2026-02-30,1.5,7,Y,one
      94347,AF,2026-01-01,x,7,Y,two
      9434765919,,2026-01-01,1,x,maybe,three
      9434765919,ZZ,2026-01-01,1,7,N,four
      9434765870,DM,2026-01-01,1,7,N,five

      """)
    #expect(extract.readableRows.rowCount == 2)
    #expect(extract.rowCount == 5)
    let day = Day(iso: "2026-01-01").map { Value.day($0) }
    #expect(extract.allValues("diagnosed_on") == [nil, day, day, day, day])
    #expect(
      extract.counts == [
        "not-a-date": 1, "not-an-identifier": 1, "missing-value": 1, "unknown-code": 1,
        "not-a-number": 2, "not-a-boolean": 1,
      ])
    #expect(extract.rejects.map(\.rule) == ["not-an-identifier", "missing-value", "unknown-code"])
    #expect(extract.rejects.map(\.place.row) == [3, 4, 5])
    #expect(extract.rejects.map(\.place.column) == ["nhs_number", "register", "register"])
    #expect(extract.rejects[0].record == "94347,AF,2026-01-01,x,7,Y,two")
    #expect(extract.places.place(ofRow: 4) == Place(file: "registers.csv", row: 6))
    let finding = try #require(extract.findings.first { $0.rule == "not-a-date" })
    #expect(finding.grade == .warning)
    #expect(finding.feed == "registers")
    #expect(finding.places == [Place(file: "registers.csv", row: 2, column: "diagnosed_on")])
  }

  @Test("a finding counts every fault and keeps the first five places")
  func counts() throws {
    let rows = (0..<5000).map { $0 % 2 == 0 ? "9434765919,AF,x,,,,\n" : "x,AF,,,,,\n" }
    let extract = try FeedFixture.read(
      Array((header + "\n" + rows.joined()).utf8), FeedFixture.contract(), blockSizes: [64, 1000])
    #expect(extract.readableRows.rowCount == 2500)
    #expect(extract.rejects.count == 2500)
    #expect(extract.findings.map(\.count) == [2500, 2500])
    #expect(extract.findings.map(\.rule) == ["not-an-identifier", "not-a-date"])
    #expect(extract.findings[0].places.map(\.row) == [3, 5, 7, 9, 11])
  }

  @Test("rows with too few or too many fields are rejected in their place, blank ones are no rows")
  func ragged() throws {
    let extract = try FeedFixture.read(
      """
      \(header)
      9434765919,AF,,,,,
      9434765919,AF
      x,AF,,,,,
      9434765919,AF,,,,,,
      ,,,,,,
      ,,

      9434765870,AF,,,,,

      """)
    #expect(extract.readableRows.rowCount == 2)
    #expect(
      extract.rejects.map(\.rule) == ["too-few-fields", "not-an-identifier", "too-many-fields"])
    #expect(extract.rejects.map(\.place.row) == [3, 4, 5])
    #expect(extract.findings.allSatisfy { $0.grade == .record })
    #expect(extract.places.place(ofRow: 2)?.row == 9)
  }

  @Test("what a spreadsheet padded or dropped at the end of rows changes nothing")
  func padding() throws {
    let columns = [
      ColumnContract(name: "a", type: .integer, isRequired: true),
      ColumnContract(name: "b", type: .text),
    ]
    let extract = try FeedFixture.read(
      """
      a,b,,
      1,x,,
      2,y
      3,,
      4,z,\u{A0},
      , ,\u{A0},
      "","",,
      5
      6,w,,v
      7,w,,,

      """, FeedFixture.contract(columns))
    #expect(extract.values("a") == [1, 2, 3, 4, 6].map { .integer($0) })
    #expect(extract.values("b") == [.text("x"), .text("y"), nil, .text("z"), .text("w")])
    #expect(extract.rejects.map(\.rule) == ["too-few-fields", "too-many-fields"])
    #expect(extract.rejects.map(\.place.row) == [8, 10])
    // A file whose rows are all padded further than its header; two fields more are one too many again.
    let padded = try FeedFixture.read(
      "a,b\n1,x,\n2,y,\n3,z\n4,w,,\n5,v,9\n6,u,\n7,t,\n", FeedFixture.contract(columns))
    #expect(padded.values("a") == [1, 2, 3, 6, 7].map { .integer($0) })
    #expect(padded.rejects.map(\.rule) == ["too-many-fields", "too-many-fields"])
  }

  @Test("fields that a row lacks at its end are missing where the layout says so")
  func shortRows() throws {
    var layout = CSVLayout()
    layout.fillsShortRows = true
    let columns = [
      ColumnContract(name: "a", type: .integer, isRequired: true),
      ColumnContract(name: "b", type: .text), ColumnContract(name: "c", type: .integer),
    ]
    let contract = FeedFixture.contract(columns, layout: layout)
    let extract = try FeedFixture.read("a,b,c\n1\n2,x\n3,y,9\n4,,,,5\n", contract)
    #expect(extract.values("a") == [1, 2, 3].map { .integer($0) })
    #expect(extract.values("b") == [nil, .text("x"), .text("y")])
    #expect(extract.values("c") == [nil, nil, .integer(9)])
    #expect(extract.rejects.map(\.rule) == ["too-many-fields"])
  }

  @Test("a table ends at its foot, and what looks like a row below it is rejected")
  func footer() throws {
    var layout = CSVLayout(header: .search)
    layout.footer = ["source*", "Total"]
    let columns = [
      ColumnContract(name: "code", type: .text, isRequired: true),
      ColumnContract(name: "count", type: .integer, isRequired: true),
    ]
    let extract = try FeedFixture.read(
      """
      A title

      code,count
      A,1
      B,2
      Totals,3

      ,SOURCE: somebody
      Notes,
      see page 4
      C,4

      """, FeedFixture.contract(columns, layout: layout))
    #expect(extract.values("code") == ["A", "B", "Totals"].map { .text($0) })
    #expect(extract.rejects.map(\.rule) == ["row-below-table"])
    #expect(extract.rejects.map(\.place.row) == [11])
    #expect(extract.findings.map(\.grade) == [.record])
  }

  @Test("names in two rows are read together, one above several columns for each of them")
  func headerRows() throws {
    var layout = CSVLayout(header: .search)
    layout.headerRows = 2
    let columns = [
      ColumnContract(name: "code", type: .text, isRequired: true),
      ColumnContract(
        name: "young", source: .header(["Under 65 given"]), type: .integer, isRequired: true),
      ColumnContract(
        name: "old", source: .header(["65 and over given"]), type: .integer, isRequired: true),
    ]
    let extract = try FeedFixture.read(
      """
      Uptake,,,,
      ,Under 65,,"65  and over",
      code,asked,given,asked,given
      A,1,2,3,4

      """, FeedFixture.contract(columns, layout: layout))
    #expect(extract.values("young") == [.integer(2)])
    #expect(extract.values("old") == [.integer(4)])
    #expect(extract.places.place(ofRow: 0)?.row == 4)
  }

  @Test("the header's columns may stand in any order, under any of their names, written anyhow")
  func headers() throws {
    let columns = [
      ColumnContract(name: "lsoa", source: .header(["LSOA11CD", "LSOA code (2011)"]), type: .text),
      ColumnContract(
        name: "decile", source: .header(["IMD Decile"]), type: .integer, isRequired: true),
    ]
    let extract = try FeedFixture.read(
      "\u{FEFF}other,\" imd \n  DECILE\",Lsoa  Code (2011)\r\nx,3,E01\r\n",
      FeedFixture.contract(columns))
    #expect(extract.values("lsoa") == [.text("E01")])
    #expect(extract.values("decile") == [.integer(3)])
    #expect(extract.counts == ["unknown-columns": 1])
    #expect(
      extract.findings[0].says == "1 column that the contract does not name: the 1st")
    #expect(extract.places.place(ofRow: 0)?.row == 3)
  }

  @Test("an optional column that is not there is missing in all rows, with a warning")
  func absentColumn() throws {
    let extract = try FeedFixture.read("nhs_number,register\n9434765919,AF\n")
    #expect(extract.values("note") == [nil])
    #expect(extract.counts == ["absent-column": 5])
    #expect(extract.findings.allSatisfy { $0.grade == .warning })
  }

  @Test("a column that a file may lack has the contract's text in each of its rows, without a word")
  func statedAbsence() throws {
    let columns = [
      ColumnContract(name: "id", type: .text, isRequired: true),
      ColumnContract(
        name: "given", type: .boolean(true: ["T"], false: ["F"]), isRequired: true, absent: "F"),
      ColumnContract(name: "supplier", type: .text, absent: ""),
    ]
    let contract = FeedFixture.contract(columns)
    let without = try FeedFixture.read("id\n1\n2\n", contract)
    #expect(without.values("given") == [.boolean(false), .boolean(false)])
    #expect(without.values("supplier") == [nil, nil])
    #expect(without.findings.isEmpty)
    let with = try FeedFixture.read("id,given,supplier\n1,T,x\n2,,\n3,no,\n", contract)
    #expect(with.values("given") == [.boolean(true)])
    #expect(with.rejects.map(\.rule) == ["missing-value", "not-a-boolean"])
  }

  @Test("of a column that is there twice the first is read, with a warning")
  func repeatedColumn() throws {
    let contract = FeedFixture.contract([ColumnContract(name: "a", type: .text)])
    let extract = try FeedFixture.read("a,A\n1,2\n", contract)
    #expect(extract.values("a") == [.text("1")])
    #expect(extract.counts == ["repeated-column": 1])
  }

  @Test("a missing required column is a fault that names the header that looks most like it")
  func missingColumn() throws {
    #expect(
      throws: FeedFault.missingColumn(
        file: "registers.csv", line: 1, column: "register", nearest: "Registers")
    ) { try FeedFixture.read("nhs_number,note,Registers\n9434765919,,AF\n") }
    #expect(
      throws: FeedFault.missingColumn(
        file: "registers.csv", line: 2, column: "register", nearest: nil)
    ) { try FeedFixture.read("\nnhs_number,abc\n9434765919,AF\n") }
  }

  @Test(
    "a header that would be several fields with another delimiter is of the wrong one",
    arguments: [(";", 0x3B), ("|", 0x7C), ("\t", 0x09)] as [(String, UInt8)])
  func wrongDelimiter(delimiter: String, byte: UInt8) throws {
    #expect(
      throws: FeedFault.wrongDelimiter(
        file: "registers.csv", line: 1, expected: 0x2C, likely: byte)
    ) {
      try FeedFixture.read(header.replacing(",", with: delimiter) + "\n")
    }
  }

  @Test("a file without bytes, without rows or with blank lines only is empty")
  func empty() throws {
    for text in ["", "\u{FEFF}", "\n\n\r\n", header, header + "\n", header + "\n,,,,,,\n\n"] {
      #expect(throws: FeedFault.empty(file: "registers.csv")) { try FeedFixture.read(text) }
    }
  }

  @Test(
    "a file without rows is a warning where the feed need not be there or another file has rows")
  func noRows() throws {
    let folder = try TemporaryFolder()
    let bare = try folder.write("a.csv", header + "\n")
    let blank = try folder.write("b.csv", header + "\n,,,,,,\n")
    let full = try folder.write("c.csv", header + "\n9434765919,AF,,,,,\n")
    let ragged = try folder.write("d.csv", header + "\n9434765919\n")
    let nothing = try folder.write("e.csv", "")
    func read(_ files: [FeedFile], isRequired: Bool = true) throws -> Extract {
      var contract = FeedFixture.contract()
      contract.isRequired = isRequired
      return try extract(contract, from: files, rows: RowCounter(), stop: StopRequest())
    }
    #expect(throws: FeedFault.empty(file: "a.csv")) { try read([blank, bare]) }
    for (files, names) in [
      ([full, bare, blank], ["a.csv", "b.csv"]), ([ragged, blank], ["b.csv"]),
    ] {
      let finding = try #require(try read(files).findings.first { $0.rule == "no-rows" })
      #expect(finding.grade == .warning)
      #expect(finding.count == names.count)
      #expect(finding.places == names.map { Place(file: $0) })
    }
    let optional = try read([bare], isRequired: false)
    #expect(optional.table.rowCount == 0)
    #expect(optional.table.names == FeedFixture.columns.map(\.name))
    #expect(optional.counts == ["no-rows": 1])
    #expect(try read([full]).findings.isEmpty)
    for isRequired in [true, false] {
      #expect(throws: FeedFault.empty(file: "e.csv")) {
        try read([full, nothing], isRequired: isRequired)
      }
    }
  }

  @Test("what is not delimited text is called by its name")
  func notText() throws {
    let text = Array((header + "\n9434765919,AF,,,,,\n").utf8)
    let zipped = try #require(gzip(text))
    let twice = try #require(gzip(zipped))
    let wide = text.flatMap { byte -> [UInt8] in [byte, 0] }
    let cases: [(bytes: [UInt8], looksLike: String)] = [
      ([0xFF, 0xFE] + wide, "UTF-16"), ([0xFE, 0xFF, 0] + wide.dropLast(), "UTF-16"),
      (twice, "gzip inside gzip"), (wide, "binary"),
      (try #require(gzip([0x7F, 0x45, 0x4C, 0x46, 0, 0])), "binary"),
      (text + [UInt8](repeating: 0x0A, count: 511 - text.count) + [0], "binary"),
    ]
    for (bytes, looksLike) in cases {
      #expect(throws: FeedFault.notText(file: "registers.csv", looksLike: looksLike)) {
        try FeedFixture.read(bytes)
      }
    }
    #expect(try FeedFixture.read(zipped).table.rowCount == 1)
  }

  @Test("zero bytes in a text, wherever they are, are a copy that broke off")
  func zeroBytes() throws {
    // More than two blocks.
    let rows = String(repeating: "9434765919,AF,,,,,\n", count: (5 << 16) / 19)
    let text = Array((header + "\n" + rows).utf8)
    for offset in [600, 1 << 17, text.count] {
      let cut = text.prefix(offset) + [UInt8](repeating: 0, count: 4096)
      for bytes in [Array(cut), try #require(gzip(Array(cut)))] {
        #expect(throws: FeedFault.zeroBytes(file: "registers.csv", byteOffset: offset)) {
          try FeedFixture.read(bytes)
        }
      }
    }
  }

  @Test(
    "a file that ends inside a row was cut; one whose last row is whole and has no line break was not"
  )
  func cutText() throws {
    let whole = header + "\n9434765919,AF,,,,,\n9434765870,AF,,,,,"
    #expect(try FeedFixture.read(whole).table.rowCount == 2)
    for cut in ["9434765870", "9434765870,AF,,", "94"] {
      #expect(throws: FeedFault.truncatedText(file: "registers.csv", line: 3)) {
        try FeedFixture.read(header + "\n9434765919,AF,,,,,\n" + cut)
      }
    }
    let layout = CSVLayout(header: .search)
    let columns = [ColumnContract(name: "a", type: .text, isRequired: true)]
    let contract = FeedFixture.contract(columns, layout: layout)
    #expect(try FeedFixture.read("a,b\n1,2\nSource: ONS", contract).counts["too-few-fields"] == 1)
  }

  @Test("unknown columns are told by number and position, never by their names")
  func unknownColumns() throws {
    let contract = FeedFixture.contract([ColumnContract(name: "a", type: .text)])
    func says(_ header: String) throws -> String {
      let cells = header.split(separator: ",", omittingEmptySubsequences: false).map { _ in "x" }
      let extract = try FeedFixture.read(
        header + "\n" + cells.joined(separator: ",") + "\n", contract)
      #expect(!extract.printed.contains("Zwinkle"))
      return try #require(extract.findings.first).says
    }
    #expect(
      try says("a,Zwinkle Smith,,Zwinkle")
        == "2 columns that the contract does not name: the 2nd, 4th")
    #expect(
      try says("Zwinkle,u,v,a,w,x,y")
        == "6 columns that the contract does not name: the 1st, 2nd, 3rd, 5th, 6th and 1 more")
    let wide =
      String(repeating: ",", count: 10) + "p,q,r,s" + String(repeating: ",", count: 7) + "t"
    #expect(
      try says("a" + wide)
        == "5 columns that the contract does not name: the 11th, 12th, 13th, 14th, 21st")
  }

  @Test("a published sheet's header is found below its titles")
  func searchedHeader() throws {
    let layout = CSVLayout(header: .search)
    let columns = [
      ColumnContract(name: "code", source: .header(["Code"]), type: .text, isRequired: true),
      ColumnContract(name: "n", source: .header(["Number"]), type: .integer, isRequired: true),
    ]
    let contract = FeedFixture.contract(columns, layout: layout)
    let title = "Some title,,\n\nNotes,Number,\n"
    let extract = try FeedFixture.read(title + "Code,Number,x\nA,1,\n,,\nB,2,\n", contract)
    #expect(extract.values("n") == [.integer(1), .integer(2)])
    #expect(extract.places.place(ofRow: 0)?.row == 5)
    #expect(
      throws: FeedFault.missingColumn(
        file: "registers.csv", line: 3, column: "code", nearest: "Codes")
    ) { try FeedFixture.read("a,b,c\n\nCodes,Number,x\nA,1,\n", contract) }
    let late = String(repeating: "x,y,z\n", count: 40) + "Code,Number,x\nA,1,\n"
    #expect(throws: FeedFault.self) { try FeedFixture.read(late, contract) }
  }

  @Test("without a header columns are taken by their position")
  func positions() throws {
    let columns = [
      ColumnContract(name: "b", source: .position(2), type: .text, isRequired: true),
      ColumnContract(name: "k", source: .constant("K"), type: .text, isRequired: true),
      ColumnContract(name: "z", source: .position(9), type: .text),
    ]
    let contract = FeedFixture.contract(columns, layout: CSVLayout(header: .none))
    let extract = try FeedFixture.read("1,x,3\n4,y,6\n", contract)
    #expect(extract.values("b") == [.text("x"), .text("y")])
    #expect(extract.values("k") == [.text("K"), .text("K")])
    #expect(extract.counts == ["absent-column": 1])
    #expect(
      throws: FeedFault.missingColumn(file: "registers.csv", line: 1, column: "b", nearest: nil)
    ) {
      try FeedFixture.read("1\n2\n", contract)
    }
  }

  @Test("quoted cells, with doubled quotes and line breaks, are read and rejected as they stand")
  func quoted() throws {
    let extract = try FeedFixture.read(
      header + "\n\"9434765919\",\"AF\",\"2026-01-31\",\"1.5\",\"7\",\"Y\",\"a \"\"b\"\"\nc\"\n"
        + "x,AF,,,,,\"d \"\"e\"\"\nf\"\n9434765870,AF,,,,,g\n")
    #expect(extract.values("note") == [.text("a \"b\"\nc"), .text("g")])
    #expect(extract.rejects.map(\.record) == ["x,AF,,,,,\"d \"\"e\"\"\nf\""])
    #expect(extract.rejects[0].place.row == 4)
    #expect(extract.places.place(ofRow: 2)?.row == 6)
  }

  @Test("no printed thing holds a cell's value")
  func privacy() throws {
    let mark = "Zebedee 9434765919"
    let rows = """
      \(mark),AF,\(mark),\(mark),\(mark),\(mark),\(mark)
      9434765919,\(mark),,,,,
      9434765919
      9434765919,AF,,,,,,,,

      """
    let extract = try FeedFixture.read(header + ",\(mark)\n" + rows)
    #expect(extract.rejects.count == 4)
    #expect(!extract.printed.contains("Zebedee"))
    #expect(!extract.printed.contains("9434765919"))
    for text in [rows, "\(mark)\n\(mark)\n", "\"\(mark)"] {
      do {
        let extract = try FeedFixture.read(text)
        Issue.record("\(extract.table.rowCount) rows")
      } catch let fault as FeedFault {
        #expect(!"\(fault)".contains("Zebedee") && !"\(fault)".contains("9434765919"))
      }
    }
  }

  @Test(
    "any changed byte ends in a fault or in findings", arguments: [0x00, 0x22, 0x2C, 0x0A, 0xFF])
  func changedBytes(byte: UInt8) throws {
    let text = Array(
      (header + "\n9434765919,AF,2026-01-31,1.5,7,Y,\"o\"\"ne\"\r\n9434765870,DM,,,,N,é\n").utf8)
    let folder = try TemporaryFolder()
    for index in text.indices {
      var changed = text
      changed[index] = byte
      let file = try folder.write("a.csv", changed)
      let outcomes = [3, 1 << 17].map {
        FeedFixture.Outcome(FeedFixture.contract(), file, blockSize: $0)
      }
      #expect(outcomes[0] == outcomes[1], "byte \(index)")
    }
  }

  @Test("files are joined in the order of their names, gzipped or not")
  func files() throws {
    let folder = try TemporaryFolder()
    let zipped = try #require(gzip(Array("nhs_number,register\n9434765870,DM\n".utf8)))
    let files = [
      try folder.write("b/registers-2.csv", "register,nhs_number\nAF,9434765919\nx,y\n"),
      try folder.write("a/Registers-1.CSV.GZ", zipped),
    ]
    let counter = RowCounter()
    let joined = try extract(
      FeedFixture.contract(), from: files, rows: counter, stop: StopRequest())
    #expect(joined.values("register") == [.text("DM"), .text("AF")])
    #expect(joined.places.place(ofRow: 0) == Place(file: "a/Registers-1.CSV.GZ", row: 2))
    #expect(joined.places.place(ofRow: 1) == Place(file: "b/registers-2.csv", row: 2))
    #expect(joined.rejects.map(\.place.file) == ["b/registers-2.csv"])
    #expect(joined.counts["absent-column"] == 10)
    #expect(counter.rows == 3)
  }

  @Test("no file is a fault for a required feed and an empty table for another")
  func noFiles() throws {
    var contract = FeedFixture.contract()
    #expect(throws: FeedFault.missing(patterns: ["registers*.csv"])) {
      try extract(contract, from: [], rows: RowCounter(), stop: StopRequest())
    }
    contract.isRequired = false
    let empty = try extract(contract, from: [], rows: RowCounter(), stop: StopRequest())
    #expect(empty.table.rowCount == 0)
    #expect(empty.table.names == contract.columns.map(\.name))
    #expect(empty.findings.isEmpty)
  }

  @Test("a stop that was asked for ends the reading")
  func stops() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a.csv", header + "\n9434765919,AF,,,,,\n")
    let stop = StopRequest()
    stop.make()
    #expect(throws: FeedFault.stopped) {
      try extract(FeedFixture.contract(), from: [file], rows: RowCounter(), stop: stop)
    }
  }
}
