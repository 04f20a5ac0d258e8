import Model
import Expressions
import Health
import Tables
import Testing

@Suite("Segments and scores")
struct SegmentTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("on_pc", .boolean), ("on_dem", .boolean), ("efi", .decimal),
    ("conditions", .integer), ("pregnant", .boolean), ("secondary_use", .boolean),
    ("pcn_code", .text), ("stays", .boolean),
  ]

  private func segmentation() throws -> SegmentationDefinition {
    func element(_ name: String, _ when: String) throws -> SegmentElement {
      SegmentElement(name: name, title: name, when: try expression(when, columns))
    }
    return SegmentationDefinition(
      name: "bridges-to-health", version: "1", title: "", source: "",
      segments: [
        Segment(
          name: "end-of-life", title: "End of life", elements: [try element("pc-register", "on_pc")]
        ),
        Segment(
          name: "frailty", title: "Frailty",
          elements: [try element("dementia", "on_dem"), try element("severe", "efi >= 0.36")]),
        Segment(
          name: "many", title: "Many conditions", elements: [try element("four", "conditions >= 4")]
        ),
        Segment(name: "generally-well", title: "Generally well", elements: []),
      ], overlays: [try element("maternal", "pregnant")])
  }

  private func persons(_ count: Int, _ numbers: inout SeededNumbers) -> [Row] {
    (0..<count).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      for name in ["on_pc", "on_dem", "pregnant"] {
        row[name] = numbers.perhaps(.boolean(Int.random(in: 0..<4, using: &numbers) == 0))
      }
      row["efi"] = numbers.perhaps(.decimal([0.35, 0.36, 0.2].randomElement(using: &numbers) ?? 0))
      row["conditions"] = numbers.perhaps(.integer(Int64.random(in: 0...6, using: &numbers)))
      row["secondary_use"] = .boolean(Int.random(in: 0..<5, using: &numbers) > 0)
      row["pcn_code"] = numbers.perhaps(.text("U4000\(Int.random(in: 0..<4, using: &numbers))"))
      return row
    }
  }

  private func isTrue(_ row: Row, _ name: String) -> Bool { row[name] == .boolean(true) }

  private func decimal(_ value: Value?) -> Double? {
    switch value {
    case .decimal(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  @Test("everybody is in one segment, the highest that applies", arguments: 0..<20)
  func segmentsAgreeWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let persons = persons(Int.random(in: 0...200, using: &numbers), &numbers)
    let result = assignSegments(
      try segmentation(), persons: PersonTable(table(columns, persons)),
      parameters: referenceParameters)
    #expect(
      result.table.names == [
        "bridges_to_health", "bridges_to_health_pc_register", "bridges_to_health_dementia",
        "bridges_to_health_severe", "bridges_to_health_four", "bridges_to_health_maternal",
      ])
    for (person, found) in zip(persons, rows(of: result.table)) {
      let isSevere = decimal(person["efi"]).map { $0 >= 0.36 } ?? false
      let hasFour = decimal(person["conditions"]).map { $0 >= 4 } ?? false
      let segment =
        isTrue(person, "on_pc")
        ? "end-of-life"
        : isTrue(person, "on_dem") || isSevere ? "frailty" : hasFour ? "many" : "generally-well"
      #expect(
        found == [
          "bridges_to_health": .text(segment),
          "bridges_to_health_pc_register": .boolean(isTrue(person, "on_pc")),
          "bridges_to_health_dementia": .boolean(isTrue(person, "on_dem")),
          "bridges_to_health_severe": .boolean(isSevere),
          "bridges_to_health_four": .boolean(hasFour),
          "bridges_to_health_maternal": .boolean(isTrue(person, "pregnant")),
        ])
    }
  }

  @Test("segments and overlays are counted without those who opted out, and add up both ways")
  func segmentCounts() throws {
    var numbers = SeededNumbers(seed: 77)
    let people = persons(300, &numbers)
    var table = table(columns, people)
    let segments = assignSegments(
      try segmentation(), persons: PersonTable(table), parameters: referenceParameters)
    table = table.joined(sideways: segments.table)
    let aggregate = countSegments(try segmentation(), persons: PersonTable(table))
    let counted = rows(of: aggregate.table)
    #expect(counted.count == 6 * 6)
    #expect(counted[0]["persons"] == .integer(Int64(people.count { isTrue($0, "secondary_use") })))
    let all = rows(of: table)
    for row in counted {
      let expected = all.count { person in
        isTrue(person, "secondary_use")
          && (row["kind"] == .text("overlay")
            ? isTrue(person, "bridges_to_health_maternal")
            : row["segment"] == nil || row["segment"] == person["bridges_to_health"])
          && (row["level"] == .text("system") || row["pcn_code"] == person["pcn_code"])
      }
      #expect(row["persons"] == .integer(Int64(expected)))
    }
    for sum in aggregate.sums {
      func value(_ cell: PersonAggregate.Cell) -> Int64 {
        guard case .integer(let count)? = counted[cell.row][cell.column] else { return -1 }
        return count
      }
      #expect(value(sum.total) == sum.parts.map(value).reduce(0, +))
    }
  }

  private func score(_ eligible: String?) throws -> ScoreDefinition {
    ScoreDefinition(
      name: "multi-morbidity", version: "1", title: "", source: "",
      eligible: try eligible.map { try expression($0, columns) },
      models: [
        ScoreModel(terms: [
          ScoreTerm(
            name: "first", title: "", when: try expression("on_pc", columns), weight: 0.51),
          ScoreTerm(
            name: "second", title: "", when: try expression("on_dem", columns), weight: 0.18),
          ScoreTerm(name: "migraine", title: "", when: nil, weight: 0.07),
          ScoreTerm(
            name: "third", title: "", when: try expression("pregnant", columns), weight: -0.69),
          ScoreTerm(
            name: "unseen", title: "", when: try expression("stays", columns), weight: 5),
        ])
      ],
      bands: [
        ScoreBand(name: "1", below: 0.09), ScoreBand(name: "2", below: 0.69),
        ScoreBand(name: "3", below: nil),
      ])
  }

  @Test("a score on the bound of a band is in the upper one, whatever its binary digits")
  func bandBounds() throws {
    let both: Row = ["on_pc": .boolean(true), "on_dem": .boolean(true)]
    let result = computeScore(
      try score(nil), persons: PersonTable(table(columns, [both, [:], ["on_pc": .boolean(true)]])),
      parameters: referenceParameters, absent: ["stays"])
    let found = rows(of: result.columns.table)
    let scores: [Value?] = [.decimal(0.69), .decimal(0), .decimal(0.51)]
    #expect(found.map { $0["multi_morbidity"] } == scores)
    let bands: [Value?] = [.text("3"), .text("1"), .text("2")]
    #expect(found.map { $0["multi_morbidity_band"] } == bands)
    let percentiles: [Value?] = [.decimal(200.0 / 3), .decimal(0), .decimal(100.0 / 3)]
    #expect(found.map { $0["multi_morbidity_percentile"] } == percentiles)
    #expect(result.notCarried == ["migraine", "unseen"])
  }

  @Test("scores, bands and percentiles are those of a slow reference", arguments: 0..<10)
  func scoresAgreeWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let persons = persons(Int.random(in: 0...150, using: &numbers), &numbers)
    let result = computeScore(
      try score("conditions > 1"), persons: PersonTable(table(columns, persons)),
      parameters: referenceParameters, absent: [])
    #expect(result.notCarried == ["migraine"])
    func hundredths(_ person: Row) -> Int? {
      guard let conditions = decimal(person["conditions"]), conditions > 1 else { return nil }
      return (isTrue(person, "on_pc") ? 51 : 0) + (isTrue(person, "on_dem") ? 18 : 0)
        - (isTrue(person, "pregnant") ? 69 : 0)
    }
    let scores = persons.map(hundredths)
    let scored = scores.compactMap { $0 }
    for (index, found) in rows(of: result.columns.table).enumerated() {
      guard let score = scores[index] else {
        #expect(found.isEmpty)
        continue
      }
      #expect(found["multi_morbidity"] == .decimal(Double(score) / 100))
      #expect(found["multi_morbidity_band"] == .text(score < 9 ? "1" : score < 69 ? "2" : "3"))
      let lower = Double(scored.count { $0 < score }) / Double(scored.count)
      #expect(abs((decimal(found["multi_morbidity_percentile"]) ?? -1) - 100 * lower) < 1e-9)
    }
  }
}
