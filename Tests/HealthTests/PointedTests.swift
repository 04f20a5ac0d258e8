import Expressions
import Health
import Model
import Tables
import Testing

@Suite("Who is pointed to a service")
struct PointedTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_status", .text), ("pcn_code", .text),
    ("secondary_use", .boolean), ("age", .integer), ("district", .text),
  ]

  private func service(_ name: String, _ needs: [String], _ eligible: String?) throws -> Service {
    Service(
      name: name, title: "The \(name)", needs: needs,
      eligible: try eligible.map { try expression($0, columns) }, source: "")
  }

  private func directory() throws -> PathwaysDefinition {
    PathwaysDefinition(
      name: "test", title: "", source: "",
      services: [
        try service("north", ["walk"], "district = 'north'"),
        try service("south", ["walk"], "district = 'south'"),
        try service("call", ["talk"], nil), try service("club", ["play"], nil),
      ])
  }

  private func cohort(_ name: String, _ eligible: String, _ pathway: [String], _ also: String?)
    throws -> CohortDefinition
  {
    CohortDefinition(
      name: name, title: "", source: "", campaign: nil,
      eligible: try expression(eligible, columns), exclusions: [], rank: [], reasons: [],
      pathway: pathway, target: nil, score: nil, lastDone: nil,
      alsoOffer: try also.map { [AlsoOffer(need: "talk", when: try expression($0, columns))] }
        ?? [])
  }

  /// A person of an age in a district; nil is not known.
  private func persons(_ people: [(age: Int64, district: String?, isCounted: Bool)]) -> Table {
    table(
      columns,
      people.enumerated().map { index, person in
        var row: Row = [
          "nhs_number": .identifier(testNumber(index + 1)), "practice_status": .text("ok"),
          "pcn_code": .text("U40000"), "secondary_use": .boolean(person.isCounted),
          "age": .integer(person.age),
        ]
        row["district"] = person.district.map { .text($0) }
        return row
      })
  }

  private func counts(
    _ cohorts: [CohortDefinition], _ persons: Table, by column: String? = "district"
  ) throws -> [String: [Int64]] {
    let directory = try directory()
    let lists = cohorts.map { cohort in
      let selection = selectCohort(
        cohort, directory: directory, persons: PersonTable(persons), vocabulary: vocabulary,
        parameters: referenceParameters)
      return PointedPeople(listed: selection.people, offered: selection.offered)
    }
    let made = countPointed(lists, to: directory, by: column, persons: persons).table
    var counts: [String: [Int64]] = [:]
    for row in rows(of: made) {
      guard case .text(let kind)? = row["kind"], case .integer(let count)? = row["persons"] else {
        continue
      }
      var name = kind
      if case .text(let service)? = row["service"] { name = service }
      counts[name, default: []].append(count)
    }
    return counts
  }

  @Test("a person counts once a service over all lists, by district, and without opt-outs")
  func exact() throws {
    let people = persons([
      (30, "north", true), (70, "north", true), (70, "south", true), (70, nil, true),
      (70, "north", false), (10, "south", true),
    ])
    let lists = [
      try cohort("adults", "age >= 18", ["walk"], "age >= 65"),
      try cohort("old", "age >= 65", ["walk", "talk"], nil),
    ]
    // All, and then north, south and not known.
    #expect(
      try counts(lists, people) == [
        "listed": [4, 2, 1, 1], "pointed": [4, 2, 1, 1], "not-pointed": [0, 0, 0, 0],
        "north": [2, 2, 0, 0], "south": [1, 0, 1, 0], "call": [3, 1, 1, 1], "club": [0, 0, 0, 0],
      ])
    let adults = try counts([lists[0]], people)
    #expect(adults["call"] == [3, 1, 1, 1])
    let withoutTalk = try counts([try cohort("adults", "age >= 18", ["walk"], nil)], people)
    #expect(withoutTalk["pointed"] == [3, 2, 1, 0] && withoutTalk["not-pointed"] == [1, 0, 0, 1])
    #expect(try counts(lists, people, by: nil)["call"] == [3])
  }

  @Test("what is hidden cannot be worked out from what is shown of the same service or district")
  func disclosed() throws {
    let people = persons(
      (0..<40).map { index in (index < 3 ? 70 : 30, index % 20 == 0 ? nil : "north", true) })
    let lists = [try cohort("adults", "age >= 18", ["walk"], "age >= 65")]
    let directory = try directory()
    let made = lists.map { cohort in
      let selection = selectCohort(
        cohort, directory: directory, persons: PersonTable(people), vocabulary: vocabulary,
        parameters: referenceParameters)
      return PointedPeople(listed: selection.people, offered: selection.offered)
    }
    let aggregate = countPointed(made, to: directory, by: "district", persons: people)
    let shown = disclose(aggregate, rule: DisclosureRule(hidesUpTo: 7, roundsTo: 5)).table
    let persons = rows(of: shown).map { row -> Int64? in
      if case .integer(let count)? = row["persons"] { count } else { nil }
    }
    // Two live in no district, of whom one is old, and so pointed to a call; the other is pointed to nothing.
    #expect(Array(persons[0..<3]) == [40, nil, nil], "listed: 38 in north, 2 not known")
    #expect(persons[3] == nil && persons[6] == nil, "pointed and not pointed add up to listed")
    for line in stride(from: 0, to: persons.count, by: 3) {
      let parts = persons[line + 1..<line + 3]
      #expect(persons[line] == nil || parts.count { $0 == nil } != 1)
    }
  }
}
