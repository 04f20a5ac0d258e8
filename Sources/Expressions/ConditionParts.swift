import Tables

extension CheckedExpression {
  /// The conditions that a condition is put together from with `and`, `or`, `not`, `case` and `coalesce`, in their order: each
  /// is true or false by itself.
  ///
  /// - Shape: `a >= 1 and (b or not c)` has the parts `a >= 1`, `b` and `c`; a condition that is one comparison is its own part.
  ///   A literal is none.
  public var conditionParts: [CheckedExpression] {
    var parts: [Expression] = []
    root.collectConditions(into: &parts)
    var seen: Set<Expression> = []
    return parts.filter { seen.insert($0).inserted }.map { CheckedExpression(part: $0) }
  }

  /// A part of a checked expression, which is checked too.
  init(part: Expression) {
    var columns: Set<String> = []
    var parameters: Set<String> = []
    part.collectNames(columns: &columns, parameters: &parameters)
    self.init(
      text: part.sourceText, root: part, type: .boolean, columns: columns, parameters: parameters,
      knownTexts: nil)
  }
}

extension Expression {
  /// Adds the conditions that are true or false by themselves.
  fileprivate func collectConditions(into parts: inout [Expression]) {
    switch self {
    case .literal, .missing: break
    case .not, .and, .or, .isTrue, .isFalse:
      for operand in operands { operand.collectConditions(into: &parts) }
    case .coalesce where type == .boolean:
      for operand in operands { operand.collectConditions(into: &parts) }
    case .cases(let branches, let otherwise):
      for branch in branches {
        branch.condition.collectConditions(into: &parts)
        if type == .boolean { branch.value.collectConditions(into: &parts) }
      }
      if type == .boolean { otherwise.collectConditions(into: &parts) }
    default:
      guard type == .boolean else {
        for operand in operands { operand.collectConditions(into: &parts) }
        return
      }
      parts.append(self)
      for operand in operands where operand.type != .boolean {
        operand.collectConditions(into: &parts)
      }
    }
  }

  fileprivate func collectNames(columns: inout Set<String>, parameters: inout Set<String>) {
    switch self {
    case .column(let name, _): columns.insert(name)
    case .parameter(let name, _): parameters.insert(name)
    default:
      for operand in operands {
        operand.collectNames(columns: &columns, parameters: &parameters)
      }
    }
  }

  /// The expression as it may be written, for a person to read.
  fileprivate var sourceText: String {
    func list(_ values: [Expression]) -> String {
      values.map(\.sourceText).joined(separator: ", ")
    }
    func inner(_ value: Expression) -> String {
      switch value {
      case .not(.isNull): value.sourceText
      case .and, .or, .not, .arithmetic, .comparison, .between: "(\(value.sourceText))"
      default: value.sourceText
      }
    }
    /// A part of `and`, `or`: what binds closer needs no brackets, and what does not stands in them, whatever its precedence.
    func joined(_ value: Expression) -> String {
      switch value {
      case .and, .or: "(\(value.sourceText))"
      default: value.sourceText
      }
    }
    switch self {
    case .literal(let value): return value.sourceText
    case .missing: return "null"
    case .column(let name, _), .parameter(let name, _): return name
    case .asDecimal(let value): return value.sourceText
    case .not(.isTrue(let value)): return "\(inner(value)) is not true"
    case .not(.isFalse(let value)): return "\(inner(value)) is not false"
    case .not(.isNull(let value)): return "\(inner(value)) is not null"
    case .not(let value): return "not \(inner(value))"
    case .and(let values): return values.map(joined).joined(separator: " and ")
    case .or(let values): return values.map(joined).joined(separator: " or ")
    case .comparison(let comparison, let left, let right):
      return "\(inner(left)) \(comparison.rawValue) \(inner(right))"
    case .between(let value, let low, let high):
      return "\(inner(value)) between \(inner(low)) and \(inner(high))"
    case .inList(let value, let items): return "\(inner(value)) in (\(list(items)))"
    case .isNull(let value): return "\(inner(value)) is null"
    case .isTrue(let value): return "\(inner(value)) is true"
    case .isFalse(let value): return "\(inner(value)) is false"
    case .cases(let branches, let otherwise):
      let whens = branches.map { "when \($0.condition.sourceText) then \($0.value.sourceText)" }
      return "case \(whens.joined(separator: " ")) else \(otherwise.sourceText) end"
    case .coalesce(let values): return "coalesce(\(list(values)))"
    case .arithmetic(let operation, let left, let right):
      return "\(inner(left)) \(operation.rawValue) \(inner(right))"
    case .negative(let value): return "-\(inner(value))"
    case .shifted(let value, let interval): return "\(inner(value)) \(interval.sourceText)"
    case .dayDifference(let left, let right): return "\(inner(left)) - \(inner(right))"
    case .call(let function, let arguments): return "\(function.rawValue)(\(list(arguments)))"
    }
  }
}

extension Value {
  fileprivate var sourceText: String {
    switch self {
    case .boolean(let value): value ? "true" : "false"
    case .integer(let number): "\(number)"
    case .decimal(let number): "\(number)"
    case .day(let day): "date '\(day)'"
    case .text(let text): "'\(text.replacing("'", with: "''"))'"
    case .identifier(let key): "\(key)"
    case .pseudonym(let key): "\(key)"
    }
  }
}

extension Interval {
  /// With the sign before it.
  fileprivate var sourceText: String {
    "\(count < 0 ? "-" : "+") interval '\(count.magnitude)' \(unit.rawValue)"
  }
}
