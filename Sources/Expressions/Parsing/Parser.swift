import Tables

/// Reads tokens as an expression by recursive descent.
///
/// ```
/// condition  = conjunction { or conjunction }
/// conjunction = negation { and negation }
/// negation   = { not } predicate
/// predicate  = sum [ comparison sum | [not] between sum and sum | [not] in ( condition, ... )
///              | [not] like sum ]
///              { is [not] null | is [not] true | is [not] false }
/// sum        = product { + product | - product }
/// product    = unary { * unary | / unary }
/// unary      = { - } primary
/// primary    = literal | name | function ( condition, ... ) | case ... end | ( condition )
/// ```
struct Parser {
  /// How deep parentheses, functions, cases, `not` and signs may be nested.
  static let deepestNesting = 50
  /// How many operators may hang on one another, as in a long sum.
  static let greatestHeight = 200

  private let tokens: [Token]
  private var position = 0
  private var nesting = 0
  /// Mistakes after which reading went on.
  var mistakes: [ExpressionMistake] = []

  init(_ tokens: [Token]) {
    self.tokens = tokens
  }

  /// Reads the whole text as one expression.
  mutating func readAll() throws(ExpressionMistake) -> Syntax {
    let syntax = try readCondition()
    guard token.kind == .end else { throw expected("the end") }
    return syntax
  }

  // MARK: Tokens

  var token: Token { tokens[position] }

  mutating func advance() {
    // The last token is `end`, which is never passed.
    position = min(position + 1, tokens.count - 1)
  }

  func expected(_ what: String) -> ExpressionMistake {
    ExpressionMistake(.expected(what), at: token.range)
  }

  func isKeyword(_ keyword: String, ahead: Int = 0) -> Bool {
    guard position + ahead < tokens.count,
      case .word(let word) = tokens[position + ahead].kind
    else { return false }
    return word.lowercased() == keyword
  }

  func isSign(_ sign: String, ahead: Int = 0) -> Bool {
    position + ahead < tokens.count && tokens[position + ahead].kind == .sign(sign)
  }

  func textAhead() -> String? {
    guard position + 1 < tokens.count, case .text(let text) = tokens[position + 1].kind else {
      return nil
    }
    return text
  }

  mutating func take(keyword: String) -> Bool {
    guard isKeyword(keyword) else { return false }
    advance()
    return true
  }

  mutating func take(sign: String) -> Bool {
    guard isSign(sign) else { return false }
    advance()
    return true
  }

  mutating func require(keyword: String) throws(ExpressionMistake) {
    guard take(keyword: keyword) else { throw expected("'\(keyword)'") }
  }

  /// Takes a sign that must stand here and says where it ends.
  mutating func require(sign: String) throws(ExpressionMistake) -> Int {
    let end = token.range.upperBound
    guard take(sign: sign) else { throw expected("'\(sign)'") }
    return end
  }

  // MARK: Nodes

  /// Reads something nested one level deeper.
  mutating func nested(
    _ read: (inout Parser) throws(ExpressionMistake) -> Syntax
  ) throws(ExpressionMistake) -> Syntax {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Parser.deepestNesting else {
      throw ExpressionMistake(.nestedTooDeeply(limit: Parser.deepestNesting), at: token.range)
    }
    return try read(&self)
  }

  /// An expression that has others inside.
  func node(
    _ kind: Syntax.Kind, _ range: Range<Int>, over parts: [Syntax]
  ) throws(ExpressionMistake) -> Syntax {
    let height = parts.reduce(0) { max($0, $1.height) } + 1
    guard height <= Parser.greatestHeight else {
      throw ExpressionMistake(.nestedTooDeeply(limit: Parser.greatestHeight), at: range)
    }
    return Syntax(kind: kind, range: range, height: height)
  }

  // MARK: Conditions

  mutating func readCondition() throws(ExpressionMistake) -> Syntax {
    let first = try readConjunction()
    guard isKeyword("or") else { return first }
    var parts = [first]
    while take(keyword: "or") { parts.append(try readConjunction()) }
    return try node(.or(parts), first.range.lowerBound..<end(of: parts), over: parts)
  }

  private mutating func readConjunction() throws(ExpressionMistake) -> Syntax {
    let first = try readNegation()
    guard isKeyword("and") else { return first }
    var parts = [first]
    while take(keyword: "and") { parts.append(try readNegation()) }
    return try node(.and(parts), first.range.lowerBound..<end(of: parts), over: parts)
  }

  private func end(of parts: [Syntax]) -> Int {
    parts.reduce(0) { max($0, $1.range.upperBound) }
  }

  private mutating func readNegation() throws(ExpressionMistake) -> Syntax {
    let start = token.range.lowerBound
    guard take(keyword: "not") else { return try readPredicate() }
    let operand = try nested { parser throws(ExpressionMistake) in try parser.readNegation() }
    return try node(.not(operand), start..<operand.range.upperBound, over: [operand])
  }

  private mutating func readPredicate() throws(ExpressionMistake) -> Syntax {
    var predicate = try readSum()
    if let comparison = takeComparison() {
      let right = try readSum()
      predicate = try node(
        .comparison(comparison, predicate, right),
        predicate.range.lowerBound..<right.range.upperBound, over: [predicate, right])
    } else if isRangeOrList(ahead: 0) {
      predicate = try readRangeOrList(of: predicate)
    } else if isKeyword("not"), isRangeOrList(ahead: 1) {
      advance()
      let positive = try readRangeOrList(of: predicate)
      predicate = try node(.not(positive), positive.range, over: [positive])
    }
    while take(keyword: "is") { predicate = try readTest(of: predicate) }
    return predicate
  }

  private mutating func takeComparison() -> Comparison? {
    guard case .sign(let sign) = token.kind, let comparison = Comparison(rawValue: sign) else {
      return nil
    }
    advance()
    return comparison
  }

  private func isRangeOrList(ahead: Int) -> Bool {
    ["between", "in", "like"].contains { isKeyword($0, ahead: ahead) }
  }

  private mutating func readRangeOrList(
    of operand: Syntax
  ) throws(ExpressionMistake) -> Syntax {
    let start = operand.range.lowerBound
    if isKeyword("like") {
      let word = token.range
      advance()
      let pattern = try readSum()
      return try node(
        .call(Function.like.rawValue, word, [operand, pattern]), start..<pattern.range.upperBound,
        over: [operand, pattern])
    }
    if take(keyword: "between") {
      let low = try readSum()
      try require(keyword: "and")
      let high = try readSum()
      return try node(
        .between(operand, low, high), start..<high.range.upperBound, over: [operand, low, high])
    }
    try require(keyword: "in")
    _ = try require(sign: "(")
    let items = try readItems()
    let end = try require(sign: ")")
    return try node(.inList(operand, items), start..<end, over: [operand] + items)
  }

  /// One or more expressions with commas between them.
  mutating func readItems() throws(ExpressionMistake) -> [Syntax] {
    var items: [Syntax] = []
    repeat {
      items.append(
        try nested { parser throws(ExpressionMistake) in try parser.readCondition() })
    } while take(sign: ",")
    return items
  }

  private mutating func readTest(of operand: Syntax) throws(ExpressionMistake) -> Syntax {
    let isNegated = take(keyword: "not")
    let range = operand.range.lowerBound..<token.range.upperBound
    let kind: Syntax.Kind
    if take(keyword: "null") {
      kind = .isNull(operand)
    } else if take(keyword: "true") {
      kind = .isTruth(operand, true)
    } else if take(keyword: "false") {
      kind = .isTruth(operand, false)
    } else {
      throw expected(isNegated ? "'null', 'true' or 'false'" : "'null', 'not', 'true' or 'false'")
    }
    let test = try node(kind, range, over: [operand])
    return isNegated ? try node(.not(test), range, over: [test]) : test
  }
}
