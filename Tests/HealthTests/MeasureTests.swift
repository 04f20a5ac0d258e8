import Expressions
import Health
import Model
import Tables
import Testing

@Suite("Units and plausible values")
struct MeasureTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("what", .text), ("seen_on", .day), ("value", .decimal),
    ("unit", .text), ("reading", .text),
  ]

  private func measures() throws -> Measures {
    let percent = Measures.OtherUnit(
      unit: Measures.Unit(name: "%", spellings: ["per cent"]),
      value: try expression("(value - 2.15) * 10.929", columns))
    return Measures(
      by: "what", value: "value", unit: "unit",
      of: [
        Measures.Measure(
          code: "HBA1C", unit: Measures.Unit(name: "mmol/mol", spellings: ["IFCC"]),
          also: [percent], plausible: 20...250, isZeroMissing: true),
        Measures.Measure(code: "SBP", unit: Measures.Unit(name: "mmHg"), plausible: 40...350),
        Measures.Measure(code: "DBP", unit: Measures.Unit(name: "mmHg"), plausible: 20...200),
        Measures.Measure(code: "SMOKING", unit: nil),
      ],
      pairs: [
        Measures.Pair(
          lower: "DBP", upper: "SBP", alike: ["nhs_number", "seen_on"], reading: "reading")
      ])
  }

  private func row(
    _ what: String, _ value: Double?, _ unit: String? = nil, person: Int = 1, on day: Int32 = 1,
    of reading: String? = nil
  ) -> Row {
    var row: Row = [
      "nhs_number": .identifier(testNumber(person)), "what": .text(what),
      "seen_on": .day(Day(number: day)),
    ]
    row["value"] = value.map { .decimal($0) }
    row["unit"] = unit.map { .text($0) }
    row["reading"] = reading.map { .text($0) }
    return row
  }

  private func checked(_ rows: [Row]) throws -> FeedCheck {
    var feed = FeedRules(feed: "feed", grain: .event, key: "nhs_number")
    feed.measures = try measures()
    var places = RowPlaces()
    places.startFile("feed.csv")
    for row in rows.indices { places.note(row: row, line: row) }
    return checkFeed(
      table(columns, rows), rules: feed, places: places, parameters: referenceParameters)
  }

  @Test("a number in another unit is converted, and its unit is then the agreed one")
  func converts() throws {
    let check = try checked([
      row("HBA1C", 9.4, "%"), row("HBA1C", 9.4, "PER CENT"), row("HBA1C", 48, "MMOL/Mol"),
      row("HBA1C", 48, " mmol / mol "), row("HBA1C", 48, "ifcc"), row("SMOKING", 3, "%"),
    ])
    #expect(check.accepted.isAllSet)
    #expect(check.findings.isEmpty)
    let values = try #require(check.workedOut["value"])
    #expect(values.value(at: 0) == .decimal((9.4 - 2.15) * 10.929))
    #expect(values.value(at: 1) == values.value(at: 0))
    #expect(values.value(at: 2) == .decimal(48))
    #expect(values.value(at: 5) == .decimal(3))
    let units = try #require(check.workedOut["unit"])
    #expect(units.value(at: 0) == .text("mmol/mol"))
    #expect(units.value(at: 5) == .text("%"))
  }

  @Test(
    "a unit that is not named, a number that nobody has and a zero for nothing are rejected by name"
  )
  func rejects() throws {
    let check = try checked([
      row("HBA1C", 48, "mg/dL"), row("HBA1C", 9.4, "mmol/mol"), row("HBA1C", 79, "%"),
      row("HBA1C", 9.4), row("HBA1C", 0, "mmol/mol"), row("HBA1C", 0, "%"), row("HBA1C", 0),
      row("HBA1C", 20), row("HBA1C", nil), row("OTHER", 0, "%"), row("SBP", 351, "mm Hg"),
    ])
    #expect(check.accepted.setIndices == [7, 8, 9])
    #expect(
      check.rejects.map(\.rule) == [
        "hba1c-unit", "hba1c-plausible", "hba1c-plausible", "hba1c-without-unit", "hba1c-zero",
        "hba1c-zero", "hba1c-zero", "sbp-plausible",
      ])
    #expect(check.findings.map(\.count) == [1, 3, 1, 2, 1])
    #expect(check.findings.allSatisfy { $0.grade == .record })
    #expect(check.findings[3].says == "HBA1C is outside 20 to 250 mmol/mol")
    #expect(!String(describing: check.findings).contains("mg/dL"))
  }

  @Test("readings that were taken together and are the wrong way round are both rejected")
  func pairs() throws {
    let check = try checked([
      // Turned round, alike, right; alone; on another day and of another person.
      row("SBP", 80), row("DBP", 120), row("DBP", 90, on: 2), row("SBP", 90, on: 2),
      row("SBP", 120, on: 3), row("DBP", 80, on: 3), row("SBP", 70, on: 4), row("DBP", 80, on: 5),
      row("DBP", 75, person: 2, on: 4),
    ])
    #expect(check.accepted.setIndices == [4, 5, 6, 7, 8])
    #expect(check.findings.map(\.rule) == ["dbp-below-sbp"])
    #expect(check.findings.map(\.count) == [4])
  }

  @Test(
    "parts of one reading go together, whatever stands between them, and the others by their day")
  func partsOfReadings() throws {
    // In the order of rows 150 goes with 160, and 170 with 90: by the readings each is right.
    let check = try checked([
      row("SBP", 150, of: "a"), row("SBP", 170, of: "b"), row("DBP", 160, of: "b"),
      row("DBP", 90, of: "a"),
    ])
    #expect(check.accepted.isAllSet)
    let turned = try checked([
      row("SBP", 150, of: "a"), row("DBP", 90, of: "b"), row("SBP", 80, of: "b"),
      row("DBP", 85, of: "a"), row("DBP", 90, on: 2, of: "a"), row("SBP", 80, on: 2, of: "b"),
      row("DBP", 90, on: 3, of: "a"), row("SBP", 80, on: 3),
      row("DBP", 90, of: "a"), row("SBP", 80, person: 2, of: "a"),
    ])
    // One that says nothing, or whose other part is not there, goes with what is left of its day.
    #expect(turned.accepted.setIndices == [0, 3, 8, 9])
    #expect(turned.findings.map(\.rule) == ["dbp-below-sbp"])
  }

  @Test("of several readings of a day the first goes with the first")
  func severalPairs() throws {
    let check = try checked([
      row("SBP", 150), row("SBP", 80), row("DBP", 90), row("DBP", 50), row("SBP", 100),
      row("DBP", 110), row("DBP", 70),
    ])
    #expect(check.accepted.setIndices == [0, 1, 2, 3, 6])
    // A reading that is rejected by itself is held against none.
    let rejected = try checked([row("SBP", 10), row("DBP", 90), row("SBP", 80)])
    #expect(rejected.accepted.setIndices == [])
    #expect(rejected.rejects.map(\.rule) == ["sbp-without-unit", "dbp-below-sbp", "dbp-below-sbp"])
  }

  @Test(
    "ways of writing a unit that differ in what does not matter are one",
    arguments: [
      ("mL/min/1.73m2", "ml/min/1.73m²"), ("mL/min/1.73m2", "mL/min/1.73 m^2"),
      ("mL/min/1.73m2", "mL/min/{1.73_m2}"), ("umol/L", "µmol/l"), ("umol/L", "μmol/L"),
      ("mmHg", "mm[Hg]"), ("kg/m2", "kg/m*2"),
    ])
  func spellings(name: String, text: String) {
    #expect(Measures.Unit(name: name).isWritten(text))
    #expect(!Measures.Unit(name: "mmol/L").isWritten("mmol/mol"))
  }
}
