import Tables

/// Whole numbers that are in the order of a column's values, so that one kernel compares values of every type.
///
/// ```
/// boolean   0, 1             day         its number
/// integer   itself           decimal     its bits, those of negative numbers turned round
/// text      its rank, bytewise, among the texts of its dictionary; so of a pseudonym
/// ```
struct OrderedKeys {
  /// The keys of some rows of a column; a missing value's key means nothing.
  static func of(_ column: Column, rows: [Int32]) -> [Int64] {
    switch column {
    case .boolean(let column):
      let bits = column.bits
      return rows.map { bits[Int($0)] ? 1 : 0 }
    case .integer(let column), .identifier(let column):
      let values = column.values
      return rows.map { values[Int($0)] }
    case .decimal(let column):
      let values = column.values
      return rows.map { key(of: values[Int($0)]) }
    case .day(let column):
      let values = column.values
      return rows.map { Int64(values[Int($0)]) }
    case .text(let column), .pseudonym(let column):
      let ranks = column.dictionary.bytewiseRanks
      guard !ranks.isEmpty else { return [Int64](repeating: 0, count: rows.count) }
      let codes = column.codes
      return rows.map { Int64(ranks[Int(codes[Int($0)])]) }
    }
  }

  /// The key of a decimal number.
  static func key(of number: Double) -> Int64 {
    let bits = Int64(bitPattern: number.bitPattern)
    return bits ^ ((bits >> 63) & Int64.max)
  }

  /// The decimal number of a key.
  static func decimal(ofKey key: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: key ^ ((key >> 63) & Int64.max)))
  }
}

extension TextDictionary {
  /// The codes of the texts in the order of their bytes.
  var bytewiseOrder: [Int32] {
    guard count > TextDictionary.fewTexts else { return bytewise((0..<Int32(count)).map { $0 }) }
    // There are as many pseudonyms as persons, of which a few share their first eight bytes.
    let beginnings = (0..<Int32(count)).map { beginning(of: $0) }
    var ordered = ascendingOrder(of: beginnings)
    var first = 0
    while first < ordered.count {
      var end = first + 1
      while end < ordered.count, beginnings[Int(ordered[end])] == beginnings[Int(ordered[first])] {
        end += 1
      }
      if end > first + 1 {
        ordered.replaceSubrange(first..<end, with: bytewise(Array(ordered[first..<end])))
      }
      first = end
    }
    return ordered
  }

  /// Up to how many texts a sort of the texts themselves costs less than one of numbers.
  private static let fewTexts = 1000

  private func bytewise(_ codes: [Int32]) -> [Int32] {
    let bytes = self.bytes
    let starts = self.starts
    return codes.sorted { left, right in
      bytes[Int(starts[Int(left)])..<Int(starts[Int(left) + 1])].lexicographicallyPrecedes(
        bytes[Int(starts[Int(right)])..<Int(starts[Int(right) + 1])])
    }
  }

  /// A number that is in the order of the first eight bytes of a text.
  private func beginning(of code: Int32) -> Int64 {
    let start = Int(starts[Int(code)])
    let end = Int(starts[Int(code) + 1])
    var number: UInt64 = 0
    for index in start..<start + 8 {
      number = number << 8 | (index < end ? UInt64(bytes[index]) : 0)
    }
    return Int64(bitPattern: number ^ (1 << 63))
  }

  /// For each code the place of its text in the order of bytes.
  var bytewiseRanks: [Int32] {
    var ranks = [Int32](repeating: 0, count: count)
    for (rank, code) in bytewiseOrder.enumerated() { ranks[Int(code)] = Int32(rank) }
    return ranks
  }
}

/// Texts in the order of their bytes, which no locale changes.
func sortedBytewise(_ texts: some Sequence<String>) -> [String] {
  texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
