import Model
import Parallel
import Tables

/// What each practice's patients have of a feed, by the practices' codes.
struct PracticeCounts {
  let practices: TextColumn
  var patients: [Int]
  var rows: [Int]
  var rejected: [Int]
  /// The cells of each column that could not be read, and those that are filled.
  var cells: [(column: String, unreadable: [Int], filled: [Int])] = []
  /// The rows that are newer than the practice's last complete night.
  var recent: [Int]
  /// The columns and codes of the rows.
  var values: PracticeValues
  var newest: [Int32]
  /// How many rows of all practices lie on each day, from the oldest on.
  private var onDay: [Int] = []
  private var oldest: Int32 = 0
  private var dated = 0

  init(_ practices: TextColumn) {
    self.practices = practices
    let count = practices.dictionary.count
    patients = [Int](repeating: 0, count: count)
    rows = patients
    rejected = patients
    recent = patients
    values = PracticeValues(practices: count)
    newest = [Int32](repeating: .min, count: count)
    for row in practices.codes.indices {
      if let code = practices.code(at: row) { patients[Int(code)] += 1 }
    }
  }

  mutating func count(
    _ feed: String, _ delivered: DeliveredRows, _ persons: PersonTable,
    _ vocabulary: PersonVocabulary, _ eventRows: EventRows, _ referenceDate: Day, before: [Day?]
  ) {
    let match = eventRows.match(
      feed, delivered.rows, of: persons, person: vocabulary.person, partitionedBy: partitionRows)
    let practiceOfRow = practiceNumbers(of: match.rows)
    for practice in practiceOfRow where practice != PracticeValues.noPractice {
      rows[Int(practice)] += 1
    }
    countRejected(
      delivered,
      eventRows.personsOfRows(
        delivered.rejected, delivered.rows, of: persons, person: vocabulary.person))
    countCells(delivered, match.rows)
    var isRecent: Bitmap?
    if let day = delivered.day, let days = delivered.rows.table.declared(day).days {
      isRecent = countDays(days, match.rows, referenceDate, before: before)
      if let history = delivered.history {
        countOld(history, days, practiceOfRow, before: referenceDate.adding(days: -history.days))
      }
    }
    for measured in delivered.columns {
      guard let column = delivered.rows.table[measured.name] else { continue }
      values.count(
        measured, column, recent: isRecent, rows: (rows, recent), practiceOfRow: practiceOfRow)
    }
    if let measures = delivered.measures {
      values.countBands(
        of: measures, in: delivered.rows.table, delivered.columns, recent: isRecent,
        practiceOfRow: practiceOfRow)
    }
  }

  /// The practice of each row's person, by its number.
  private func practiceNumbers(of persons: [Int32]) -> [Int32] {
    let codes = practices.codes
    let present = practices.present
    return persons.map { person in
      guard person != EventTable.nobody, present?[Int(person)] ?? true else {
        return PracticeValues.noPractice
      }
      return codes[Int(person)]
    }
  }

  /// A rejected row is its person's practice's, or else that which stands in it.
  private mutating func countRejected(
    _ delivered: DeliveredRows, _ persons: [(row: Int, person: Int32?)]
  ) {
    let own = delivered.practice.flatMap { delivered.rows.table.declared($0).texts }
    for (row, person) in persons {
      let code =
        person.flatMap { practices.code(at: Int($0)) }
        ?? own?.text(at: row).flatMap { practices.dictionary.code(of: $0) }
      if let code { rejected[Int(code)] += 1 }
    }
  }

  private mutating func countCells(_ delivered: DeliveredRows, _ persons: [Int32]) {
    guard let unread = delivered.rows.unread else { return }
    let table = delivered.rows.table
    let read = (delivered.rows.accepted ?? Bitmap(repeating: true, count: table.rowCount))
      .subtracting(unread.rejected)
    for (column, bits) in filledCells(in: table, unread, among: read) {
      let none = [Int](repeating: 0, count: practices.dictionary.count)
      cells.append(
        (column, byPractice(bits.unreadable, persons, none), byPractice(bits.all, persons, none)))
    }
  }

  private func byPractice(_ rows: Bitmap, _ persons: [Int32], _ none: [Int]) -> [Int] {
    var counts = none
    for row in rows.setIndices where persons[row] != EventTable.nobody {
      if let code = practices.code(at: Int(persons[row])) { counts[Int(code)] += 1 }
    }
    return counts
  }

  /// The rows of a practice, for the feed's limits.
  func practiceRows(at index: Int) -> PracticeRows {
    var found = PracticeRows(practice: practices.dictionary[Int32(index)])
    found.read = rows[index]
    found.rejected = rejected[index]
    for column in cells {
      found.unreadable[column.column] = column.unreadable[index]
      found.filled[column.column] = column.filled[index]
    }
    return found
  }

  /// The rows of every practice.
  var practiceRows: [PracticeRows] { rows.indices.map { practiceRows(at: $0) } }

  /// Counts the days of rows.
  ///
  /// - Returns: the rows that are newer than their practice's last complete night.
  private mutating func countDays(
    _ days: FixedColumn<Int32>, _ persons: [Int32], _ referenceDate: Day, before: [Day?]
  ) -> Bitmap {
    var isRecent = Bitmap(repeating: false, count: persons.count)
    // Of older events the number is enough: nobody is late by more than ten years.
    let span = 3_653
    let last = referenceDate.number
    oldest = last - Int32(span)
    onDay = [Int](repeating: 0, count: span + 1)
    let values = days.values
    let present = days.present
    for row in persons.indices {
      let person = persons[row]
      guard person != EventTable.nobody, present?[row] ?? true, values[row] <= last else {
        continue
      }
      onDay[Int(max(values[row] - oldest, 0))] += 1
      dated += 1
      if let code = practices.code(at: Int(person)) {
        newest[Int(code)] = max(newest[Int(code)], values[row])
        if let before = before[Int(code)], values[row] > before.number {
          recent[Int(code)] += 1
          isRecent[row] = true
        }
      }
    }
    return isRecent
  }

  /// Counts the rows of the older half of a feed's time.
  private mutating func countOld(
    _ history: MeasuredHistory, _ days: FixedColumn<Int32>, _ practiceOfRow: [Int32],
    before day: Day
  ) {
    var old = [Int](repeating: 0, count: practices.dictionary.count)
    let numbers = days.values
    let present = days.present
    for row in practiceOfRow.indices where numbers[row] < day.number && present?[row] ?? true {
      let practice = practiceOfRow[row]
      if practice != PracticeValues.noPractice { old[Int(practice)] += 1 }
    }
    values.add(history, old)
  }

  func rate(at index: Int) -> Double? {
    patients[index] == 0 ? nil : Double(rows[index]) / Double(patients[index])
  }

  /// The rows a patient, of all rows and of those that are not new; nil where nobody is registered.
  func rates(at index: Int) -> (all: Double, old: Double)? {
    rate(at: index).map { ($0, Double(rows[index] - recent[index]) / Double(patients[index])) }
  }

  /// The median of the rows a patient, over practices with patients; nil where there are fewer than three.
  var medianRate: Double? { medianCount(rows, of: patients) }

  /// How many newer rows a practice should have than it has, going by the rows of the others; of a few practices nobody is
  /// the rule.
  private func missingRows(at index: Int) -> Double {
    // A few rows say nothing of how many should be newer.
    guard rows[index] >= 4 * fewestRows, newest[index] != .min, dated > 0,
      patients.count(where: { $0 > 0 }) >= fewestPractices
    else { return 0 }
    let newest = max(Int(newest[index] - oldest), 0)
    let newer = onDay[min(newest + 1, onDay.count)...].reduce(0, +)
    let share = Double(newer) / Double(max(dated - newer, 1))
    return Double(rows[index]) * share
  }

  func fault(
    at index: Int, expected: (least: Double, most: Double)?, median: Double?,
    _ expectation: FeedExpectation
  ) -> CompletenessFault? {
    let count = Double(rows[index])
    if let expected {
      if expected.least - count >= Double(fewestRows),
        count < expectation.holdBelow * expected.least
      {
        return rows[index] == 0 ? .noRows : .fewRows
      }
      if surplus(at: index, expected.most, above: expectation.holdAbove) >= fewestTooMany {
        return .manyRows
      }
    } else if let median {
      let usual = median * Double(patients[index])
      if rows[index] == 0, usual >= Double(fewestRows) { return .noRows }
      // A practice of other patients may have half of what others have, but not a quarter.
      if usual >= Double(5 * fewestRows), count < 0.25 * usual { return .fewRows }
      if count - usual >= Double(5 * fewestRows), count > 4 * usual, usual > 0 { return .manyRows }
    }
    // With so many expected, none at all is not chance.
    return missingRows(at: index) >= Double(4 * fewestRows) ? .oldRows : nil
  }

  /// The newest day of a practice's rows; nil for none.
  func newestDay(at index: Int) -> Day? {
    newest[index] == .min ? nil : Day(number: newest[index])
  }

  /// Whether the newest of a practice's rows is far older than it was: a few more days may have been a slip.
  func wentBack(
    at index: Int, _ before: Day?, _ expectation: FeedExpectation
  ) -> CompletenessFault? {
    guard let before, let now = newestDay(at: index), rows[index] >= 4 * fewestRows,
      Int(before.number - now.number) > expectation.refuseAfterDays
    else { return nil }
    return .oldRows
  }

  func isDoubtful(at index: Int, _ expected: Double, _ expectation: FeedExpectation) -> Bool {
    // One row may be put right; a practice that had some and has none is told, however few they were.
    let missing = expected - Double(rows[index])
    return (rows[index] == 0 ? missing >= 1 : missing >= 2)
      && Double(rows[index]) < expectation.warnBelow * expected
  }

  func isSwollen(at index: Int, _ expected: Double, _ expectation: FeedExpectation) -> Bool {
    surplus(at: index, expected, above: expectation.warnAbove) >= fewestTooMany
  }

  /// Whether new rows make a practice's far more than before, and the others have no such season.
  func hasManyNewRows(at index: Int, _ expected: Double, _ expectation: FeedExpectation) -> Bool {
    let newRows = Double(recent[index])
    guard newRows >= Double(fewestTooMany),
      Double(rows[index]) > expectation.warnAbove * expected,
      patients.count(where: { $0 > 0 }) >= fewestPractices
    else { return false }
    let others = patients.reduce(0, +) - patients[index]
    let usual = Double(recent.reduce(0, +) - recent[index]) / Double(max(others, 1))
    return newRows > manyNewRows * usual * Double(patients[index])
  }

  /// How many rows more than expected there are of days until the last complete night, where that is above a multiple; else none.
  private func surplus(at index: Int, _ expected: Double, above multiple: Double) -> Int {
    let count = rows[index] - recent[index]
    return Double(count) > multiple * expected ? Int(Double(count) - expected) : 0
  }

  /// The practices in an order.
  func table(_ order: [Int32], faults: [CompletenessFault?]) -> Table {
    func integers(_ values: [Int]) -> Column {
      .integer(FixedColumn(order.map { Int64(values[Int($0)]) }))
    }
    let days = order.map { code -> Value? in
      newest[Int(code)] == .min ? nil : .day(Day(number: newest[Int(code)]))
    }
    return Table(
      [
        (
          CompletenessColumn.practice,
          .text(TextColumn(order.map { practices.dictionary[$0] }))
        ),
        (CompletenessColumn.patients, integers(patients)),
        (CompletenessColumn.rows, integers(rows)),
        (CompletenessColumn.newest, Column(.day, days)),
        (CompletenessColumn.rejected, integers(rejected)),
        (CompletenessColumn.fault, Column(.text, faults.map { $0.map { .text($0.rawValue) } })),
      ], rowCount: order.count)
  }
}

/// Of fewer practices one says nothing of another.
private let fewestPractices = 5

/// Fewer rows than these may be missing by chance.
private let fewestRows = 5

/// Fewer rows than these may be late entries.
private let fewestTooMany = 10

/// So many times the others' new rows a patient are told.
private let manyNewRows = 4.0
