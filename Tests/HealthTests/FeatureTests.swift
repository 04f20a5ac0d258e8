import Model
import Expressions
import Tables
import Testing

@testable import Health

@Suite("Building features")
struct FeatureTests {
  fileprivate let personColumns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("born_on", .day),
  ]
  fileprivate let eventColumns: [(String, ColumnType)] = [
    ("person_number", .identifier), ("kind", .text), ("on_day", .day), ("level", .decimal),
    ("tally", .integer), ("flag", .boolean),
  ]

  private func reduction(
    _ operation: Reduction.Operation, _ value: String? = nil, by: String? = nil,
    where condition: String? = nil, from feeds: [String] = ["events"],
    ties: Reduction.Ties = .largest
  ) throws -> FeatureDefinition.Kind {
    let known =
      eventColumns + personColumns.map { ("person." + $0.0, $0.1) } + [("person.many", .integer)]
    return .reduced(
      Reduction(
        feeds: feeds, condition: try condition.map { try expression($0, known) },
        operation: operation, value: value, by: by, ties: ties))
  }

  private func features() throws -> [FeatureDefinition] {
    let condition = "kind = 'A' and on_day >= person.born_on"
    var kinds: [(String, FeatureDefinition.Kind)] = [
      ("any", try reduction(.exists, where: condition)),
      ("many", try reduction(.count, where: condition, from: ["events", "more"])),
      ("first_day", try reduction(.first, "on_day", where: condition)),
      ("last_day", try reduction(.last, "on_day", from: ["events", "more"])),
    ]
    for operation in Reduction.Operation.allCases where ![.exists, .count].contains(operation) {
      let by = [.first, .last].contains(operation) ? "on_day" : nil
      let isOrdering = ![.sum, .mean, .stddev].contains(operation)
      for value in ["level", "tally"] + (isOrdering ? ["kind", "on_day", "flag"] : []) {
        kinds.append(
          (
            "\(operation)_\(value)",
            try reduction(operation, value, by: by, where: "kind <> 'B'", from: ["more", "events"])
          ))
      }
    }
    for operation in [Reduction.Operation.first, .last] {
      for value in ["level", "tally", "kind", "flag"] {
        kinds.append(
          (
            "\(operation)_smallest_\(value)",
            try reduction(
              operation, value, by: "on_day", from: ["more", "events"], ties: .smallest)
          ))
      }
    }
    kinds.append(("is_many", .derived(try expression("many > 1", [("many", .integer)]))))
    kinds.append(("after_many", try reduction(.exists, where: "person.many > 1")))
    return kinds.map { FeatureDefinition(name: $0.0, kind: $0.1) }
  }

  private func events(_ count: Int, _ numbers: inout SeededNumbers) -> [Row] {
    (0..<count).map { _ in
      var row: Row = [:]
      row["person_number"] = numbers.perhaps(
        .identifier(testNumber(Int.random(in: 0..<50, using: &numbers))), missingOneIn: 20)
      row["kind"] = numbers.perhaps(
        .text(["A", "B", "ä", "Z", "a"].randomElement(using: &numbers) ?? ""))
      row["on_day"] = numbers.perhaps(.day(Day(number: Int32.random(in: -3...3, using: &numbers))))
      row["level"] = numbers.perhaps(
        .decimal([-2.5, 0.1, 0.2, 0.3, 1e16, -1e16].randomElement(using: &numbers) ?? 0))
      row["tally"] = numbers.perhaps(.integer(Int64.random(in: -3...3, using: &numbers)))
      row["flag"] = numbers.perhaps(.boolean(Bool.random(using: &numbers)))
      return row
    }
  }

  @Test(
    "features are those of a slow reference, for any order of rows and any partition",
    arguments: 0..<30)
  func agreesWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let persons: [Row] = (0..<Int.random(in: 0...40, using: &numbers)).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      row["born_on"] = numbers.perhaps(.day(Day(number: Int32.random(in: -2...2, using: &numbers))))
      return row
    }
    let feeds = [
      "events": events(Int.random(in: 0...400, using: &numbers), &numbers),
      "more": events(Int.random(in: 0...100, using: &numbers), &numbers),
    ]
    let definitions = try features()
    func built(_ feeds: [String: [Row]], size: Int) -> FeatureResult {
      features(
        definitions, of: persons, feeds, partitionedBy: size)
    }
    let result = built(feeds, size: 65_536)
    #expect(result.columns.table.names == definitions.map(\.name))
    let expected = persons.map { reference(of: $0, feeds) }
    let found = rows(of: result.columns.table)
    for (index, person) in expected.enumerated() {
      for definition in definitions {
        #expect(found[index][definition.name] == person[definition.name], "\(definition.name)")
      }
    }
    for size in [64, 128, 448] {
      let shuffled = feeds.mapValues { $0.shuffled(using: &numbers) }
      let again = built(shuffled, size: size)
      #expect(again.columns == result.columns)
      #expect(again.findings == result.findings)
    }
  }

  @Test(
    "however a condition asks for texts, common ones or rare, each event counts once, in any partition",
    arguments: 0..<10, [false, true])
  func countsByText(_ seed: Int, isRare: Bool) throws {
    let asked: [(String, (String?) -> Bool)] = [
      ("kind = 'A'", { $0 == "A" }), ("'Z' = kind", { $0 == "Z" }),
      ("kind in ('A', 'B', 'nobody has it')", { $0 == "A" || $0 == "B" }),
      ("kind = 'A' or kind = 'a'", { $0 == "A" || $0 == "a" }),
      ("kind in ('A', 'B') and kind in ('B', 'Z')", { $0 == "B" }),
      ("kind = 'A' and kind = 'B'", { _ in false }), ("kind is null", { $0 == nil }),
      ("kind = 'A' or kind is null", { $0 == "A" || $0 == nil }),
      ("kind <> 'A'", { $0 != nil && $0 != "A" }), ("not (kind = 'A')", { $0 != nil && $0 != "A" }),
    ]
    var numbers = SeededNumbers(seed: UInt64(seed))
    var rows = events(Int.random(in: 0...900, using: &numbers), &numbers)
    // What few events have is looked for among these alone.
    for row in rows.indices where isRare && row % 17 > 0 { rows[row]["kind"] = .text("a") }
    let persons: [Row] = (0..<40).map { ["nhs_number": .identifier(testNumber($0))] }
    let definitions = try asked.enumerated().map { index, question in
      FeatureDefinition(name: "n\(index)", kind: try reduction(.count, where: question.0))
    }
    for size in [64, 128, 65_536] {
      let result = features(definitions, of: persons, ["events": rows], partitionedBy: size)
      for (index, question) in asked.enumerated() {
        let expected = persons.map { person in
          rows.count { row in
            guard row["person_number"] == person["nhs_number"] else { return false }
            if case .text(let text)? = row["kind"] { return question.1(text) }
            return question.1(nil)
          }
        }
        let column = result.columns.table.columns[index]
        let found = (0..<persons.count).map { column.value(at: $0) }
        #expect(found == expected.map { .integer(Int64($0)) }, "\(question.0) by \(size)")
      }
    }
  }

  @Test(
    "what is looked for among the events of rare texts is what all events give, for every operation",
    arguments: 0..<10, [false, true])
  func rareTexts(_ seed: Int, inOrder: Bool) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    var rows = events(800, &numbers)
    for row in rows.indices where row % 11 > 0 { rows[row]["kind"] = .text("a") }
    if inOrder {
      rows.sort { key($0) < key($1) }
    }
    let persons: [Row] = (0..<40).map {
      ["nhs_number": .identifier(testNumber($0)), "born_on": .day(Day(number: Int32($0 % 5 - 2)))]
    }
    // The second way to say it names no text that an event must have.
    let conditions = [
      ("kind = 'A' and tally >= 0", "not (kind <> 'A') and tally >= 0"),
      ("kind in ('B', 'Z')", "not (kind not in ('B', 'Z'))"),
      ("kind = 'Z' and on_day >= person.born_on", "not (kind <> 'Z') and on_day >= person.born_on"),
    ]
    for (asked, same) in conditions {
      for operation in Reduction.Operation.allCases {
        let isOfEvents = operation == .exists || operation == .count
        let value = isOfEvents ? nil : "level"
        let by = [.first, .last].contains(operation) ? "on_day" : nil
        let definitions = try [("asked", asked), ("same", same)].map { name, condition in
          FeatureDefinition(
            name: name, kind: try reduction(operation, value, by: by, where: condition))
        }
        let found = features(definitions, of: persons, ["events": rows], partitionedBy: 64)
        let columns = found.columns.table.columns
        #expect(columns[0] == columns[1], "\(operation): \(asked)")
        #expect(columns[0].count == persons.count)
      }
    }
  }

  private func key(_ row: Row) -> Int64 {
    if case .identifier(let number)? = row["person_number"] { return number.number }
    return .max
  }

  /// Every feature of one person, event by event.
  private func reference(of person: Row, _ feeds: [String: [Row]]) -> Row {
    func own(_ names: [String]) -> [Row] {
      names.flatMap { feeds[$0] ?? [] }.filter { $0["person_number"] == person["nhs_number"] }
    }
    func number(_ value: Value?) -> Double? {
      switch value {
      case .day(let day): Double(day.number)
      case .decimal(let number): number
      case .integer(let number): Double(number)
      case .boolean(let truth): truth ? 1 : 0
      default: nil
      }
    }
    func isLess(_ left: Value, _ right: Value) -> Bool {
      if case .text(let left) = left, case .text(let right) = right {
        return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
      }
      return number(left) ?? 0 < number(right) ?? 0
    }
    func isA(_ event: Row) -> Bool {
      guard let day = number(event["on_day"]), let born = number(person["born_on"]) else {
        return false
      }
      return event["kind"] == .text("A") && day >= born
    }
    var result: Row = [:]
    result["any"] = .boolean(own(["events"]).contains(where: isA))
    let many = own(["events", "more"]).count(where: isA)
    result["many"] = .integer(Int64(many))
    result["first_day"] = own(["events"]).filter(isA).compactMap { $0["on_day"] }.min(by: isLess)
    result["last_day"] = own(["events", "more"]).compactMap { $0["on_day"] }.max(by: isLess)
    let others = own(["more", "events"]).filter { $0["kind"] != nil && $0["kind"] != .text("B") }
    for value in ["level", "tally", "kind", "on_day", "flag"] {
      let present = others.compactMap { event in event[value].map { (event["on_day"], $0) } }
      result["min_\(value)"] = present.map(\.1).min(by: isLess)
      result["max_\(value)"] = present.map(\.1).max(by: isLess)
      let dated = present.compactMap { day, value in day.map { ($0, value) } }
      let days = dated.map(\.0)
      let firstDay = days.min(by: isLess)
      let lastDay = days.max(by: isLess)
      result["first_\(value)"] = dated.filter { $0.0 == firstDay }.map(\.1).max(by: isLess)
      result["last_\(value)"] = dated.filter { $0.0 == lastDay }.map(\.1).max(by: isLess)
      let all = own(["more", "events"]).compactMap { event in
        event["on_day"].flatMap { day in event[value].map { (day, $0) } }
      }
      let ends = (all.map(\.0).min(by: isLess), all.map(\.0).max(by: isLess))
      result["first_smallest_\(value)"] = all.filter { $0.0 == ends.0 }.map(\.1).min(by: isLess)
      result["last_smallest_\(value)"] = all.filter { $0.0 == ends.1 }.map(\.1).min(by: isLess)
      let summands = present.compactMap { number($0.1) }.sorted()
      if !summands.isEmpty {
        let sum = summands.reduce(0, +)
        if value == "level" { result["sum_level"] = .decimal(sum) }
        if value == "tally" { result["sum_tally"] = .integer(Int64(sum)) }
        result["mean_\(value)"] = .decimal(sum / Double(summands.count))
        if summands.count > 1 {
          result["stddev_\(value)"] = .decimal(deviation(of: summands))
        }
      }
    }
    result["is_many"] = .boolean(many > 1)
    result["after_many"] = .boolean(many > 1 && !own(["events"]).isEmpty)
    return result
  }

  /// The sample standard deviation of ascending numbers, taken from the smallest of them.
  private func deviation(of numbers: [Double]) -> Double {
    let raised = numbers.map { $0 - numbers[0] }
    let mean = raised.reduce(0, +) / Double(raised.count)
    let squares = raised.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    return (squares / Double(raised.count - 1)).squareRoot()
  }

  @Test("a standard deviation is the sample's, and missing with fewer than two values")
  func standardDeviations() throws {
    func deviation(_ name: String, _ values: [Value]) throws -> Value? {
      let person: Row = ["nhs_number": .identifier(testNumber(1))]
      let events = values.map { ["person_number": Value.identifier(testNumber(1)), name: $0] }
      return features(
        [FeatureDefinition(name: "spread", kind: try reduction(.stddev, name))], of: [person],
        ["events": events]
      ).columns.table["spread"]?.value(at: 0)
    }
    // By hand: the mean is 5, the squares add up to 32, and 32 / 7 has this root.
    let numbers: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    let root = (32.0 / 7).squareRoot()
    #expect(try deviation("level", numbers.map { .decimal($0) }) == .decimal(root))
    #expect(try deviation("tally", numbers.map { .integer(Int64($0)) }) == .decimal(root))
    #expect(try deviation("level", []) == nil)
    #expect(try deviation("level", [.decimal(120)]) == nil)
    // Equal values do not differ, though their mean is not exactly a tenth.
    #expect(try deviation("level", [0.1, 0.1, 0.1].map { .decimal($0) }) == .decimal(0))
    // Far from zero nothing is lost.
    #expect(
      try deviation("level", [1e15, 1e15 + 2].map { .decimal($0) }) == .decimal(2.squareRoot()))
    // What is not finite is missing.
    #expect(try deviation("level", [-1.7e308, 1.7e308].map { .decimal($0) }) == nil)
  }

  @Test("a sum or mean of decimals that is not finite is missing")
  func decimalSumsThatOverflow() throws {
    let person: Row = ["nhs_number": .identifier(testNumber(1))]
    let large: Row = ["person_number": .identifier(testNumber(1)), "level": .decimal(1.7e308)]
    for operation in [Reduction.Operation.sum, .mean] {
      let found = features(
        [FeatureDefinition(name: "found", kind: try reduction(operation, "level"))], of: [person],
        ["events": [large, large]]
      ).columns.table["found"]
      #expect(found?.count == 1 && found?.value(at: 0) == nil)
    }
  }

  @Test("events of unknown persons are one finding a feed")
  func unknownPersons() throws {
    var numbers = SeededNumbers(seed: 4)
    let stray = events(30, &numbers)
    let result = features(
      [FeatureDefinition(name: "any", kind: try reduction(.exists, from: ["events", "more"]))],
      of: [], ["events": stray, "more": []])
    #expect(result.findings.map(\.count) == [30])
    #expect(result.findings.map(\.feed) == ["events"])
    #expect(result.findings.map(\.grade) == [.warning])
  }

  @Test("a feature of a campaign uses its season, and out of season its step is refused")
  func campaigns() throws {
    let person: Row = ["nhs_number": .identifier(testNumber(1))]
    let event: Row = [
      "person_number": .identifier(testNumber(1)), "on_day": .day(Day(number: 20_700)),
    ]
    let season = Parameters(["season_start": .day(Day(number: 20_698))])
    let condition = try expression("on_day >= season_start", eventColumns, parameters: season)
    let definition = FeatureDefinition(
      name: "given",
      kind: .reduced(
        Reduction(feeds: ["events"], condition: condition, operation: .exists, value: nil, by: nil)),
      campaign: "flu")
    func campaign(from start: Int32) -> Campaign {
      Campaign(
        name: "flu", title: "",
        seasons: [
          Season(
            name: "s", from: Day(number: start), before: Day(number: start + 200), days: [:],
            source: "")
        ])
    }
    for (start, isGiven) in [(Int32(20_698), true), (20_701, false)] {
      let result = features(
        [definition], of: [person], ["events": [event]], [campaign(from: start)])
      #expect(result.columns.table["given"]?.value(at: 0) == .boolean(isGiven))
    }
    let population = PopulationDefinition(
      name: "p", title: "", feed: "people", person: "nhs_number", practice: "practice",
      registered: try expression("true", []), latestBy: "started", secondaryUse: nil, networks: [],
      lookups: [], columns: [])
    let people = FeedSchema(
      name: "people", key: "nhs_number",
      columns: [.init("nhs_number", .identifier), .init("practice", .text), .init("started", .day)])
    let events = FeedSchema(
      name: "events", key: "person_number", columns: eventColumns.map { .init($0.0, $0.1) })
    var definitions = PersonDefinitions(
      population: population, feeds: ["people": people, "events": events])
    definitions.features = [FeatureSet(name: "features", features: [definition])]
    let plan = try PersonPlan(definitions)
    let step = try #require(plan["features-features"])
    let today = Day(number: 20_777)
    let input = StepInput(
      persons: PersonTable(table(personColumns, [person])),
      feeds: ["events": FeedRows(table(eventColumns, [event]), key: "person_number")],
      parameters: RunParameters(referenceDate: today, campaigns: []))
    #expect(throws: StepFault.noSeason(campaign: "flu", date: today, usedBy: "given")) {
      try run(step, on: input)
    }
  }

  @Test("a sum of whole numbers that does not fit is missing")
  func sumsThatOverflow() throws {
    let person: Row = ["nhs_number": .identifier(testNumber(1))]
    let large: Row = ["person_number": .identifier(testNumber(1)), "tally": .integer(.max)]
    func sum(_ events: [Row]) throws -> Value? {
      features(
        [FeatureDefinition(name: "sum", kind: try reduction(.sum, "tally"))], of: [person],
        ["events": events]
      ).columns.table["sum"]?.value(at: 0)
    }
    #expect(try sum([large]) == .integer(.max))
    #expect(try sum([large, large]) == nil)
    var small = large
    small["tally"] = .integer(-.max)
    #expect(try sum([large, large, small]) == .integer(.max))
  }

  @Test("a person is found by number, wherever numbers cluster")
  func personIndex() {
    var numbers = SeededNumbers(seed: 8)
    for count in [0, 1, 2, 3, 500] {
      for spread in [1, 10, 1 << 20, 1 << 40] as [Int64] {
        var values: Set<Int64> = []
        var next: Int64 = 4_000_000_000
        while values.count < count {
          next += Int64.random(in: 1...spread, using: &numbers)
          values.insert(values.count == 2 ? .max : values.count == 1 ? .min : next)
        }
        let shuffled = values.sorted().shuffled(using: &numbers)
        let index = PersonIndex(of: .identifier(FixedColumn(shuffled)))
        for (row, number) in shuffled.enumerated() { #expect(index.row(of: number) == Int32(row)) }
        for number in [0, 1, 4_000_000_000, -5] as [Int64] where !values.contains(number) {
          #expect(index.row(of: number) == EventTable.nobody)
        }
      }
    }
  }
}

extension FeatureTests {
  /// Features of persons, reduced from feeds that all have the columns of these tests.
  fileprivate func features(
    _ definitions: [FeatureDefinition], of persons: [Row], _ feeds: [String: [Row]],
    _ campaigns: [Campaign] = [], partitionedBy size: Int = 65_536
  ) -> FeatureResult {
    buildFeatures(
      definitions, persons: PersonTable(table(personColumns, persons)), person: "nhs_number",
      feeds: feeds.mapValues { FeedRows(table(eventColumns, $0), key: "person_number") },
      parameters: RunParameters(referenceDate: Day(number: 20_777), campaigns: campaigns),
      partitionedBy: size)
  }
}
