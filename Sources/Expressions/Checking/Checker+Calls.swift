import Tables

extension Checker {
  /// The names of everything that can be called.
  private static let functionNames = Function.allCases.map(\.rawValue) + ["coalesce"]

  mutating func call(
    _ name: String, _ nameRange: Range<Int>, _ arguments: [Syntax], _ syntax: Syntax
  ) -> Part {
    if name == "coalesce" { return coalesce(arguments, syntax) }
    guard let function = Function(rawValue: name) else {
      let nearest = nearestWord(to: name, in: Checker.functionNames)
      note(.unknownFunction(name, nearest: nearest), at: nameRange)
      // Its arguments may have mistakes of their own.
      for argument in arguments { _ = part(argument) }
      return .wrong
    }
    let most = function.mostArguments ?? Int.max
    guard (function.leastArguments...most).contains(arguments.count) else {
      note(
        .argumentCount(
          function: name, expected: function.argumentsInWords, found: arguments.count),
        at: syntax.range)
      return .wrong
    }
    return checkedArguments(of: function, arguments).map { .typed(.call(function, $0)) } ?? .wrong
  }

  private mutating func coalesce(_ arguments: [Syntax], _ syntax: Syntax) -> Part {
    guard !arguments.isEmpty else {
      note(
        .argumentCount(function: "coalesce", expected: "at least 1", found: 0), at: syntax.range)
      return .wrong
    }
    let parts = arguments.map { part($0) }
    if !parts.contains(where: { if case .null = $0 { false } else { true } }) { return .null }
    let values = unified(parts, at: arguments.map(\.range), orElse: .boolean)
    return values.map { .typed(.coalesce($0)) } ?? .wrong
  }

  private mutating func checkedArguments(
    of function: Function, _ arguments: [Syntax]
  ) -> [Expression]? {
    switch function {
    case .yearsBetween, .monthsBetween:
      return all(arguments.map { value(of: $0, as: .day, "a day") })
    case .countTrue:
      return all(arguments.map { condition($0) })
    case .lower, .upper:
      return all(arguments.map { value(of: $0, as: .text, "a text") })
    case .like, .regexpFullMatch:
      let text = value(of: arguments[0], as: .text, "a text")
      return all([text, pattern(arguments[1], function)])
    case .abs:
      return all(arguments.map { number($0) })
    case .exp, .ln, .power, .sqrt:
      return all(arguments.map { value(of: $0, as: .decimal, "a number") })
    case .round:
      var checked = [value(of: arguments[0], as: .decimal, "a number")]
      if arguments.count > 1 { checked.append(places(arguments[1])) }
      return all(checked)
    case .least, .greatest:
      guard let values = unified(arguments, orElse: .integer) else { return nil }
      guard values[0].type != .boolean else {
        note(
          .wrongType(expected: "a number, a day or a text", found: .boolean),
          at: arguments[0].range)
        return nil
      }
      return values
    }
  }

  // A literal, so that every engine knows the number of places before it starts.
  private mutating func places(_ syntax: Syntax) -> Expression? {
    guard case .literal(.integer(let places)) = syntax.kind, (0...15).contains(places) else {
      note(.expected("a whole number from 0 to 15"), at: syntax.range)
      return nil
    }
    return .literal(.integer(places))
  }

  // A literal too, so that a mistake in it is found before anything is run.
  private mutating func pattern(_ syntax: Syntax, _ function: Function) -> Expression? {
    guard case .literal(.text(let text)) = syntax.kind else {
      note(.expected("a pattern between quotes"), at: syntax.range)
      return nil
    }
    if function == .regexpFullMatch, let mistake = RegularExpression.mistake(in: text) {
      note(
        .expected("a POSIX extended regular expression; in this one: \(mistake)"), at: syntax.range)
      return nil
    }
    return .literal(.text(text))
  }

  private func all(_ expressions: [Expression?]) -> [Expression]? {
    let checked = expressions.compactMap { $0 }
    return checked.count == expressions.count ? checked : nil
  }
}
