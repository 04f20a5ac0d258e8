package import Expressions
import Foundation
package import Tables

/// The meaning of expressions, as plainly as it can be written: one row, one value at a time.
///
/// It decides what is right; the evaluator in `Sources` must agree with it.
package struct ReferenceEvaluator {
  let parameters: Parameters

  package init(parameters: Parameters) {
    self.parameters = parameters
  }

  /// The value in every row of a table; nil is missing.
  func values(of expression: Expressions.Expression, on table: Table) -> [Value?] {
    rows(of: table).map { value(of: expression, row: $0) }
  }

  /// The value in one row; nil is missing.
  package func value(of expression: Expressions.Expression, row: Row) -> Value? {
    switch expression {
    case .literal(let value): return value
    case .missing: return nil
    case .column(let name, _): return row[name]
    case .parameter(let name, _): return parameters[name]
    case .asDecimal(let operand):
      return integer(operand, row).map { .decimal(Double($0)) }
    case .cases(let branches, let otherwise):
      for branch in branches where truth(branch.condition, row) == true {
        return value(of: branch.value, row: row)
      }
      return value(of: otherwise, row: row)
    case .coalesce(let operands):
      for operand in operands {
        if let value = value(of: operand, row: row) { return value }
      }
      return nil
    case .arithmetic(let operation, let left, let right):
      guard let left = value(of: left, row: row), let right = value(of: right, row: row) else {
        return nil
      }
      return arithmetic(operation, left, right)
    case .negative(let operand):
      guard let operand = value(of: operand, row: row) else { return nil }
      if case .integer = operand { return arithmetic(.subtract, .integer(0), operand) }
      return arithmetic(.subtract, .decimal(0), operand)
    case .shifted(let day, let interval):
      return dayNumber(day, row).flatMap { shifted($0, interval) }.map {
        .day(Day(number: Int32($0)))
      }
    case .dayDifference(let left, let right):
      guard let left = dayNumber(left, row), let right = dayNumber(right, row) else { return nil }
      return .integer(Int64(left - right))
    case .call(let function, let arguments): return call(function, arguments, row)
    default: return truth(expression, row).map { .boolean($0) }
    }
  }

  // MARK: Logic

  private func truth(_ expression: Expressions.Expression, _ row: Row) -> Bool? {
    switch expression {
    case .not(let operand): return truth(operand, row).map { !$0 }
    case .and(let operands): return allTrue(operands.map { truth($0, row) })
    case .or(let operands): return anyTrue(operands.map { truth($0, row) })
    case .comparison(let comparison, let left, let right):
      return compared(comparison, value(of: left, row: row), value(of: right, row: row))
    case .between(let operand, let low, let high):
      let value = value(of: operand, row: row)
      return allTrue([
        compared(.greaterOrEqual, value, self.value(of: low, row: row)),
        compared(.lessOrEqual, value, self.value(of: high, row: row)),
      ])
    case .inList(let operand, let items):
      let value = value(of: operand, row: row)
      return anyTrue(items.map { compared(.equal, value, self.value(of: $0, row: row)) })
    case .isNull(let operand): return value(of: operand, row: row) == nil
    case .isTrue(let operand): return truth(operand, row) == true
    case .isFalse(let operand): return truth(operand, row) == false
    default:
      guard case .boolean(let bit)? = value(of: expression, row: row) else { return nil }
      return bit
    }
  }

  private func allTrue(_ truths: [Bool?]) -> Bool? {
    if truths.contains(false) { return false }
    return truths.contains(nil) ? nil : true
  }

  private func anyTrue(_ truths: [Bool?]) -> Bool? {
    if truths.contains(true) { return true }
    return truths.contains(nil) ? nil : false
  }

  private func compared(_ comparison: Comparison, _ left: Value?, _ right: Value?) -> Bool? {
    guard let left, let right else { return nil }
    let isLess = isLess(left, right)
    let isGreater = self.isLess(right, left)
    switch comparison {
    case .equal: return !isLess && !isGreater
    case .notEqual: return isLess || isGreater
    case .less: return isLess
    case .lessOrEqual: return !isGreater
    case .greater: return isGreater
    case .greaterOrEqual: return !isLess
    }
  }

  private func isLess(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.integer(let left), .integer(let right)): left < right
    case (.decimal(let left), .decimal(let right)): left < right
    case (.day(let left), .day(let right)): left.number < right.number
    case (.identifier(let left), .identifier(let right)): left.number < right.number
    case (.text(let left), .text(let right)):
      left.utf8.lexicographicallyPrecedes(right.utf8)
    case (.pseudonym(let left), .pseudonym(let right)):
      left.disclosed.utf8.lexicographicallyPrecedes(right.disclosed.utf8)
    default: fatalError("values of two types are never compared")
    }
  }

  // MARK: Numbers and days

  private func integer(_ expression: Expressions.Expression, _ row: Row) -> Int64? {
    guard case .integer(let number)? = value(of: expression, row: row) else { return nil }
    return number
  }

  private func dayNumber(_ expression: Expressions.Expression, _ row: Row) -> Int? {
    guard case .day(let day)? = value(of: expression, row: row) else { return nil }
    return Int(day.number)
  }

  private func arithmetic(_ operation: Arithmetic, _ left: Value, _ right: Value) -> Value? {
    if case .integer(let left) = left, case .integer(let right) = right {
      // Wide enough for any product, so that what does not fit is seen by its value.
      let (left, right) = (Int128(left), Int128(right))
      let result =
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: fatalError("integers are divided as decimals")
        }
      return Int64(exactly: result).map { .integer($0) }
    }
    guard case .decimal(let left) = left, case .decimal(let right) = right else {
      fatalError("both sides are of one type")
    }
    if operation == .divide, right == 0 { return nil }
    let result =
      switch operation {
      case .add: left + right
      case .subtract: left - right
      case .multiply: left * right
      case .divide: left / right
      }
    return result.isInfinite || result.isNaN ? nil : .decimal(result)
  }

  private func shifted(_ day: Int, _ interval: Interval) -> Int? {
    let count = Int(interval.count)
    switch interval.unit {
    case .day: return ReferenceCalendar.isInRange(day + count) ? day + count : nil
    case .week: return ReferenceCalendar.isInRange(day + count * 7) ? day + count * 7 : nil
    case .month: return ReferenceCalendar.adding(months: count, to: day)
    case .year: return ReferenceCalendar.adding(months: count * 12, to: day)
    }
  }

  // MARK: Functions

  private func call(_ function: Function, _ arguments: [Expressions.Expression], _ row: Row)
    -> Value?
  {
    let values = arguments.map { value(of: $0, row: row) }
    switch function {
    case .yearsBetween, .monthsBetween:
      guard case .day(let start)? = values[0], case .day(let end)? = values[1] else { return nil }
      return .integer(
        Int64(
          ReferenceCalendar.completed(
            from: Int(start.number), to: Int(end.number), step: function == .yearsBetween ? 12 : 1
          )))
    case .countTrue:
      return .integer(Int64(values.count { $0 == .boolean(true) }))
    case .least: return values.compactMap { $0 }.min { isLess($0, $1) }
    case .greatest: return values.compactMap { $0 }.max { isLess($0, $1) }
    case .abs:
      switch values[0] {
      case .integer(let number)?:
        return number < 0 ? arithmetic(.subtract, .integer(0), .integer(number)) : values[0]
      case .decimal(let number)?: return .decimal(number < 0 ? 0 - number : number)
      default: return nil
      }
    case .round: return rounded(values)
    case .exp: return decimals(values).flatMap { known(Foundation.exp($0[0])) }
    case .ln: return decimals(values).flatMap { $0[0] <= 0 ? nil : known(Foundation.log($0[0])) }
    case .sqrt: return decimals(values).flatMap { $0[0] < 0 ? nil : known(Foundation.sqrt($0[0])) }
    case .power: return decimals(values).flatMap { known(Foundation.pow($0[0], $0[1])) }
    case .lower, .upper:
      guard case .text(let text)? = values[0] else { return nil }
      return .text(function == .lower ? text.lowercased() : text.uppercased())
    case .like, .regexpFullMatch:
      guard case .text(let text)? = values[0], case .text(let pattern)? = values[1] else {
        return nil
      }
      guard function == .regexpFullMatch else {
        return .boolean(
          isWritten(Array(text.unicodeScalars)[...], as: Array(pattern.unicodeScalars)[...]))
      }
      let whole = text.range(of: "(?s)\\A(?:\(pattern))\\z", options: .regularExpression)
      return .boolean(whole != nil)
    }
  }

  /// Whether a text is written as a pattern of `like`, read from its front.
  private func isWritten(
    _ text: ArraySlice<Unicode.Scalar>, as pattern: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    if first == "%" {
      return isWritten(text, as: rest)
        || (!text.isEmpty && isWritten(text.dropFirst(), as: pattern))
    }
    return !text.isEmpty && (first == "_" || first == text.first)
      && isWritten(text.dropFirst(), as: rest)
  }

  /// The arguments as decimals, or nil where one is missing.
  private func decimals(_ values: [Value?]) -> [Double]? {
    let numbers = values.compactMap { value -> Double? in
      guard case .decimal(let number)? = value else { return nil }
      return number
    }
    return numbers.count == values.count ? numbers : nil
  }

  private func known(_ number: Double) -> Value? {
    number.isInfinite || number.isNaN ? nil : .decimal(number)
  }

  private func rounded(_ values: [Value?]) -> Value? {
    guard case .decimal(let number)? = values[0] else { return nil }
    var factor = 1.0
    if values.count == 2, case .integer(let places)? = values[1] {
      factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
    }
    let scaled = number * factor
    if scaled.isInfinite { return .decimal(number) }
    return .decimal(scaled.rounded(.toNearestOrAwayFromZero) / factor)
  }
}
