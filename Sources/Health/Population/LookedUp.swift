import Model
import Tables

/// A column that a reference feed gives by a key.
struct LookedUp {
  /// One value a person.
  var column: Column
  /// For how many there was a key, and for how many of those a value.
  private(set) var match: LookupMatch
  /// What was found, at most one finding a kind.
  var findings: [Finding] = []

  /// Looks values up; each distinct key is resolved once.
  ///
  /// - Missing: where the person has no key, the feed does not have it or has no value for it.
  /// - Ties: a key that the feed gives different values for has none.
  init(_ lookup: Lookup, persons: Table, feeds: [String: Table]) {
    guard let feed = feeds[lookup.feed] else {
      preconditionFailure("a step has the feeds that it declared")
    }
    let (keys, taken) = (feed.declared(lookup.key), feed.declared(lookup.take))
    let wanted = persons.declared(lookup.on)
    let entries = ReferenceEntries(keys: keys, taken: taken)
    let rows = entries.rows(of: wanted)
    let known = Bitmap(count: rows.count) { rows[$0] >= 0 }
    let found = Bitmap(count: rows.count) {
      rows[$0] >= 0 && !entries.isAmbiguous[Int(rows[$0])]
    }
    column = taken.gathered(rows.map { max($0, 0) }, keeping: found).compacted
    let asked = wanted.present ?? Bitmap(repeating: true, count: rows.count)
    match = LookupMatch(
      lookup: lookup.name, feed: lookup.feed, keyed: asked.setCount,
      matched: (asked & found).setCount)
    note(
      "lookup-key-unknown", "persons whose \(lookup.on) is not in \(lookup.feed)", lookup,
      asked.subtracting(known))
    note(
      "lookup-key-ambiguous", "persons whose \(lookup.on) has several values in \(lookup.feed)",
      lookup, known.subtracting(found))
  }

  private mutating func note(_ rule: String, _ says: String, _ lookup: Lookup, _ rows: Bitmap) {
    guard !rows.isEmpty else { return }
    findings.append(
      Finding(rule: rule, grade: .warning, feed: lookup.feed, says: says, count: rows.setCount))
  }
}

/// For how many persons a look-up found a value.
public struct LookupMatch: Hashable, Sendable, Codable {
  /// The column that is looked up.
  public var lookup: String
  /// The feed that it is looked up in.
  public var feed: String
  /// How many persons have a key.
  public var keyed: Int
  /// For how many of them there is a value.
  public var matched: Int
}

/// The rows of a reference feed by key.
private struct ReferenceEntries {
  private let keys: Column
  /// One row a key: its first.
  private let firsts: [Int32]
  /// For each row that is a key's first whether the key has different values.
  let isAmbiguous: Bitmap

  init(keys: Column, taken: Column) {
    self.keys = keys
    let present = keys.present ?? Bitmap(repeating: true, count: keys.count)
    let rows = present.setIndices.map { Int32($0) }
    let byKey = RowGroups(of: rows, by: [keys])
    let byBoth = RowGroups(of: byKey.sizes.count == rows.count ? [] : rows, by: [keys, taken])
    var pairs = [Int32](repeating: 0, count: byKey.sizes.count)
    var position = [Int32](repeating: 0, count: keys.count)
    for (index, row) in rows.enumerated() { position[Int(row)] = byKey.groupOfRow[index] }
    for first in byBoth.firsts { pairs[Int(position[Int(first)])] += 1 }
    var ambiguous = Bitmap(repeating: false, count: keys.count)
    for (group, first) in byKey.firsts.enumerated() where pairs[group] > 1 {
      ambiguous[Int(first)] = true
    }
    firsts = byKey.firsts
    isAmbiguous = ambiguous
  }

  /// For each wanted key the feed's row, or -1.
  func rows(of wanted: Column) -> [Int32] {
    guard wanted.type == keys.type else { return [Int32](repeating: -1, count: wanted.count) }
    if let wanted = wanted.encodedTexts, let keys = keys.encodedTexts {
      var rowOfCode = [Int32](repeating: -1, count: wanted.dictionary.count)
      for row in firsts {
        let code = wanted.dictionary.code(of: keys.dictionary[keys.codes[Int(row)]])
        if let code { rowOfCode[Int(code)] = row }
      }
      return wanted.codes.indices.map { row in
        wanted.code(at: row).map { rowOfCode[Int($0)] } ?? -1
      }
    }
    var rowOfKey: [Int64: Int32] = [:]
    for (key, row) in zip(OrderedKeys.of(keys, rows: firsts), firsts) { rowOfKey[key] = row }
    let wantedKeys = OrderedKeys.of(wanted, rows: (0..<wanted.count).map { Int32($0) })
    let present = wanted.present
    return wantedKeys.indices.map { (present?[$0] ?? true) ? rowOfKey[wantedKeys[$0]] ?? -1 : -1 }
  }
}

extension Column {
  /// The rows at the given positions, missing where `keeping` has no bit.
  ///
  /// A position that is not kept may be any, even where the column has no row.
  func gathered(_ rows: [Int32], keeping: Bitmap) -> Column {
    guard count > 0 else { return Column(type, [Value?](repeating: nil, count: rows.count)) }
    return gathered(rows).keeping(keeping)
  }

  /// The same rows, missing where `kept` has no bit.
  func keeping(_ kept: Bitmap) -> Column {
    let both = (present.map { $0 & kept } ?? kept).asPresence
    guard let both else { return self }
    switch self {
    case .boolean(let column): return .boolean(BooleanColumn(column.bits, present: both))
    case .integer(let column): return .integer(column.keeping(both))
    case .decimal(let column): return .decimal(column.keeping(both))
    case .day(let column): return .day(column.keeping(both))
    case .identifier(let column): return .identifier(column.keeping(both))
    case .text(let column): return .text(column.keeping(both))
    case .pseudonym(let column): return .pseudonym(column.keeping(both).compacted)
    }
  }
}

extension TextColumn {
  fileprivate func keeping(_ present: Bitmap) -> TextColumn {
    TextColumn(
      codes: codes.indices.map { present[$0] ? codes[$0] : 0 }, present: present,
      dictionary: dictionary)
  }
}

extension FixedColumn where Element: ExpressibleByIntegerLiteral {
  fileprivate func keeping(_ present: Bitmap) -> FixedColumn {
    FixedColumn(values.indices.map { present[$0] ? values[$0] : 0 }, present: present)
  }
}
