import Model
import Expressions
import Health
import Tables
import Testing

@Suite("Impact")
struct ImpactTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("pcn_code", .text), ("secondary_use", .boolean),
    ("need", .decimal), ("core20", .boolean), ("on_ld", .boolean), ("fifth", .integer),
    ("sex", .text),
  ]

  private func definition(
    _ places: Int, per scope: Capacity.Scope = .network, strata: String? = nil, cap: Double? = 1.5
  ) throws -> ImpactDefinition {
    ImpactDefinition(
      name: "priority", version: "1", title: "", source: "", need: try expression("need", columns),
      benefits: [
        Benefit(cohort: "checks", benefit: try expression("2", columns), source: ""),
        Benefit(cohort: "flu", benefit: try expression("1", columns), source: ""),
      ],
      equity: [
        EquityWeight(because: "core20", when: try expression("core20", columns), weight: 1.2),
        EquityWeight(because: "disability", when: try expression("on_ld", columns), weight: 1.4),
      ], cap: cap, capacity: Capacity(places: places, per: scope), strata: strata,
      audit: ["fifth", "sex"])
  }

  private func persons(_ count: Int, _ numbers: inout SeededNumbers) -> [Row] {
    (0..<count).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      row["pcn_code"] = numbers.perhaps(
        .text("U4000\(Int.random(in: 0..<3, using: &numbers))"), missingOneIn: 10)
      row["secondary_use"] = .boolean(Int.random(in: 0..<5, using: &numbers) > 0)
      row["need"] = numbers.perhaps(
        .decimal([-1, 0, 0.5, 1, 2.5].randomElement(using: &numbers) ?? 0))
      row["core20"] = numbers.perhaps(.boolean(Bool.random(using: &numbers)))
      row["on_ld"] = .boolean(Int.random(in: 0..<4, using: &numbers) == 0)
      row["fifth"] = numbers.perhaps(.integer(Int64.random(in: 1...5, using: &numbers)))
      row["sex"] = .text(Bool.random(using: &numbers) ? "1" : "2")
      return row
    }
  }

  private func lists(_ count: Int, _ numbers: inout SeededNumbers) -> [OpenList] {
    ["flu", "checks", "not-counting"].map { name in
      OpenList(
        cohort: name,
        people: (0..<Int32(count)).filter { _ in Int.random(in: 0..<3, using: &numbers) == 0 })
    }
  }

  private func number(_ value: Value?) -> Double? {
    switch value {
    case .decimal(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  @Test(
    "everybody on a list that counts is there once, with need x gap x equity", arguments: 0..<30)
  func agreesWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let count = Int.random(in: 0...120, using: &numbers)
    let persons = persons(count, &numbers)
    let lists = lists(count, &numbers)
    let result = rankByImpact(
      try definition(5, strata: "fifth"), lists: lists,
      persons: PersonTable(table(columns, persons)), vocabulary: vocabulary,
      parameters: referenceParameters)
    let open = Set(lists[0].people).union(lists[1].people)
    let people = rows(of: result.people)
    #expect(Set(people.map { $0["person"] }) == Set(open.map { .integer(Int64($0)) }))
    #expect(people.count == open.count)
    let known = open.compactMap { number(persons[Int($0)]["need"]) }
    #expect(result.withoutNeed == open.count - known.count)
    for row in people {
      guard case .integer(let index)? = row["person"] else { continue }
      let person = persons[Int(index)]
      let names = lists.prefix(2).filter { $0.people.contains(Int32(index)) }.map(\.cohort)
      let gap = names.reduce(0) { $0 + ($1 == "flu" ? 1 : 2) }
      let reasons =
        (person["core20"] == .boolean(true) ? ["core20"] : [])
        + (person["on_ld"] == .boolean(true) ? ["disability"] : [])
      let weights: [[String]: Double] = [
        []: 1, ["core20"]: 1.2, ["disability"]: 1.4, ["core20", "disability"]: 1.5,
      ]
      let need = max(0, number(person["need"]) ?? known.min() ?? 1)
      #expect(row["need"] == person["need"])
      #expect(row["gap"] == .decimal(Double(gap)))
      #expect(number(row["equity"]) == weights[reasons])
      #expect(
        abs((number(row["priority"]) ?? -1) - need * Double(gap) * (weights[reasons] ?? 0)) < 1e-6)
      #expect(row["open_lists"] == .text(names.joined(separator: "; ")))
      #expect(
        row["equity_reasons"] == (reasons.isEmpty ? nil : .text(reasons.joined(separator: "; "))))
      #expect(row["nhs_number"] == person["nhs_number"])
      #expect(row["stratum"] == number(person["fifth"]).map { .text("\(Int($0))") })
    }
  }

  @Test("ranks go down by priority, then need, then NHS number, in each network", arguments: 0..<20)
  func ranks(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed) + 50)
    let persons = persons(150, &numbers)
    let lists = lists(150, &numbers)
    let people = rows(
      of: rankByImpact(
        try definition(5), lists: lists, persons: PersonTable(table(columns, persons)),
        vocabulary: vocabulary, parameters: referenceParameters
      ).people)
    for (before, row) in zip(people, people.dropFirst()) {
      guard before["pcn_code"] == row["pcn_code"] else {
        #expect(row["rank"] == .integer(1))
        continue
      }
      #expect((number(row["rank"]) ?? 0) == (number(before["rank"]) ?? 0) + 1)
      let (first, second) = (number(before["priority"]) ?? -1, number(row["priority"]) ?? -1)
      #expect(first >= second)
      if first == second, let one = number(before["need"]), let two = number(row["need"]), one >= 0,
        two >= 0
      {
        #expect(one >= two)
        if one == two, case .identifier(let left)? = before["nhs_number"],
          case .identifier(let right)? = row["nhs_number"]
        {
          #expect(left < right)
        }
      }
    }
  }

  @Test(
    "as many places are given as there are, or people; nobody loses one to a lower priority of the same stratum",
    arguments: 0..<60)
  func capacity(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed) + 900)
    let count = Int.random(in: 0...100, using: &numbers)
    let persons = persons(count, &numbers)
    let lists = lists(count, &numbers)
    let places = [0, 1, 7, 20, 500].randomElement(using: &numbers) ?? 0
    let scope = seed % 2 == 0 ? Capacity.Scope.network : .system
    let definition = try definition(places, per: scope, strata: seed % 3 == 0 ? nil : "fifth")
    let people = rows(
      of: rankByImpact(
        definition, lists: lists, persons: PersonTable(table(columns, persons)),
        vocabulary: vocabulary, parameters: referenceParameters
      ).people)
    let networks = Set(people.compactMap { $0["pcn_code"] })
    let isPlaced = { (row: Row) in row["place"] == .boolean(true) }
    switch scope {
    case .network:
      for network in networks {
        let those = people.filter { $0["pcn_code"] == network }
        #expect(those.count(where: isPlaced) == min(places, those.count))
      }
    case .system:
      let those = people.filter { $0["pcn_code"] != nil }
      #expect(those.count(where: isPlaced) == min(places, those.count))
    }
    // Places are networks': somebody in none is on the list without one.
    #expect(people.allSatisfy { $0["pcn_code"] != nil || !isPlaced($0) })
    for group in Dictionary(grouping: people, by: { [$0["pcn_code"], $0["stratum"]] }).values {
      let worst = group.filter(isPlaced).compactMap { number($0["priority"]) }.min()
      let best = group.filter { !isPlaced($0) }.compactMap { number($0["priority"]) }.max()
      if let worst, let best, group[0]["pcn_code"] != nil { #expect(worst >= best) }
    }
  }

  private func fixed(_ people: [(need: Double?, fifth: Int64, pcn: String?)]) -> PersonTable {
    PersonTable(
      table(
        columns,
        people.enumerated().map { index, person in
          var row: Row = ["nhs_number": .identifier(testNumber(index))]
          row["pcn_code"] = person.pcn.map { .text($0) }
          row["secondary_use"] = .boolean(true)
          row["need"] = person.need.map { .decimal($0) }
          row["fifth"] = .integer(person.fifth)
          row["sex"] = .text("1")
          return row
        }))
  }

  private func placed(_ definition: ImpactDefinition, _ persons: PersonTable) -> [Int64] {
    let people = rows(
      of: rankByImpact(
        definition,
        lists: [OpenList(cohort: "flu", people: (0..<Int32(persons.count)).map { $0 })],
        persons: persons, vocabulary: vocabulary, parameters: referenceParameters
      ).people)
    return people.filter { $0["place"] == .boolean(true) }.compactMap {
      guard case .integer(let person)? = $0["person"] else { return nil }
      return person
    }.sorted()
  }

  @Test("places follow the total priority of each stratum, and within it the rank")
  func strata() throws {
    // The first fifth has two thirds of the need, so four of six places, though the fifth fifth's people come first.
    let persons = fixed(
      [
        (4, 1, "U1"), (4, 1, "U1"), (4, 1, "U1"), (4, 1, "U1"), (4, 1, "U1"), (5, 5, "U1"),
        (5, 5, "U1"),
      ])
    #expect(placed(try definition(6, strata: "fifth"), persons) == [0, 1, 2, 3, 5, 6])
    #expect(placed(try definition(3, strata: "fifth"), persons) == [0, 1, 5])
    #expect(placed(try definition(3), persons) == [0, 5, 6])
  }

  @Test("the system's places are shared between networks by their total priority, of any stratum")
  func systemPlaces() throws {
    let persons = fixed([
      (6, 1, "U1"), (3, 1, "U1"), (1, 2, "U2"), (1, 3, "U2"), (1, 3, "U2"), (9, 1, nil),
    ])
    #expect(placed(try definition(4, per: .system), persons) == [0, 1, 2, 3])
    #expect(placed(try definition(1, per: .system), persons) == [0])
    #expect(placed(try definition(0, per: .system), persons) == [])
    #expect(placed(try definition(99, per: .system), persons) == [0, 1, 2, 3, 4])
  }

  @Test(
    "who has no need on record counts as the smallest, is shown, and where nobody has one all count as 1"
  )
  func missingNeed() throws {
    let result = rankByImpact(
      try definition(1), lists: [OpenList(cohort: "flu", people: [0, 1, 2])],
      persons: fixed([(nil, 1, "U1"), (0.5, 1, "U1"), (2, 1, "U1")]),
      vocabulary: vocabulary, parameters: referenceParameters)
    let people = rows(of: result.people)
    #expect(people.map { $0["person"] } == [2, 0, 1].map { .integer($0) })
    #expect(people[1]["need"] == nil)
    #expect(people[1]["priority"] == .decimal(0.5))
    let nobody = rankByImpact(
      try definition(1), lists: [OpenList(cohort: "checks", people: [0])],
      persons: fixed([(nil, 1, "U1")]), vocabulary: vocabulary, parameters: referenceParameters)
    #expect(rows(of: nobody.people)[0]["priority"] == .decimal(2))
    #expect(nobody.withoutNeed == 1)
  }

  @Test(
    "the audit counts places by need and gap alone, and as defined, of those who may be counted")
  func audit() throws {
    var numbers = SeededNumbers(seed: 77)
    let persons = persons(200, &numbers)
    let lists = lists(200, &numbers)
    let table = PersonTable(table(columns, persons))
    let defined = try definition(6, strata: "fifth")
    var plain = defined
    plain.equity = []
    plain.strata = nil
    let result = rankByImpact(
      defined, lists: lists, persons: table, vocabulary: vocabulary, parameters: referenceParameters
    )
    let before = rankByImpact(
      plain, lists: lists, persons: table, vocabulary: vocabulary, parameters: referenceParameters)
    func count(_ people: Table, _ level: Value?, _ area: Value?, placed: Bool) -> Int64 {
      Int64(
        rows(of: people).count { row in
          guard case .integer(let index)? = row["person"] else { return false }
          let person = persons[Int(index)]
          let own: Value? =
            switch level {
            case .text("fifth"): number(person["fifth"]).map { .text("\(Int($0))") }
            case .text("sex"): person["sex"]
            default: nil
            }
          return person["secondary_use"] == .boolean(true) && own == area
            && (!placed || row["place"] == .boolean(true))
        })
    }
    let audit = rows(of: result.audit.table)
    #expect(audit.map { $0["level"] }.contains(.text("sex")))
    for row in audit {
      let (level, area) = (row["level"], row["area"])
      #expect(row["persons"] == .integer(count(result.people, level, area, placed: false)))
      #expect(row["places_after"] == .integer(count(result.people, level, area, placed: true)))
      #expect(row["places_before"] == .integer(count(before.people, level, area, placed: true)))
    }
    // The system's row and the sums of each column: three counts of two columns.
    #expect(result.audit.sums.count == 6)
  }

  @Test("nobody on any list gives an empty table with its columns")
  func nobody() throws {
    let result = rankByImpact(
      try definition(5, strata: "fifth"), lists: [], persons: fixed([(1, 1, "U1")]),
      vocabulary: vocabulary, parameters: referenceParameters)
    #expect(result.people.rowCount == 0)
    #expect(
      result.people.names == [
        "person", "nhs_number", "pcn_code", "rank", "need", "gap", "equity", "priority",
        "open_lists", "red_flags", "equity_reasons", "stratum", "place",
      ])
  }
}
