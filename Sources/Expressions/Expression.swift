public import Tables

/// What a checked expression means: names are resolved and types agree.
///
/// It is a plain value without closures, so that any engine can read it. Operands of one operator have one
/// type: where an integer stands beside a decimal, the checker has put `asDecimal` around it.
///
/// - Missing: the logic is SQL's: a missing truth value is unknown. Every operator gives missing for a missing
///   operand unless its own text says otherwise.
public indirect enum Expression: Hashable, Sendable {
  /// A value.
  case literal(Value)
  /// `null`: a missing value of a type.
  case missing(ColumnType)
  /// The value of a column; a name may have a dot.
  case column(String, ColumnType)
  /// The value of a parameter, the same in every row.
  case parameter(String, ColumnType)
  /// An integer as a decimal; above 2^53 the nearest one.
  case asDecimal(Expression)

  /// True where the operand is false, and the other way round.
  case not(Expression)
  /// False where any operand is false, else unknown where any is unknown, else true. At least two operands.
  case and([Expression])
  /// True where any operand is true, else unknown where any is unknown, else false. At least two operands.
  case or([Expression])
  /// A comparison of two values of one type; texts compare by their UTF-8 bytes, truth values only by = and <>.
  case comparison(Comparison, Expression, Expression)
  /// `x >= low and x <= high`.
  case between(Expression, low: Expression, high: Expression)
  /// `x = a or x = b or ...`. At least one item.
  case inList(Expression, [Expression])
  /// Whether the operand is missing; never unknown.
  case isNull(Expression)
  /// Whether the operand is true; never unknown.
  case isTrue(Expression)
  /// Whether the operand is false; never unknown.
  case isFalse(Expression)

  /// The value of the first branch whose condition is true, else `otherwise`. At least one branch.
  case cases([CaseBranch], otherwise: Expression)
  /// The first operand that is not missing. At least one operand.
  case coalesce([Expression])

  /// Arithmetic on two integers or two decimals; division is always of two decimals.
  ///
  /// A whole number that does not fit into 64 bits, a decimal that is not finite and a division by zero are missing.
  case arithmetic(Arithmetic, Expression, Expression)
  /// A number with the other sign.
  case negative(Expression)
  /// A day so much later; missing outside the years 1 to 9999.
  case shifted(Expression, by: Interval)
  /// The whole days from the second day to the first: `a - b`.
  case dayDifference(Expression, Expression)
  /// A function of its arguments.
  case call(Function, [Expression])
}

/// One `when ... then ...` of a case expression.
public struct CaseBranch: Hashable, Sendable {
  /// The branch is taken where this is true.
  public var condition: Expression
  /// The value of the branch.
  public var value: Expression

  /// Makes a branch.
  public init(when condition: Expression, then value: Expression) {
    self.condition = condition
    self.value = value
  }
}

extension Expression {
  /// The type of the value.
  public var type: ColumnType {
    switch self {
    case .literal(let value): value.type
    case .missing(let type), .column(_, let type), .parameter(_, let type): type
    case .asDecimal: .decimal
    case .not, .and, .or, .comparison, .between, .inList, .isNull, .isTrue, .isFalse: .boolean
    case .cases(_, let otherwise): otherwise.type
    case .coalesce(let operands): operands[0].type
    case .arithmetic(_, let left, _): left.type
    case .negative(let operand): operand.type
    case .shifted: .day
    case .dayDifference: .integer
    case .call(let function, let arguments): function.type(of: arguments)
    }
  }

  /// The expressions directly inside this one, in the order in which they are written.
  public var operands: [Expression] {
    switch self {
    case .literal, .missing, .column, .parameter: []
    case .asDecimal(let operand), .not(let operand), .isNull(let operand), .isTrue(let operand),
      .isFalse(let operand), .negative(let operand), .shifted(let operand, _):
      [operand]
    case .and(let operands), .or(let operands), .coalesce(let operands), .call(_, let operands):
      operands
    case .comparison(_, let left, let right), .arithmetic(_, let left, let right),
      .dayDifference(let left, let right):
      [left, right]
    case .between(let operand, let low, let high): [operand, low, high]
    case .inList(let operand, let items): [operand] + items
    case .cases(let branches, let otherwise):
      branches.flatMap { [$0.condition, $0.value] } + [otherwise]
    }
  }
}
