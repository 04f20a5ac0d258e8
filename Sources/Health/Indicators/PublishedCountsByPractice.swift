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

  /// A figure of another night or year.
  struct Figure {
    var numerator: Int64
    /// Nil where it is not known.
    var denominator: Int64?
  }

  /// The practices, by code.
  var practices: [String] = []
  /// The groups' values, one text a group column.
  var groups: [[String?]] = []
  /// The figures, by practice and group.
  var entries: [Entry] = []
  /// The figures that cannot be right and were taken out, by practice and group.
  var leftOut: [Entry] = []
  /// The figures of earlier years of the feed, by practice and group; empty where it has no column of the year.
  var earlierYears: [[String?]: [Figure]] = [:]
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
    incomplete = table.rowCount - complete.setCount
    let latest = complete.subtracting(
      noteEarlierYears(
        table, codes, counts: (numerators, denominators), among: complete, proportion))
    let key = [proportion.practice] + proportion.group
    let again = RepeatedRows(
      in: table.selecting(key + [proportion.numerator, proportion.denominator]), key: key,
      among: latest)
    let rows = latest.subtracting(again.copies).subtracting(again.differing).setIndices
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

  /// Notes the figures of all years but the latest.
  ///
  /// - Missing: a row without a year is of the latest.
  /// - Returns: their rows.
  private mutating func noteEarlierYears(
    _ table: Table, _ codes: TextColumn,
    counts: (numerators: FixedColumn<Int64>, denominators: FixedColumn<Int64>),
    among rows: Bitmap, _ proportion: PublishedProportion
  ) -> Bitmap {
    var earlier = Bitmap(repeating: false, count: table.rowCount)
    guard let years = proportion.year.flatMap({ table[$0] })?.orderedTexts,
      let latest = rows.setIndices.compactMap({ years[$0] }).max()
    else { return earlier }
    let columns = proportion.group.map { table[$0]?.texts }
    for row in rows.setIndices {
      guard let year = years[row], year < latest else { continue }
      earlier[row] = true
      earlierYears[[codes.text(at: row)] + columns.map { $0?.text(at: row) }, default: []]
        .append(
          Figure(
            numerator: counts.numerators.values[row],
            denominator: counts.denominators.values[row]))
    }
    return earlier
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
  /// For each row a text in the order of the values, of texts, whole numbers and days.
  fileprivate var orderedTexts: [String?] {
    (0..<count).map { row in
      switch value(at: row) {
      case .text(let text)?: text
      case .integer(let number)?:
        String(repeating: "0", count: max(0, 20 - String(number).utf8.count)) + String(number)
      case .day(let day)?: day.description
      default: nil
      }
    }
  }

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
