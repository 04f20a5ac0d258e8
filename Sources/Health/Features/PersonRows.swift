import Parallel
import Tables

/// Finds persons' rows in the population by their keys, which are numbers or pseudonyms.
enum PersonRows: Sendable {
  /// By number.
  case numbers(PersonIndex)
  /// By pseudonym.
  case pseudonyms(PseudonymIndex)

  /// Indexes the column of the persons' keys; a missing key is nobody's.
  init(of persons: Column) {
    if case .pseudonym(let texts) = persons {
      self = .pseudonyms(PseudonymIndex(of: texts))
    } else {
      self = .numbers(PersonIndex(of: persons))
    }
  }

  /// The rows of a column of keys, in partitions of so many rows; of keys of the other kind none.
  func rows(of keys: Column, partitionedBy size: Int = partitionRows) -> [Int32] {
    switch (self, keys) {
    case (.numbers(let index), .identifier(let numbers)):
      index.rows(of: numbers, partitionedBy: size)
    case (.pseudonyms(let index), .pseudonym(let texts)):
      index.rows(of: texts, partitionedBy: size)
    default: [Int32](repeating: EventTable.nobody, count: keys.count)
    }
  }
}

/// The rows of a few keys in the population, `EventTable.nobody` of those that are not in it.
///
/// - Complexity: O(persons), without an index of all of them.
func rowsOfFew(_ keys: Column, among persons: Column) -> [Int32] {
  guard case .identifier(let wanted) = keys, case .identifier(let numbers) = persons else {
    return PersonRows(of: persons).rows(of: keys)
  }
  let isWanted = Set(wanted.values)
  let rows = numbers.values.indices.filter { isWanted.contains(numbers.values[$0]) }
    .map { Int32($0) }
  return PersonIndex(of: persons.gathered(rows)).rows(of: wanted).map {
    $0 == EventTable.nobody ? $0 : rows[Int($0)]
  }
}

/// Finds a person's row in the population by the person's pseudonym.
///
/// A feed is joined dictionary to dictionary: each of its texts is compared with the population's once, byte by byte, and
/// its rows are integers from then on. No hash stands for a text.
struct PseudonymIndex: Sendable {
  private let dictionary: TextDictionary
  /// The row of each text.
  private let rowOfCode: [Int32]

  init(of persons: TextColumn) {
    dictionary = persons.dictionary
    var rows = [Int32](repeating: EventTable.nobody, count: persons.dictionary.count)
    for row in persons.codes.indices {
      if let code = persons.code(at: row) { rows[Int(code)] = Int32(row) }
    }
    rowOfCode = rows
  }

  /// The row of a text of another dictionary, or `EventTable.nobody`.
  func row(of code: Int32, in other: TextDictionary) -> Int32 {
    other.withUTF8(of: code) { dictionary.code(of: $0) }.map { rowOfCode[Int($0)] }
      ?? EventTable.nobody
  }

  /// The rows of a column of pseudonyms.
  ///
  /// - Complexity: O(texts + rows).
  func rows(of column: TextColumn, partitionedBy size: Int) -> [Int32] {
    let texts = column.dictionary
    let rowOfText = parallelMap(partitions(of: texts.count, size: size)) { range in
      range.map { row(of: Int32($0), in: texts) }
    }.flatMap { $0 }
    let (codes, present) = (column.codes, column.present)
    // Where no row has a text there is none for the codes of missing rows either.
    guard !rowOfText.isEmpty else {
      return [Int32](repeating: EventTable.nobody, count: codes.count)
    }
    return codes.indices.map { row in
      present?[row] ?? true ? rowOfText[Int(codes[row])] : EventTable.nobody
    }
  }
}

/// Whole numbers that stand for persons' keys: equal where the keys are, and in the keys' order.
///
/// NHS numbers are such numbers themselves. Of a pseudonym it is the place among all of one column, by the text's bytes.
struct KeyNumbers {
  /// The texts, and the place of each; nil where keys are numbers.
  private let places: (dictionary: TextDictionary, ranks: [Int32])?

  /// The number of a key that the column does not have.
  static let unknown: Int64 = -1

  /// Numbers the keys of a column.
  ///
  /// - Complexity: nothing for numbers; O(texts · log(texts)) for pseudonyms.
  init(of column: Column) {
    guard case .pseudonym(let texts) = column else {
      places = nil
      return
    }
    places = (texts.dictionary, texts.dictionary.bytewiseRanks)
  }

  /// Numbers the keys of several columns together; those of another kind than the first one's are left out.
  ///
  /// - Precondition: there is a column.
  init(of columns: [Column]) {
    let alike = columns.filter { $0.type == columns[0].type }
    // Numbers are themselves, whatever stands beside them.
    if case .pseudonym = alike[0] {
      self.init(of: Column.concatenated(alike))
    } else {
      self.init(of: alike[0])
    }
  }

  /// The numbers of a column of keys; keys of the other kind are missing.
  func numbers(of column: Column) -> FixedColumn<Int64> {
    switch (places, column) {
    case (nil, .identifier(let numbers)): return numbers
    case (let places?, .pseudonym(let texts)): return numbers(of: texts, places)
    default:
      return FixedColumn(
        [Int64](repeating: KeyNumbers.unknown, count: column.count),
        present: Bitmap(repeating: false, count: column.count))
    }
  }

  private func numbers(
    of column: TextColumn, _ places: (dictionary: TextDictionary, ranks: [Int32])
  ) -> FixedColumn<Int64> {
    let texts = column.dictionary
    let numberOfCode =
      texts == places.dictionary
      ? places.ranks.map { Int64($0) }
      : (0..<Int32(texts.count)).map { code in
        texts.withUTF8(of: code) { places.dictionary.code(of: $0) }
          .map { Int64(places.ranks[Int($0)]) } ?? KeyNumbers.unknown
      }
    let codes = column.codes
    return FixedColumn(
      codes.indices.map { row in
        column.present?[row] ?? true ? numberOfCode[Int(codes[row])] : 0
      }, present: column.present)
  }
}

extension TextDictionary {
  /// What a function makes of the UTF-8 bytes of a code's text.
  fileprivate func withUTF8<Result>(of code: Int32, _ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(Int(starts[Int(code)])..<Int(starts[Int(code) + 1])))
  }
}
