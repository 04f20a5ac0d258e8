@testable import Expressions
@testable import ReferenceEngine
import Tables

/// Random expressions, each built backwards from the type that it must have.
///
/// They hold only what the checker makes of text, so that an expression, printed as SQL and read again, must be itself.
struct RandomExpressions {
  var values: RandomValues
  private var numbers: SeededNumbers {
    get { values.numbers }
    set { values.numbers = newValue }
  }

  init(seed: UInt64) {
    values = RandomValues(numbers: SeededNumbers(seed: seed))
  }

  mutating func expression(_ type: ColumnType, depth: Int) -> Expression {
    if depth <= 0 || numbers.once(in: 8) { return leaf(type) }
    // Things that every type has.
    if numbers.once(in: 6) { return cases(type, depth: depth - 1) }
    if numbers.once(in: 8) { return .coalesce(alternatives(type, 1...3, depth: depth - 1)) }
    return switch type {
    case .boolean: condition(depth: depth - 1)
    case .integer: integer(depth: depth - 1)
    case .decimal: decimal(depth: depth - 1)
    case .day: day(depth: depth - 1)
    case .text: text(depth: depth - 1)
    case .identifier, .pseudonym: leaf(type)
    }
  }

  private mutating func leaf(_ type: ColumnType) -> Expression {
    if !type.isPersonKey {
      if numbers.once(in: 3) { return .literal(values.value(type)) }
      let parameters = RandomValues.scope.parameters.filter { $0.value == type }.keys.sorted()
      if numbers.once(in: 4), let name = parameters.first { return .parameter(name, type) }
    }
    return .column(numbers.once(in: 2) ? "\(type)_a" : "person.\(type) b", type)
  }

  /// Several values of a type, in the forms that the checker gives them: one at least says the type by itself, the others
  /// may be `null` or, beside a decimal, integers.
  private mutating func alternatives(
    _ type: ColumnType, _ counts: ClosedRange<Int>, depth: Int, mayBeNull: Bool = true
  ) -> [Expression] {
    let count = Int.random(in: counts, using: &numbers)
    let sure = Int.random(in: 0..<count, using: &numbers)
    return (0..<count).map { index in
      if index == sure { return expression(type, depth: depth) }
      if mayBeNull, numbers.once(in: 10) { return .missing(type) }
      if type == .decimal, numbers.once(in: 3) {
        return .asDecimal(expression(.integer, depth: depth))
      }
      return expression(type, depth: depth)
    }
  }

  /// Values of a type that are compared, which may be missing but not `null` itself.
  private mutating func compared(_ type: ColumnType, _ count: Int, depth: Int) -> [Expression] {
    var sides = alternatives(type, count...count, depth: depth, mayBeNull: false)
    // A text may be compared with any column, but not with a choice of others that never gives it.
    if sides.contains(where: isChoiceOfTexts) {
      for (index, side) in sides.enumerated() where isChoiceOfTexts(side) {
        sides[index] = .column("text_a", .text)
      }
    }
    return sides
  }

  private func isChoiceOfTexts(_ value: Expression) -> Bool {
    guard value.type == .text else { return false }
    if case .literal = value { return false }
    return RandomValues.scope.knownTexts(of: value) != nil
  }

  private mutating func cases(_ type: ColumnType, depth: Int) -> Expression {
    let results = alternatives(type, 2...4, depth: depth)
    var branches: [CaseBranch] = []
    for result in results.dropLast() {
      branches.append(CaseBranch(when: expression(.boolean, depth: depth), then: result))
    }
    return .cases(branches, otherwise: results[results.count - 1])
  }

  private mutating func condition(depth: Int) -> Expression {
    let ordered: [ColumnType] = [.integer, .decimal, .day, .text, .identifier, .pseudonym]
    switch Int.random(in: 0..<13, using: &numbers) {
    case 12: return written(depth)
    case 0: return .not(expression(.boolean, depth: depth))
    case 1, 2: return .and(conditions(depth))
    case 3, 4: return .or(conditions(depth))
    case 5, 6, 7:
      let sides = compared(numbers.pick(ordered), 2, depth: depth)
      return .comparison(numbers.pick(Comparison.allCases), sides[0], sides[1])
    case 8:
      let sides = compared(.boolean, 2, depth: depth)
      return .comparison(numbers.pick([.equal, .notEqual]), sides[0], sides[1])
    case 9:
      let sides = compared(numbers.pick(ordered), 3, depth: depth)
      return .between(sides[0], low: sides[1], high: sides[2])
    case 10: return list(depth)
    default:
      let type = numbers.pick(ColumnType.allCases)
      if numbers.once(in: 2) { return .isNull(expression(type, depth: depth)) }
      let operand = expression(.boolean, depth: depth)
      return numbers.once(in: 2) ? .isTrue(operand) : .isFalse(operand)
    }
  }

  // A text against a pattern; the patterns mean the same to both engines.
  private mutating func written(_ depth: Int) -> Expression {
    let text = expression(.text, depth: depth)
    if numbers.once(in: 2) {
      let pattern = numbers.pick(["%", "_", "a%", "%b%", "_%_", "", "flu", "%a_", "%%"])
      return .call(.like, [text, .literal(.text(pattern))])
    }
    let pattern = numbers.pick(["a|b", "[a-z]+", ".*", "(ab)*c?", "[A-Z]{1,3}", "x", "a.*b"])
    return .call(.regexpFullMatch, [text, .literal(.text(pattern))])
  }

  private mutating func conditions(_ depth: Int) -> [Expression] {
    (0..<Int.random(in: 2...4, using: &numbers)).map { _ in
      numbers.once(in: 12) ? .missing(.boolean) : expression(.boolean, depth: depth)
    }
  }

  // Mostly of literals, which have a way of their own.
  private mutating func list(_ depth: Int) -> Expression {
    let type = numbers.pick(ColumnType.allCases)
    guard !type.isPersonKey, !numbers.once(in: 4) else {
      let count = Int.random(in: 2...4, using: &numbers)
      let sides = compared(type, count, depth: depth)
      return .inList(sides[0], Array(sides.dropFirst()))
    }
    let operand = compared(type, 1, depth: depth)[0]
    let items = (0..<Int.random(in: 1...6, using: &numbers)).map { _ in
      Expression.literal(values.value(type))
    }
    return .inList(operand, items)
  }

  private mutating func integer(depth: Int) -> Expression {
    switch Int.random(in: 0..<8, using: &numbers) {
    case 0, 1:
      let sides = alternatives(.integer, 2...2, depth: depth)
      return .arithmetic(numbers.pick([.add, .subtract, .multiply]), sides[0], sides[1])
    case 2: return negative(.integer, depth: depth)
    case 3:
      let sides = alternatives(.day, 2...2, depth: depth)
      return .dayDifference(sides[0], sides[1])
    case 4:
      let function: Function = numbers.once(in: 2) ? .yearsBetween : .monthsBetween
      return .call(function, [expression(.day, depth: depth), expression(.day, depth: depth)])
    case 5: return .call(.countTrue, conditions(depth))
    case 6: return .call(.abs, [expression(.integer, depth: depth)])
    default: return extreme(.integer, depth: depth)
    }
  }

  private mutating func decimal(depth: Int) -> Expression {
    switch Int.random(in: 0..<7, using: &numbers) {
    case 0, 1:
      let sides = alternatives(.decimal, 2...2, depth: depth)
      return .arithmetic(numbers.pick(Arithmetic.allCases), sides[0], sides[1])
    case 2:
      // Two integers are divided as decimals.
      let left = Expression.asDecimal(expression(.integer, depth: depth))
      return .arithmetic(.divide, left, .asDecimal(expression(.integer, depth: depth)))
    case 3: return negative(.decimal, depth: depth)
    case 4:
      let operand = expression(.decimal, depth: depth)
      if numbers.once(in: 3) { return .call(.abs, [operand]) }
      if numbers.once(in: 2) { return .call(.round, [operand]) }
      return .call(.round, [operand, .literal(.integer(numbers.pick([0, 1, 2, 15])))])
    case 5:
      let base = expression(.decimal, depth: depth)
      if numbers.once(in: 2) { return .call(numbers.pick([.exp, .ln, .sqrt]), [base]) }
      return .call(.power, [base, expression(.decimal, depth: depth)])
    default: return extreme(.decimal, depth: depth)
    }
  }

  // A sign before a literal belongs to the literal.
  private mutating func negative(_ type: ColumnType, depth: Int) -> Expression {
    let operand = expression(type, depth: depth)
    if case .literal = operand { return operand }
    return .negative(operand)
  }

  private mutating func extreme(_ type: ColumnType, depth: Int) -> Expression {
    .call(numbers.once(in: 2) ? .least : .greatest, alternatives(type, 1...3, depth: depth))
  }

  private mutating func day(depth: Int) -> Expression {
    if numbers.once(in: 4) { return extreme(.day, depth: depth) }
    var count = Int32.random(in: -40...40, using: &numbers)
    if numbers.once(in: 20) { count = numbers.pick([.max, -.max, 120_000, -3_000_000]) }
    let unit = numbers.pick(Interval.Unit.allCases)
    return .shifted(expression(.day, depth: depth), by: Interval(count, unit))
  }

  private mutating func text(depth: Int) -> Expression {
    if numbers.once(in: 3) { return extreme(.text, depth: depth) }
    return .call(numbers.once(in: 2) ? .lower : .upper, [expression(.text, depth: depth)])
  }
}
