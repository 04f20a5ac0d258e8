/// Cuts the text of an expression into tokens.
///
/// ```
/// person.age >= 65 and sex = 'F'
/// name       >= 65 and sex =  F     sign, number, word, word, sign, text
/// ```
struct Lexer {
  private let scalars: [Unicode.Scalar]
  // Where each scalar starts in UTF-8 bytes, and at the end where the last one ends.
  private let offsets: [Int]
  private var position = 0
  private(set) var tokens: [Token] = []
  private(set) var mistakes: [ExpressionMistake] = []

  /// Reads all tokens of a text; the last one is `end`.
  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    var offset = 0
    var starts: [Int] = [0]
    starts.reserveCapacity(scalars.count + 1)
    for scalar in scalars {
      offset += UTF8.width(scalar)
      starts.append(offset)
    }
    offsets = starts
    while let scalar = current { readToken(from: scalar) }
    tokens.append(Token(kind: .end, range: offset..<offset))
  }

  private var current: Unicode.Scalar? {
    position < scalars.count ? scalars[position] : nil
  }

  private var next: Unicode.Scalar? {
    position + 1 < scalars.count ? scalars[position + 1] : nil
  }

  private mutating func readToken(from scalar: Unicode.Scalar) {
    switch scalar {
    case " ", "\t", "\n", "\r": position += 1
    case "'": readText()
    case "\"": readName()
    case "0"..."9": readNumber()
    case _ where Lexer.startsName(scalar): readName()
    default: readSign(scalar)
    }
  }

  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    // The properties of a scalar are looked up, which for every letter of every definition takes its time.
    if scalar.isASCII {
      return scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
    return scalar.properties.isAlphabetic
  }

  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    startsName(scalar) || ("0"..."9").contains(scalar)
  }

  private func range(from start: Int) -> Range<Int> {
    offsets[start]..<offsets[position]
  }

  private mutating func readText() {
    let start = position
    if let text = readQuoted(by: "'") {
      tokens.append(Token(kind: .text(text), range: range(from: start)))
    }
  }

  // What stands between quotes, a doubled one inside standing for one; nil, with a mistake, where they are not closed.
  private mutating func readQuoted(by quote: Unicode.Scalar) -> String? {
    let start = position
    var content = String.UnicodeScalarView()
    position += 1
    while let scalar = current {
      guard scalar == quote else {
        content.append(scalar)
        position += 1
        continue
      }
      guard next == quote else {
        position += 1
        return String(content)
      }
      content.append(quote)
      position += 2
    }
    mistakes.append(ExpressionMistake(.unclosedText, at: range(from: start)))
    return nil
  }

  private mutating func readName() {
    let start = position
    var isPlain = true
    var name = ""
    while let scalar = current {
      if scalar == "\"" {
        isPlain = false
        guard let part = readQuoted(by: "\"") else { return }
        name += part
      } else if Lexer.startsName(scalar) {
        name += readWord()
      } else {
        break
      }
      guard current == ".", let following = next,
        following == "\"" || Lexer.startsName(following)
      else { break }
      isPlain = false
      name += "."
      position += 1
    }
    tokens.append(
      Token(kind: isPlain ? .word(name) : .name(name), range: range(from: start)))
  }

  private mutating func readWord() -> String {
    var word = String.UnicodeScalarView()
    while let scalar = current, Lexer.continuesName(scalar) {
      word.append(scalar)
      position += 1
    }
    return String(word)
  }

  // Takes everything that hangs together, so that 12abc is one mistake and not a number and a name.
  private mutating func readNumber() {
    let start = position
    var number = String.UnicodeScalarView()
    while let scalar = current {
      let isExponentSign =
        (scalar == "-" || scalar == "+") && (number.last == "e" || number.last == "E")
      guard isExponentSign || scalar == "." || Lexer.continuesName(scalar) else { break }
      number.append(scalar)
      position += 1
    }
    let text = String(number)
    guard Lexer.isNumber(text) else {
      mistakes.append(ExpressionMistake(.notANumber(text), at: range(from: start)))
      return
    }
    tokens.append(Token(kind: .number(text), range: range(from: start)))
  }

  // Digits, perhaps a point and digits, perhaps e and a signed exponent.
  private static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text)
    func takeDigits() -> Bool {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      return !digits.isEmpty
    }
    guard takeDigits() else { return false }
    if rest.first == "." {
      rest = rest.dropFirst()
      guard takeDigits() else { return false }
    }
    if rest.first == "e" || rest.first == "E" {
      rest = rest.dropFirst()
      if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
      guard takeDigits() else { return false }
    }
    return rest.isEmpty
  }

  private mutating func readSign(_ scalar: Unicode.Scalar) {
    let start = position
    var sign = String(scalar)
    if let next { sign.unicodeScalars.append(next) }
    position += 2
    switch sign {
    case "<=", ">=", "<>": break
    case "!=": sign = "<>"
    // In SQL two hyphens start a comment, so they are not read as two minus signs.
    case "--":
      mistakes.append(ExpressionMistake(.unexpectedCharacter, at: range(from: start)))
      return
    default:
      position = start + 1
      sign = String(scalar)
    }
    guard ["<=", ">=", "<>", "<", ">", "=", "+", "-", "*", "/", "(", ")", ","].contains(sign)
    else {
      mistakes.append(ExpressionMistake(.unexpectedCharacter, at: range(from: start)))
      return
    }
    tokens.append(Token(kind: .sign(sign), range: range(from: start)))
  }
}
