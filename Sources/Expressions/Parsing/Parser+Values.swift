import Tables

extension Parser {
  private static let reservedWords: Set<String> = [
    "and", "or", "not", "between", "in", "is", "null", "true", "false", "case", "when", "then",
    "else", "end",
  ]

  /// Reads terms with + and - between them, from left to right.
  mutating func readSum() throws(ExpressionMistake) -> Syntax {
    var sum = try readProduct()
    while isSign("+") || isSign("-") {
      let operation: Arithmetic = isSign("+") ? .add : .subtract
      advance()
      sum = try arithmetic(operation, sum, try readProduct())
    }
    return sum
  }

  private mutating func readProduct() throws(ExpressionMistake) -> Syntax {
    var product = try readUnary()
    while isSign("*") || isSign("/") {
      let operation: Arithmetic = isSign("*") ? .multiply : .divide
      advance()
      product = try arithmetic(operation, product, try readUnary())
    }
    return product
  }

  private func arithmetic(
    _ operation: Arithmetic, _ left: Syntax, _ right: Syntax
  ) throws(ExpressionMistake) -> Syntax {
    try node(
      .arithmetic(operation, left, right), left.range.lowerBound..<right.range.upperBound,
      over: [left, right])
  }

  private mutating func readUnary() throws(ExpressionMistake) -> Syntax {
    let start = token.range.lowerBound
    guard take(sign: "-") else { return try readPrimary() }
    if case .number(let number) = token.kind {
      return takeNumber("-" + number, from: start)
    }
    let operand = try nested { parser throws(ExpressionMistake) in try parser.readUnary() }
    return try node(.negative(operand), start..<operand.range.upperBound, over: [operand])
  }

  private mutating func readPrimary() throws(ExpressionMistake) -> Syntax {
    let start = token
    switch start.kind {
    case .number(let number):
      return takeNumber(number, from: start.range.lowerBound)
    case .text(let text):
      return takeLeaf(.literal(.text(text)))
    case .name(let name):
      return takeLeaf(.name(name))
    case .word(let word):
      return try readWord(word)
    case .sign("("):
      advance()
      var inner = try nested { parser throws(ExpressionMistake) in try parser.readCondition() }
      inner.range = start.range.lowerBound..<(try require(sign: ")"))
      return inner
    case .sign, .end:
      throw expected("a value")
    }
  }

  private mutating func readWord(_ word: String) throws(ExpressionMistake) -> Syntax {
    let lowercased = word.lowercased()
    switch lowercased {
    case "null": return takeLeaf(.null)
    case "true": return takeLeaf(.literal(.boolean(true)))
    case "false": return takeLeaf(.literal(.boolean(false)))
    case "case": return try readCases()
    default: break
    }
    guard !Parser.reservedWords.contains(lowercased) else { throw expected("a value") }
    if isSign("(", ahead: 1) { return try readCall(lowercased) }
    // `date` and `interval` are ordinary names unless a text follows.
    if let text = textAhead() {
      if lowercased == "date" { return readDate(text) }
      if lowercased == "interval" { return try readInterval(text) }
    }
    return takeLeaf(.name(word))
  }

  private mutating func takeLeaf(_ kind: Syntax.Kind) -> Syntax {
    defer { advance() }
    return Syntax(kind: kind, range: token.range, height: 1)
  }

  private mutating func takeNumber(_ number: String, from start: Int) -> Syntax {
    let range = start..<token.range.upperBound
    advance()
    if number.contains(where: { $0 == "." || $0 == "e" || $0 == "E" }) {
      if let decimal = Double(number), decimal.isFinite {
        return Syntax(kind: .literal(.decimal(decimal)), range: range, height: 1)
      }
    } else if let integer = Int64(number) {
      return Syntax(kind: .literal(.integer(integer)), range: range, height: 1)
    }
    return wrongLiteral(.notANumber(number), at: range)
  }

  private mutating func wrongLiteral(
    _ reason: ExpressionMistake.Reason, at range: Range<Int>
  ) -> Syntax {
    mistakes.append(ExpressionMistake(reason, at: range))
    return Syntax(kind: .wrongLiteral, range: range, height: 1)
  }

  private mutating func readDate(_ text: String) -> Syntax {
    let start = token.range.lowerBound
    advance()
    let range = start..<token.range.upperBound
    advance()
    guard let day = Day(iso: text), day.number >= Calendar.firstDay else {
      return wrongLiteral(.notADate(text), at: range)
    }
    return Syntax(kind: .literal(.day(day)), range: range, height: 1)
  }

  // interval '5' year, interval '5 years'
  private mutating func readInterval(_ text: String) throws(ExpressionMistake) -> Syntax {
    let start = token.range.lowerBound
    advance()
    var end = token.range.upperBound
    advance()
    var words = text.split(separator: " ").map(String.init)
    if words.count == 1 {
      guard case .word(let unit) = token.kind else {
        throw expected("'day', 'week', 'month' or 'year'")
      }
      words.append(unit)
      end = token.range.upperBound
      advance()
    }
    guard words.count == 2, let count = Int32(words[0]), let unit = Parser.unit(words[1]) else {
      return wrongLiteral(.notADate(words.joined(separator: " ")), at: start..<end)
    }
    return Syntax(kind: .interval(Interval(count, unit)), range: start..<end, height: 1)
  }

  private static func unit(_ word: String) -> Interval.Unit? {
    let word = word.lowercased()
    return Interval.Unit(rawValue: word.hasSuffix("s") ? String(word.dropLast()) : word)
  }

  private mutating func readCall(_ name: String) throws(ExpressionMistake) -> Syntax {
    let nameRange = token.range
    advance()
    advance()
    let arguments = isSign(")") ? [] : try readItems()
    let end = try require(sign: ")")
    return try node(
      .call(name, nameRange, arguments), nameRange.lowerBound..<end, over: arguments)
  }

  private mutating func readCases() throws(ExpressionMistake) -> Syntax {
    let start = token.range.lowerBound
    advance()
    var branches: [(condition: Syntax, value: Syntax)] = []
    repeat {
      try require(keyword: "when")
      let condition = try readNestedCondition()
      try require(keyword: "then")
      branches.append((condition, try readNestedCondition()))
    } while isKeyword("when")
    let otherwise = take(keyword: "else") ? try readNestedCondition() : nil
    let end = token.range.upperBound
    try require(keyword: "end")
    let parts = branches.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
    return try node(.cases(branches, otherwise: otherwise), start..<end, over: parts)
  }

  private mutating func readNestedCondition() throws(ExpressionMistake) -> Syntax {
    try nested { parser throws(ExpressionMistake) in try parser.readCondition() }
  }
}
