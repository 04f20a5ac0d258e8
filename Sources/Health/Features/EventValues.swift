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

  /// A column of one value a person.
  func column(_ best: [Best]) -> Column {
    let present = Bitmap(count: best.count) { best[$0].exists }.asPresence
    func values<Element>(_ none: Element, _ value: (Int64) -> Element) -> [Element] {
      best.map { $0.exists ? value($0.key) : none }
    }
    switch type {
    case .boolean:
      let bits = Bitmap(count: best.count) { best[$0].exists && best[$0].key != 0 }
      return .boolean(BooleanColumn(bits, present: present))
    case .integer: return .integer(FixedColumn(values(0) { $0 }, present: present))
    case .identifier: return .identifier(FixedColumn(values(0) { $0 }, present: present))
    case .decimal:
      return .decimal(
        FixedColumn(values(0) { OrderedKeys.decimal(ofKey: $0) }, present: present))
    case .day:
      return .day(FixedColumn(values(0) { Int32(truncatingIfNeeded: $0) }, present: present))
    case .text:
      return .text(ranked(values(0) { Int32(truncatingIfNeeded: $0) }, present))
    case .pseudonym:
      return .pseudonym(ranked(values(0) { Int32(truncatingIfNeeded: $0) }, present))
    }
  }

  private func ranked(_ codes: [Int32], _ present: Bitmap?) -> TextColumn {
    TextColumn(codes: codes, present: present, dictionary: TextDictionary(texts)).compacted
  }
}
