import Model
import Tables
import Testing

@testable import Health

@Suite("A feed's limits by practice")
struct PracticeRowsTests {
  private let rules = FeedRules(feed: "feed", grain: .event, key: "number")

  private func rows(_ practice: String, read: Int, rejected: Int = 0, unreadable: Int = 0)
    -> PracticeRows
  {
    var rows = PracticeRows(practice: practice)
    (rows.read, rows.rejected) = (read, rejected)
    if unreadable > 0 { (rows.unreadable, rows.filled) = (["on": unreadable], ["on": read]) }
    return rows
  }

  @Test("a practice breaks a limit by its own rows, and by a handful never")
  func faults() {
    #expect(rows("A1", read: 95, rejected: 5).fault(rules) == nil)
    #expect(rows("A1", read: 94, rejected: 6).fault(rules) == .rejectedRows)
    #expect(rows("A1", read: 0, rejected: 4).fault(rules) == nil)
    #expect(rows("A1", read: 20, unreadable: 10).fault(rules) == nil)
    #expect(rows("A1", read: 20, unreadable: 11).fault(rules) == .unreadableValues)
    #expect(rows("A1", read: 9, unreadable: 9).fault(rules) == nil)
  }

  @Test("the feed is held by the rows of the others, and by all where more than half are beyond")
  func limits() {
    let large = rows("A2", read: 0, rejected: 400)
    let few = PracticeLimits([rows("A1", read: 500), large, rows("A3", read: 500)], rules)
    #expect(few.beyond.map(\.rows.practice) == ["A2"])
    #expect(!few.hasTooManyRejected(410, of: 1_410, limit: 0.05))
    // Rows of nobody knows whom are the others'.
    #expect(few.hasTooManyRejected(460, of: 1_460, limit: 0.05))
    let most = PracticeLimits(
      [rows("A1", read: 500), large, rows("A3", read: 0, rejected: 9)], rules)
    #expect(most.isSpread)
    #expect(most.hasTooManyRejected(409, of: 909, limit: 0.05))
    // A practice without a row is neither.
    #expect(!PracticeLimits([rows("A1", read: 1), large, rows("A3", read: 0)], rules).isSpread)
  }

  @Test("unreadable cells are counted without those of the practices that are left out")
  func cells() {
    let limits = PracticeLimits(
      [rows("A1", read: 300), rows("A2", read: 900, unreadable: 900), rows("A3", read: 1)], rules)
    #expect(limits.beyond.map(\.fault) == [.unreadableValues])
    #expect(!limits.hasTooManyUnreadable(905, of: 1_210, in: "on", limit: 0.5))
    #expect(limits.hasTooManyUnreadable(1_100, of: 1_201, in: "on", limit: 0.5))
  }

  @Test("registrations are counted by the practice that stands in them")
  func registrations() {
    let codes: [Value?] = (0..<60).map { $0 < 20 ? .text("A1") : $0 < 50 ? .text("A2") : nil }
    let days: [Value?] = (0..<60).map { $0 >= 20 && $0 < 40 ? nil : .day(Day(number: $0)) }
    let table = Table([("practice", Column(.text, codes)), ("on", Column(.day, days))])
    let unread = UnreadRows(
      rejected: Bitmap(of: [0, 1, 50], count: 60),
      cells: Table([("on", .boolean(BooleanColumn(Bitmap(of: 20..<40, count: 60))))]))
    let counted = rowsByPractice(
      table, practice: "practice", rejected: Bitmap(of: [0, 1, 2, 50], count: 60), unread: unread)
    #expect(counted.map(\.practice) == ["A1", "A2"])
    #expect(counted.map(\.read) == [17, 30])
    #expect(counted.map(\.rejected) == [3, 0])
    #expect(counted[1].unreadable == ["on": 20])
    #expect(counted[1].filled == ["on": 30])
    #expect(counted[1].fault(rules) == .unreadableValues)
  }
}
