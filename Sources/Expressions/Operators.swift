public import Tables

/// A comparison of two values.
public enum Comparison: String, Hashable, Sendable, CaseIterable {
  /// The values are the same.
  case equal = "="
  /// The values differ.
  case notEqual = "<>"
  /// The first comes before the second.
  case less = "<"
  /// The first does not come after the second.
  case lessOrEqual = "<="
  /// The first comes after the second.
  case greater = ">"
  /// The first does not come before the second.
  case greaterOrEqual = ">="

  /// The comparison that says the same with the sides exchanged.
  var exchanged: Comparison {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}

/// The four kinds of arithmetic.
public enum Arithmetic: String, Hashable, Sendable, CaseIterable {
  /// Sum.
  case add = "+"
  /// Difference.
  case subtract = "-"
  /// Product.
  case multiply = "*"
  /// Quotient, always decimal.
  case divide = "/"
}

/// A length of time by the calendar.
public struct Interval: Hashable, Sendable {
  /// What is counted.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    /// Days.
    case day
    /// Seven days.
    case week
    /// Calendar months; a day that the month lacks becomes the month's last day.
    case month
    /// Twelve calendar months.
    case year
  }

  /// How many units; negative for earlier.
  public var count: Int32
  /// The unit.
  public var unit: Unit

  /// Makes an interval.
  public init(_ count: Int32, _ unit: Unit) {
    self.count = count
    self.unit = unit
  }
}

/// A function that an expression may call, under its name in SQL.
public enum Function: String, Hashable, Sendable, CaseIterable {
  /// `years_between(a, b)`: completed calendar years from day `a` to day `b`; negative where `b` is earlier.
  ///
  /// - Source: somebody born on 29 February completes a year on 1 March of a common year, as the common law
  ///   of England has it (`Day.completedYears`).
  case yearsBetween = "years_between"
  /// `months_between(a, b)`: completed calendar months from day `a` to day `b`; negative where `b` is earlier.
  case monthsBetween = "months_between"
  /// `count_true(a, b, ...)`: how many of the conditions are true; never missing.
  case countTrue = "count_true"
  /// `least(a, b, ...)`: the smallest of the values that are not missing.
  case least
  /// `greatest(a, b, ...)`: the largest of the values that are not missing.
  case greatest
  /// `abs(x)`: a number without its sign.
  case abs
  /// `round(x, n)`: a decimal with `n` decimal places (0 where left out, at most 15), halves away from zero.
  ///
  /// The binary number is rounded: 1.005 lies a little below its name, so two places give 1.0.
  case round
  /// `exp(x)`: e to the power of `x`, a decimal; missing where it is not finite.
  case exp
  /// `ln(x)`: the natural logarithm, a decimal; missing where `x` is not above zero.
  case ln
  /// `power(x, y)`: `x` to the power of `y`, a decimal; missing where it is not finite, such as 0 to the power of -1, and
  /// where a negative `x` has a fractional `y`.
  case power
  /// `sqrt(x)`: the square root, a decimal; missing where `x` is negative.
  case sqrt
  /// `lower(t)`: a text in lower case.
  case lower
  /// `upper(t)`: a text in upper case.
  case upper
  /// `t like 'p'`, also as `like(t, 'p')`: whether a text is written as a pattern, in which `%` is any text, also none, and `_` one
  /// character.
  case like
  /// `regexp_full_match(t, 'p')`: whether a POSIX extended regular expression describes a whole text.
  case regexpFullMatch = "regexp_full_match"

  /// The type of the value for arguments that were checked.
  public func type(of arguments: [Expression]) -> ColumnType {
    switch self {
    case .yearsBetween, .monthsBetween, .countTrue: .integer
    case .least, .greatest, .abs: arguments[0].type
    case .round, .exp, .ln, .power, .sqrt: .decimal
    case .lower, .upper: .text
    case .like, .regexpFullMatch: .boolean
    }
  }

  /// How many arguments it takes, at most; nil for any number.
  var mostArguments: Int? {
    switch self {
    case .yearsBetween, .monthsBetween, .round, .power, .like, .regexpFullMatch: 2
    case .abs, .exp, .ln, .sqrt, .lower, .upper: 1
    case .countTrue, .least, .greatest: nil
    }
  }

  /// How many arguments it takes, at least.
  var leastArguments: Int {
    switch self {
    case .yearsBetween, .monthsBetween, .power, .like, .regexpFullMatch: 2
    case .countTrue, .least, .greatest, .abs, .round, .exp, .ln, .sqrt, .lower, .upper: 1
    }
  }

  /// How many arguments it takes, in words.
  var argumentsInWords: String {
    switch self {
    case .yearsBetween, .monthsBetween, .power, .like, .regexpFullMatch: "2"
    case .round: "1 or 2"
    case .abs, .exp, .ln, .sqrt, .lower, .upper: "1"
    case .countTrue, .least, .greatest: "at least 1"
    }
  }
}
