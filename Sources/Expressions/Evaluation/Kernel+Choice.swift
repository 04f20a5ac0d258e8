import Tables

/// The rows that take their value from one operand.
private struct Choice {
  var rows: [UInt64]
  var operand: Operand
}

extension Kernel {
  /// The value of the first branch whose condition is true; `operands` are condition, value, ..., otherwise.
  static func cases(_ operands: [Operand], type: ColumnType, count: Int) -> Operand {
    var remaining = Bitmap(repeating: true, count: count).words
    var choices: [Choice] = []
    for index in stride(from: 0, to: operands.count - 1, by: 2) {
      let trues = operands[index].truth(count: count).trues
      choices.append(take(trues, outOf: &remaining, operands[index + 1]))
    }
    choices.append(Choice(rows: remaining, operand: operands[operands.count - 1]))
    return chosen(choices, type: type, count: count)
  }

  /// The first value that is not missing.
  static func coalesce(_ operands: [Operand], type: ColumnType, count: Int) -> Operand {
    var remaining = Bitmap(repeating: true, count: count).words
    var choices: [Choice] = []
    for operand in operands where !operand.isMissing {
      guard case .vector(let vector) = operand, let present = vector.present else {
        choices.append(Choice(rows: remaining, operand: operand))
        break
      }
      choices.append(take(present, outOf: &remaining, operand))
    }
    return chosen(choices, type: type, count: count)
  }

  /// The smallest or the largest of the values that are not missing.
  static func extreme(
    _ comparison: Comparison, _ operands: [Operand], type: ColumnType, count: Int
  ) -> Operand {
    // A vector first, so that never two constants are compared row by row.
    let ordered = operands.filter { !$0.isConstant } + operands.filter(\.isConstant)
    return ordered.dropFirst().reduce(ordered[0]) { best, operand in
      let isBetter = compare(comparison, operand, best, count: count).trues
      var remaining = Bitmap(repeating: true, count: count).words
      let better = take(isBetter, outOf: &remaining, operand)
      let first = chosen(
        [better, Choice(rows: remaining, operand: best)], type: type, count: count)
      return coalesce([first, operand], type: type, count: count)
    }
  }

  private static func take(
    _ rows: ArraySlice<UInt64>, outOf remaining: inout [UInt64], _ operand: Operand
  ) -> Choice {
    let rows = rows.span
    var taken = remaining
    for index in remaining.indices {
      taken[index] &= rows[index]
      remaining[index] &= ~rows[index]
    }
    return Choice(rows: taken, operand: operand)
  }

  private static func chosen(_ choices: [Choice], type: ColumnType, count: Int) -> Operand {
    switch type {
    case .boolean: .vector(.truth(chosenTruth(choices, count: count)))
    case .integer: .vector(.integers(chosenCells(choices, count: count) { $0.integers }))
    case .identifier: .vector(.identifiers(chosenCells(choices, count: count) { $0.integers }))
    case .decimal: .vector(.decimals(chosenCells(choices, count: count) { $0.decimals }))
    case .day: .vector(.days(chosenCells(choices, count: count) { $0.days }))
    case .text: .vector(.texts(chosenTexts(choices, count: count)))
    case .pseudonym: .vector(.pseudonyms(chosenTexts(choices, count: count)))
    }
  }

  private static func chosenTruth(_ choices: [Choice], count: Int) -> Truth {
    let wordCount = (count + 63) / 64
    var trues = [UInt64](repeating: 0, count: wordCount)
    var known = trues
    for choice in choices {
      let truth = choice.operand.truth(count: count)
      let bits = truth.trues.span
      for index in 0..<wordCount { trues[index] |= choice.rows[index] & bits[index] }
      for (index, word) in valued(choice.rows, truth.known).enumerated() { known[index] |= word }
    }
    return Truth(trues: trues[...], known: known[...])
  }

  private static func chosenCells<Element: Numeric>(
    _ choices: [Choice], count: Int, _ source: (Operand) -> Source<Element>?
  ) -> Cells<Element> {
    var values = [Element](repeating: 0, count: count)
    var present = [UInt64](repeating: 0, count: (count + 63) / 64)
    for choice in choices {
      switch source(choice.operand) {
      case .constant(let value):
        forEachRow(of: choice.rows, in: &present) { values[$0] = value }
      case .cells(let cells):
        let span = cells.values.span
        forEachRow(of: valued(choice.rows, cells.present), in: &present) {
          values[$0] = span[$0]
        }
      case nil: break
      }
    }
    return Cells(values: values[...], present: present[...])
  }

  private static func chosenTexts(_ choices: [Choice], count: Int) -> TextCells {
    var codes = [Int32](repeating: 0, count: count)
    var present = [UInt64](repeating: 0, count: (count + 63) / 64)
    var dictionary = TextDictionary()
    for choice in choices {
      if let text = choice.operand.constantText {
        let code = dictionary.insert(text)
        forEachRow(of: choice.rows, in: &present) { codes[$0] = code }
        continue
      }
      switch choice.operand {
      case .vector(.texts(let texts)), .vector(.pseudonyms(let texts)):
        var renumbering = Renumbering(texts.dictionary) { $0 }
        let span = texts.codes.values.span
        forEachRow(of: valued(choice.rows, texts.codes.present), in: &present) {
          codes[$0] = renumbering.code(for: span[$0], in: &dictionary)
        }
      default: break
      }
    }
    let cells = Cells(values: codes[...], present: present[...])
    return TextCells(codes: cells, dictionary: dictionary)
  }

  // The rows that are chosen and have a value.
  private static func valued(_ rows: [UInt64], _ present: ArraySlice<UInt64>?) -> [UInt64] {
    guard let present else { return rows }
    return Array(joined(rows[...], present) { $0 & $1 })
  }

  @inline(__always)
  private static func forEachRow(
    of rows: [UInt64], in present: inout [UInt64], _ body: (Int) -> Void
  ) {
    for index in rows.indices {
      present[index] |= rows[index]
      var rest = rows[index]
      while rest != 0 {
        body(index * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}

/// The codes that the texts of one dictionary get in another, each looked up when it is first met.
struct Renumbering {
  private let dictionary: TextDictionary
  private let transform: (String) -> String
  private var codes: [Int32]

  init(_ dictionary: TextDictionary, _ transform: @escaping (String) -> String) {
    self.dictionary = dictionary
    self.transform = transform
    codes = [Int32](repeating: -1, count: dictionary.count)
  }

  /// The new code of a text, which is added where it is new.
  mutating func code(for old: Int32, in new: inout TextDictionary) -> Int32 {
    if codes[Int(old)] < 0 { codes[Int(old)] = new.insert(transform(dictionary[old])) }
    return codes[Int(old)]
  }
}
