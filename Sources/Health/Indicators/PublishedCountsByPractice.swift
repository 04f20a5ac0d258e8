import Model
import Tables

/// Published counts, one a practice and group, with practices and groups numbered in the order of their texts.
struct PublishedCountsByPractice {
  /// One published figure.
  struct Entry {
    var practice: Int
    var group: Int
    var numerator: Int64
    var denominator: Int64
  }

  /// The practices, by code.
  var practices: [String] = []
  /// The groups' values, one text a group column.
  var groups: [[String?]] = []
  /// The figures, by practice and group.
  var entries: [Entry] = []
  /// Rows that lack a practice or a count.
  var incomplete = 0
  /// Rows whose practice and group another row that differs has too: none of them counts.
  var repeated = 0

  /// Reads a feed.
  init(_ proportion: PublishedProportion, in table: Table) {
    guard let codes = table[proportion.practice]?.texts,
      let numerators = table[proportion.numerator]?.wholeNumbers,
      let denominators = table[proportion.denominator]?.wholeNumbers
    else { return }
    let all = Bitmap(repeating: true, count: table.rowCount)
    let complete = [codes.present, numerators.present, denominators.present].reduce(all) {
      rows, present in present.map { rows & $0 } ?? rows
    }
    let key = [proportion.practice] + proportion.group
    let again = RepeatedRows(
      in: table.selecting(key + [proportion.numerator, proportion.denominator]), key: key,
      among: complete)
    let rows = complete.subtracting(again.copies).subtracting(again.differing).setIndices
    incomplete = table.rowCount - complete.setCount
    repeated = again.differing.setCount
    let ranks = NumberedTexts(rows.map { [codes.text(at: $0)] })
    let columns = proportion.group.map { table[$0]?.texts }
    let named = NumberedTexts(rows.map { row in columns.map { $0?.text(at: row) } })
    practices = ranks.keys.map { $0[0] ?? "" }
    groups = named.keys
    entries = rows.indices.map { index in
      Entry(
        practice: ranks.numbers[index], group: named.numbers[index],
        numerator: numerators.values[rows[index]], denominator: denominators.values[rows[index]])
    }
    entries.sort { ($0.practice, $0.group) < ($1.practice, $1.group) }
  }
}

/// Texts that stand together, numbered in their order.
private struct NumberedTexts {
  var keys: [[String?]]
  var numbers: [Int]

  init(_ rows: [[String?]]) {
    keys = Set(rows).sorted { left, right in
      for (first, second) in zip(left, right) where first != second {
        return (first ?? "").utf8.lexicographicallyPrecedes((second ?? "").utf8)
      }
      return false
    }
    let numberOfKey = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    numbers = rows.map { numberOfKey[$0] ?? 0 }
  }
}

extension Column {
  /// A column of whole numbers, also where they are written as decimals; other decimals are missing.
  var wholeNumbers: FixedColumn<Int64>? {
    switch self {
    case .integer(let column): return column
    case .decimal(let column):
      let exact = column.values.map { Int64(exactly: $0) }
      let present = Bitmap(count: exact.count) { exact[$0] != nil && (column.present?[$0] ?? true) }
      return FixedColumn(exact.map { $0 ?? 0 }, present: present.asPresence)
    default: return nil
    }
  }
}
