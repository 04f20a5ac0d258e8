import Tables

/// The values of the events that count, as keys in the order of the values.
struct EventValues {
  /// The type of the values.
  let type: ColumnType
  /// One key an event.
  let keys: [Int64]
  /// The texts of all feeds, by rank.
  private let texts: [String]

  /// Takes the values of each feed's counted rows.
  init(_ columns: [Column], type: ColumnType, rows: [[Int32]]) {
    self.type = type
    guard type == .text || type == .pseudonym else {
      texts = []
      keys = zip(columns, rows).flatMap { OrderedKeys.of($0, rows: $1) }
      return
    }
    var merged = TextDictionary()
    let renumbered = columns.map {
      ($0.encodedTexts?.dictionary.texts ?? []).map { merged.insert($0) }
    }
    let ranks = merged.bytewiseRanks
    texts = merged.bytewiseOrder.map { merged[$0] }
    keys = columns.indices.flatMap { feed -> [Int64] in
      let codes = columns[feed].encodedTexts?.codes ?? []
      return rows[feed].map { Int64(ranks[Int(renumbered[feed][Int(codes[Int($0)])])]) }
    }
  }

  /// A column of one value a person; of whom none is chosen it is missing.
  func column(_ best: BestValues, count: Int) -> Column {
    var present = Bitmap(repeating: false, count: count)
    for person in best.persons { present[Int(person)] = true }
    func values<Element>(_ none: Element, _ value: (Int64) -> Element) -> [Element] {
      var values = [Element](repeating: none, count: count)
      for (person, key) in zip(best.persons, best.keys) { values[Int(person)] = value(key) }
      return values
    }
    let presence = present.asPresence
    switch type {
    case .boolean:
      var bits = Bitmap(repeating: false, count: count)
      for (person, key) in zip(best.persons, best.keys) where key != 0 { bits[Int(person)] = true }
      return .boolean(BooleanColumn(bits, present: presence))
    case .integer: return .integer(FixedColumn(values(0) { $0 }, present: presence))
    case .identifier: return .identifier(FixedColumn(values(0) { $0 }, present: presence))
    case .decimal:
      return .decimal(
        FixedColumn(values(0) { OrderedKeys.decimal(ofKey: $0) }, present: presence))
    case .day:
      return .day(FixedColumn(values(0) { Int32(truncatingIfNeeded: $0) }, present: presence))
    case .text:
      return .text(ranked(values(0) { Int32(truncatingIfNeeded: $0) }, presence))
    case .pseudonym:
      return .pseudonym(ranked(values(0) { Int32(truncatingIfNeeded: $0) }, presence))
    }
  }

  private func ranked(_ codes: [Int32], _ present: Bitmap?) -> TextColumn {
    TextColumn(codes: codes, present: present, dictionary: TextDictionary(texts)).compacted
  }
}
