import Tables

extension Kernel {
  /// Arithmetic on numbers and days.
  static func arithmetic(_ expression: Expression, _ operands: [Operand]) -> Operand {
    if operands.contains(where: \.isMissing) { return .constant(nil) }
    switch expression {
    case .asDecimal:
      return .vector(.decimals(mapped(integerCells(operands[0])) { Double($0) }))
    case .negative(let operand) where operand.type == .integer:
      return .vector(.integers(mapped(integerCells(operands[0])) { whole(0, .subtract, $0) }))
    case .negative:
      return .vector(.decimals(mapped(decimalCells(operands[0])) { 0 - $0 }))
    case .shifted(_, let interval):
      return .vector(.days(Calendar.days(dayCells(operands[0]), shiftedBy: interval)))
    case .dayDifference:
      return onDays(operands) { Int64($0) - Int64($1) }
    case .arithmetic(let operation, let left, _):
      return left.type == .integer
        ? onIntegers(operation, operands) : onDecimals(operation, operands)
    default: preconditionFailure("only arithmetic comes here")
    }
  }

  /// A whole number for two days.
  @inline(__always)
  static func onDays(
    _ operands: [Operand], _ operation: (Int32, Int32) -> Int64
  ) -> Operand {
    guard let left = operands[0].days, let right = operands[1].days else { return .constant(nil) }
    return .vector(.integers(mapped(left, right) { .some(operation($0, $1)) }))
  }

  private static func onIntegers(_ operation: Arithmetic, _ operands: [Operand]) -> Operand {
    guard let left = operands[0].integers, let right = operands[1].integers else {
      return .constant(nil)
    }
    let cells =
      switch operation {
      case .add: mapped(left, right) { whole($0, .add, $1) }
      case .subtract: mapped(left, right) { whole($0, .subtract, $1) }
      case .multiply: mapped(left, right) { whole($0, .multiply, $1) }
      case .divide: preconditionFailure("division is of two decimals")
      }
    return .vector(.integers(cells))
  }

  private static func onDecimals(_ operation: Arithmetic, _ operands: [Operand]) -> Operand {
    guard let left = operands[0].decimals, let right = operands[1].decimals else {
      return .constant(nil)
    }
    let cells =
      switch operation {
      case .add: mapped(left, right) { finite($0 + $1) }
      case .subtract: mapped(left, right) { finite($0 - $1) }
      case .multiply: mapped(left, right) { finite($0 * $1) }
      // What is divided by zero is not finite.
      case .divide: mapped(left, right) { finite($0 / $1) }
      }
    return .vector(.decimals(cells))
  }

  @inline(__always)
  private static func whole(_ left: Int64, _ operation: Arithmetic, _ right: Int64) -> Int64? {
    let (result, overflows) =
      switch operation {
      case .add: left.addingReportingOverflow(right)
      case .subtract: left.subtractingReportingOverflow(right)
      default: left.multipliedReportingOverflow(by: right)
      }
    return overflows ? nil : result
  }

  /// A number that is finite, or nil; minus zero becomes zero.
  @inline(__always)
  static func finite(_ number: Double) -> Double? {
    number.isFinite ? number + 0.0 : nil
  }

  // MARK: Single operands, which are vectors

  static func integerCells(_ operand: Operand) -> Cells<Int64> {
    cells(operand.integers)
  }

  static func decimalCells(_ operand: Operand) -> Cells<Double> {
    cells(operand.decimals)
  }

  private static func dayCells(_ operand: Operand) -> Cells<Int32> {
    cells(operand.days)
  }

  private static func cells<Element>(_ source: Source<Element>?) -> Cells<Element> {
    guard case .cells(let cells) = source else {
      preconditionFailure("a constant is folded before an operator of one operand")
    }
    return cells
  }
}
