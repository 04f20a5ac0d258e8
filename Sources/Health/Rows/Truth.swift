import Expressions
import Tables

extension CheckedExpression {
  /// The rows in which a condition is true; neither false nor unknown.
  func trueRows(on table: Table, parameters: Parameters) -> Bitmap {
    selects(on: table, parameters: parameters)
  }

  /// The value in every row.
  func values(on table: Table, parameters: Parameters) -> Column {
    evaluate(on: table, parameters: parameters)
  }
}

extension Bitmap {
  /// The number of bits set in both.
  func setCount(with other: Bitmap) -> Int {
    zip(words, other.words).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }
}
