import Tables

/// Resolves names and types of what the parser read, and notes every mistake.
struct Checker {
  /// What is known about a part of an expression.
  enum Part {
    /// It has a mistake, which is noted.
    case wrong
    /// `null`, whose type its surroundings decide.
    case null
    /// It means this.
    case typed(Expression)
  }

  let scope: Scope
  var mistakes: [ExpressionMistake] = []
  var columns: Set<String> = []
  var parameters: Set<String> = []

  init(scope: Scope) {
    self.scope = scope
  }

  mutating func note(_ reason: ExpressionMistake.Reason, at range: Range<Int>) {
    mistakes.append(ExpressionMistake(reason, at: range))
  }

  /// The whole expression, or nil where it has mistakes.
  mutating func root(of syntax: Syntax, as expected: ColumnType?) -> Expression? {
    if let expected {
      return value(of: syntax, as: expected, Checker.noun(for: expected))
    }
    switch part(syntax) {
    case .wrong: return nil
    case .typed(let expression): return expression
    case .null:
      note(.expected("a value with a type"), at: syntax.range)
      return nil
    }
  }

  /// A type as a noun with its article.
  static func noun(for type: ColumnType) -> String {
    switch type {
    case .boolean: "a condition"
    case .integer: "a whole number"
    case .decimal: "a number"
    case .day: "a day"
    case .text: "a text"
    case .identifier: "an identifier"
    case .pseudonym: "a pseudonym"
    }
  }

  mutating func part(_ syntax: Syntax) -> Part {
    switch syntax.kind {
    case .literal(let value): .typed(.literal(value))
    case .null: .null
    case .wrongLiteral: .wrong
    case .interval: intervalAlone(syntax)
    case .name(let name): named(name, syntax)
    case .not(let operand): condition(operand).map { .typed(.not($0)) } ?? .wrong
    case .and(let operands): conditions(operands).map { .typed(.and($0)) } ?? .wrong
    case .or(let operands): conditions(operands).map { .typed(.or($0)) } ?? .wrong
    case .comparison(let comparison, let left, let right):
      compared(comparison, left, right, at: syntax.range)
    case .between(let operand, let low, let high): between(operand, low, high)
    case .inList(let operand, let items): inList(operand, items)
    case .isNull(let operand): isNull(operand)
    case .isTruth(let operand, let truth):
      condition(operand).map { .typed(truth ? .isTrue($0) : .isFalse($0)) } ?? .wrong
    case .cases(let branches, let otherwise): cases(branches, otherwise)
    case .arithmetic(let operation, let left, let right):
      arithmetic(operation, left, right, at: syntax.range)
    case .negative(let operand): number(operand).map { .typed(.negative($0)) } ?? .wrong
    case .call(let name, let nameRange, let arguments): call(name, nameRange, arguments, syntax)
    }
  }

  private mutating func intervalAlone(_ syntax: Syntax) -> Part {
    note(.expected("a day before + or - and this interval"), at: syntax.range)
    return .wrong
  }

  private mutating func named(_ name: String, _ syntax: Syntax) -> Part {
    if let type = scope.columns[name] {
      columns.insert(name)
      return .typed(.column(name, type))
    }
    if let type = scope.parameters[name] {
      parameters.insert(name)
      return .typed(.parameter(name, type))
    }
    let known = Array(scope.columns.keys) + Array(scope.parameters.keys)
    note(.unknownName(name, nearest: nearestWord(to: name, in: known)), at: syntax.range)
    return .wrong
  }

  /// A part that must have a type; nil, with a mistake, where it has another.
  mutating func value(
    of syntax: Syntax, as type: ColumnType, _ noun: String
  ) -> Expression? {
    switch part(syntax) {
    case .wrong: return nil
    case .null: return .missing(type)
    case .typed(let expression):
      if expression.type == type { return expression }
      if type == .decimal, expression.type == .integer { return .asDecimal(expression) }
      note(.wrongType(expected: noun, found: expression.type), at: syntax.range)
      return nil
    }
  }

  mutating func condition(_ syntax: Syntax) -> Expression? {
    value(of: syntax, as: .boolean, "a condition")
  }

  /// An integer or a decimal; `null` alone counts as an integer.
  mutating func number(_ syntax: Syntax) -> Expression? {
    switch part(syntax) {
    case .wrong: return nil
    case .null: return .missing(.integer)
    case .typed(let expression):
      if expression.type == .integer || expression.type == .decimal { return expression }
      note(.wrongType(expected: "a number", found: expression.type), at: syntax.range)
      return nil
    }
  }

  private mutating func conditions(_ syntaxes: [Syntax]) -> [Expression]? {
    // Every operand is looked at, so that every mistake is noted.
    let checked = syntaxes.map { condition($0) }
    let conditions = checked.compactMap { $0 }
    return conditions.count == checked.count ? conditions : nil
  }

  private mutating func isNull(_ operand: Syntax) -> Part {
    switch part(operand) {
    case .wrong: .wrong
    case .null: .typed(.isNull(.missing(.boolean)))
    case .typed(let expression): .typed(.isNull(expression))
    }
  }
}
