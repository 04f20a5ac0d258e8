import Parallel
import Tables
import Testing

@testable import Formats

@Suite("Rows of which a cell could not be read")
struct UnreadRowTests {
  private let header = FeedFixture.header
  private let contract = FeedFixture.contract(
    FeedFixture.columns.map { column in
      var column = column
      if ["diagnosed_on", "carer"].contains(column.name) { column.faultGrade = .record }
      return column
    })

  @Test("they keep their other cells, and say which one it was and that they are rejected")
  func cells() throws {
    let extract = try FeedFixture.read(
      """
      \(header)
      9434765919,AF,2026-01-01,1.5,x,Y,one
      9434765919,AF,soon,1.5,7,Y,two
      x,AF,2026-01-02,,,maybe,three
      9434765870,,2026-01-03,,,N,four
      9434765870,DM,2026-01-04,,,N,five

      """, contract)
    #expect(extract.table.rowCount == 5)
    #expect(extract.rowCount == 5)
    #expect(extract.unread.rejected.setIndices == [1, 2, 3])
    #expect(extract.unread.cells.names == ["nhs_number", "diagnosed_on", "count", "carer"])
    #expect(extract.unread.rows(unreadIn: "nhs_number")?.setIndices == [2])
    #expect(extract.unread.rows(unreadIn: "diagnosed_on")?.setIndices == [1])
    #expect(extract.unread.rows(unreadIn: "count")?.setIndices == [0])
    #expect(extract.unread.rows(unreadIn: "carer")?.setIndices == [2])
    // An empty cell is not one that could not be read.
    #expect(extract.unread.rows(unreadIn: "register") == nil)
    #expect(extract.allValues("note") == ["one", "two", "three", "four", "five"].map { .text($0) })
    #expect(
      extract.allValues("nhs_number").map { $0 == nil } == [false, false, true, false, false])
    #expect(extract.rejects.map(\.rule) == ["not-a-date", "not-an-identifier", "missing-value"])
    #expect(extract.rejects.map(\.place.row) == [3, 4, 5])
    #expect(
      (0..<5).map { extract.places.place(ofRow: $0)?.row } == [2, 3, 4, 5, 6])
    #expect(extract.values("note") == [.text("one"), .text("five")])
  }

  @Test("where nobody can say which cell is which, the row stays as text only")
  func shifted() throws {
    let extract = try FeedFixture.read(
      """
      \(header)
      9434765919,AF
      9434765919,AF,"2026-01-01,2",1.5,7,Y,one
      x,AF,"2026-01-01,2",1.5,7,Y,two
      9434765870,DM,never,,,N,three
      9434765870,DM,2026-01-04,,,N,four

      """, contract)
    #expect(extract.table.rowCount == 2)
    #expect(extract.rowCount == 5)
    #expect(extract.unread.rejected.setIndices == [0])
    #expect(extract.unread.rows(unreadIn: "diagnosed_on")?.setIndices == [0])
    #expect(extract.allValues("note") == [.text("three"), .text("four")])
    #expect(
      extract.rejects.map(\.rule)
        == ["too-few-fields", "not-a-date", "not-an-identifier", "not-a-date"])
    #expect(extract.rejects.map(\.place.row) == [2, 3, 4, 5])
  }

  @Test("the rows of several files and of many batches are counted on")
  func joined() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<9000).map { index in
      index % 3000 == 2999 ? "x,AF,2026-01-01,,,Y,a" : "9434765919,AF,2026-01-01,,,Y,b"
    }
    let text = ([header] + lines).joined(separator: "\n") + "\n"
    let files = try ["registers-1.csv", "registers-2.csv"].map { try folder.write($0, text) }
    let extract = try extract(contract, from: files, rows: .init(), stop: .init())
    let expected = [2999, 5999, 8999, 11_999, 14_999, 17_999]
    #expect(extract.unread.rejected.setIndices == expected)
    #expect(extract.unread.rows(unreadIn: "nhs_number")?.setIndices == expected)
    #expect(extract.rejects.count == expected.count)
  }
}
