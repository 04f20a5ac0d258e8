import Health
import Model
import Tables
import Testing

/// Figures of the whole area from published files and returns.
@Suite("Figures of the area")
struct AreaFiguresTests {
  private static let source = ProjectionSource(
    feed: "people", year: "year", sex: "sex", age: "age", people: "people", sexes: ["F", "M"],
    ages: ["65-84", "85+"],
    rates: .init(
      feed: "rates", condition: "condition", sex: "sex", age: "age", percent: "percent"),
    source: "made up")

  private func people(_ counts: [(Int64, String, String, Double)]) -> Table {
    table(
      [("year", .integer), ("sex", .text), ("age", .text), ("people", .decimal)],
      counts.map {
        ["year": .integer($0.0), "sex": .text($0.1), "age": .text($0.2), "people": .decimal($0.3)]
      })
  }

  private func rates(_ rates: [(String, String, Double?)]) -> Table {
    table(
      [("condition", .text), ("sex", .text), ("age", .text), ("percent", .decimal)],
      rates.map { sex, age, percent in
        var row: Row = ["condition": .text("Dementia"), "sex": .text(sex), "age": .text(age)]
        row["percent"] = percent.map { .decimal($0) }
        return row
      })
  }

  private static let counts: [(Int64, String, String, Double)] = [
    (2020, "F", "65-84", 1000), (2020, "F", "85+", 200), (2020, "M", "65-84", 900),
    (2020, "M", "85+", 100), (2035, "F", "65-84", 1200), (2035, "F", "85+", 320),
    (2035, "M", "65-84", 1080), (2035, "M", "85+", 180), (2035, "F", "0-64", 9000),
  ]
  private static let shares: [(String, String, Double?)] = [
    ("F", "65-84", 5), ("F", "85+", 20), ("M", "65-84", 4), ("M", "85+", 18),
  ]

  private func dementia(
    _ counts: [(Int64, String, String, Double)], _ shares: [(String, String, Double?)]
  ) -> [Row] {
    rows(of: projections(Self.source, people: people(counts), rates: rates(shares)))
      .filter { $0["condition"] == .text("Dementia") }
  }

  @Test("people with a condition are the people of each sex and band times its rate")
  func projected() {
    let found = dementia(Self.counts, Self.shares)
    // 1000 x 5% + 200 x 20% + 900 x 4% + 100 x 18%, and 60 + 64 + 43.2 + 32.4.
    #expect(found.map { $0["people"] } == [.integer(144), .integer(200)])
    #expect(found.last?["percent_change"] == .decimal((199.6 / 144 - 1) * 100))
  }

  @Test(
    "changing any one band of the people or of the rates changes the result",
    arguments: 0..<8)
  func oneBand(_ place: Int) {
    var counts = Self.counts
    counts[place].3 += 100
    #expect(dementia(counts, Self.shares) != dementia(Self.counts, Self.shares))
    var shares = Self.shares
    shares[place % 4].2 = shares[place % 4].2.map { $0 + 1 }
    #expect(dementia(Self.counts, shares) != dementia(Self.counts, Self.shares))
  }

  @Test(
    "a band without people or without a rate leaves the condition's number unknown, and says so")
  func holes() {
    let withoutPeople = dementia(
      Self.counts.filter { !($0.0 == 2035 && $0.2 == "85+" && $0.1 == "M") }, Self.shares)
    #expect(withoutPeople.map { $0["people"] } == [.integer(144), nil])
    #expect(withoutPeople.last?["why_missing"] == .text(ProjectionColumn.noPeople))
    let withoutRate = dementia(Self.counts, Self.shares.dropLast() + [("M", "85+", nil)])
    #expect(
      withoutRate.allSatisfy {
        $0["people"] == nil && $0["why_missing"] == .text(ProjectionColumn.noRate)
      })
  }

  // MARK: List sizes

  private func sizes(
    _ practices: [AreaPractice]?, residents: [(String, Int64?)]?, isWhole: Bool = true
  ) -> [Row] {
    let source = ListSizesOfArea(
      lists: ListSizeSource(feed: "sizes", practice: "code", patients: "patients"),
      residents: .init(feed: "residents", area: "district", title: "name", people: "people"),
      source: "made up")
    let published = table(
      [("code", .text), ("patients", .integer)],
      [
        ["code": .text("A1"), "patients": .integer(100)],
        ["code": .text("A2"), "patients": .integer(50)],
        ["code": .text("Z9"), "patients": .integer(7)],
      ])
    let people = residents.map { rows in
      ResidentRows(
        table(
          [("district", .text), ("name", .text), ("people", .integer)],
          rows.map { code, count in
            var row: Row = ["district": .text(code), "name": .text("District \(code)")]
            row["people"] = count.map { .integer($0) }
            return row
          }), isWhole: isWhole)
    }
    return rows(
      of: listSizes(source, sizes: published, residents: people, practices: practices))
  }

  @Test("only the area's practices are added up, and held against everybody who lives there")
  func listSizesOfArea() {
    let found = sizes(
      [.init(code: "A1", network: "U1"), .init(code: "A2", network: nil)],
      residents: [("D1", 80), ("D2", 40)])
    #expect(found[0]["patients"] == .integer(150) && found[0]["residents"] == .integer(120))
    #expect(found[0]["percent_of_residents"] == .decimal(125))
    #expect(found.filter { $0["level"] == .text("pcn") }.map { $0["patients"] } == [.integer(100)])
    #expect(found.filter { $0["level"] == .text("district") }.count == 2)
    // Without persons nobody says which practices are the area's.
    #expect(sizes(nil, residents: nil)[0]["patients"] == .integer(157))
  }

  @Test("what is not published is missing, and then nothing is compared")
  func unknownSizes() {
    let practices = [
      AreaPractice(code: "A1", network: "U1"), .init(code: "A2", network: "U1"),
      .init(code: "A3", network: "U1"),
    ]
    let lacking = sizes(practices, residents: [("D1", 100)])
    #expect(lacking[0]["practices_without"] == .integer(1))
    #expect(lacking[0]["percent_of_residents"] == nil)
    #expect(lacking.first { $0["area"] == .text("A3") }?["patients"] == nil)
    let own = Array(practices.dropLast())
    for found in [
      sizes(own, residents: nil), sizes(own, residents: [("D1", 80), ("D2", nil)]),
      sizes(own, residents: [("D1", 80)], isWhole: false),
    ] {
      #expect(found[0]["residents"] == nil && found[0]["percent_of_residents"] == nil)
      #expect(found[0]["patients"] == .integer(150))
    }
  }

  // MARK: Life expectancy

  private func life(_ change: (inout [Row]) -> Void = { _ in }) -> [Row] {
    let ages = [0, 1] + Array(stride(from: 5, through: 90, by: 5))
    var cells: [Row] = []
    for tenth in [1, 10] as [Int64] {
      for age in ages {
        cells.append([
          "sex": .text("F"), "age": .integer(Int64(age)), "group": .integer(tenth),
          "people": .integer(1000),
          "deaths": .integer(Int64(age / 3 + 1) * (tenth == 1 ? 2 : 1)),
        ])
      }
    }
    change(&cells)
    let source = LifeExpectancySource(
      feed: "deaths", sex: "sex", age: "age", group: "group", deaths: "deaths", people: "people",
      source: "made up")
    return rows(
      of: lifeExpectancy(
        source,
        rows: table(
          [
            ("sex", .text), ("age", .integer), ("group", .integer), ("people", .integer),
            ("deaths", .integer),
          ], cells)))
  }

  private func years(_ rows: [Row], _ kind: String, _ group: Int64?) -> Double? {
    let row = rows.first {
      $0["kind"] == .text(kind) && $0["deprivation_group"] == group.map { .integer($0) }
    }
    guard case .decimal(let years)? = row?["years"] else { return nil }
    return years
  }

  @Test("the gap is the least deprived group's life expectancy less the most deprived one's")
  func gap() throws {
    let found = life()
    let most = try #require(years(found, "value", 1))
    let least = try #require(years(found, "value", 10))
    let all = try #require(years(found, "value", nil))
    #expect(most < all && all < least)
    #expect(try #require(years(found, "gap", nil)) == least - most)
    // Two groups have no slope: it takes five.
    #expect(!found.contains { $0["kind"] == .text("slope") })
  }

  @Test("a band that is missing leaves its group, all together and the gap unknown, with why")
  func missingBand() {
    let found = life { $0.remove(at: 5) }
    #expect(years(found, "value", 1) == nil && years(found, "value", nil) == nil)
    #expect(years(found, "value", 10) != nil && years(found, "gap", nil) == nil)
    #expect(found.filter { $0["years"] == nil }.allSatisfy { $0["why_missing"] != nil })
  }

  // MARK: Returns, examples and members

  @Test("a service's returns stand by period, the whole first, and add up to it")
  func returns() throws {
    let source = ContractSource(
      feed: "returns", provider: "code", providerTitle: "name", service: "service",
      period: "period", eligible: "eligible", reached: "reached",
      services: [.init(service: "flu", title: "Flu")], source: "made up")
    let (first, second) = (try day("2026-01-01"), try day("2026-04-01"))
    func cells(_ code: String, _ service: String, _ day: Day, _ reached: Int64) -> Row {
      [
        "code": .text(code), "name": .text("Practice \(code)"), "service": .text(service),
        "period": .day(day), "eligible": .integer(100), "reached": .integer(reached),
      ]
    }
    let feed = table(
      [
        ("code", .text), ("name", .text), ("service", .text), ("period", .day),
        ("eligible", .integer), ("reached", .integer),
      ],
      [
        cells("A2", "flu", second, 80), cells("A1", "flu", first, 60),
        cells("A2", "flu", first, 70),
        cells("A1", "walks", first, 5),
      ])
    let aggregate = contractReturns(source, of: source.services[0], rows: feed)
    let found = rows(of: aggregate.table)
    #expect(found.map { $0["area"] } == [nil, .text("A1"), .text("A2"), nil, .text("A2")])
    #expect(found.map { $0["numerator"] } == [130, 60, 70, 80, 80].map { .integer($0) })
    #expect(found[0]["providers"] == .integer(2) && found[3]["providers"] == .integer(1))
    for sum in aggregate.sums {
      func value(_ cell: PersonAggregate.Cell) -> Int64 {
        guard case .integer(let count)? = found[cell.row][cell.column] else { return 0 }
        return count
      }
      #expect(value(sum.total) == sum.parts.map(value).reduce(0, +))
    }
    #expect(Health.rows(of: feed, notOf: ["flu"], in: "service") == 1)
  }

  @Test("an area of care that nobody told of, and a count that is missing, are no zeros")
  func told() {
    let source = ExperienceSource(
      feed: "examples", area: "care", examples: "examples", positive: "positive",
      negative: "negative", friendsAndFamily: nil,
      areas: [.init(area: "urgent", title: "Urgent"), .init(area: "cancer", title: "Cancer")],
      source: "made up")
    func feed(_ rows: [Row]) -> Table {
      table(
        [("care", .text), ("examples", .integer), ("positive", .integer), ("negative", .integer)],
        rows)
    }
    let whole: Row = [
      "care": .text("urgent"), "examples": .integer(105), "positive": .integer(33),
      "negative": .integer(72),
    ]
    let found = rows(of: experience(source, examples: feed([whole]), responses: nil))
    #expect(found[0]["percent_positive"] == .decimal(33.0 / 105 * 100))
    #expect(found[1]["examples"] == nil && found[1]["percent_positive"] == nil)
    var half = whole
    half["positive"] = nil
    let unknown = rows(of: experience(source, examples: feed([whole, half]), responses: nil))
    #expect(unknown[0]["examples"] == .integer(210) && unknown[0]["positive"] == nil)
    #expect(unknown[0]["percent_positive"] == nil)
  }

  @Test("members are counted by each group, those of whom it is not known too, and add up")
  func members() {
    let source = MemberSource(
      feed: "members", title: "Members", by: [.init(column: "sex", take: "sex")],
      source: "made up")
    let feed = table(
      [("sex", .text)], [["sex": .text("f")], ["sex": .text("m")], ["sex": .text("f")], [:]])
    let found = rows(of: countMembers(source, rows: feed).table)
    #expect(found.map { $0["value"] } == [nil, .text("f"), .text("m"), nil])
    #expect(found.map { $0["members"] } == [4, 2, 1, 1].map { .integer($0) })
  }
}
