import Tables

extension CheckedExpression {
  /// For columns of texts: those of which a row must have one for the condition to be true in it, as UTF-8.
  ///
  /// Two texts that look the same and are written differently are two, as for every comparison of a condition.
  ///
  /// These are necessary; which codes a condition reads, `FeedReading` says, and those are more.
  ///
  /// A column that is not named may have any text, or none. Of `code = 'A' and (kind = 'X' or kind = 'Y')` it is
  /// `["code": ["A"], "kind": ["X", "Y"]]`.
  public var neededTexts: [String: Set<[UInt8]>] { root.neededTexts }
}

extension Expression {
  fileprivate var neededTexts: [String: Set<[UInt8]>] {
    switch self {
    case .comparison(.equal, .column(let name, .text), .literal(.text(let text))),
      .comparison(.equal, .literal(.text(let text)), .column(let name, .text)):
      return [name: [Array(text.utf8)]]
    case .inList(.column(let name, .text), let items):
      var texts: Set<[UInt8]> = []
      for item in items {
        guard case .literal(.text(let text)) = item else { return [:] }
        texts.insert(Array(text.utf8))
      }
      return [name: texts]
    case .and(let operands):
      return operands.reduce(into: [:]) { needed, operand in
        needed.merge(operand.neededTexts) { $0.intersection($1) }
      }
    case .or(let operands):
      let all = operands.map(\.neededTexts)
      return all.dropFirst().reduce(all[0]) { needed, other in
        // What one of them does not need may be any text.
        needed.reduce(into: [:]) { both, entry in
          if let texts = other[entry.key] { both[entry.key] = entry.value.union(texts) }
        }
      }
    case .isTrue(let operand): return operand.neededTexts
    default: return [:]
    }
  }
}
