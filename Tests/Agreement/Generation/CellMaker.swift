import Formats
import ReferenceEngine
import Tables

/// Makes cells from the types and code lists of feed contracts, on the edges of the definitions and between them.
struct CellMaker {
  /// The day that everything is looked at.
  let referenceDate: Day
  /// The random numbers.
  var numbers: SeededNumbers

  /// A value of a column: on or one step beside an edge where there are edges, or any of its type.
  mutating func cell(
    _ column: ColumnContract, edges: [Edge], in row: Row, pool: [Value]? = nil
  ) -> Value? {
    if let pool { return numbers.pick(pool) }
    if !edges.isEmpty, !numbers.once(in: 4),
      let value = numbers.pick(edges).value(in: row).flatMap({ beside($0, column.type.columnType) })
    {
      return value
    }
    return any(column.type)
  }

  /// The value itself, or one a step before or after it.
  private mutating func beside(_ value: Value, _ type: ColumnType) -> Value? {
    let step = numbers.pick([0, 0, -1, 1])
    switch (value, type) {
    case (.day(let day), .day): return .day(Day(number: day.number + Int32(step)))
    case (.integer(let number), .integer): return .integer(number + Int64(step))
    case (.decimal(let number), .integer): return .integer(Int64(number.rounded()) + Int64(step))
    case (.integer(let number), .decimal): return .decimal(Double(number) + Double(step) * 0.1)
    case (.decimal(let number), .decimal): return .decimal(number + Double(step) * 0.01)
    case (.text, .text), (.boolean, .boolean): return value
    default: return nil
    }
  }

  private mutating func any(_ type: CellType) -> Value {
    switch type {
    case .text, .organisationCode:
      return .text(numbers.pick(["a", "B", "ä", "", "b c", "10", "9"]))
    case .integer: return .integer(Int64.random(in: 0...12, using: &numbers))
    case .decimal: return .decimal(numbers.pick([0, 0.1, 0.25, 0.36, 1, 2, 9.9, 25, 88.5, 140]))
    case .day: return .day(anyDay())
    case .boolean: return .boolean(Bool.random(using: &numbers))
    case .code(let list):
      return .text(numbers.pick(list.meanings.keys.sorted() + (list.meanings.isEmpty ? ["a"] : [])))
    case .identifier: return .identifier(Identifier(number: 4_000_000_000))
    case .pseudonym: return .pseudonym(Pseudonym("nobody"))
    }
  }

  /// A day of the last years; every now and then a month's end, a 29 February or an anniversary of the reference date.
  mutating func anyDay() -> Day {
    let near = referenceDate.adding(days: Int.random(in: -1500...3, using: &numbers))
    switch Int.random(in: 0..<8, using: &numbers) {
    case 0:
      return Day(year: near.civil.year, month: near.civil.month, day: 1)?.adding(days: -1) ?? near
    case 1:
      return Day(year: near.civil.year / 4 * 4, month: 2, day: 29) ?? near
    case 2:
      return referenceDate.adding(months: -Int.random(in: 0...24, using: &numbers))
        .adding(days: numbers.pick([-1, 0, 1]))
    default: return near
    }
  }

  /// A day of birth of any age from 0 to 100, sometimes a 29 February, sometimes around a birthday.
  mutating func anyBirth() -> Day {
    let years = Int.random(in: 0...100, using: &numbers)
    let birthday = referenceDate.adding(years: -years)
    switch Int.random(in: 0..<4, using: &numbers) {
    case 0: return birthday.adding(days: numbers.pick([-1, 0, 1]))
    case 1: return Day(year: birthday.civil.year / 4 * 4, month: 2, day: 29) ?? birthday
    default: return birthday.adding(days: -Int.random(in: 0...365, using: &numbers))
    }
  }
}
