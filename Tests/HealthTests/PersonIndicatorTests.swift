import Model
import Expressions
import Health
import Tables
import Testing

@Suite("Indicators from persons")
struct PersonIndicatorTests {
  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("pcn_code", .text),
    ("secondary_use", .boolean), ("age", .integer), ("is_done", .boolean), ("imd_decile", .integer),
  ]

  @Test("counts are those of a slow reference, at every level, and add up", arguments: 0..<20)
  func agreesWithReference(_ seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let persons: [Row] = (0..<Int.random(in: 0...400, using: &numbers)).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      let practice = Int.random(in: 0..<8, using: &numbers)
      row["practice_code"] = practice == 7 ? nil : .text("M8100\(practice)")
      row["pcn_code"] = practice > 5 ? nil : .text("U4000\(practice / 2)")
      row["secondary_use"] = .boolean(Int.random(in: 0..<4, using: &numbers) > 0)
      row["age"] = numbers.perhaps(.integer(Int64.random(in: 60...70, using: &numbers)))
      row["is_done"] = numbers.perhaps(.boolean(Bool.random(using: &numbers)))
      row["imd_decile"] = numbers.perhaps(.integer(Int64.random(in: 1...10, using: &numbers)))
      return row
    }
    let proportion = PersonProportion(
      denominator: try expression("age >= 65", columns),
      numerator: try expression("is_done", columns), by: ["imd_decile"])
    let definition = IndicatorDefinition(
      name: "coverage", title: "", source: "", kind: .persons(proportion), campaign: nil,
      target: nil)
    let aggregate = measure(
      definition, proportion, persons: PersonTable(table(columns, persons)),
      vocabulary: vocabulary, parameters: referenceParameters)
    let keyOfLevel = ["pcn": "pcn_code", "practice": "practice_code", "imd_decile": "imd_decile"]
    let found = rows(of: aggregate.table)
    for row in found {
      guard case .text(let level)? = row["level"] else { continue }
      let those = persons.filter { person in
        guard person["secondary_use"] == .boolean(true), case .integer(let age)? = person["age"],
          age >= 65
        else { return false }
        return keyOfLevel[level].map { key in areaText(person[key]) == areaText(row["area"]) }
          ?? true
      }
      #expect(row["denominator"] == .integer(Int64(those.count)))
      #expect(row["numerator"] == .integer(Int64(those.count { $0["is_done"] == .boolean(true) })))
    }
    for sum in aggregate.sums {
      func value(_ cell: PersonAggregate.Cell) -> Int64 {
        guard case .integer(let count)? = found[cell.row][cell.column] else { return -1 }
        return count
      }
      #expect(value(sum.total) == sum.parts.map(value).reduce(0, +))
    }
    let disclosed = disclose(aggregate, rule: DisclosureRule())
    #expect(disclosed.table.names.contains("percent_upper"))
    for row in 0..<disclosed.table.rowCount {
      if case .integer(let count)? = disclosed.table["numerator"]?.value(at: row) {
        #expect(count == 0 || count > 7)
      }
    }
    var shuffled = measure(
      definition, proportion,
      persons: PersonTable(table(columns, persons.shuffled(using: &numbers))),
      vocabulary: vocabulary, parameters: referenceParameters)
    // The marks are of the rows in which persons stand.
    #expect(shuffled.marks.keys == aggregate.marks.keys)
    shuffled.marks = aggregate.marks
    #expect(shuffled == aggregate)
  }

  @Test(
    "parts are those of a slow reference, add up, and are of the persons whom the indicator's own table counts",
    arguments: [[], [true], [false], [true, false], [false, true, false]])
  func parts(_ areInNetworks: [Bool]) throws {
    var numbers = SeededNumbers(seed: 7)
    let persons: [Row] = (0..<300).map { index in
      var row: Row = ["nhs_number": .identifier(testNumber(index))]
      row["practice_code"] = .text("M81001")
      row["pcn_code"] = numbers.perhaps(.text("U4000\(index % 3)"))
      row["secondary_use"] = .boolean(index % 4 > 0)
      row["age"] = .integer(Int64.random(in: 60...70, using: &numbers))
      row["is_done"] = numbers.perhaps(.boolean(Bool.random(using: &numbers)))
      row["imd_decile"] = numbers.perhaps(.integer(Int64.random(in: 1...10, using: &numbers)))
      return row
    }
    let splits = zip(["imd_decile", "age", "practice_code"], areInNetworks)
    var proportion = PersonProportion(
      denominator: try expression("age >= 65", columns),
      numerator: try expression("is_done", columns), by: [])
    proportion.splits = splits.map { .init($0, isInNetworks: $1) }
    let parts = measureParts(
      proportion, persons: PersonTable(table(columns, persons)), parameters: referenceParameters)
    let found = rows(of: parts.table)
    let levels = Set(found.compactMap { $0["level"] })
    #expect(levels.count == (areInNetworks.contains(true) ? 3 : 1))
    for row in found {
      let those = persons.filter { person in
        guard person["secondary_use"] == .boolean(true), case .integer(let age)? = person["age"],
          age >= 65, case .text(let by)? = row["by"]
        else { return false }
        return (by == "all" || areaText(person[by]) == areaText(row["value"]))
          && (row["level"] == .text("system") || person["pcn_code"] == row["pcn_code"])
      }
      #expect(row["denominator"] == .integer(Int64(those.count)))
      #expect(row["numerator"] == .integer(Int64(those.count { $0["is_done"] == .boolean(true) })))
    }
    for sum in parts.sums {
      func value(_ cell: PersonAggregate.Cell) -> Int64 {
        guard case .integer(let count)? = found[cell.row][cell.column] else { return -1 }
        return count
      }
      #expect(value(sum.total) == sum.parts.map(value).reduce(0, +))
    }
    // Every value of the whole system is in a sum of each count.
    for (row, line) in found.enumerated() where line["by"] != .text("all") {
      for column in ["denominator", "numerator"] {
        let cell = PersonAggregate.Cell(row: row, column: column)
        #expect(
          parts.sums.contains { $0.total.row == 0 && $0.parts.contains(cell) }
            || line["level"] != .text("system"))
      }
    }
    let whole = measure(
      IndicatorDefinition(
        name: "coverage", title: "", source: "", kind: .persons(proportion), campaign: nil,
        target: nil), proportion, persons: PersonTable(table(columns, persons)),
      vocabulary: vocabulary, parameters: referenceParameters)
    #expect(parts.marks["numerator"]?.first == whole.marks["numerator"]?.first)
  }

  private func areaText(_ value: Value?) -> String? {
    switch value {
    case .text(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }
}
