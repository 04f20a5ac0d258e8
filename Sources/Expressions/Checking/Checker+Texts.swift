import Tables

extension Checker {
  /// Notes a text that is compared with a value that never has it, such as a mistyped code.
  mutating func checkTexts(
    _ left: Expression, _ leftRange: Range<Int>, _ right: Expression, _ rightRange: Range<Int>
  ) {
    if case .literal(.text(let text)) = right {
      checkText(text, among: left, at: rightRange)
    } else if case .literal(.text(let text)) = left {
      checkText(text, among: right, at: leftRange)
    }
  }

  private mutating func checkText(_ text: String, among value: Expression, at range: Range<Int>) {
    // Two literals say what they mean.
    if case .literal = value { return }
    guard let known = scope.knownTexts(of: value), !known.contains(text) else { return }
    let column: String? = if case .column(let name, _) = value { name } else { nil }
    // Every letter is near every other one.
    let near = text.utf8.count > 1 ? known : known.filter { $0.lowercased() == text.lowercased() }
    note(
      .unknownText(
        text, column: column, nearest: nearestWord(to: text, in: near), known: known.sorted()),
      at: range)
  }
}

extension Scope {
  /// The texts that a value can be; nil where it can be any text, or is none.
  func knownTexts(of value: Expression) -> Set<String>? {
    switch value {
    case .literal(.text(let text)): [text]
    case .missing(.text): []
    case .column(let name, _): texts[name]
    case .cases(let branches, let otherwise):
      knownTexts(ofAny: branches.map(\.value) + [otherwise])
    case .coalesce(let values), .call(.least, let values), .call(.greatest, let values):
      knownTexts(ofAny: values)
    case .call(.lower, let values):
      knownTexts(ofAny: values).map { Set($0.map { $0.lowercased() }) }
    case .call(.upper, let values):
      knownTexts(ofAny: values).map { Set($0.map { $0.uppercased() }) }
    default: nil
    }
  }

  private func knownTexts(ofAny values: [Expression]) -> Set<String>? {
    var all: Set<String> = []
    for value in values {
      guard let texts = knownTexts(of: value) else { return nil }
      all.formUnion(texts)
    }
    return all
  }
}
