import Parallel
import Tables
import Testing

@testable import Formats

/// A file that is wrong all through: its rows are counted, and the first of them kept.
struct ManyRejectsTests {
  private static let rows = RejectedRow.mostKept + 5_000

  private func read(_ text: String) throws -> Extract {
    try FeedFixture.read(Array(text.utf8), blockSizes: [])
  }

  @Test(
    "of very many rejected rows the first are kept and all are counted, however they are wrong",
    arguments: ["1", "x,AF,2026-13-45,x,7,Y,two"])
  func counted(row: String) throws {
    let extract = try read(
      FeedFixture.header + "\n" + String(repeating: row + "\n", count: Self.rows))
    #expect(extract.rejectCount == Self.rows)
    #expect(extract.rejectsByFile == ["registers.csv": Self.rows])
    #expect(extract.rejects.count == RejectedRow.mostKept)
    #expect(extract.rejects.last?.place.row == RejectedRow.mostKept + 1)
    #expect(extract.rowCount == Self.rows)
  }

  @Test("of long rows fewer are kept")
  func long() throws {
    let note = String(repeating: "n", count: 1 << 20)
    let extract = try read(
      FeedFixture.header + "\n" + String(repeating: "x,\(note)\n", count: 40))
    #expect(extract.rejectCount == 40)
    #expect(extract.rejects.count == 32)
  }

  @Test("the texts of a column, all files together, that are more than a table holds are refused")
  func text() throws {
    let folder = try TemporaryFolder()
    let files = try ["a", "b"].map { name in
      try folder.write(
        "\(name).csv", "\(FeedFixture.header)\n9434765919,AF,2026-01-01,1,7,Y,note of \(name)\n")
    }
    let contract = FeedFixture.contract()
    let parts = try files.map { file in
      try extractCSV(
        contract, layout: CSVLayout(), file: file, rows: RowCounter(), stop: StopRequest())
    }
    #expect(try joined(parts, of: files, contract, mostText: 18).table.rowCount == 2)
    #expect(throws: FeedFault.tooMuchText(feed: "registers", column: "note")) {
      try joined(parts, of: files, contract, mostText: 17)
    }
  }
}
