import Expressions
import Model
import Tables

/// The rows of a feed's events by one of its columns of texts.
///
/// ```
/// codes   ACR          BMI              …
/// starts  0            3                …
/// rows    4  9  17     0  5  10  12  …        each code's rows as they stand in the feed
/// ```
///
/// Most features want the events of one code, or of a few, and look at these alone. The rows stay in the feed's order, in which their
/// values are found fast; to bring a feed into the order of persons takes longer than all features take.
///
/// - Missing: rows of nobody and rows without a text are left out.
struct EventsByCode: Sendable {
  private let rows: [Int32]
  /// Where each code's rows begin, and at the end where the last ones end.
  private let starts: [Int]

  /// Orders the rows of events.
  ///
  /// - Complexity: O(rows + codes).
  init(_ persons: [Int32], by texts: TextColumn) {
    // A code of its own stands for what is left out.
    let none = texts.dictionary.count
    var starts = [Int](repeating: 0, count: none + 2)
    var codes = texts.codes
    for row in codes.indices {
      if persons[row] < 0 || texts.code(at: row) == nil { codes[row] = Int32(none) }
      starts[Int(codes[row]) + 1] += 1
    }
    for code in 0...none { starts[code + 1] += starts[code] }
    var next = starts
    var rows = [Int32](repeating: 0, count: codes.count)
    for (row, code) in codes.enumerated() {
      rows[next[Int(code)]] = Int32(row)
      next[Int(code)] += 1
    }
    rows.removeLast(starts[none + 1] - starts[none])
    starts.removeLast()
    (self.rows, self.starts) = (rows, starts)
  }

  /// How many rows have one of some codes.
  func count(of codes: [Int32]) -> Int {
    codes.reduce(0) { $0 + starts[Int($1) + 1] - starts[Int($1)] }
  }

  /// The rows of a code, or of several, one code after the other.
  func rows(of codes: [Int32]) -> [Int32] {
    codes.flatMap { rows[starts[Int($0)]..<starts[Int($0) + 1]] }
  }
}

extension EventTable {
  /// To copy the rows of a code pays where at least so many times as many are passed over: a condition on all of them is worked out many at a
  /// time, and a copy is made row by row.
  private static let leastRepaid = 8

  /// The events among which a feature looks: those of the codes that its condition asks for, where these are few, and else
  /// all; beside them the columns of the person that it reads.
  ///
  /// `byCode` has the rows by a column of texts.
  func candidates(
    for reduction: Reduction, reading personColumns: Set<String>, of known: Table,
    byCode: (String, TextColumn) -> EventsByCode
  ) -> EventTable {
    var events = self
    if let wanted = reduction.wantedCodes(in: table),
      case let byCode = byCode(wanted.name, wanted.texts),
      byCode.count(of: wanted.codes) <= table.rowCount / EventTable.leastRepaid
        || !personColumns.isEmpty
    {
      let rows = byCode.rows(of: wanted.codes)
      let columns = reduction.columns.filter { table[$0] != nil }.sorted()
      events = EventTable(
        table.selecting(columns).gathered(rows), persons: rows.map { persons[Int($0)] })
    }
    for name in personColumns.sorted() {
      let values = known.declared(name)
      // Without persons no event is anybody's, and there is no value to stand beside it; beside an event of nobody it means nothing.
      events.table.append(
        Reduction.personPrefix + name,
        values.count > 0
          ? values.gathered(events.persons.map { max($0, 0) })
          : Column(values.type, [Value?](repeating: nil, count: events.persons.count)))
    }
    return events
  }
}

extension Reduction {
  /// The columns of its feeds that it reads.
  fileprivate var columns: Set<String> {
    (condition?.columns ?? []).union([value, by].compactMap { $0 })
  }

  /// The column of texts by which the fewest events are left, with the codes that the condition asks for; nil where it asks for none.
  fileprivate func wantedCodes(
    in table: Table
  ) -> (name: String, texts: TextColumn, codes: [Int32])? {
    let wanted = (condition?.neededTexts ?? [:]).compactMap {
      name, needed -> (name: String, texts: TextColumn, codes: [Int32])? in
      guard case .text(let texts)? = table[name] else { return nil }
      return (
        name: name, texts: texts, codes: needed.compactMap { texts.dictionary.code(of: $0.span) }
      )
    }
    // How many events have which code is not known before they are counted: of a column of many texts each has few.
    func share(_ codes: [Int32], _ texts: TextColumn) -> Double {
      Double(codes.count) / Double(max(texts.dictionary.count, 1))
    }
    return wanted.min {
      (share($0.codes, $0.texts), $0.name) < (share($1.codes, $1.texts), $1.name)
    }.map { ($0.name, $0.texts, $0.codes.sorted()) }
  }
}
