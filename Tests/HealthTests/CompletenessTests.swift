import Expressions
import Health
import Model
import Parallel
import Tables
import Testing

@Suite("Completeness of a feed, practice by practice")
struct CompletenessTests {
  private static let vocabulary = PersonVocabulary(person: "number", practice: "practice")
  private static let day = Day(iso: "2026-11-20")

  /// A hundred persons at each of some practices, and for each practice so many rows a person, on a day.
  private func result(
    _ practices: [(code: String, rows: Int, newest: String)], rejected: [String: Int] = [:],
    earlier: Table? = nil, earlierDay: Day? = nil, excepted: Set<String> = []
  ) throws -> FeedCompleteness {
    var people: [Row] = []
    var events: [Row] = []
    var isRejected: [Bool] = []
    for (code, rows, newest) in practices {
      let first = people.count
      for index in 0..<100 {
        people.append([
          "number": .identifier(Identifier(number: Int64(first + index))), "practice": .text(code),
        ])
      }
      let day = try #require(Day(iso: newest))
      for index in 0..<(rows + (rejected[code] ?? 0)) {
        events.append([
          "number": .identifier(Identifier(number: Int64(first + index % 100))),
          // Spread over the year before the newest.
          "on": .day(day.adding(days: -(index % 360))),
        ])
        isRejected.append(index >= rows)
      }
    }
    let rejectedRows = Bitmap(isRejected)
    let feed = FeedRows(
      table([("number", .identifier), ("on", .day)], events), accepted: ~rejectedRows, key: "number"
    )
    return completeness(
      of: "feed", DeliveredRows(feed, rejected: rejectedRows, day: "on"),
      persons: PersonTable(table([("number", .identifier), ("practice", .text)], people)),
      vocabulary: Self.vocabulary, eventRows: EventRows(),
      earlier: earlier.map { ($0, earlierDay) },
      rules: FeedRules(feed: "feed", grain: .event, key: "number"), excepted: excepted,
      referenceDate: try #require(Self.day))
  }

  private func night(_ rows: Int, newest: String = "2026-11-20") -> [(String, Int, String)] {
    (1...6).map { ("A1000\($0)", $0 == 6 ? rows : 400, $0 == 6 ? newest : "2026-11-20") }
  }

  private func faults(_ result: FeedCompleteness) -> [String: CompletenessFault] {
    Dictionary(result.incomplete.map { ($0.practice, $0.fault) }) { first, _ in first }
  }

  @Test("on a first night only a practice with nothing, or next to nothing, is not complete")
  func firstNight() throws {
    #expect(try faults(result(night(400))).isEmpty)
    #expect(try faults(result(night(110))).isEmpty, "a quarter may be its patients")
    #expect(try faults(result(night(90))) == ["A10006": .fewRows])
    #expect(try faults(result(night(30))) == ["A10006": .fewRows])
    #expect(try faults(result(night(0))) == ["A10006": .noRows])
    #expect(try faults(result(night(0), excepted: ["A10006"])).isEmpty)
  }

  @Test(
    "after a complete night a quarter less is not complete, and a tenth less is doubtful",
    arguments: [
      (400, false, false), (361, false, false), (359, false, true), (301, false, true),
      (299, true, false),
    ])
  func secondNight(rows: Int, isIncomplete: Bool, isDoubtful: Bool) throws {
    let first = try result(night(400))
    let second = try result(night(rows), earlier: first.practices)
    #expect(faults(second) == (isIncomplete ? ["A10006": .fewRows] : [:]))
    #expect(second.doubtful == (isDoubtful ? ["A10006"] : []))
  }

  @Test(
    "rows of days that were there before do not grow by half over night, and by a quarter only with a word",
    arguments: [
      (440, false, false), (500, false, false), (510, false, true), (600, false, true),
      (610, true, false), (800, true, false), (4_000, true, false),
    ])
  func surplus(rows: Int, isTooMany: Bool, isSwollen: Bool) throws {
    let first = try result(night(400))
    let second = try result(night(rows), earlier: first.practices, earlierDay: Self.day)
    #expect(faults(second) == (isTooMany ? ["A10006": .manyRows] : [:]))
    #expect(second.swollen == (isSwollen ? ["A10006"] : []))
    #expect(second.doubtful.isEmpty)
    // The second such night is no new normal either.
    let third = try result(night(rows), earlier: second.practices, earlierDay: Self.day)
    #expect(faults(third) == faults(second))
  }

  @Test("what is newer than the last release may be many times what was there: a season has begun")
  func season() throws {
    let first = try result(night(400))
    func faults(releasedOn day: String) throws -> [String: CompletenessFault] {
      let second = try result(
        night(1_200), earlier: first.practices, earlierDay: Day(iso: day))
      return self.faults(second)
    }
    // The rows are spread over a year: all of them are newer than a release of a year ago, and a third than one of July.
    #expect(try faults(releasedOn: "2025-11-20").isEmpty)
    #expect(try faults(releasedOn: "2026-07-20") == ["A10006": .manyRows])
  }

  @Test("on a first night a practice may have twice what others have, and not five times")
  func firstSurplus() throws {
    #expect(try faults(result(night(800))).isEmpty)
    #expect(try faults(result(night(1_600))).isEmpty)
    #expect(try faults(result(night(1_650))) == ["A10006": .manyRows])
  }

  @Test("a bad night is no new normal, and a real fall is one in time")
  func decay() throws {
    var earlier = try result(night(400)).practices
    // Never complete: it stays so, whatever the nights.
    for _ in 0..<40 {
      let bad = try result(night(200), earlier: earlier)
      #expect(faults(bad) == ["A10006": .fewRows])
      earlier = bad.practices
    }
    earlier = try result(night(400)).practices
    var nights = 0
    while try !result(night(350), earlier: earlier).doubtful.isEmpty, nights < 50 {
      earlier = try result(night(350), earlier: earlier).practices
      nights += 1
    }
    #expect((1...10).contains(nights), "a fall by an eighth was doubtful for \(nights) nights")
  }

  @Test("a practice with nothing new for long, where the others have many newer rows")
  func oldRows() throws {
    #expect(try faults(result(night(400, newest: "2026-11-10"))).isEmpty)
    #expect(try faults(result(night(400, newest: "2026-08-20"))) == ["A10006": .oldRows])
    // A whole feed that is old is no fault of a practice.
    let old = (1...6).map { ("A1000\($0)", 400, "2026-08-20") }
    #expect(try faults(result(old)).isEmpty)
  }

  @Test("rejected rows of a practice count by its persons")
  func rejectedRows() throws {
    #expect(try faults(result(night(400), rejected: ["A10003": 40])) == ["A10003": .rejectedRows])
    #expect(try faults(result(night(400), rejected: ["A10003": 15])).isEmpty)
  }

  @Test("what rests on the feed is missing for the practice's persons, also where it never misses")
  func masked() throws {
    let persons = PersonTable(
      table(
        [("practice", .text), ("on_register", .boolean), ("age", .integer)],
        [
          ["practice": .text("A10001"), "on_register": .boolean(false), "age": .integer(50)],
          ["practice": .text("A10002"), "on_register": .boolean(false), "age": .integer(60)],
          ["on_register": .boolean(true), "age": .integer(70)],
        ]))
    let masked = persons.masking(
      IncompleteFeeds(["registers": ["A10002"], "uptake": ["A10001"]]),
      restsOn: ["on_register": [["registers"]]], Self.vocabulary)
    #expect(
      rows(of: masked.table) == [
        ["practice": .text("A10001"), "on_register": .boolean(false), "age": .integer(50)],
        ["practice": .text("A10002"), "age": .integer(60)],
        ["on_register": .boolean(true), "age": .integer(70)],
      ])
  }
}
