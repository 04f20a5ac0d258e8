import Model
import Tables
import Testing

@testable import Health

/// What a reduction reads of its feeds: which columns, and which of their codes.
@Suite("What is read of a feed")
struct FeedReadingTests {
  private static let columns: [(String, ColumnType)] = [
    ("code", .text), ("outcome", .text), ("on", .day), ("ended", .day), ("value", .decimal),
    ("not_given", .boolean), ("person.age", .integer),
  ]

  private func reading(
    _ condition: String?, _ operation: Reduction.Operation = .exists, value: String? = nil,
    by: String? = nil
  ) throws -> FeedReading {
    Reduction(
      feeds: ["events", "more"], condition: try condition.map { try expression($0, Self.columns) },
      operation: operation, value: value, by: by
    ).reading
  }

  private func lost(_ column: String, _ code: String? = nil, isWithRows: Bool = false) -> FeedPart {
    FeedPart("events", ExpectedMeasure(column: column, code: code), isWithRows: isWithRows)
  }

  @Test(
    "a column that is held against codes reads these, any other use of it reads all",
    arguments: [
      ("code = 'A'", CodesRead.some(["A"])), ("'A' = code", .some(["A"])),
      ("code in ('A', 'B') and outcome = 'done'", .some(["A", "B"])),
      ("code = 'A' or code = 'B'", .some(["A", "B"])), ("code = 'A' or code <> 'B'", .all),
      ("not (code = 'A')", .all), ("code <> 'A'", .all), ("code > 'A'", .all),
      ("code is not null", .all), ("coalesce(code, 'A') = 'A'", .all),
      ("case when code = 'A' then outcome = 'done' else true end", .all),
      ("code = 'A' and person.age > 40", .some(["A"])),
    ])
  func codes(condition: String, codes: CodesRead) throws {
    let reading = try reading(condition)
    #expect(reading.columns["code"] == codes)
    #expect(reading.columns.keys.allSatisfy { !$0.hasPrefix("person.") })
  }

  @Test("a truth value reads the rows in which it is true, and its denial all")
  func truths() throws {
    #expect(try reading("not_given").columns == ["not_given": .some(["true"])])
    #expect(try reading("not_given is true").columns == ["not_given": .some(["true"])])
    #expect(try reading("not not_given").columns == ["not_given": .all])
    #expect(try reading("not_given = false").columns == ["not_given": .some(["false"])])
  }

  @Test("what a practice lost touches what reads it and nothing else")
  func parts() throws {
    let last = try reading("code = 'A'", .last, value: "value", by: "on")
    #expect(last.reads(FeedPart("events")) && last.reads(FeedPart("more")))
    #expect(!last.reads(FeedPart("others")))
    #expect(last.reads(lost("value")) && last.reads(lost("on")) && last.reads(lost("code")))
    #expect(!last.reads(lost("ended")) && !last.reads(lost("outcome", "done")))
    #expect(last.reads(lost("code", "A")) && !last.reads(lost("code", "B")))
    #expect(!last.reads(lost("code", "B", isWithRows: true)))
    // How many rows there are is another number only where the rows went with their code.
    let all = try reading(nil, .count)
    #expect(!all.reads(lost("code", "A")) && all.reads(lost("code", "A", isWithRows: true)))
    #expect(!all.reads(lost("value")) && all.reads(FeedPart("events")))
  }

  @Test("practices without a code lack what reads it, and records of earlier versions are read")
  func incomplete() throws {
    var incomplete = IncompleteFeeds(["more": ["M3"]])
    incomplete.add(lost("code", "A"), ["M2", "M1"])
    let isA = try reading("code = 'A'")
    let isB = try reading("code = 'B'")
    #expect(incomplete.of([isA]).allPractices == ["M1", "M2", "M3"])
    #expect(incomplete.of([isB]).allPractices == ["M3"])
    #expect(incomplete.practices(lacking: "events") == ["M1", "M2"])
    #expect(incomplete.feeds == ["events", "more"])
  }
}
