import Tables

/// Whole numbers that are in the order of a column's values, so that one kernel compares values of every type.
///
/// ```
/// boolean   0, 1             day         its number
/// integer   itself           decimal     its bits, those of negative numbers turned round
/// text      its rank, bytewise, among the texts of its dictionary
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
    case .text(let column):
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
    let bytes = self.bytes
    let starts = self.starts
    return (0..<Int32(count)).sorted { left, right in
      bytes[Int(starts[Int(left)])..<Int(starts[Int(left) + 1])].lexicographicallyPrecedes(
        bytes[Int(starts[Int(right)])..<Int(starts[Int(right) + 1])])
    }
  }

  /// For each code the place of its text in the order of bytes.
  var bytewiseRanks: [Int32] {
    var ranks = [Int32](repeating: 0, count: count)
    for (rank, code) in bytewiseOrder.enumerated() { ranks[Int(code)] = Int32(rank) }
    return ranks
  }

  /// The UTF-8 bytes of a code's text.
  func utf8(of code: Int32) -> ArraySlice<UInt8> {
    bytes[Int(starts[Int(code)])..<Int(starts[Int(code) + 1])]
  }
}

/// Texts in the order of their bytes, which no locale changes.
func sortedBytewise(_ texts: some Sequence<String>) -> [String] {
  texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
