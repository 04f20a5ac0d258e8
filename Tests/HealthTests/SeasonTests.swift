import Model
import Expressions
import Health
import Tables
import Testing

@Suite("The season before")
struct SeasonTests {
  private func flu() throws -> Campaign {
    Campaign(
      name: "flu", title: "",
      seasons: [
        Season(
          name: "2025-26", from: try day("2025-09-01"), before: try day("2026-09-01"),
          days: ["age_on": try day("2026-03-31")], source: ""),
        Season(
          name: "2026-27", from: try day("2026-09-01"), before: try day("2027-09-01"),
          days: ["age_on": try day("2027-03-31")], source: ""),
      ])
  }

  @Test("its parameters have last_ before their names")
  func parameters() throws {
    let parameters = try #require(try flu().parameters(on: try day("2026-11-20")))
    #expect(parameters["season"] == .text("2026-27"))
    #expect(parameters["last_season"] == .text("2025-26"))
    #expect(parameters["last_season_start"] == .day(try day("2025-09-01")))
    #expect(parameters["last_season_end"] == .day(try day("2026-08-31")))
    #expect(parameters["last_age_on"] == .day(try day("2026-03-31")))
    #expect(parameters["age_on"] == .day(try day("2027-03-31")))
    #expect(parameters.missing.isEmpty)
  }

  @Test("in a campaign's first season they are missing, and outside every season there are none")
  func firstSeason() throws {
    let first = try #require(try flu().parameters(on: try day("2025-11-20")))
    #expect(first["last_season"] == nil)
    #expect(
      first.missing == ["last_season", "last_season_start", "last_season_end", "last_age_on"])
    #expect(try flu().parameters(on: try day("2025-08-31")) == nil)
    #expect(try flu().parameters(on: try day("2027-09-01")) == nil)
  }

  @Test(
    "what reads them is then unknown, and no fault",
    arguments: [
      ("event_on >= last_season_start", nil), ("last_season_start is null", true),
      ("event_on >= last_season_start or event_on >= season_start", true),
      ("coalesce(last_age_on, age_on) > event_on", true),
      ("not event_on <= last_season_end", nil),
    ] as [(String, Bool?)])
  func unknown(text: String, outcome: Bool?) throws {
    let parameters = try #require(try flu().parameters(on: try day("2025-11-20")))
    let names = Dictionary(
      uniqueKeysWithValues: ["last_season_start", "last_season_end", "last_age_on"].map {
        ($0, ColumnType.day)
      })
    let condition = try check(
      text,
      in: Scope(
        columns: ["event_on": .day],
        parameters: names.merging(parameters.values.mapValues(\.type)) { $1 })
    ).get()
    let events = table([("event_on", .day)], [["event_on": .day(try day("2025-10-01"))]])
    let value = condition.evaluate(on: events, parameters: parameters).value(at: 0)
    #expect(value == outcome.map { .boolean($0) })
  }

  @Test("a feature of the season before counts nobody where there is none")
  func feature() throws {
    let persons = PersonTable(
      table([("nhs_number", .identifier)], [["nhs_number": .identifier(testNumber(0))]]))
    let events = table(
      [("person", .identifier), ("event_on", .day)],
      [["person": .identifier(testNumber(0)), "event_on": .day(try day("2025-10-01"))]])
    let condition = try check(
      "event_on between last_season_start and last_season_end",
      in: Scope(
        columns: ["event_on": .day],
        parameters: ["last_season_start": .day, "last_season_end": .day])
    ).get()
    let feature = FeatureDefinition(
      name: "given",
      kind: .reduced(
        Reduction(
          feeds: ["events"], condition: condition, operation: .exists, value: nil, by: nil)),
      campaign: "flu")
    for (date, isGiven) in [("2026-11-20", true), ("2025-11-20", false)] {
      let result = buildFeatures(
        [feature], persons: persons, person: "nhs_number",
        feeds: ["events": FeedRows(events, key: "person")],
        parameters: RunParameters(referenceDate: try day(date), campaigns: [try flu()]))
      #expect(result.columns.table["given"]?.value(at: 0) == .boolean(isGiven))
    }
  }

  @Test("the first day without a season is told within sixty days, also in a gap")
  func missingSeason() throws {
    func season(_ from: String, _ before: String) throws -> Season {
      Season(name: from, from: try day(from), before: try day(before), days: [:], source: "")
    }
    let campaign = Campaign(
      name: "flu", title: "",
      seasons: [try season("2025-09-01", "2026-09-01"), try season("2026-10-01", "2027-09-01")])
    func first(_ text: String) throws -> Day? {
      campaign.firstDayWithoutSeason(from: try day(text), within: Campaign.daysAhead)
    }
    #expect(try first("2026-07-02") == nil)
    #expect(try first("2026-07-03") == day("2026-09-01"))
    #expect(try first("2026-09-15") == day("2026-09-15"))
    #expect(try first("2026-10-01") == nil)
    #expect(try first("2027-08-31") == day("2027-09-01"))
  }
}
