import Expressions
@testable import ReferenceEngine
import Tables

/// Random values, columns and tables that lie where mistakes hide.
struct RandomValues {
  var numbers: SeededNumbers

  static let texts = [
    "", "FLU", "flu", "Flu", "done", "é", "e\u{301}", "Z", "z", "O'Brien", "ß", "日本",
  ]

  mutating func value(_ type: ColumnType) -> Value {
    switch type {
    case .boolean: .boolean(numbers.once(in: 2))
    case .integer: .integer(integer())
    case .decimal: .decimal(decimal())
    case .day: .day(day())
    case .text: .text(numbers.pick(RandomValues.texts))
    case .identifier:
      .identifier(Identifier(number: .random(in: 9_000_000_001...9_000_000_004, using: &numbers)))
    case .pseudonym: .pseudonym(Pseudonym(numbers.pick(["a", "A", "a-1", "a_1", "b0", "-"])))
    }
  }

  private mutating func integer() -> Int64 {
    if numbers.once(in: 25) {
      let extremes: [Int64] = [.max, -.max, 0x4000_0000_0000_0000, 0x20_0000_0000_0001]
      return numbers.pick(extremes)
    }
    return .random(in: -4...9, using: &numbers)
  }

  private mutating func decimal() -> Double {
    if numbers.once(in: 25) {
      let extremes: [Double] = [1e308, -1e308, 1e-300, 0.30000000000000004, 4.5e15]
      return numbers.pick(extremes)
    }
    let divisors: [Double] = [1, 2, 4, 8, 10, 1000]
    return Double(Int.random(in: -30...30, using: &numbers)) / numbers.pick(divisors)
  }

  private mutating func day() -> Day {
    if numbers.once(in: 30) {
      let ends = [(1, 1, 1), (9999, 12, 31), (1, 3, 31), (9999, 2, 28)]
      return Self.day(numbers.pick(ends))
    }
    let year = numbers.pick([
      1899, 1900, 1959, 1960, 1999, 2000, 2020, 2021, 2024, 2025, 2026, 2100,
    ])
    if numbers.once(in: 2) {
      // Around the ends of months, and of February most of all.
      let month = numbers.pick([2, 3, 1, 4, 8, 12])
      let first = Self.day((year, month, 1))
      return first.adding(days: .random(in: -3...1, using: &numbers))
    }
    return Self.day((year, 1, 1)).adding(days: .random(in: 0...365, using: &numbers))
  }

  private static func day(_ date: (Int, Int, Int)) -> Day {
    guard let day = Day(year: date.0, month: date.1, day: date.2) else {
      preconditionFailure("the days of the tests exist")
    }
    return day
  }

  /// The columns that random expressions may read: two of each type, one of which never has a missing value.
  static let scope = Scope(
    columns: Dictionary(
      uniqueKeysWithValues: ColumnType.allCases.flatMap { type in
        [("\(type)_a", type), ("person.\(type) b", type)]
      }),
    parameters: ["reference_date": .day, "season": .text, "limit": .integer, "factor": .decimal])

  mutating func table(rowCount: Int) -> Table {
    var columns: [(String, Column)] = []
    for type in ColumnType.allCases {
      // Missing never, sometimes, mostly or always.
      let missing = numbers.pick([2, 2, 5, 1])
      columns.append(("\(type)_a", column(type, rowCount) { !$0.once(in: missing) }))
      columns.append(("person.\(type) b", column(type, rowCount) { _ in true }))
    }
    return Table(columns, rowCount: rowCount)
  }

  private mutating func column(
    _ type: ColumnType, _ rowCount: Int, _ isPresent: (inout SeededNumbers) -> Bool
  ) -> Column {
    var values: [Value?] = []
    for _ in 0..<rowCount { values.append(isPresent(&numbers) ? value(type) : nil) }
    return Column(type, values)
  }

  mutating func parameters() -> Parameters {
    var values: [String: Value] = [:]
    for name in RandomValues.scope.parameters.keys.sorted() {
      values[name] = RandomValues.scope.parameters[name].map { value($0) }
    }
    return Parameters(values)
  }
}
