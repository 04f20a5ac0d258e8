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

/// Where a condition is true, and where it is unknown.
struct ConditionTruth {
  /// The rows in which it is true.
  var isTrue: Bitmap
  /// The rows in which it is neither true nor false.
  var isUnknown: Bitmap

  /// The rows in which it is false.
  var isFalse: Bitmap { ~(isTrue | isUnknown) }
}

extension CheckedExpression {
  /// Where a condition is true or unknown: nothing is known because a cell that could not be read is missing.
  func truth(on table: Table, unread: UnreadRows, parameters: Parameters) -> ConditionTruth {
    var marked = table
    var marks: [String: String] = [:]
    for column in columns.sorted() {
      guard let cells = unread.cells[column] else { continue }
      // No column's name ends in a blank.
      let mark = column + " "
      marks[column] = mark
      marked.append(mark, cells)
    }
    guard case .boolean(let values) = doubting(marks).evaluate(on: marked, parameters: parameters)
    else { preconditionFailure("a condition is true, false or unknown") }
    let isUnknown =
      values.present.map { ~$0 } ?? Bitmap(repeating: false, count: table.rowCount)
    return ConditionTruth(isTrue: values.bits.subtracting(isUnknown), isUnknown: isUnknown)
  }
}

extension Bitmap {
  /// The number of bits set in both.
  func setCount(with other: Bitmap) -> Int {
    zip(words, other.words).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }
}
