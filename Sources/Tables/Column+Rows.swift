extension Column {
  /// The rows of a column at the given positions, in their order; a repeated position repeats the row.
  public func gathered(_ rows: [Int32]) -> Column {
    let present = self.present.map { $0.gathered(rows) }
    switch self {
    case .boolean(let column):
      return .boolean(BooleanColumn(column.bits.gathered(rows), present: present))
    case .integer(let column):
      return .integer(FixedColumn(gather(column.values, rows), present: present))
    case .decimal(let column):
      return .decimal(FixedColumn(gather(column.values, rows), present: present))
    case .day(let column):
      return .day(FixedColumn(gather(column.values, rows), present: present))
    case .text(let column):
      return .text(gathered(column, rows, present: present))
    case .pseudonym(let column):
      // A list of a few must not carry the pseudonyms of all others into the store.
      return .pseudonym(gathered(column, rows, present: present).compacted)
    case .identifier(let column):
      return .identifier(FixedColumn(gather(column.values, rows), present: present))
    }
  }

  private func gathered(_ column: TextColumn, _ rows: [Int32], present: Bitmap?) -> TextColumn {
    TextColumn(
      codes: gather(column.codes, rows), present: present, dictionary: column.dictionary)
  }

  /// The rows of several columns of one type, one after the other.
  ///
  /// Text codes are renumbered into one dictionary, which holds the first column's texts first.
  ///
  /// - Precondition: there is at least one column, and all are of one type.
  public static func concatenated(_ columns: [Column]) -> Column {
    precondition(!columns.isEmpty, "columns to be joined end to end exist")
    guard columns.count > 1 else { return columns[0] }
    let present = joinedPresence(columns)
    switch columns[0] {
    case .boolean:
      var bits = Bitmap(repeating: false, count: 0)
      for case .boolean(let column) in columns { bits.append(contentsOf: column.bits) }
      return .boolean(BooleanColumn(bits, present: present))
    case .integer:
      var values: [Int64] = []
      for case .integer(let column) in columns { values += column.values }
      return .integer(FixedColumn(values, present: present))
    case .decimal:
      var values: [Double] = []
      for case .decimal(let column) in columns { values += column.values }
      return .decimal(FixedColumn(values, present: present))
    case .day:
      var values: [Int32] = []
      for case .day(let column) in columns { values += column.values }
      return .day(FixedColumn(values, present: present))
    case .identifier:
      var values: [Int64] = []
      for case .identifier(let column) in columns { values += column.values }
      return .identifier(FixedColumn(values, present: present))
    case .text(let first):
      return .text(joinedTexts(first, columns.dropFirst(), present: present))
    case .pseudonym(let first):
      return .pseudonym(joinedTexts(first, columns.dropFirst(), present: present))
    }
  }

  private static func joinedTexts(
    _ first: TextColumn, _ others: ArraySlice<Column>, present: Bitmap?
  ) -> TextColumn {
    var dictionary = first.dictionary
    var codes = first.codes
    for other in others {
      guard let column = other.dictionaryEncoded else { continue }
      let renumbered = column.dictionary.texts.map { dictionary.insert($0) }
      if renumbered.isEmpty {
        codes += column.codes
      } else if let present = column.present {
        // A missing row's code stays zero, or rows that are alike would differ.
        codes += column.codes.indices.map {
          present[$0] ? renumbered[Int(column.codes[$0])] : 0
        }
      } else {
        codes += column.codes.map { renumbered[Int($0)] }
      }
    }
    return TextColumn(codes: codes, present: present, dictionary: dictionary)
  }

  /// Its different texts; nil of a column of something else.
  package var dictionary: TextDictionary? { dictionaryEncoded?.dictionary }

  /// The codes and texts of a column that is kept so; nil of another.
  private var dictionaryEncoded: TextColumn? {
    switch self {
    case .text(let column), .pseudonym(let column): column
    case .boolean, .integer, .decimal, .day, .identifier: nil
    }
  }

  private static func joinedPresence(_ columns: [Column]) -> Bitmap? {
    guard columns.contains(where: { $0.present != nil }) else { return nil }
    var bits = Bitmap(repeating: false, count: 0)
    for column in columns {
      bits.append(contentsOf: column.present ?? Bitmap(repeating: true, count: column.count))
    }
    return bits
  }
}

extension TextColumn {
  /// The same texts with codes in the order of first appearance and no text that no row uses.
  ///
  /// A dictionary that was filled in the order of a feed's rows would carry that order into every file.
  public var compacted: TextColumn {
    var newCodes = [Int32](repeating: -1, count: dictionary.count)
    var used: [Int32] = []
    var codes = self.codes
    for row in codes.indices where present?[row] ?? true {
      let code = Int(codes[row])
      if newCodes[code] < 0 {
        newCodes[code] = Int32(used.count)
        used.append(Int32(code))
      }
      codes[row] = newCodes[code]
    }
    let texts = TextDictionary(used.map { dictionary[$0] })
    return TextColumn(codes: codes, present: present, dictionary: texts)
  }
}

extension Bitmap {
  /// The bits at the given positions, in their order.
  public func gathered(_ rows: [Int32]) -> Bitmap {
    let words = words.span
    let rows = rows.span
    var result: [UInt64] = []
    result.reserveCapacity((rows.count + 63) / 64)
    // A word at a time, without a branch on its bits.
    for start in stride(from: 0, to: rows.count, by: 64) {
      var word: UInt64 = 0
      for index in start..<min(start + 64, rows.count) {
        let row = Int(rows[index])
        word |= (words[row >> 6] >> UInt64(row & 63) & 1) << UInt64(index & 63)
      }
      result.append(word)
    }
    return Bitmap(words: result, count: rows.count)
  }
}

private func gather<Element>(_ values: [Element], _ rows: [Int32]) -> [Element] {
  rows.map { values[Int($0)] }
}
