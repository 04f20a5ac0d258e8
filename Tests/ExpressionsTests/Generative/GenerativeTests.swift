import Expressions
import Foundation
@testable import ReferenceEngine
import Tables
import Testing

/// What the environment says about a long run.
private enum Run {
  static let environment = ProcessInfo.processInfo.environment
  /// How many random cases are tried.
  static let caseCount = environment["GENTEST_CASES"].flatMap(Int.init) ?? 1000
  /// The seed of the first case; the next ones follow it.
  static let firstSeed = environment["GENTEST_SEED"].flatMap(UInt64.init) ?? 20_261_120
}

@Suite("Random expressions")
struct GenerativeTests {
  /// One random expression on one random table.
  private struct Case {
    let seed: UInt64
    // Foundation has an `Expression` too.
    let expression: Expressions.Expression
    let table: Table
    let parameters: Parameters

    init(seed: UInt64) {
      self.seed = seed
      var random = RandomExpressions(seed: seed)
      let type = random.values.numbers.pick(ColumnType.allCases + [.boolean, .boolean])
      let depth = random.values.numbers.pick([1, 2, 3, 4, 5])
      let rowCount = random.values.numbers.pick([0, 1, 3, 63, 64, 65, 200])
      expression = random.expression(type, depth: depth)
      table = random.values.table(rowCount: rowCount)
      parameters = random.values.parameters()
    }

    var said: Comment {
      "GENTEST_SEED=\(seed) GENTEST_CASES=1, \(table.rowCount) rows: \(sqlText(expression))"
    }
  }

  private static func cases() -> some Sequence<Case> {
    (0..<UInt64(Run.caseCount)).lazy.map { Case(seed: Run.firstSeed &+ $0) }
  }

  @Test("an expression that is printed and read again is itself")
  func reading() throws {
    for one in Self.cases() {
      switch check(sqlText(one.expression), in: RandomValues.scope) {
      case .success(let checked): try #require(checked.root == one.expression, one.said)
      case .failure(let mistakes): Issue.record("\(one.said): \(mistakes)")
      }
    }
  }

  @Test("column by column gives what row by row gives")
  func evaluation() throws {
    for one in Self.cases() {
      let checked = try check(sqlText(one.expression), in: RandomValues.scope).get()
      let reference = ReferenceEvaluator(parameters: one.parameters)
      let expected = reference.values(of: one.expression, on: one.table)
      let column = checked.evaluate(on: one.table, parameters: one.parameters)
      try #require(column.type == one.expression.type, one.said)
      try #require(column.count == expected.count, one.said)
      for row in expected.indices {
        let found = column.value(at: row)
        try #require(areSame(found, expected[row]), "row \(row), \(one.said)")
      }
      try #require(isSettled(column), one.said)
      if column.type == .boolean {
        let rows = checked.selects(on: one.table, parameters: one.parameters)
        try #require(rows == Bitmap(expected.map { $0 == .boolean(true) }), one.said)
      }
    }
  }

  @Test("evaluating stretches of rows gives the same as evaluating all of them")
  func stretches() throws {
    for one in Self.cases() where one.table.rowCount > 64 {
      let checked = try check(sqlText(one.expression), in: RandomValues.scope).get()
      let whole = checked.evaluate(on: one.table, parameters: one.parameters)
      let edges = [0..<64, 64..<min(128, one.table.rowCount), 64..<one.table.rowCount, 64..<64]
      for rows in edges {
        let part = checked.evaluate(on: one.table, parameters: one.parameters, rows: rows)
        try #require(part.count == rows.count, one.said)
        for row in rows {
          let found = part.value(at: row - rows.lowerBound)
          try #require(areSame(found, whole.value(at: row)), "row \(row), \(one.said)")
        }
        try #require(isSettled(part), one.said)
      }
    }
  }

  // Texts by their bytes: to Swift, two spellings of one letter are the same text.
  private func areSame(_ left: Value?, _ right: Value?) -> Bool {
    guard case .text(let left)? = left, case .text(let right)? = right else { return left == right }
    return left.utf8.elementsEqual(right.utf8)
  }

  /// Whether missing rows hold zero and no presence is kept for nothing, as every column must.
  private func isSettled(_ column: Column) -> Bool {
    guard let present = column.present else { return true }
    let missing = (~present).setIndices
    guard !missing.isEmpty else { return false }
    switch column {
    case .boolean(let column): return missing.allSatisfy { !column.bits[$0] }
    case .integer(let column), .identifier(let column):
      return missing.allSatisfy { column.values[$0] == 0 }
    case .decimal(let column): return missing.allSatisfy { column.values[$0] == 0 }
    case .day(let column): return missing.allSatisfy { column.values[$0] == 0 }
    case .text(let column), .pseudonym(let column):
      return missing.allSatisfy { column.codes[$0] == 0 }
    }
  }
}
