import Model
import Expressions
import Health
import Tables
import Testing

/// A row of a table as its values by column.
typealias Row = [String: Value]

/// Numbers that look random and are the same for a seed on every machine (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Nil in one case of so many, else the value.
  mutating func perhaps(_ value: Value, missingOneIn cases: Int = 6) -> Value? {
    Int.random(in: 0..<cases, using: &self) == 0 ? nil : value
  }
}

/// Makes a table of rows; a row that lacks a column has no value there.
func table(_ columns: [(String, ColumnType)], _ rows: [Row]) -> Table {
  Table(
    columns.map { name, type in (name, Column(type, rows.map { $0[name] })) },
    rowCount: rows.count)
}

/// The rows of a table as values.
func rows(of table: Table) -> [Row] {
  (0..<table.rowCount).map { row in
    Row(
      uniqueKeysWithValues: zip(table.names, table.columns).compactMap { name, column in
        column.value(at: row).map { (name, $0) }
      })
  }
}

/// A checked expression over columns and parameters.
func expression(
  _ text: String, _ columns: [(String, ColumnType)], parameters: Parameters = referenceParameters
) throws -> CheckedExpression {
  let scope = Scope(
    columns: Dictionary(columns, uniquingKeysWith: { $1 }),
    parameters: parameters.values.mapValues(\.type))
  return try check(text, in: scope).get()
}

/// A day written as `yyyy-MM-dd`.
func day(_ text: String) throws -> Day {
  try #require(Day(iso: text))
}

/// The parameters of most tests: the reference date is 20 November 2026.
let referenceParameters = Parameters(["reference_date": .day(Day(number: 20_777))])

/// A valid NHS number of the test range for every index: the check digit is worked out here.
func testNumber(_ index: Int) -> Identifier {
  var nine = 900_000_000 + index * 7
  while true {
    let digits = String(nine).compactMap(\.wholeNumberValue)
    let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
    let checkDigit = (11 - sum % 11) % 11
    if checkDigit < 10 { return Identifier(number: Int64(nine * 10 + checkDigit)) }
    nine += 1
  }
}

@Test("the reference date of the tests is 20 November 2026")
func referenceDateIsWhatItSays() throws {
  #expect(Day(number: 20_777) == (try day("2026-11-20")))
}

/// What the persons of these tests' tables are called.
let vocabulary = PersonVocabulary(person: "nhs_number", practice: "practice_code")
