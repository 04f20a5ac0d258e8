import Expressions
import Tables

/// The text of an expression in the SQL that `check` reads, with parentheses around everything.
func sqlText(_ expression: Expression) -> String {
  func infix(_ sign: String, _ operands: [Expression]) -> String {
    "(" + operands.map(sqlText).joined(separator: " \(sign) ") + ")"
  }
  func call(_ name: String, _ arguments: [Expression]) -> String {
    name + "(" + arguments.map(sqlText).joined(separator: ", ") + ")"
  }
  switch expression {
  case .literal(let value): return sqlText(value)
  case .missing: return "null"
  case .column(let name, _), .parameter(let name, _): return quotedName(name)
  case .asDecimal(let operand): return sqlText(operand)
  case .not(.isNull(let operand)): return "(\(sqlText(operand)) is not null)"
  case .not(.isTrue(let operand)): return "(\(sqlText(operand)) is not true)"
  case .not(.between(let operand, let low, let high)):
    return "(\(sqlText(operand)) not between \(sqlText(low)) and \(sqlText(high)))"
  case .not(.inList(let operand, let items)):
    return "(" + sqlText(operand) + call(" NOT IN ", items) + ")"
  case .not(.call(.like, let sides)): return infix("not like", sides)
  case .call(.like, let sides): return infix("like", sides)
  case .not(let operand): return "(not \(sqlText(operand)))"
  case .and(let operands): return infix("and", operands)
  case .or(let operands): return infix("OR", operands)
  case .comparison(let comparison, let left, let right):
    return infix(comparison.rawValue, [left, right])
  case .between(let operand, let low, let high):
    return "(\(sqlText(operand)) between \(sqlText(low)) and \(sqlText(high)))"
  case .inList(let operand, let items): return "(" + sqlText(operand) + call(" in ", items) + ")"
  case .isNull(let operand): return "(\(sqlText(operand)) is null)"
  case .isTrue(let operand): return "(\(sqlText(operand)) is true)"
  case .isFalse(let operand): return "(\(sqlText(operand)) is false)"
  case .cases(let branches, let otherwise):
    let branches = branches.map { "when \(sqlText($0.condition)) then \(sqlText($0.value))" }
    return "case \(branches.joined(separator: " ")) else \(sqlText(otherwise)) end"
  case .coalesce(let operands): return call("coalesce", operands)
  case .arithmetic(let operation, let left, let right):
    return infix(operation.rawValue, [left, right])
  case .negative(let operand): return "(-(\(sqlText(operand))))"
  case .shifted(let day, let interval):
    let sign = interval.count < 0 ? "-" : "+"
    return "(\(sqlText(day)) \(sign) interval '\(interval.count.magnitude)' \(interval.unit))"
  case .dayDifference(let left, let right): return infix("-", [left, right])
  case .call(let function, let arguments): return call(function.rawValue, arguments)
  }
}

private func sqlText(_ value: Value) -> String {
  switch value {
  case .boolean(let bit): return bit ? "true" : "false"
  case .integer(let number): return "\(number)"
  case .decimal(let number): return "\(number)"
  case .day(let day): return "date '\(day)'"
  case .text(let text):
    let pieces = text.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + pieces.joined(separator: "''") + "'"
  case .identifier, .pseudonym: preconditionFailure("a person's key has no literal")
  }
}

// person.day b becomes person."day b".
private func quotedName(_ name: String) -> String {
  name.split(separator: ".").map { $0.contains(" ") ? "\"\($0)\"" : String($0) }
    .joined(separator: ".")
}
