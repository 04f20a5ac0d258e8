public import Model
import Parallel
public import Tables

/// How complete a feed of events is, practice by practice.
public struct FeedCompleteness: Sendable {
  /// One row a practice with registered patients, by code, and then one each that had some before: see `CompletenessColumn`.
  public var practices: Table
  /// The practices without a complete delivery, by code, each with what is missing.
  public var incomplete: [(practice: String, fault: CompletenessFault)]
  /// The practices with somewhat fewer rows than before, by code.
  public var doubtful: [String]
  /// The practices that break the feed's limits of what may be rejected or unreadable.
  public var limits = PracticeLimits([], FeedRules(feed: "", grain: .event, key: nil))
  /// The practices with somewhat more rows than before, by code.
  public var swollen: [String]
}

/// The columns of a feed's completeness.
public enum CompletenessColumn {
  /// The practice's code.
  public static let practice = "practice"
  /// How many persons are registered.
  public static let patients = "patients"
  /// How many accepted rows are theirs.
  public static let rows = "rows"
  /// The newest day among them that is not after the reference date; missing where there is none.
  public static let newest = "newest"
  /// How many rows of theirs were rejected.
  public static let rejected = "rejected"
  /// The rows a patient that are expected of the next night; missing where nothing is known yet.
  public static let rate = "rate"
  /// The rows a patient above which the next night's are too many, which have the newest days' in them; missing with `rate`.
  public static let most = "most"
  /// The reference date of the last night on which it was complete; missing with `rate`.
  public static let completeOn = "complete_on"
  /// What is missing, a word of `CompletenessFault`; missing where the delivery is complete.
  public static let fault = "fault"

  /// All of them, in their order.
  public static let all = [
    practice, patients, rows, newest, rejected, rate, most, completeOn, fault,
  ]
}

/// The rows of a feed, for its completeness.
public struct DeliveredRows: Sendable {
  /// The feed's rows.
  public var rows: FeedRows
  /// The rows that were rejected, by a rule or for a cell.
  public var rejected: Bitmap
  /// The column of the day of an event; nil for a feed without one.
  public var day: String?
  /// The feed's own column of the practice, for rejected rows whose person is not known; nil for a feed without one.
  public var practice: String?

  /// Puts rows together.
  public init(_ rows: FeedRows, rejected: Bitmap, day: String?, practice: String? = nil) {
    self.rows = rows
    self.rejected = rejected
    self.day = day
    self.practice = practice
  }
}

/// Holds a practice's part of a feed against what it was before, or, where nothing is known yet, against other practices.
///
/// A practice's rows a patient are held against its own of the last nights when it was complete, which decay by a fiftieth a
/// night, so that a bad night is no new normal and a real fall is accepted in time; rows that are too many to pass without a
/// word raise it by a fiftieth a night at most, and what is newer than its last complete night only once it is old. Of a
/// practice that is left out nothing changes: what is expected of it is what was before it went. One without a past is held
/// against the median of all practices. Too many rows are a fault as too few are: a delivery in which everything stands twice, or another
/// practice's rows under this one's patients; of these only days until the practice's last complete night count, since what is newer may
/// be a season that has begun, which is told where the others have no such season. Whether nothing new has come is worked out from how many newer rows others have: seasons and
/// rare events need no limits of their own.
///
/// `earlier` is the table `practices` of the newest release with its reference date, nil where there is none; `excepted` are practices that are not
/// looked at, `leftOut` those whose patients are on no list tonight.
///
/// - Shape: events -> one row a practice with registered patients.
/// - Missing: a practice of fewer than a handful of expected rows is complete: nothing can be said.
/// - Complexity: O(rows).
public func completeness(
  of feed: String, _ delivered: DeliveredRows?, persons: PersonTable, vocabulary: PersonVocabulary,
  eventRows: EventRows, earlier: (practices: Table, day: Day?)?, rules: FeedRules,
  excepted: Set<String>, leftOut: Set<String> = [], referenceDate: Day
) -> FeedCompleteness {
  let practices = persons.table.declaredTexts(vocabulary.practice)
  let known = EarlierRates(earlier)
  var counts = PracticeCounts(practices)
  if let delivered {
    counts.count(
      feed, delivered, persons, vocabulary, eventRows, referenceDate,
      before: practices.dictionary.texts.map { known.completeOn($0) })
  }
  let expectation = rules.expectation
  let median = counts.medianRate
  var result = FeedCompleteness(
    practices: Table(rowCount: 0), incomplete: [], doubtful: [], swollen: [])
  result.limits = PracticeLimits(counts.practiceRows, rules)
  var rates: [PracticeRate?] = []
  var faults: [CompletenessFault?] = []
  let order = practices.dictionary.bytewiseOrder.filter { counts.patients[Int($0)] > 0 }
  for code in order {
    let index = Int(code)
    let name = practices.dictionary[code]
    let isApart = excepted.contains(name) || leftOut.contains(name)
    let before = known.rate(of: name)
    let expected = before.map { $0.rows(of: counts.patients[index]) }
    var fault =
      counts.practiceRows(at: index).fault(rules)
      ?? counts.fault(at: index, expected: expected, median: median, expectation)
    if isApart { fault = nil }
    var isSwollen = false
    if let fault {
      result.incomplete.append((name, fault))
    } else if let expected, !isApart {
      if counts.isDoubtful(at: index, expected.least, expectation) { result.doubtful.append(name) }
      isSwollen = counts.isSwollen(at: index, expected.most, expectation)
      if isSwollen || counts.hasManyNewRows(at: index, expected.most, expectation) {
        result.swollen.append(name)
      }
    }
    faults.append(fault)
    guard fault == nil, !leftOut.contains(name), let now = counts.rates(at: index) else {
      rates.append(before)
      continue
    }
    rates.append(PracticeRate(after: before, now, isSwollen: isSwollen, on: referenceDate))
  }
  let away = known.others(than: Set(order.map { practices.dictionary[$0] }))
  result.practices = counts.table(order, rates: rates, faults: faults, away: away)
  return result
}

/// What each practice's patients have of a feed, by the practices' codes.
private struct PracticeCounts {
  let practices: TextColumn
  var patients: [Int]
  var rows: [Int]
  var rejected: [Int]
  /// The cells of each column that could not be read, and those that are filled.
  var cells: [(column: String, unreadable: [Int], filled: [Int])] = []
  /// The rows that are newer than the practice's last complete night.
  var recent: [Int]
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
    let codes = practices.codes
    let present = practices.present
    for row in match.rows.indices {
      let person = match.rows[row]
      guard person != EventTable.nobody, present?[Int(person)] ?? true else { continue }
      rows[Int(codes[Int(person)])] += 1
    }
    countRejected(
      delivered,
      eventRows.personsOfRows(
        delivered.rejected, delivered.rows, of: persons, person: vocabulary.person))
    countCells(delivered, match.rows)
    if let day = delivered.day, let days = delivered.rows.table.declared(day).days {
      countDays(days, match.rows, referenceDate, before: before)
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

  private mutating func countDays(
    _ days: FixedColumn<Int32>, _ persons: [Int32], _ referenceDate: Day, before: [Day?]
  ) {
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
        if let before = before[Int(code)], values[row] > before.number { recent[Int(code)] += 1 }
      }
    }
  }

  func rate(at index: Int) -> Double? {
    patients[index] == 0 ? nil : Double(rows[index]) / Double(patients[index])
  }

  /// The rows a patient, of all rows and of those that are not new; nil where nobody is registered.
  func rates(at index: Int) -> (all: Double, old: Double)? {
    rate(at: index).map { ($0, Double(rows[index] - recent[index]) / Double(patients[index])) }
  }

  /// The median of the rows a patient, over practices with patients; nil where there are fewer than three.
  var medianRate: Double? {
    let rates = patients.indices.compactMap { rate(at: $0) }.sorted()
    return rates.count < 3 ? nil : rates[rates.count / 2]
  }

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

  /// The practices in an order, and those with nobody tonight, of which what is expected stays.
  func table(
    _ order: [Int32], rates: [PracticeRate?], faults: [CompletenessFault?],
    away: [(practice: String, rate: PracticeRate)]
  ) -> Table {
    let rates = rates + away.map(\.rate)
    let faults = faults + away.map { _ in nil }
    let none = away.map { _ in Int64(0) }
    func integers(_ values: [Int]) -> Column {
      .integer(FixedColumn(order.map { Int64(values[Int($0)]) } + none))
    }
    func decimals(_ value: KeyPath<PracticeRate, Double>) -> Column {
      Column(.decimal, rates.map { $0.map { .decimal($0[keyPath: value]) } })
    }
    let days = order.map { code -> Value? in
      newest[Int(code)] == .min ? nil : .day(Day(number: newest[Int(code)]))
    }
    return Table(
      [
        (
          CompletenessColumn.practice,
          .text(TextColumn(order.map { practices.dictionary[$0] } + away.map(\.practice)))
        ),
        (CompletenessColumn.patients, integers(patients)),
        (CompletenessColumn.rows, integers(rows)),
        (CompletenessColumn.newest, Column(.day, days + away.map { _ in nil })),
        (CompletenessColumn.rejected, integers(rejected)),
        (CompletenessColumn.rate, decimals(\.least)),
        (CompletenessColumn.most, decimals(\.most)),
        (
          CompletenessColumn.completeOn,
          Column(.day, rates.map { $0.flatMap { $0.completeOn.map { .day($0) } } })
        ),
        (CompletenessColumn.fault, Column(.text, faults.map { $0.map { .text($0.rawValue) } })),
      ], rowCount: rates.count)
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

/// By this share what is expected falls, or is raised by rows that are too many, in a night.
private let changeOfNight = 0.02

/// What a practice had a patient when it was last complete.
private struct PracticeRate {
  /// The rows a patient that are expected.
  var least: Double
  /// Those above which there are too many.
  var most: Double
  /// The reference date of that night; nil where it is not known.
  var completeOn: Day?

  /// What is expected of some patients.
  func rows(of patients: Int) -> (least: Double, most: Double) {
    (least * Double(patients), most * Double(patients))
  }
}

extension PracticeRate {
  /// What is expected after a complete night.
  ///
  /// New rows keep up what is expected and do not raise it: they may be wrong, and not be there any more on the next night.
  /// But if they are, they are not too many then.
  init(
    after before: PracticeRate?, _ now: (all: Double, old: Double), isSwollen: Bool, on night: Day
  ) {
    completeOn = night
    guard let before else {
      (least, most) = (now.all, now.all)
      return
    }
    guard isSwollen else {
      let usual = min(now.all, max(now.old, before.least))
      least = max(usual, before.least * (1 - changeOfNight))
      most = max(now.all, least)
      return
    }
    least = before.least * (1 + changeOfNight)
    most = max(before.most, least) * (1 + changeOfNight) + now.all - now.old
  }
}

/// What each practice had a patient when it was last complete.
private struct EarlierRates {
  private var rates: [String: PracticeRate] = [:]
  private let night: Day?

  init(_ earlier: (practices: Table, day: Day?)?) {
    night = earlier?.day
    guard let table = earlier?.practices,
      case .decimal(let least)? = table[CompletenessColumn.rate],
      let codes = table[CompletenessColumn.practice]?.texts
    else { return }
    var most = least
    if case .decimal(let values)? = table[CompletenessColumn.most] { most = values }
    let days = table[CompletenessColumn.completeOn]?.days
    for row in 0..<table.rowCount where least.present?[row] ?? true {
      guard let code = codes.text(at: row) else { continue }
      let isDated = days.map { $0.present?[row] ?? true } ?? false
      rates[code] = PracticeRate(
        least: least.values[row], most: most.values[row],
        completeOn: isDated ? days.map { Day(number: $0.values[row]) } : nil)
    }
  }

  func rate(of practice: String) -> PracticeRate? { rates[practice] }

  /// What was known of practices that are not among some, by code.
  func others(than practices: Set<String>) -> [(practice: String, rate: PracticeRate)] {
    rates.filter { !practices.contains($0.key) }.sorted { $0.key < $1.key }
      .map { (practice: $0.key, rate: $0.value) }
  }

  /// The reference date of a practice's last complete night; of one that had none, of the newest release.
  func completeOn(_ practice: String) -> Day? { rates[practice]?.completeOn ?? night }
}
