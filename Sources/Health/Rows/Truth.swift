import Expressions
import Tables

extension CheckedExpression {
  /// Whether everything that the expression reads is there; a campaign out of season has no `season_start`.
  func isAnswerable(on table: Table, parameters: Parameters) -> Bool {
    self.parameters.allSatisfy { parameters[$0] != nil || parameters.missing.contains($0) }
      && columns.allSatisfy { table[$0] != nil }
  }

  /// The rows in which a condition is true; none where what it reads is not there.
  func trueRows(on table: Table, parameters: Parameters) -> Bitmap {
    guard type == .boolean, isAnswerable(on: table, parameters: parameters) else {
      return Bitmap(repeating: false, count: table.rowCount)
    }
    return selects(on: table, parameters: parameters)
  }

  /// The value in every row; all missing where what it reads is not there.
  func values(on table: Table, parameters: Parameters) -> Column {
    guard isAnswerable(on: table, parameters: parameters) else {
      return Column(type, [Value?](repeating: nil, count: table.rowCount))
    }
    return evaluate(on: table, parameters: parameters)
  }
}

extension Bitmap {
  /// The number of bits set in both.
  func setCount(with other: Bitmap) -> Int {
    zip(words, other.words).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }
}
