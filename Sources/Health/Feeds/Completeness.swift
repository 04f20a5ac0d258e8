public import Model
public import Tables

/// How complete a feed of events is, practice by practice.
public struct FeedCompleteness: Sendable {
  /// One row a practice with registered patients, by code: see `CompletenessColumn`.
  public var practices: Table
  /// What is expected of each practice on the next night, also of those that had patients before: see `ExpectedColumn`.
  public var expected: Table
  /// The practices without a complete delivery, by code, each with what is missing, and the columns and codes where it is theirs.
  public var incomplete: [(practice: String, fault: CompletenessFault, values: [UnexpectedCount])]
  /// Columns and codes of practices that are far from what is expected, though not so far, or not so needed, that the practice is
  /// left out; by code.
  public var unexpected: [UnexpectedCount]
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
  /// What is missing, a word of `CompletenessFault`; missing where the delivery is complete.
  public static let fault = "fault"

  /// All of them, in their order.
  public static let all = [practice, patients, rows, newest, rejected, fault]
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
  /// The columns whose cells are counted.
  public var columns: [MeasuredColumn]
  /// What is measured, of which the values are counted in bands; nil for a feed without measures.
  public var measures: Measures?
  /// The older rows, which are counted; nil for a feed that does not say how far back it reaches.
  public var history: MeasuredHistory?

  /// Puts rows together.
  public init(
    _ rows: FeedRows, rejected: Bitmap, day: String?, practice: String? = nil,
    columns: [MeasuredColumn] = [], measures: Measures? = nil, history: MeasuredHistory? = nil
  ) {
    self.rows = rows
    self.rejected = rejected
    self.day = day
    self.practice = practice
    self.columns = columns
    self.measures = measures
    self.history = history
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
/// rare events need no limits of their own. Where the newest row of a practice is much older than that of its last complete night its days are
/// others, however many rows there are.
///
/// The filled cells of each column and the rows of each code are held against what they were in the same way, as far as the
/// number is more than chance (see `isFewer`): a column that came empty of one practice, or a code that is gone, leaves as many
/// rows as ever. What is missing of all rows is not held against a column again. A practice is left out for what
/// definitions read; of anything else it is told once.
///
/// `earlier` is the table `expected` of the newest release with its reference date, nil where there is none; `excepted` are practices that are not
/// looked at, `leftOut` those whose patients are on no list tonight.
///
/// - Shape: events -> one row a practice with registered patients.
/// - Missing: a practice of fewer than a handful of expected rows is complete: nothing can be said.
/// - Complexity: O(rows).
public func completeness(
  of feed: String, _ delivered: DeliveredRows?, persons: PersonTable, vocabulary: PersonVocabulary,
  eventRows: EventRows, earlier: (expected: Table, day: Day?)?, rules: FeedRules,
  excepted: Set<String>, leftOut: Set<String> = [], referenceDate: Day
) -> FeedCompleteness {
  let practices = persons.table.declaredTexts(vocabulary.practice)
  let known = ExpectedRates(earlier.map { ($0.expected, $0.day) })
  var counts = PracticeCounts(practices)
  if let delivered {
    counts.count(
      feed, delivered, persons, vocabulary, eventRows, referenceDate,
      before: practices.dictionary.texts.map { known.completeOn($0) })
    counts.values.add(
      practices.dictionary.texts.flatMap { known.rates(of: $0).keys }, among: delivered.columns,
      delivered.measures)
  }
  let order = practices.dictionary.bytewiseOrder.filter { counts.patients[Int($0)] > 0 }
  var result = FeedCompleteness(
    practices: Table(rowCount: 0), expected: Table(rowCount: 0), incomplete: [], unexpected: [],
    doubtful: [], swollen: [])
  result.limits = PracticeLimits(counts.practiceRows, rules)
  var expected = ExpectedTable()
  var faults: [CompletenessFault?] = []
  let review = PracticeReview(counts, known, rules, referenceDate)
  for code in order {
    let index = Int(code)
    let name = practices.dictionary[code]
    let verdict = review.judge(
      index, name, isApart: excepted.contains(name) || leftOut.contains(name))
    result.add(verdict, of: name)
    faults.append(verdict.fault)
    review.expect(
      of: name, index, after: verdict, isLeftOut: leftOut.contains(name), in: &expected)
  }
  for name in known.others(than: Set(order.map { practices.dictionary[$0] })) {
    expected.append(name, known.rates(of: name))
  }
  result.practices = counts.table(order, faults: faults)
  result.expected = expected.table
  return result
}

extension FeedCompleteness {
  /// What the practices lack of the feed: of those with far from the expected values these alone, of any other all rows.
  public func lacking(of feed: String) -> IncompleteFeeds {
    var lacking = IncompleteFeeds()
    for (practice, _, values) in incomplete {
      if values.isEmpty { lacking.add(FeedPart(feed), [practice]) }
      for value in values { lacking.add(value.part(of: feed), [practice]) }
    }
    return lacking
  }

  fileprivate mutating func add(_ verdict: PracticeVerdict, of practice: String) {
    let held = verdict.values.filter(\.isHeld)
    if let fault = verdict.fault {
      incomplete.append((practice, fault, held.map { $0.count(of: practice) }))
    } else {
      unexpected += verdict.values.map { $0.count(of: practice) }
    }
    if verdict.isDoubtful { doubtful.append(practice) }
    if verdict.isSwollen || verdict.hasManyNewRows { swollen.append(practice) }
  }
}

/// What is to be said of a practice's part of a feed.
private struct PracticeVerdict {
  /// Why it is left out; nil where it is complete.
  var fault: CompletenessFault?
  /// Columns and codes that are far from what is expected.
  var values: [UnexpectedValue] = []
  /// Whether there are somewhat fewer rows than expected.
  var isDoubtful = false
  /// Whether there are somewhat more.
  var isSwollen = false
  /// Whether so many new ones have come.
  var hasManyNewRows = false
}

/// The counts of a night with what is expected of them.
private struct PracticeReview {
  let counts: PracticeCounts
  let known: ExpectedRates
  let rules: FeedRules
  let night: Day
  /// The median of the rows a patient, and what is usual of each column and code.
  let median: Double?
  let usual: [UsualCount?]

  init(_ counts: PracticeCounts, _ known: ExpectedRates, _ rules: FeedRules, _ night: Day) {
    self.counts = counts
    self.known = known
    self.rules = rules
    self.night = night
    median = counts.medianRate
    usual = counts.values.counts.map { UsualCount($0.all, of: counts.patients) }
  }

  /// Holds a practice against what is expected; one that is apart is not looked at.
  func judge(_ index: Int, _ name: String, isApart: Bool) -> PracticeVerdict {
    guard !isApart else { return PracticeVerdict() }
    let expectation = rules.expectation
    let before = known.rate(of: name)
    let expected = before.map { $0.rows(of: counts.patients[index]) }
    if let fault = counts.practiceRows(at: index).fault(rules)
      ?? counts.fault(at: index, expected: expected, median: median, expectation)
      ?? counts.wentBack(at: index, before?.newest, expectation)
    {
      return PracticeVerdict(fault: fault)
    }
    var verdict = PracticeVerdict()
    verdict.values = unexpectedValues(index, name, rows: expected?.least)
    let held = verdict.values.filter(\.isHeld)
    guard held.isEmpty else {
      verdict.fault = held.allSatisfy(\.isMore) ? .manyValues : .fewValues
      return verdict
    }
    guard let expected else { return verdict }
    verdict.isDoubtful = counts.isDoubtful(at: index, expected.least, expectation)
    verdict.isSwollen = counts.isSwollen(at: index, expected.most, expectation)
    verdict.hasManyNewRows = counts.hasManyNewRows(at: index, expected.most, expectation)
    return verdict
  }

  private func unexpectedValues(
    _ index: Int, _ name: String, rows expected: Double?
  ) -> [UnexpectedValue] {
    let patients = counts.patients[index]
    let usual = expected ?? (median ?? 0) * Double(patients)
    let limits = ValueLimits(
      expectation: rules.expectation, patients: patients,
      rows: (Double(counts.rows[index]), usual),
      rates: known.rates(of: name))
    var found: [UnexpectedValue] = []
    for (measured, usual) in zip(counts.values.counts, self.usual) {
      // Of a column that is far from expected each code is, too, and of a code each band of its values.
      if found.contains(where: { $0.measure.includes(measured.measure) }) { continue }
      if let value = limits.judge(measured, at: index, usual: usual) { found.append(value) }
    }
    return found
  }

  /// Adds what is expected of a practice on the next night.
  func expect(
    of name: String, _ index: Int, after verdict: PracticeVerdict, isLeftOut: Bool,
    in table: inout ExpectedTable
  ) {
    let before = known.rates(of: name)
    guard verdict.fault == nil, !isLeftOut, let now = counts.rates(at: index) else {
      table.append(name, before)
      return
    }
    var rows = PracticeRate(after: before[.rows], now, isSwollen: verdict.isSwollen, on: night)
    rows.newest = counts.newestDay(at: index)
    table.append(name, .rows, count: counts.rows[index], rows)
    let patients = Double(counts.patients[index])
    for measured in counts.values.counts {
      let count = measured.all[index]
      let last = before[measured.measure]
      let told = verdict.values.first { $0.measure == measured.measure }
      // Of fewer rows of a code nothing could be said on the next night either.
      guard
        measured.measure.code == nil || count >= fewestOfCode
          || (last?.least ?? 0) * patients >= 1
      else { continue }
      let now = (Double(count) / patients, Double(count - measured.recent[index]) / patients)
      // What nothing reads is told once.
      let isKept = told == nil || measured.isRead
      let rate =
        last == nil && before[.rows] != nil
        ? PracticeRate(ofNew: now.0, on: night)
        : PracticeRate(
          after: isKept ? last : nil, now, isSwollen: told?.isMore ?? false, on: night)
      table.append(name, measured.measure, count: count, rate)
    }
  }
}

extension ExpectedMeasure {
  /// Whether another measure counts a part of what this one counts, of one column.
  fileprivate func includes(_ other: ExpectedMeasure) -> Bool {
    column != nil && column == other.column && band == nil
      && (code == nil ? other.code != nil : code == other.code && other.band != nil)
  }
}

/// Rows of a code are held against these of the next night from so many on.
let fewestOfCode = 7
