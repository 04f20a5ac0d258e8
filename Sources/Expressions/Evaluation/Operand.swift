import Tables

/// What an operator works on: one value for all rows, or a value a row.
enum Operand {
  /// The same value in every row; nil is missing.
  case constant(Value?)
  /// A value a row.
  case vector(Vector)

  var isConstant: Bool {
    if case .constant = self { true } else { false }
  }

  var isMissing: Bool {
    if case .constant(nil) = self { true } else { false }
  }

  /// The constant that an operator makes of constants, found by letting it work on one row.
  static func folded(
    _ operands: [Operand], types: [ColumnType], _ apply: ([Operand]) -> Operand
  ) -> Operand {
    let single = zip(operands, types).map { Operand.vector($0.vector($1, count: 1)) }
    switch apply(single) {
    case .constant(let value): return .constant(value)
    case .vector(let vector): return .constant(vector.column(count: 1).value(at: 0))
    }
  }

  /// The values spread out, one a row.
  func vector(_ type: ColumnType, count: Int) -> Vector {
    switch self {
    case .vector(let vector): vector
    case .constant(let value): Vector(repeating: value, type, count: count)
    }
  }

  /// The values as a column.
  func column(_ type: ColumnType, count: Int) -> Column {
    vector(type, count: count).column(count: count)
  }

  /// A condition's truth values.
  func truth(count: Int) -> Truth {
    switch self {
    case .vector(.truth(let truth)): truth
    case .constant(.boolean(let bit)): Truth(repeating: bit, count: count)
    case .constant(nil): Truth(repeating: nil, count: count)
    default: preconditionFailure("a condition was checked to be one")
    }
  }
}

/// A constant or the values of the rows, taken out of an operand by type.
enum Source<Element: BitwiseCopyable> {
  case constant(Element)
  case cells(Cells<Element>)
}

extension Operand {
  /// Whole numbers, or nil where the operand is a missing constant.
  var integers: Source<Int64>? {
    switch self {
    case .vector(.integers(let cells)), .vector(.identifiers(let cells)): .cells(cells)
    case .constant(.integer(let number)): .constant(number)
    case .constant(.identifier(let identifier)): .constant(identifier.number)
    case .constant(nil): nil
    default: preconditionFailure("an operand was checked to be a whole number")
    }
  }

  /// The text or pseudonym that is the same in every row; nil where there is none.
  var constantText: String? {
    switch self {
    case .constant(.text(let text)): text
    case .constant(.pseudonym(let pseudonym)): pseudonym.disclosed
    default: nil
    }
  }

  /// Decimals, or nil where the operand is a missing constant.
  var decimals: Source<Double>? {
    switch self {
    case .vector(.decimals(let cells)): .cells(cells)
    case .constant(.decimal(let number)): .constant(number)
    case .constant(nil): nil
    default: preconditionFailure("an operand was checked to be a decimal")
    }
  }

  /// Days by their numbers, or nil where the operand is a missing constant.
  var days: Source<Int32>? {
    switch self {
    case .vector(.days(let cells)): .cells(cells)
    case .constant(.day(let day)): .constant(day.number)
    case .constant(nil): nil
    default: preconditionFailure("an operand was checked to be a day")
    }
  }
}
