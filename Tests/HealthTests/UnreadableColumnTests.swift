import Model
import Health
import Tables
import Testing

@Suite("Columns that cannot be read")
struct UnreadableColumnTests {
  private func columns(unreadable: Int, readable: Int, empty: Int = 0, limit: Double = 0.5) throws
    -> [UnreadableColumn]
  {
    let days =
      [Value?](repeating: .day(try day("2020-01-01")), count: readable)
      + [Value?](repeating: nil, count: unreadable + empty)
    return unreadableColumns(
      ["ended_on": unreadable], in: Table([("ended_on", Column(.day, days))]),
      unread: UnreadRows(noneOf: days.count),
      rules: FeedRules(feed: "events", grain: .event, key: "person", warningLimit: limit))
  }

  @Test("more than half of the filled cells are too many, however many are empty")
  func limit() throws {
    #expect(try columns(unreadable: 20, readable: 20).isEmpty)
    #expect(
      try columns(unreadable: 21, readable: 20, empty: 1_000)
        == [UnreadableColumn(column: "ended_on", unreadable: 21, filled: 41)])
  }

  @Test("fewer than ten never are, and a limit of one takes everything")
  func few() throws {
    #expect(try columns(unreadable: 9, readable: 0).isEmpty)
    #expect(try columns(unreadable: 10, readable: 0).count == 1)
    #expect(try columns(unreadable: 500, readable: 0, limit: 1).isEmpty)
    #expect(try columns(unreadable: 10, readable: 500, limit: 0.01).count == 1)
  }
}
