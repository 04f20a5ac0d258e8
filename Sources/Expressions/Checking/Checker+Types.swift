import Tables

extension Checker {
  /// Several values as values of one type: integers become decimals beside a decimal, `null` takes the others' type.
  ///
  /// Nil, with a mistake at each part that does not fit the first typed one; all null counts as `type`.
  mutating func unified(_ syntaxes: [Syntax], orElse type: ColumnType) -> [Expression]? {
    let parts = syntaxes.map { part($0) }
    return unified(parts, at: syntaxes.map(\.range), orElse: type)
  }

  mutating func unified(
    _ parts: [Part], at ranges: [Range<Int>], orElse type: ColumnType
  ) -> [Expression]? {
    var common: ColumnType?
    var fits = true
    for (part, range) in zip(parts, ranges) {
      switch part {
      case .wrong: fits = false
      case .null: break
      case .typed(let expression):
        guard let before = common else {
          common = expression.type
          continue
        }
        if let wider = Checker.commonType(before, expression.type) {
          common = wider
        } else {
          note(.mismatchedTypes(before, expression.type), at: range)
          fits = false
        }
      }
    }
    guard fits else { return nil }
    return parts.map { Checker.widened($0, to: common ?? type) }
  }

  private static func commonType(_ left: ColumnType, _ right: ColumnType) -> ColumnType? {
    if left == right { return left }
    let types: Set = [left, right]
    return types == [.integer, .decimal] ? .decimal : nil
  }

  private static func widened(_ part: Part, to type: ColumnType) -> Expression {
    guard case .typed(let expression) = part else { return .missing(type) }
    return expression.type == type ? expression : .asDecimal(expression)
  }

  // MARK: Comparisons

  mutating func compared(
    _ comparison: Comparison, _ left: Syntax, _ right: Syntax, at range: Range<Int>
  ) -> Part {
    // The whole comparison is the place of a mismatch, since either side may be the wrong one.
    let parts = [part(left), part(right)]
    if Checker.hasNull(parts) {
      note(.comparedWithNull(.sides(comparison)), at: range)
      return .wrong
    }
    guard let sides = unified(parts, at: [range, range], orElse: .boolean) else { return .wrong }
    if comparison != .equal, comparison != .notEqual, sides[0].type == .boolean {
      note(.wrongType(expected: "a number, a day or a text", found: .boolean), at: range)
      return .wrong
    }
    if comparison == .equal || comparison == .notEqual {
      checkTexts(sides[0], left.range, sides[1], right.range)
    }
    return .typed(.comparison(comparison, sides[0], sides[1]))
  }

  /// Several values of one type that are compared with one another, so that none may be `null`.
  private mutating func comparable(
    _ syntaxes: [Syntax], _ comparison: ExpressionMistake.NullComparison, orElse type: ColumnType
  ) -> [Expression]? {
    let parts = syntaxes.map { part($0) }
    for (part, syntax) in zip(parts, syntaxes) where Checker.hasNull([part]) {
      note(.comparedWithNull(comparison), at: syntax.range)
    }
    let sides = unified(parts, at: syntaxes.map(\.range), orElse: type)
    return Checker.hasNull(parts) ? nil : sides
  }

  private static func hasNull(_ parts: [Part]) -> Bool {
    parts.contains { if case .null = $0 { true } else { false } }
  }

  mutating func between(_ operand: Syntax, _ low: Syntax, _ high: Syntax) -> Part {
    let sides = comparable([operand, low, high], .range, orElse: .integer)
    guard let sides else { return .wrong }
    guard sides[0].type != .boolean else {
      note(.wrongType(expected: "a number, a day or a text", found: .boolean), at: operand.range)
      return .wrong
    }
    return .typed(.between(sides[0], low: sides[1], high: sides[2]))
  }

  mutating func inList(_ operand: Syntax, _ items: [Syntax]) -> Part {
    guard let sides = comparable([operand] + items, .list, orElse: .boolean) else { return .wrong }
    for (item, syntax) in zip(sides.dropFirst(), items) {
      checkTexts(sides[0], operand.range, item, syntax.range)
    }
    return .typed(.inList(sides[0], Array(sides.dropFirst())))
  }

  mutating func cases(
    _ branches: [(condition: Syntax, value: Syntax)], _ otherwise: Syntax?
  ) -> Part {
    var conditions: [Expression] = []
    for branch in branches {
      if let condition = condition(branch.condition) { conditions.append(condition) }
    }
    var parts = branches.map { part($0.value) }
    var ranges = branches.map(\.value.range)
    if let otherwise {
      parts.append(part(otherwise))
      ranges.append(otherwise.range)
    }
    if !parts.contains(where: { if case .null = $0 { false } else { true } }) {
      // Every value is null: nothing says which type is meant, unless something around it does.
      return conditions.count == branches.count ? .null : .wrong
    }
    guard let values = unified(parts, at: ranges, orElse: .boolean),
      conditions.count == branches.count
    else { return .wrong }
    let checked = zip(conditions, values).map { CaseBranch(when: $0, then: $1) }
    let last = otherwise == nil ? .missing(values[0].type) : values[values.count - 1]
    return .typed(.cases(checked, otherwise: last))
  }

  // MARK: Arithmetic

  mutating func arithmetic(
    _ operation: Arithmetic, _ left: Syntax, _ right: Syntax, at range: Range<Int>
  ) -> Part {
    if case .interval(let interval) = right.kind, operation == .add || operation == .subtract {
      return shifted(left, interval, isEarlier: operation == .subtract, at: right.range)
    }
    let parts = [part(left), part(right)]
    if isDay(parts[0]) || isDay(parts[1]) {
      return dayArithmetic(operation, parts, at: range)
    }
    var areNumbers = true
    for (part, syntax) in zip(parts, [left, right]) {
      guard case .typed(let side) = part, side.type != .integer, side.type != .decimal else {
        continue
      }
      note(.wrongType(expected: "a number", found: side.type), at: syntax.range)
      areNumbers = false
    }
    guard areNumbers, var sides = unified(parts, at: [range, range], orElse: .integer) else {
      return .wrong
    }
    if operation == .divide, sides[0].type == .integer {
      sides = sides.map { $0 == .missing(.integer) ? .missing(.decimal) : .asDecimal($0) }
    }
    return .typed(.arithmetic(operation, sides[0], sides[1]))
  }

  // Two days have a difference and nothing else; a day and a number have nothing at all.
  private mutating func dayArithmetic(
    _ operation: Arithmetic, _ parts: [Part], at range: Range<Int>
  ) -> Part {
    if operation == .subtract {
      guard let days = unified(parts, at: [range, range], orElse: .day) else { return .wrong }
      return .typed(.dayDifference(days[0], days[1]))
    }
    if case .typed(let left) = parts[0], case .typed(let right) = parts[1] {
      note(.mismatchedTypes(left.type, right.type), at: range)
    } else {
      note(.wrongType(expected: "a number", found: .day), at: range)
    }
    return .wrong
  }

  private func isDay(_ part: Part) -> Bool {
    guard case .typed(let expression) = part else { return false }
    return expression.type == .day
  }

  private mutating func shifted(
    _ day: Syntax, _ interval: Interval, isEarlier: Bool, at range: Range<Int>
  ) -> Part {
    guard let day = value(of: day, as: .day, "a day") else { return .wrong }
    guard isEarlier else { return .typed(.shifted(day, by: interval)) }
    let (count, overflows) = (0 as Int32).subtractingReportingOverflow(interval.count)
    guard !overflows else {
      note(.notANumber(String(interval.count)), at: range)
      return .wrong
    }
    return .typed(.shifted(day, by: Interval(count, interval.unit)))
  }
}
