import Tables

extension Kernel {
  /// How texts compare with a text or with texts of another dictionary, by their UTF-8 bytes.
  static func compare(
    _ comparison: Comparison, _ left: TextCells, _ right: Operand
  ) -> Truth {
    if let text = right.constantText {
      return Truth(tested: compare(comparison, left, text), present: left.codes.present)
    }
    switch right {
    case .vector(.texts(let right)), .vector(.pseudonyms(let right)):
      return Truth(
        tested: compare(comparison, left, right),
        present: bothPresent(left.codes.present, right.codes.present))
    default: preconditionFailure("an operand was checked to be a text")
    }
  }

  private static func compare(
    _ comparison: Comparison, _ left: TextCells, _ text: String
  ) -> [UInt64] {
    let codes = left.codes.values
    if comparison == .equal || comparison == .notEqual {
      // No row has a code below zero, which stands for a text that the dictionary lacks.
      let code = left.dictionary.code(of: text) ?? -1
      return comparison == .equal
        ? rowBits(codes) { $0 == code } : rowBits(codes) { $0 != code }
    }
    let texts = TextBytes(left.dictionary)
    let other = Array(text.utf8)
    return codeBits(left) { comparison.holds(order: texts.order(of: $0, and: other.span)) }
  }

  private static func compare(
    _ comparison: Comparison, _ left: TextCells, _ right: TextCells
  ) -> [UInt64] {
    let isEquality = comparison == .equal || comparison == .notEqual
    if isEquality, left.dictionary == right.dictionary {
      return comparison == .equal
        ? rowBits(left.codes.values, right.codes.values) { $0 == $1 }
        : rowBits(left.codes.values, right.codes.values) { $0 != $1 }
    }
    let (first, second) = (TextBytes(left.dictionary), TextBytes(right.dictionary))
    // Where all rows are missing there may be no text at all.
    guard first.count > 0, second.count > 0 else {
      return [UInt64](repeating: 0, count: (left.codes.values.count + 63) / 64)
    }
    return rowBits(left.codes.values, right.codes.values) {
      comparison.holds(order: first.order(of: $0, and: $1, in: second))
    }
  }

  /// A bit for every row: set where the test holds for the row's code.
  ///
  /// The test is made once for every text, or once for every row where those are fewer.
  static func codeBits(_ texts: TextCells, _ test: (Int32) -> Bool) -> [UInt64] {
    let codes = texts.codes.values
    let textCount = texts.dictionary.count
    guard textCount <= codes.count else { return rowBits(codes, test) }
    return codeBits(codes, table: (0..<Int32(textCount)).map(test))
  }

  /// A bit for every row: set where the table has true for the row's code.
  static func codeBits(_ codes: ArraySlice<Int32>, table: [Bool]) -> [UInt64] {
    guard !table.isEmpty else { return [UInt64](repeating: 0, count: (codes.count + 63) / 64) }
    let table = table.span
    return rowBits(codes) { table[Int($0)] }
  }
}

/// The texts of a dictionary as bytes, taken out once before a loop.
struct TextBytes {
  private let bytes: [UInt8]
  private let starts: [Int32]

  init(_ dictionary: TextDictionary) {
    bytes = dictionary.bytes
    starts = dictionary.starts
  }

  /// The number of texts.
  var count: Int { starts.count - 1 }

  /// Below zero where the text comes before other bytes, zero where it is the same, above zero where it comes after.
  func order(of code: Int32, and other: Span<UInt8>) -> Int {
    let start = Int(starts[Int(code)])
    let length = Int(starts[Int(code) + 1]) - start
    for index in 0..<min(length, other.count) where bytes[start + index] != other[index] {
      return bytes[start + index] < other[index] ? -1 : 1
    }
    return length - other.count
  }

  /// The same for a text of another dictionary.
  func order(of code: Int32, and otherCode: Int32, in other: TextBytes) -> Int {
    let range = Int(other.starts[Int(otherCode)])..<Int(other.starts[Int(otherCode) + 1])
    return order(of: code, and: other.bytes.span.extracting(range))
  }
}

extension Comparison {
  /// Whether the comparison holds for two values of which the first lies below (< 0), at or above (> 0) the second.
  func holds(order: Int) -> Bool {
    switch self {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }
}
