import Tables

extension CheckedExpression {
  /// The same expression where some columns have cells that could not be read, which are missing and yet hold something.
  ///
  /// Whatever looks at whether a value is missing (`is null`, `coalesce`, `case`, `is true`) is unknown in a row whose cell
  /// could not be read, so that nothing is true or false of it because the cell is missing. `marks` names for each such column
  /// the column of truth values that says in which rows that is so.
  public func doubting(_ marks: [String: String]) -> CheckedExpression {
    guard marks.keys.contains(where: { columns.contains($0) }) else { return self }
    return CheckedExpression(
      text: text, root: root.doubting(marks), type: type,
      columns: columns.union(columns.compactMap { marks[$0] }), parameters: parameters,
      knownTexts: knownTexts)
  }
}

extension Expression {
  fileprivate func doubting(_ marks: [String: String]) -> Expression {
    let inner = replacingOperands { $0.doubting(marks) }
    let doubtful = Set(columnsRead).compactMap { marks[$0] }.sorted()
    guard looksAtMissing, !doubtful.isEmpty else { return inner }
    return .cases(
      doubtful.map { mark in
        CaseBranch(when: .column(mark, .boolean), then: .missing(type))
      }, otherwise: inner)
  }

  /// Whether the value may be known where an operand is missing, but for `and` and `or`, whose answer then is certain.
  private var looksAtMissing: Bool {
    switch self {
    case .isNull, .isTrue, .isFalse, .cases, .coalesce: true
    case .call(let function, _): [.countTrue, .least, .greatest].contains(function)
    default: false
    }
  }

  private var columnsRead: [String] {
    if case .column(let name, _) = self { return [name] }
    return operands.flatMap(\.columnsRead)
  }

  private func replacingOperands(_ change: (Expression) -> Expression) -> Expression {
    switch self {
    case .literal, .missing, .column, .parameter: self
    case .asDecimal(let operand): .asDecimal(change(operand))
    case .not(let operand): .not(change(operand))
    case .isNull(let operand): .isNull(change(operand))
    case .isTrue(let operand): .isTrue(change(operand))
    case .isFalse(let operand): .isFalse(change(operand))
    case .negative(let operand): .negative(change(operand))
    case .shifted(let operand, let interval): .shifted(change(operand), by: interval)
    case .and(let operands): .and(operands.map(change))
    case .or(let operands): .or(operands.map(change))
    case .coalesce(let operands): .coalesce(operands.map(change))
    case .call(let function, let operands): .call(function, operands.map(change))
    case .comparison(let sign, let left, let right): .comparison(sign, change(left), change(right))
    case .arithmetic(let sign, let left, let right): .arithmetic(sign, change(left), change(right))
    case .dayDifference(let left, let right): .dayDifference(change(left), change(right))
    case .between(let operand, let low, let high):
      .between(change(operand), low: change(low), high: change(high))
    case .inList(let operand, let items): .inList(change(operand), items.map(change))
    case .cases(let branches, let otherwise):
      .cases(
        branches.map { CaseBranch(when: change($0.condition), then: change($0.value)) },
        otherwise: change(otherwise))
    }
  }
}
