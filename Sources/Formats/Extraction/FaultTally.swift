import Tables

/// What can be wrong with a file's columns, rows and cells, in the order in which findings are listed.
enum FaultRule: String, CaseIterable {
  case noRows = "no-rows"
  case unknownColumns = "unknown-columns"
  case absentColumn = "absent-column"
  case repeatedColumn = "repeated-column"
  case tooFewFields = "too-few-fields"
  case tooManyFields = "too-many-fields"
  case quoteInsideField = "quote-inside-field"
  case rowBelowTable = "row-below-table"
  case delimiterInField = "delimiter-in-field"
  case missingValue = "missing-value"
  case notADate = "not-a-date"
  case notANumber = "not-a-number"
  case notABoolean = "not-a-boolean"
  case notAnIdentifier = "not-an-identifier"
  case notAPseudonym = "not-a-pseudonym"
  case unknownCode = "unknown-code"
  case notUTF8 = "not-utf-8"
  case tooMuchText = "too-much-text"
  case boundForValue = "bound-for-value"

  /// Whether it is about a cell that holds something else than its column.
  var isOfCell: Bool {
    switch self {
    case .notADate, .notANumber, .notABoolean, .notAnIdentifier, .notAPseudonym, .unknownCode,
      .notUTF8, .tooMuchText:
      true
    case .noRows, .unknownColumns, .absentColumn, .repeatedColumn, .tooFewFields, .tooManyFields,
      .quoteInsideField, .rowBelowTable, .delimiterInField, .missingValue, .boundForValue:
      false
    }
  }

  /// Whether it is about a cell that holds something else than a day, a truth value, a code or a person's key, in none of which
  /// a delimiter stands.
  var isOfWord: Bool {
    switch self {
    case .notADate, .notABoolean, .notAnIdentifier, .notAPseudonym, .unknownCode: true
    default: false
    }
  }

  /// What is wrong, in one lower-case sentence.
  func says(column: String) -> String {
    switch self {
    case .noRows: "the file has no rows"
    case .unknownColumns: "the file has columns that its contract does not name"
    case .absentColumn: "the file has no column '\(column)'"
    case .repeatedColumn:
      "the file has more than one column '\(column)', of which the first is read"
    case .tooFewFields: "the row has fewer fields than the header"
    case .tooManyFields: "the row has more fields than the header"
    case .quoteInsideField: "the row has text after a closing quote"
    case .rowBelowTable: "the row stands below the foot of the table"
    case .delimiterInField:
      "the column '\(column)' has a delimiter between quotes, as where a stray quote makes up for a lost one"
    case .missingValue: "the column '\(column)' has no value"
    case .notADate: "the column '\(column)' is not a date of its formats"
    case .notANumber: "the column '\(column)' is not a number"
    case .notABoolean: "the column '\(column)' is neither of its texts for true and false"
    case .notAnIdentifier: "the column '\(column)' has not the digits of an identifier"
    case .notAPseudonym: "the column '\(column)' is not a pseudonym of its form"
    case .unknownCode: "the column '\(column)' has a code that is not in its list"
    case .notUTF8: "the column '\(column)' is not UTF-8"
    case .tooMuchText: "the column '\(column)' has more distinct text than a table can hold"
    case .boundForValue:
      "the column '\(column)' has a bound such as <0.5, which is used as the value"
    }
  }
}

/// How often each rule was broken in each column, and where first.
struct FaultTally: Sendable {
  /// The faults of one rule in one column.
  struct Entry: Sendable {
    var rule: FaultRule
    /// The column's index in the contract; nil for a rule about whole rows or files.
    var column: Int?
    var grade: Grade
    var count: Int
    var places: [Place]
    /// The positions, from 1, of the header's fields that it is about, in any file.
    var positions: Set<Int>
  }

  private(set) var entries: [Entry] = []

  /// Counts one fault of a rule in a column; the place is asked for only while there is room for it.
  mutating func add(
    _ rule: FaultRule, column: Int?, grade: Grade, positions: [Int] = [],
    at place: @autoclosure () -> Place
  ) {
    if let index = entries.firstIndex(where: { $0.rule == rule && $0.column == column }) {
      entries[index].count += 1
      if entries[index].places.count < Finding.placesKept { entries[index].places.append(place()) }
      entries[index].positions.formUnion(positions)
    } else {
      entries.append(
        Entry(
          rule: rule, column: column, grade: grade, count: 1, places: [place()],
          positions: Set(positions)))
    }
  }

  /// Adds the faults of a file that comes after this one's.
  mutating func add(_ other: FaultTally) {
    for entry in other.entries {
      let index = entries.firstIndex { $0.rule == entry.rule && $0.column == entry.column }
      guard let index else {
        entries.append(entry)
        continue
      }
      entries[index].count += entry.count
      entries[index].places += entry.places.prefix(
        Finding.placesKept - entries[index].places.count)
      entries[index].positions.formUnion(entry.positions)
    }
  }

  /// How many cells of each column could not be read and were left missing.
  func unreadableCells(_ contract: FeedContract) -> [String: Int] {
    var cells: [String: Int] = [:]
    for entry in entries where entry.rule.isOfCell && entry.grade == .warning {
      if let column = entry.column {
        cells[contract.columns[column].name, default: 0] += entry.count
      }
    }
    return cells
  }

  /// One finding for each rule and column, whole files first and then by the contract's order of columns.
  func findings(_ contract: FeedContract) -> [Finding] {
    let ruleOrder = FaultRule.allCases
    let sorted = entries.sorted { left, right in
      let columns = (left.column ?? -1, right.column ?? -1)
      guard columns.0 == columns.1 else { return columns.0 < columns.1 }
      return (ruleOrder.firstIndex(of: left.rule) ?? 0)
        < (ruleOrder.firstIndex(of: right.rule) ?? 0)
    }
    return sorted.map { entry in
      let says =
        entry.positions.isEmpty
        ? entry.rule.says(column: entry.column.map { contract.columns[$0].name } ?? "")
        : unknownColumnsText(entry.positions.sorted())
      return Finding(
        rule: entry.rule.rawValue, grade: entry.grade, feed: contract.name, says: says,
        count: entry.count, places: entry.places)
    }
  }
}

/// What is said of header fields that a contract does not name: how many there are and where the first ones stand,
/// never their text, since a file without its header shows a person's data there.
private func unknownColumnsText(_ positions: [Int]) -> String {
  let first = positions.prefix(5).map(ordinal).joined(separator: ", ")
  let others = positions.count > 5 ? " and \(positions.count - 5) more" : ""
  let noun = positions.count == 1 ? "column" : "columns"
  return "\(positions.count) \(noun) that the contract does not name: the \(first)\(others)"
}

private func ordinal(_ number: Int) -> String {
  let isTeen = (11...13).contains(number % 100)
  return switch isTeen ? 0 : number % 10 {
  case 1: "\(number)st"
  case 2: "\(number)nd"
  case 3: "\(number)rd"
  default: "\(number)th"
  }
}
