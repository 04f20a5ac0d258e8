import Expressions
import ReferenceEngine
import Tables

/// A place where a definition changes its mind: a column is held against a value.
///
/// `age >= 40` is an edge of `age` at 40; `years_between(date_of_birth, reference_date) >= 40` is one of
/// `date_of_birth` forty years before the reference date.
struct Edge {
  /// The column.
  var column: String
  /// What it is held against.
  var against: Expression
  /// The values of the parameters that it reads.
  var parameters: Parameters

  /// The value at the edge for a row; nil where there is none.
  func value(in row: Row) -> Value? {
    ReferenceEvaluator(parameters: parameters).value(of: against, row: row)
  }

  /// All edges in an expression.
  static func all(in expression: Expression, _ parameters: Parameters) -> [Edge] {
    var found: [(String, Expression)] = []
    collect(expression, &found)
    return found.map { Edge(column: $0.0, against: $0.1, parameters: parameters) }
  }

  /// The edges of the columns inside an operand that is held against a value.
  static func inside(_ operand: Expression, against: Expression, _ parameters: Parameters) -> [Edge]
  {
    var found: [(String, Expression)] = []
    hold(operand, against, &found)
    return found.map { Edge(column: $0.0, against: $0.1, parameters: parameters) }
  }

  private static func collect(_ expression: Expression, _ found: inout [(String, Expression)]) {
    switch expression {
    case .comparison(_, let left, let right):
      hold(left, right, &found)
      hold(right, left, &found)
    case .between(let operand, let low, let high):
      hold(operand, low, &found)
      hold(operand, high, &found)
    case .inList(let operand, let items):
      for item in items { hold(operand, item, &found) }
    default: break
    }
    for operand in expression.operands { collect(operand, &found) }
  }

  private static func hold(
    _ operand: Expression, _ against: Expression, _ found: inout [(String, Expression)]
  ) {
    switch operand {
    case .column(let name, _): found.append((name, against))
    case .asDecimal(let inner): hold(inner, against, &found)
    case .coalesce(let operands): for one in operands { hold(one, against, &found) }
    case .shifted(let day, let interval):
      let back = Interval(-interval.count, interval.unit)
      hold(day, .shifted(against, by: back), &found)
    case .call(let function, let arguments)
    where function == .yearsBetween || function == .monthsBetween:
      guard case .literal(.integer(let number)) = against, abs(number) < 2000 else { return }
      let unit: Interval.Unit = function == .yearsBetween ? .year : .month
      let count = Int32(number)
      hold(
        arguments[0], .shifted(arguments[1], by: Interval(-count, unit)), &found)
      hold(arguments[1], .shifted(arguments[0], by: Interval(count, unit)), &found)
    default: break
    }
  }
}
