import Model
import Tables

extension TextColumn {
  /// Makes a column of texts, nil where there is none.
  init(_ texts: [String?]) {
    var dictionary = TextDictionary()
    var present = Bitmap(repeating: true, count: texts.count)
    var codes = [Int32](repeating: 0, count: texts.count)
    for (row, text) in texts.enumerated() {
      if let text { codes[row] = dictionary.insert(text) } else { present[row] = false }
    }
    self.init(codes: codes, present: present.isAllSet ? nil : present, dictionary: dictionary)
  }

  /// The rows whose text is the given one.
  func rows(equalTo text: String) -> Bitmap {
    guard let wanted = dictionary.code(of: text) else {
      return Bitmap(repeating: false, count: codes.count)
    }
    let bits = Bitmap(count: codes.count) { codes[$0] == wanted }
    return present.map { bits & $0 } ?? bits
  }
}

extension Column {
  /// The column with its texts, where it has some, coded in the order of first appearance.
  var compacted: Column {
    switch self {
    case .text(let column): .text(column.compacted)
    case .pseudonym(let column): .pseudonym(column.compacted)
    case .boolean, .integer, .decimal, .day, .identifier: self
    }
  }

  /// The texts of a text column; nil of another.
  var texts: TextColumn? {
    guard case .text(let column) = self else { return nil }
    return column
  }

  /// The codes and texts of a column of texts or of pseudonyms; nil of another.
  var encodedTexts: TextColumn? {
    switch self {
    case .text(let column), .pseudonym(let column): column
    case .boolean, .integer, .decimal, .day, .identifier: nil
    }
  }

  /// The days of a day column; nil of another.
  var days: FixedColumn<Int32>? {
    guard case .day(let column) = self else { return nil }
    return column
  }

  /// The numbers of an identifier column; nil of another.
  var identifiers: FixedColumn<Int64>? {
    guard case .identifier(let column) = self else { return nil }
    return column
  }

  /// The values of a number column as decimals; nil of another.
  var decimals: FixedColumn<Double>? {
    switch self {
    case .decimal(let column): column
    case .integer(let column): FixedColumn(column.values.map(Double.init), present: column.present)
    default: nil
    }
  }
}

extension Table {
  /// A column that the step of this table declared, so that it is there.
  ///
  /// - Precondition: the table has the column; `run(_:on:)` sees to it.
  func declared(_ name: String) -> Column {
    guard let column = self[name] else {
      preconditionFailure("a step works with columns that it declared")
    }
    return column
  }

  /// A declared text column.
  func declaredTexts(_ name: String) -> TextColumn {
    guard let column = declared(name).texts else {
      preconditionFailure("a declared column has the declared type")
    }
    return column
  }

  /// The rows of a declared text column that hold a text.
  func rows(where name: String, equals text: String) -> Bitmap {
    declaredTexts(name).rows(equalTo: text)
  }

  /// The rows of a declared truth column that are true.
  func rows(whereTrue name: String) -> Bitmap {
    guard case .boolean(let column) = declared(name) else {
      preconditionFailure("a declared column has the declared type")
    }
    return column.bits
  }

  /// The rows of which it is known that they have none of some opt-outs.
  ///
  /// - Missing: a row of which one is not known is not among them.
  func rows(withNoneOf optOuts: [OptOut]) -> Bitmap {
    optOuts.reduce(Bitmap(repeating: true, count: rowCount)) { rows, optOut in
      guard case .boolean(let column) = declared(optOut.column) else {
        preconditionFailure("a declared column has the declared type")
      }
      let without = rows.subtracting(column.bits)
      return column.present.map { without & $0 } ?? without
    }
  }
}

extension Bitmap {
  /// Makes a bitmap of a condition on positions, a word at a time.
  init(count: Int, where isSet: (Int) -> Bool) {
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for index in words.indices {
      var word: UInt64 = 0
      let first = index << 6
      for bit in 0..<min(64, count - first) where isSet(first + bit) { word |= 1 << UInt64(bit) }
      words[index] = word
    }
    self.init(words: words, count: count)
  }

  /// Whether no bit is set.
  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The first few positions of set bits.
  func firstIndices(_ limit: Int) -> [Int] {
    var indices: [Int] = []
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        guard indices.count < limit else { return indices }
        indices.append(index << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return indices
  }

  /// Nil where all bits are set: how a column says that nothing is missing.
  var asPresence: Bitmap? { isAllSet ? nil : self }
}
