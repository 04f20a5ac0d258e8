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
    earlier: Table? = nil, earlierDay: Day? = nil, excepted: Set<String> = [],
    leftOut: Set<String> = [], today: [String: Int] = [:], on night: String = "2026-11-20"
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
      for index in 0..<(today[code] ?? 0) {
        events.append([
          "number": .identifier(Identifier(number: Int64(first + index % 100))),
          "on": .day(try #require(Day(iso: night))),
        ])
        isRejected.append(false)
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
      leftOut: leftOut, referenceDate: try #require(Day(iso: night)))
  }

  private func night(_ rows: Int, newest: String = "2026-11-20") -> [(String, Int, String)] {
    (1...6).map { ("A1000\($0)", $0 == 6 ? rows : 400, $0 == 6 ? newest : "2026-11-20") }
  }

  /// So many rows of the night itself of the last practice, and a few of each other.
  private func today(_ rows: Int) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: (1...6).map { ("A1000\($0)", $0 == 6 ? rows : 5) })
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
    let second = try result(night(rows), earlier: first.expected)
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
    let second = try result(night(rows), earlier: first.expected, earlierDay: Self.day)
    #expect(faults(second) == (isTooMany ? ["A10006": .manyRows] : [:]))
    #expect(second.swollen == (isSwollen ? ["A10006"] : []))
    #expect(second.doubtful.isEmpty)
    // The second such night is no new normal either.
    let third = try result(night(rows), earlier: second.expected, earlierDay: Self.day)
    #expect(faults(third) == faults(second))
  }

  @Test("what is newer than the last release may be many times what was there: a season has begun")
  func season() throws {
    func faults(releasedOn day: String) throws -> [String: CompletenessFault] {
      let first = try result(night(400), on: day)
      let second = try result(
        night(1_200), earlier: first.expected, earlierDay: Day(iso: day))
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
    var earlier = try result(night(400)).expected
    // Never complete: it stays so, whatever the nights.
    for _ in 0..<40 {
      let bad = try result(night(200), earlier: earlier)
      #expect(faults(bad) == ["A10006": .fewRows])
      earlier = bad.expected
    }
    earlier = try result(night(400)).expected
    var nights = 0
    while try !result(night(350), earlier: earlier).doubtful.isEmpty, nights < 50 {
      earlier = try result(night(350), earlier: earlier).expected
      nights += 1
    }
    #expect((1...10).contains(nights), "a fall by an eighth was doubtful for \(nights) nights")
  }

  @Test("a night with more rows, of which a word is said, makes no good night after it a bad one")
  func surplusThatGoes() throws {
    var earlier = try result(night(400)).expected
    let swollen = try result(night(590), earlier: earlier, earlierDay: Self.day)
    #expect(swollen.swollen == ["A10006"])
    earlier = swollen.expected
    for _ in 0..<8 {
      let good = try result(night(400), earlier: earlier, earlierDay: Self.day)
      #expect(faults(good).isEmpty)
      #expect(good.doubtful.isEmpty)
      earlier = good.expected
    }
  }

  @Test("a real rise is the new normal in time")
  func rise() throws {
    var earlier = try result(night(400)).expected
    var nights = 0
    while nights < 50 {
      let next = try result(night(590), earlier: earlier, earlierDay: Self.day)
      #expect(faults(next).isEmpty)
      if next.swollen.isEmpty { break }
      earlier = next.expected
      nights += 1
    }
    #expect((2...20).contains(nights), "a rise by half was told for \(nights) nights")
  }

  @Test("rows of the very day that are gone on the next are told, and are no new normal")
  func rowsOfToday() throws {
    let first = try result(night(400)).expected
    let second = try result(
      night(400), earlier: first, earlierDay: Self.day, today: today(200), on: "2026-11-21")
    #expect(faults(second).isEmpty)
    #expect(second.swollen == ["A10006"])
    let gone = try result(
      night(400), earlier: second.expected, earlierDay: Day(iso: "2026-11-21"), on: "2026-11-22")
    #expect(faults(gone).isEmpty)
    #expect(gone.doubtful.isEmpty)
    // And where they stay they are not too many: a season has begun.
    let stays = try result(
      night(600), earlier: second.expected, earlierDay: Day(iso: "2026-11-21"), on: "2026-11-22")
    #expect(faults(stays).isEmpty)
    #expect(stays.swollen.isEmpty)
    // Where all have such a day nothing is told.
    let all = Dictionary(uniqueKeysWithValues: (1...6).map { ("A1000\($0)", 200) })
    let season = try result(
      night(400), earlier: first, earlierDay: Self.day, today: all, on: "2026-11-21")
    #expect(season.swollen.isEmpty)
  }

  @Test(
    "while a practice is away what is expected of it stays as it was", arguments: [true, false])
  func away(isCarried: Bool) throws {
    var earlier = try result(night(400)).expected
    for _ in 0..<18 {
      let practices = isCarried ? night(0) : Array(night(400).prefix(5))
      let without = try result(
        practices, earlier: earlier, earlierDay: Self.day, leftOut: isCarried ? ["A10006"] : [])
      #expect(faults(without).isEmpty)
      earlier = without.expected
    }
    let whole = try result(night(400), earlier: earlier, earlierDay: Self.day)
    #expect(faults(whole).isEmpty)
    #expect(whole.swollen.isEmpty)
    let less = try result(night(290), earlier: earlier, earlierDay: Self.day)
    #expect(faults(less) == ["A10006": .fewRows])
    // What has come since it went away is new, however often the others have been delivered since.
    let season = try result(
      night(400), earlier: earlier, earlierDay: Day(iso: "2026-12-07"), today: today(400),
      on: "2026-12-08")
    #expect(faults(season).isEmpty)
  }

  @Test("a practice with nothing new for long, where the others have many newer rows")
  func oldRows() throws {
    #expect(try faults(result(night(400, newest: "2026-11-10"))).isEmpty)
    #expect(try faults(result(night(400, newest: "2026-08-20"))) == ["A10006": .oldRows])
    // A whole feed that is old is no fault of a practice.
    let old = (1...6).map { ("A1000\($0)", 400, "2026-08-20") }
    #expect(try faults(result(old)).isEmpty)
  }

  @Test(
    "a practice whose newest row is months older than it was is left out, however few practices there are"
  )
  func wentBack() throws {
    func two(_ newest: String) -> [(String, Int, String)] {
      [("A10001", 400, "2026-11-20"), ("A10002", 400, newest)]
    }
    let first = try result(two("2026-11-18")).expected
    #expect(try faults(result(two("2026-09-01"), earlier: first)).isEmpty)
    var earlier = first
    for _ in 0..<3 {
      let back = try result(two("2025-11-18"), earlier: earlier)
      #expect(faults(back) == ["A10002": .oldRows])
      // A second such night is no new normal.
      earlier = back.expected
    }
    #expect(try faults(result(two("2026-11-19"), earlier: earlier)).isEmpty)
    #expect(try faults(result(two("2025-11-18"))).isEmpty, "of a first night nothing was known")
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
      restsOn: ["on_register": [FeedReading(["registers"])]], Self.vocabulary)
    #expect(
      rows(of: masked.table) == [
        ["practice": .text("A10001"), "on_register": .boolean(false), "age": .integer(50)],
        ["practice": .text("A10002"), "age": .integer(60)],
        ["on_register": .boolean(true), "age": .integer(70)],
      ])
  }
}
