import Expressions
import Model
import Parallel
import Tables
import Testing

@testable import Health

/// What a practice's part of a feed holds, column by column and code by code, against what it held before.
@Suite("Columns and codes of a feed, practice by practice")
struct ExpectedValuesTests {
  private static let vocabulary = PersonVocabulary(person: "number", practice: "practice")
  private static let columns: [(String, ColumnType)] = [
    ("number", .identifier), ("on", .day), ("code", .text), ("value", .decimal), ("end", .day),
  ]
  private static let measured = [
    MeasuredColumn("code", isCoded: true, isRead: true, codesRead: .some(["SBP", "AF"])),
    MeasuredColumn("value", isCoded: false, isRead: true, codesRead: .none),
    MeasuredColumn("end", isCoded: false, isRead: false, codesRead: .none),
  ]
  private static let practices = (1...6).map { "A1000\($0)" }
  private static let last = "A10006"

  /// A row of a practice's person on a day.
  private struct Event {
    var code = "SBP"
    var day = 0
    var value: Double? = 120
    var hasEnd = false
  }

  /// A hundred persons at each of six practices with the same events each, but for the last.
  private func night(
    _ usual: [Event], last: [Event], earlier: Table? = nil, on date: String = "2026-11-20",
    before: String = "2026-11-19", excepted: Set<String> = [], history: MeasuredHistory? = nil
  ) throws -> FeedCompleteness {
    let today = try #require(Day(iso: date))
    var people: [Row] = []
    var rows: [Row] = []
    for practice in Self.practices {
      let first = people.count
      for index in 0..<100 {
        people.append([
          "number": .identifier(Identifier(number: Int64(first + index))),
          "practice": .text(practice),
        ])
      }
      for (index, event) in (practice == Self.last ? last : usual).enumerated() {
        var row: Row = [
          "number": .identifier(Identifier(number: Int64(first + index % 100))),
          "on": .day(today.adding(days: event.day - 30)), "code": .text(event.code),
        ]
        row["value"] = event.value.map { .decimal($0) }
        row["end"] = event.hasEnd ? .day(today) : nil
        rows.append(row)
      }
    }
    return completeness(
      of: "feed",
      DeliveredRows(
        FeedRows(table(Self.columns, rows), key: "number"),
        rejected: Bitmap(repeating: false, count: rows.count), day: "on", columns: Self.measured,
        history: history),
      persons: PersonTable(table([("number", .identifier), ("practice", .text)], people)),
      vocabulary: Self.vocabulary, eventRows: EventRows(),
      earlier: earlier.map { ($0, Day(iso: before)) },
      rules: FeedRules(feed: "feed", grain: .event, key: "number"), excepted: excepted,
      referenceDate: today)
  }

  private func events(_ counts: [(String, Int)]) -> [Event] {
    counts.flatMap { code, count in (0..<count).map { _ in Event(code: code) } }
  }

  private func held(_ result: FeedCompleteness) -> [String] {
    result.incomplete.map { "\($0.practice) \($0.fault.rawValue)" }
  }

  private func named(_ counts: [UnexpectedCount]) -> [String] {
    counts.map {
      "\($0.name)\($0.code.map { " \($0)" } ?? "") \($0.now)/\($0.expected)"
    }
  }

  @Test(
    "as many rows without a value leave the practice out of what reads them, and say of which column"
  )
  func emptied() throws {
    let usual = events([("SBP", 200)])
    let first = try night(usual, last: usual)
    #expect(held(first).isEmpty && first.unexpected.isEmpty)
    let empty = usual.map { _ in Event(value: nil) }
    let second = try night(usual, last: empty, earlier: first.expected)
    #expect(held(second) == ["A10006 far fewer values than expected"])
    #expect(named(second.incomplete[0].values) == ["value 0/200"])
    // From nine in ten to one in ten, and a second such night is no new normal.
    let most = usual.indices.map { Event(value: $0 % 10 == 0 ? nil : 120) }
    let few = usual.indices.map { Event(value: $0 % 10 == 0 ? 120 : nil) }
    var earlier = try night(usual, last: most).expected
    for _ in 0..<20 {
      let bad = try night(usual, last: few, earlier: earlier)
      #expect(named(bad.incomplete[0].values) == ["value 20/180"])
      earlier = bad.expected
    }
    #expect(try held(night(usual, last: most, earlier: earlier)).isEmpty)
    #expect(
      try held(night(usual, last: empty, earlier: first.expected, excepted: [Self.last])).isEmpty)
  }

  @Test(
    "a practice of which nothing old came is left out where definitions look back that far, and told elsewhere",
    arguments: [true, false])
  func oldRows(isRead: Bool) throws {
    let history = MeasuredHistory(try #require(History("2 years")), column: "on") { _ in isRead }
    let usual = (0..<200).map { Event(day: $0 % 2 == 0 ? 0 : -600) }
    let young = (0..<200).map { _ in Event(day: 0) }
    func said(_ result: FeedCompleteness) -> [String] {
      isRead ? held(result) : named(result.unexpected)
    }
    let expected =
      isRead
      ? ["A10006 far fewer values than expected"] : ["on more than 365 days ago 0/100"]
    // On a first night against the other practices, on a second one against itself.
    #expect(try said(night(usual, last: young, history: history)) == expected)
    let first = try night(usual, last: usual, history: history)
    #expect(held(first).isEmpty && first.unexpected.isEmpty)
    #expect(
      try said(night(usual, last: young, earlier: first.expected, history: history)) == expected)
    #expect(try said(night(usual, last: usual, earlier: first.expected, history: history)).isEmpty)
    // A feed that does not say how far back it reaches is not asked.
    #expect(try held(night(usual, last: young)).isEmpty)
  }

  @Test("the day of the first of so many rows, whatever lies before")
  func quantiles() throws {
    let days: [Int32] = [-40_000] + (0..<2_000).map { Int32($0) }
    let all = Bitmap(repeating: true, count: days.count)
    #expect(quantileDay(days, all, oneIn: 1_000) == Day(number: 1))
    #expect(
      quantileDay(Array(days.prefix(10)), Bitmap(repeating: true, count: 10), oneIn: 1_000)
        == Day(number: -40_000))
    #expect(quantileDay(days, Bitmap(repeating: false, count: days.count), oneIn: 1_000) == nil)
  }

  @Test(
    "a code that is gone leaves the practice out where it is read and more than chance",
    arguments: [
      ("AF", 3, false, false), ("AF", 6, false, false), ("AF", 9, true, false),
      ("AF", 40, true, false), ("EFI", 40, false, true), ("EFI", 5, false, false),
    ])
  func gone(code: String, count: Int, isHeld: Bool, isTold: Bool) throws {
    let usual = events([("SBP", 400), (code, count)])
    let first = try night(usual, last: usual)
    let second = try night(usual, last: events([("SBP", 400)]), earlier: first.expected)
    #expect(held(second) == (isHeld ? ["A10006 far fewer values than expected"] : []))
    #expect(named(second.unexpected) == (isTold ? ["\(code) 0/\(count)"].map { "code \($0)" } : []))
    // What nothing reads is told once.
    let third = try night(usual, last: events([("SBP", 400)]), earlier: second.expected)
    #expect(third.unexpected.isEmpty)
    #expect(held(third) == held(second))
  }

  @Test("a code in the place of another is named by the one that is gone")
  func replaced() throws {
    let usual = events([("SBP", 300), ("AF", 60)])
    let first = try night(usual, last: usual)
    let second = try night(
      usual, last: events([("SBP", 300), ("EFI", 60)]), earlier: first.expected)
    #expect(second.incomplete.flatMap { named($0.values) } == ["code AF 0/60"])
  }

  @Test("a fall by an eighth of many is told, one of few is chance")
  func doubtful() throws {
    for (count, now, isTold) in [(1_000, 870, true), (30, 26, false), (1_000, 930, false)] {
      let usual = events([("SBP", 8_000), ("AF", count)])
      let first = try night(usual, last: usual)
      let second = try night(
        usual, last: events([("SBP", 8_000), ("AF", now)]), earlier: first.expected)
      #expect(held(second).isEmpty)
      #expect(second.unexpected.count == (isTold ? 1 : 0), "\(count) \(now)")
    }
  }

  @Test("rows that are missing are no column's fault")
  func fewerRows() throws {
    let usual = events([("SBP", 200), ("AF", 200)])
    let first = try night(usual, last: usual)
    let second = try night(
      usual, last: events([("SBP", 170), ("AF", 170)]), earlier: first.expected)
    #expect(second.doubtful == [Self.last] && second.unexpected.isEmpty && held(second).isEmpty)
  }

  @Test(
    "a column that is filled where it was mostly empty is too much; what nobody had before is told")
  func surplus() throws {
    let usual = (0..<200).map { Event(value: $0 % 5 == 0 ? 120 : nil) }
    let first = try night(usual, last: usual)
    let all = (0..<200).map { _ in Event() }
    let second = try night(usual, last: all, earlier: first.expected)
    #expect(held(second) == ["A10006 far more values than expected"])
    #expect(named(second.incomplete[0].values) == ["value 200/40"])
    let none = (0..<200).map { _ in Event() }
    let ended = (0..<200).map { _ in Event(hasEnd: true) }
    let before = try night(none, last: none)
    let after = try night(none, last: ended, earlier: before.expected)
    #expect(held(after).isEmpty)
    #expect(named(after.unexpected) == ["end 200/0"] && after.unexpected[0].isUnread == true)
    // A season's rows are newer than the last night.
    let new = (0..<200).map { _ in Event(day: 30) }
    let season = try night(
      usual + new, last: usual + new, earlier: first.expected, on: "2026-11-21")
    #expect(held(season).isEmpty, "\(season.incomplete)")
  }

  @Test("a code that came with one night alone is no loss when it goes with the next")
  func oneNight() throws {
    let usual = events([("SBP", 400)])
    let first = try night(usual, last: usual)
    let more = usual + events([("AF", 40)])
    let second = try night(usual, last: more, earlier: first.expected)
    #expect(held(second).isEmpty && second.unexpected.isEmpty)
    #expect(try held(night(usual, last: usual, earlier: second.expected)).isEmpty)
    // Where it stays it is one from then on.
    let third = try night(usual, last: more, earlier: second.expected)
    #expect(
      try held(night(usual, last: usual, earlier: third.expected))
        == ["A10006 far fewer values than expected"])
  }

  @Test("on a first night a column or code that all others have and one has not leaves it out")
  func firstNight() throws {
    let usual = events([("SBP", 200), ("AF", 60)])
    let empty = usual.map { Event(code: $0.code, value: nil) }
    #expect(
      try held(night(usual, last: empty)) == ["A10006 far fewer values than expected"])
    let without = try night(usual, last: events([("SBP", 200)]))
    #expect(held(without) == ["A10006 far fewer values than expected"])
    #expect(named(without.incomplete[0].values) == ["code AF 0/46"])
    // The rows are gone with the code, so that it is missed also by what reads all rows.
    #expect(without.incomplete[0].values.map(\.isWithRows) == [true])
    let renamed = try night(usual, last: events([("SBP", 200), ("AFIB", 60)]))
    #expect(renamed.incomplete[0].values.map(\.isWithRows) == [nil])
    #expect(
      without.lacking(of: "feed").parts
        == [FeedPart("feed", ExpectedMeasure(column: "code", code: "AF"), isWithRows: true)])
    // Its patients may be others.
    #expect(try night(usual, last: events([("SBP", 200), ("AF", 20)])).unexpected.isEmpty)
  }

  @Test("what differs from practice to practice is not held against one of them on a first night")
  func varying() throws {
    let patients = [Int](repeating: 1_000, count: 12)
    func isFewer(_ counts: [Int]) throws -> Bool {
      let usual = try #require(UsualCount(counts, of: patients))
      return usual.isFewer(counts[0], than: usual.median * 1_000)
    }
    // Six of 25 is no chance where all have as many, and nothing where practices have a half of it or the double.
    #expect(try isFewer([6, 22, 24, 25, 25, 26, 26, 27, 28, 24, 23, 25]))
    #expect(try !isFewer([6, 10, 48, 12, 50, 25, 26, 55, 9, 60, 14, 45]))
    // Of few practices the one that is looked for does not hide itself.
    #expect(try isFewer([0] + [Int](repeating: 25, count: 11)))
  }
}

/// Practices' parts of lists against what they were.
@Suite("Practices' parts of a list")
struct ListPartTests {
  private static let day = Day(number: 20_777)

  /// A hundred persons at each of some practices, so many of whom are on the list.
  private func parts(
    _ counts: [Int], earlier: Table? = nil, leftOut: Set<String> = [], isSame: Bool = true
  ) -> ListParts {
    var rows: [Row] = []
    var people: [Int32] = []
    for (index, count) in counts.enumerated() {
      for person in 0..<100 {
        if person < count { people.append(Int32(rows.count)) }
        rows.append([
          "practice_code": .text("A1000\(index)"),
          "practice_status": .text(PracticeStatus.ok.rawValue),
        ])
      }
    }
    return ListParts(
      of: [
        ListPeople(name: "list", people: people, leftOut: leftOut, isSameDefinition: isSame)
      ],
      persons: PersonTable(
        table([("practice_code", .text), ("practice_status", .text)], rows)),
      vocabulary: vocabulary, earlier: earlier.map { ($0, Self.day) }, limit: 0.5,
      referenceDate: Self.day)
  }

  private func told(_ parts: ListParts) -> [String] {
    parts.unexpected.map { "\($0.practice) \($0.name) \($0.now)/\($0.expected)" }
  }

  @Test("a part that shrinks or grows out of all proportion is named, and is no new normal")
  func far() {
    let first = parts([40, 40, 40, 40, 40, 40])
    #expect(told(first).isEmpty)
    #expect(told(parts([40, 40, 40, 40, 40, 25], earlier: first.expected)).isEmpty)
    let fell = parts([40, 40, 40, 40, 40, 4], earlier: first.expected)
    #expect(told(fell) == ["A10005 list 4/40"])
    #expect(told(parts([40, 40, 40, 40, 40, 4], earlier: fell.expected)) == ["A10005 list 4/33"])
    #expect(told(parts([40, 40, 40, 40, 40, 40], earlier: fell.expected)).isEmpty)
    #expect(
      told(parts([40, 40, 40, 40, 40, 90], earlier: first.expected)) == ["A10005 list 90/40"])
    var earlier = first.expected
    var nights = 0
    while nights < 50 {
      let next = parts([40, 40, 40, 40, 40, 4], earlier: earlier)
      if next.unexpected.isEmpty { break }
      (earlier, nights) = (next.expected, nights + 1)
    }
    #expect((2...10).contains(nights), "told for \(nights) nights")
  }

  @Test("few people, a change of all, another definition and a part that is left out are no alarm")
  func near() {
    let small = parts([8, 8, 8, 8, 8, 8])
    #expect(told(parts([8, 8, 8, 8, 8, 0], earlier: small.expected)).isEmpty)
    let first = parts([40, 40, 40, 40, 40, 40])
    #expect(told(parts([12, 12, 13, 11, 12, 12], earlier: first.expected)).isEmpty)
    #expect(
      told(parts([12, 12, 13, 11, 12, 40], earlier: first.expected)) == ["A10005 list 40/12"])
    #expect(told(parts([40, 40, 40, 40, 40, 0], earlier: first.expected, isSame: false)).isEmpty)
    let away = parts([40, 40, 40, 40, 40, 0], earlier: first.expected, leftOut: ["A10005"])
    #expect(told(away).isEmpty)
    #expect(told(parts([40, 40, 40, 40, 40, 40], earlier: away.expected)).isEmpty)
    #expect(
      told(parts([40, 40, 40, 40, 40, 0], earlier: away.expected)) == ["A10005 list 0/40"])
  }
}
