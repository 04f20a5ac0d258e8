public import Tables

/// Reads an expression and checks its names and types.
///
/// - Shape: `expected` is the type that the value must have, such as `.boolean` for a condition; nil allows any type. An
///   integer passes where a decimal is expected and is read as one.
///
/// A text that cannot be read gives the first mistake of its grammar; otherwise every mistake in names, types, dates and
/// numbers is listed.
public func check(
  _ text: String, in scope: Scope, as expected: ColumnType? = nil
) -> Result<CheckedExpression, ExpressionMistakes> {
  let lexer = Lexer(text)
  guard lexer.mistakes.isEmpty else { return .failure(ExpressionMistakes(lexer.mistakes)) }
  var parser = Parser(lexer.tokens)
  let syntax: Syntax
  do {
    syntax = try parser.readAll()
  } catch {
    return .failure(ExpressionMistakes(parser.mistakes + [error]))
  }
  var checker = Checker(scope: scope)
  let root = checker.root(of: syntax, as: expected)
  let mistakes = parser.mistakes + checker.mistakes
  guard let root, mistakes.isEmpty else { return .failure(ExpressionMistakes(mistakes)) }
  return .success(
    CheckedExpression(
      text: text, root: root, type: root.type, columns: checker.columns,
      parameters: checker.parameters, knownTexts: scope.knownTexts(of: root)))
}
