import Model
import Expressions
import Tables

/// The names that an expression may use where it stands.
struct Names: Sendable {
  /// The columns and their types.
  var columns: [String: ColumnType] = [:]
  /// The texts that columns can have; those that may have any text are not here.
  var texts: [String: Set<String>] = [:]
  /// The parameters and their types.
  var parameters: [String: ColumnType] = [:]
  /// Columns whose type is not known because of a mistake that was reported where they are defined.
  var unsure: Set<String> = []
  /// Whether there may be columns that are not known, because a definition could not be read.
  var isIncomplete = false
  /// What to say of names that are not in scope, where there is something better to say than that they are unknown.
  var explained: [String: DefinitionMistake.Reason] = [:]

  /// Adds a column; without a type its type is unsure, without texts it may have any.
  mutating func add(_ name: String, _ type: ColumnType?, texts known: Set<String>? = nil) {
    if let type { columns[name] = type } else { unsure.insert(name) }
    // No text at all is the sign of a mistake that was reported elsewhere.
    if let known, !known.isEmpty { texts[name] = known }
  }

  /// Whether there is a column of a name.
  func has(_ name: String) -> Bool {
    columns[name] != nil || unsure.contains(name)
  }

  /// The names together with those of a campaign's seasons.
  func with(_ more: [String: ColumnType]) -> Names {
    var names = self
    names.parameters.merge(more) { $1 }
    return names
  }
}

/// What an expression must be.
enum ExpressionNeed {
  /// True or false.
  case condition
  /// A day.
  case day
  /// A number; a whole one is read as a decimal.
  case number
  /// Something to order by.
  case order
  /// Any value.
  case value
}

/// Parses and checks the expression of a value, and reports its mistakes at their places.
func checkExpression(
  _ node: YAMLNode?, in names: Names, _ need: ExpressionNeed, _ mistakes: inout Mistakes
) -> CheckedExpression? {
  guard let node, let text = node.text else { return nil }
  return checkExpression(text, of: node, in: names, need, &mistakes)
}

/// The same for an expression that is the first part of a value.
func checkExpression(
  _ text: String, of node: YAMLNode, in names: Names, _ need: ExpressionNeed,
  _ mistakes: inout Mistakes
) -> CheckedExpression? {
  // An empty text has been reported with the shape.
  if !ValueShape.expression.allows(text) { return nil }
  let scope = Scope(columns: names.columns, parameters: names.parameters, texts: names.texts)
  switch check(text, in: scope, as: need == .number ? .decimal : nil) {
  case .success(let checked):
    switch (need, checked.type) {
    case (.condition, let type) where type != .boolean:
      mistakes.add(.expressionType(expected: .boolean, found: type), at: node)
    case (.day, let type) where type != .day:
      mistakes.add(.expressionType(expected: .day, found: type), at: node)
    case (.order, let type) where type.isPersonKey:
      mistakes.add(.expected("a value to order by; a person's key is none"), at: node)
    default: return checked
    }
  case .failure(let found):
    for mistake in found.mistakes where !names.hides(mistake.reason) {
      mistakes.add(names.explanation(of: mistake.reason), at: node, bytes: mistake.range)
    }
  }
  return nil
}

extension Names {
  /// Whether a mistake may only follow from one that was reported elsewhere.
  fileprivate func hides(_ reason: ExpressionMistake.Reason) -> Bool {
    guard case .unknownName(let name, _) = reason else { return false }
    return explained[name] == nil && (isIncomplete || unsure.contains(name))
  }

  fileprivate func explanation(of reason: ExpressionMistake.Reason) -> DefinitionMistake.Reason {
    if case .unknownName(let name, _) = reason, let better = explained[name] { return better }
    return .expression(reason)
  }
}
