package import Model
import Expressions
import Tables

/// A mistake in a definition as a message: place and fact, the line, and under it what to do.
///
/// ```
/// pipelines/nightly.yaml:14:5: unknown key 'need'
///   14 |     need: [clean-patients]
///      |     ^~~~ did you mean 'needs'?
/// ```
package func message(for mistake: DefinitionMistake) -> String {
  let message = placedMessage(for: mistake)
  let line = Place(file: mistake.file, row: mistake.line)
  let places = distinct(mistake.also.filter { $0 != line }.map { "\($0)" })
  guard !places.isEmpty else { return message }
  let others = places.count > placesShown ? " and in \(places.count - placesShown) more lines" : ""
  return message + "\n  also in \(places.prefix(placesShown).joined(separator: ", "))\(others)"
}

/// How many other places of an unknown name a message names.
private let placesShown = 3

private func placedMessage(for mistake: DefinitionMistake) -> String {
  let fact = fact(of: mistake.reason)
  let remedy = remedy(for: mistake.reason)
  guard mistake.line > 0 else {
    return "\(mistake.file): \(fact)" + (remedy.isEmpty ? "" : "\n  \(remedy)")
  }
  let number = String(mistake.line)
  guard mistake.column > 0 else { return "\(mistake.file):\(number): \(fact)\n  \(remedy)" }
  let margin = String(repeating: " ", count: number.count)
  // A tab stays a tab, so that the caret stands under its column in any terminal.
  let indent = mistake.lineText.unicodeScalars.prefix(mistake.column - 1).map {
    $0 == "\t" ? "\t" : " "
  }
  let missing = String(repeating: " ", count: max(0, mistake.column - 1 - indent.count))
  let underline = "^" + String(repeating: "~", count: max(0, mistake.length - 1))
  return """
    \(mistake.file):\(number):\(mistake.column): \(fact)
      \(number) | \(mistake.lineText)
      \(margin) | \(indent.joined())\(missing)\(underline)\(remedy.isEmpty ? "" : " " + remedy)
    """
}

/// What is to be known of definitions without a mistake, in one line.
package func message(for note: DefinitionNote) -> String {
  switch note {
  case .unreadFeeds(let feeds):
    "nothing reads \(feeds.joined(separator: ", ")): use \(feeds.count == 1 ? "it" : "them"), or take \(feeds.count == 1 ? "it" : "them") out of the pipeline"
  case .unstatedHistory(let feeds):
    "\(feeds.joined(separator: ", ")): how far back \(feeds.count == 1 ? "it reaches" : "they reach") is not stated: add 'history' to the feed, such as '5 years' or 'whole life'"
  case .beyondHistory(let feeds, let reaches, let lists):
    "\(feeds.joined(separator: " and ")) \(feeds.count == 1 ? "reaches" : "reach") back \(reaches), so what was ever or never means in that time on \(lists.joined(separator: ", "))"
  case .cohortsWithoutBenefit(let impact, let cohorts):
    "impact '\(impact)' does not name \(cohorts.joined(separator: ", ")): being on such a list counts for nobody's priority"
  }
}

/// What is wrong.
private func fact(of reason: DefinitionMistake.Reason) -> String {
  switch reason {
  case .unreadable(let code): "the file cannot be read: \(systemWords(code))"
  case .notYAML(let problem): "this is not YAML: \(problem)"
  case .unknownKey(let key, _): "unknown key '\(key)'"
  case .duplicateKey(let key): "the key '\(key)' stands twice"
  case .missingKey(let key): "the key '\(key)' is missing"
  case .expected(let what): "expected \(what)"
  case .unknownValue(let value, _, _): "unknown value '\(value)'"
  case .duplicateName(let kind, let name): "another \(kind) is called '\(name)'"
  case .unknownReference(let kind, let name, _): "no \(kind) is called '\(name)'"
  case .expression(let reason): fact(of: reason)
  case .expressionType(let expected, let found):
    "expected \(article(expected)), found \(article(found))"
  case .missingTerms(let output): "nothing says what the output '\(output)' is for"
  case .nobodyAnswers(let score):
    "nothing says who answers for the score '\(score)', which is a medical device where it is worked out"
  case .looksFurtherBack(let feeds, let reaches, let looks):
    "this looks back \(looks), and \(feeds) reaches back \(reaches)"
  case .alreadyShown(let column): "the list shows '\(column)' already"
  case .unscoredLast(let score): "who has no '\(score)' would come last, as if that were no risk"
  case .emptyList: "the list is empty"
  case .bands(let problem): problem
  case .seasons(let problem): problem
  }
}

/// What to do about it.
private func remedy(for reason: DefinitionMistake.Reason) -> String {
  switch reason {
  case .unreadable: "check the path: it is relative to the file that names it"
  case .notYAML: "check quotes, brackets and indentation here and in the line before"
  case .unknownKey(_, let nearest):
    suggestion(nearest, otherwise: "remove it, or see the reference of definitions")
  case .duplicateKey: "keep one of them"
  case .missingKey(let key): "add '\(key):' here"
  // What is expected is the remedy.
  case .expected: ""
  case .unknownValue(_, let allowed, let nearest):
    (nearest.map { "did you mean '\($0)'? " } ?? "") + "one of \(allowed.joined(separator: ", "))"
  case .duplicateName: "give it a name of its own"
  case .unknownReference(_, _, let nearest):
    suggestion(nearest, otherwise: "correct the name, or define such a thing")
  case .expression(let reason): remedy(for: reason)
  case .expressionType(let expected, _): "write \(example(of: expected))"
  case .missingTerms(let output):
    "add '\(output):' with purpose, lawful_basis, recipients, type_1_opt_outs and national_opt_outs: there is no default"
  case .nobodyAnswers(let score):
    "add '\(score): WHO' under 'answers_for:', or '\(score): off' to take recorded values only"
  case .looksFurtherBack:
    "ask for no more than the feed has, or state under its 'history' how far it does reach back"
  case .alreadyShown: "leave it out here"
  case .unscoredLast(let score):
    "say where they belong: order by bands first, such as 'case when \(score) >= 20 then 0 when \(score) is null then 1 else 2 end', or write 'nulls first'"
  case .emptyList: "write at least one element, or leave the key out"
  case .bands: "let each begin where the one before it ends, and leave out 'below' in the last only"
  case .seasons: "each reference date may be in one season only: correct 'from' or 'before'"
  }
}

private func fact(of reason: ExpressionMistake.Reason) -> String {
  switch reason {
  case .unexpectedCharacter: "no expression has this character"
  case .unclosedText: "the quote is not closed"
  case .expected(let what): "expected \(what)"
  case .unknownName(let name, _): "no column or parameter is called '\(name)'"
  case .unknownFunction(let name, _): "no function is called '\(name)'"
  case .argumentCount(let function, let expected, let found):
    "'\(function)' takes \(expected) arguments, found \(found)"
  case .wrongType(let expected, let found): "expected \(expected), found \(article(found))"
  case .mismatchedTypes(let left, let right):
    "\(article(left)) and \(article(right)) do not go together"
  case .comparedWithNull: "a comparison with null is unknown for everybody"
  case .unknownText(let text, let column, _, _):
    "\(column.map { "'\($0)'" } ?? "this value") is never '\(text)'"
  case .notADate(let text): "'\(text)' is no date or interval"
  case .notANumber(let text): "'\(text)' is no number that fits"
  case .nestedTooDeeply(let limit): "more than \(limit) operators or parentheses inside each other"
  }
}

private func remedy(for reason: ExpressionMistake.Reason) -> String {
  switch reason {
  case .unexpectedCharacter: "remove it"
  case .unclosedText: "close it with the same quote; a quote inside is written twice"
  case .expected: "complete the expression here"
  case .unknownName(_, let nearest):
    suggestion(nearest, otherwise: "correct the name; only what is defined before this can be read")
  case .unknownFunction(_, let nearest):
    suggestion(nearest, otherwise: "see the page on conditions for the functions there are")
  case .argumentCount: "correct the arguments"
  case .wrongType(let expected, _): "write \(expected) here"
  case .mismatchedTypes: "compare or combine values of one type"
  case .comparedWithNull(let comparison): remedy(for: comparison)
  case .unknownText(_, _, let nearest, let known):
    suggestion(nearest, otherwise: remedy(forTextNotAmong: known))
  case .notADate: "write date '2026-03-31', or interval '5' year"
  case .notANumber: "write a number of at most 18 digits"
  case .nestedTooDeeply: "split it into several columns or features"
  }
}

private func remedy(for comparison: ExpressionMistake.NullComparison) -> String {
  switch comparison {
  case .sides(.equal): "write 'is null'"
  case .sides(.notEqual): "write 'is not null'"
  case .sides, .range: "write a value here, or 'is null' where it may be missing"
  case .list: "take null out of the list, and write 'is null' or 'is not null' beside it"
  }
}

private func remedy(forTextNotAmong known: [String]) -> String {
  let most = 20
  guard known.count <= most else {
    return "correct it; the \(known.count) texts that there are stand where the column comes from"
  }
  return "it is one of \(known.joined(separator: ", "))"
}

private func suggestion(_ nearest: String?, otherwise: String) -> String {
  nearest.map { "did you mean '\($0)'?" } ?? otherwise
}

/// A type in the words of an analyst.
private func article(_ type: ColumnType) -> String {
  switch type {
  case .boolean: "a condition"
  case .integer: "a whole number"
  case .decimal: "a decimal number"
  case .day: "a date"
  case .text: "a text"
  case .identifier: "a person's number"
  case .pseudonym: "a person's pseudonym"
  }
}

private func example(of type: ColumnType) -> String {
  switch type {
  case .boolean: "something that is true or false, such as a comparison"
  case .integer: "a whole number, such as 65"
  case .decimal: "a number, such as 0.5"
  case .day: "a date, such as date '2026-03-31'"
  case .text: "a text in single quotes, such as 'SBP'"
  case .identifier: "a column of persons' numbers"
  case .pseudonym: "a column of persons' pseudonyms"
  }
}

/// The system's error numbers that a file can give, in words that do not depend on the machine's language.
private func systemWords(_ code: Int32) -> String {
  switch code {
  case 2: "there is no such file"
  case 13: "permission denied"
  case 20: "a part of the path is not a folder"
  case 21: "it is a folder"
  default: "system error \(code)"
  }
}
