import Model
import Statistics
import Tables

/// How many filled cells of a column, or rows of a code, each practice has.
struct MeasuredCounts {
  /// What is counted.
  var measure: ExpectedMeasure
  /// Whether anything of the person rests on it.
  var isRead: Bool
  /// All of them, by the practice's number.
  var all: [Int]
  /// Those of days after the practice's last complete night.
  var recent: [Int]
}

/// A practice's count of a column or code that is far from what is expected.
struct UnexpectedValue {
  /// What is counted.
  var measure: ExpectedMeasure
  /// How many there are.
  var now: Int
  /// How many are expected.
  var expected: Double
  /// Whether there are too many, and not too few.
  var isMore: Bool
  /// Whether anything of the person rests on it.
  var isRead: Bool
  /// Whether the practice is to be left out of what reads it.
  var isHeld: Bool
  /// Whether of a code's rows most are not there at all.
  var isWithRows = false

  /// The count of a practice.
  func count(of practice: String) -> UnexpectedCount {
    var count = UnexpectedCount(
      practice: practice, name: measure.column ?? "", code: measure.code, now: now,
      expected: Int(expected.rounded()))
    count.band = measure.band
    if !isRead { count.isUnread = true }
    if isWithRows { count.isWithRows = true }
    return count
  }
}

/// The columns and codes of a feed, counted practice by practice.
struct PracticeValues {
  private(set) var counts: [MeasuredCounts] = []
  let practices: Int

  /// What stands for the practice of a row that does not count.
  static let noPractice: Int32 = -1

  /// Of columns with more codes than these each code is not counted: they are free texts, or codes of single products.
  static let mostCodes = 2_000

  init(practices: Int) {
    self.practices = practices
  }

  /// Counts a column.
  ///
  /// `practiceOfRow` has the number of the practice of each row that counts, `noPractice` for any other; `rows` are the counts of
  /// all of these.
  ///
  /// - Complexity: O(rows).
  mutating func count(
    _ measured: MeasuredColumn, _ column: Column, recent isRecent: Bitmap?,
    rows: (all: [Int], recent: [Int]), practiceOfRow: [Int32]
  ) {
    let coded = column.codes.flatMap { texts, codes -> CodedCells? in
      let counted = texts.indices.filter { measured.counts(code: texts[$0]) }
      return counted.isEmpty || counted.count > PracticeValues.mostCodes
        ? nil : CodedCells(texts: texts, codes: codes, counted: counted)
    }
    let counted = coded?.counted ?? []
    var slots = [Int32](repeating: Int32(counted.count), count: coded?.texts.count ?? 1)
    for (slot, code) in counted.enumerated() { slots[code] = Int32(slot) }
    // Where every row has a value and no code is counted, the rows say it all.
    let cells = PracticeTally(
      practices: practices, width: counted.count + 1,
      among: coded == nil && column.present == nil ? [] : practiceOfRow, isRecent
    ) { row in
      guard column.present?[row] ?? true else { return nil }
      return slots[coded.map { Int($0.codes[row]) } ?? 0]
    }
    // Where every row has a value, the cells are the rows.
    let filled = column.present == nil ? rows : cells.perPractice
    counts.append(
      MeasuredCounts(
        measure: ExpectedMeasure(column: measured.name), isRead: measured.isRead,
        all: filled.all, recent: filled.recent))
    for (slot, code) in counted.enumerated() {
      let text = coded?.texts[code] ?? ""
      let found = cells.counts(ofSlot: slot)
      counts.append(
        MeasuredCounts(
          measure: ExpectedMeasure(column: measured.name, code: text),
          isRead: measured.isRead(code: text), all: found.all, recent: found.recent))
    }
  }

  /// Adds how many older rows each practice has.
  ///
  /// Rows grow old as days go by, so that more of them than last night say nothing.
  mutating func add(_ history: MeasuredHistory, _ old: [Int]) {
    counts.append(
      MeasuredCounts(measure: history.measure, isRead: history.isRead, all: old, recent: old))
  }

  /// Adds counts.
  mutating func add(_ more: MeasuredCounts) { counts.append(more) }

  /// Adds codes of earlier nights, and bands of their values, that tonight nobody has.
  mutating func add(
    _ known: some Sequence<ExpectedMeasure>, among columns: [MeasuredColumn],
    _ measures: Measures? = nil
  ) {
    let counted = Set(counts.map(\.measure))
    let none = [Int](repeating: 0, count: practices)
    for measure in Set(known).subtracting(counted).sorted(by: { $0.isBefore($1) }) {
      // A column or measure that the contract no longer has is a change of the definitions.
      guard let code = measure.code,
        measure.band == nil || measures?.of.contains(where: { $0.code == code }) ?? false,
        let column = columns.first(where: { $0.name == measure.column && $0.counts(code: code) })
      else { continue }
      counts.append(
        MeasuredCounts(
          measure: measure, isRead: column.isRead(code: code), all: none, recent: none))
    }
  }
}

/// The codes of a column that are counted one by one.
private struct CodedCells {
  var texts: [String]
  /// Each row's number among the texts.
  var codes: [Int32]
  /// The numbers of the texts that are counted.
  var counted: [Int]
}

extension Column {
  /// The texts of codes, or the two truth values, with each row's number among them; nil for a column of anything else.
  fileprivate var codes: (texts: [String], codes: [Int32])? {
    switch self {
    case .text(let column): (column.dictionary.texts, column.codes)
    case .boolean(let column):
      (["false", "true"], (0..<column.bits.count).map { column.bits[$0] ? 1 : 0 })
    default: nil
    }
  }
}

extension PracticeRate {
  /// What is expected of a column or code that a practice has not had before: it may be the mistake of one night, and is no loss
  /// when it goes with the next.
  init(ofNew all: Double, on night: Day) {
    self.init(least: 0, most: all, completeOn: night)
  }
}

/// What is expected of one practice's columns and codes, and how far from it a count may be.
struct ValueLimits {
  /// The limits of the feed.
  let expectation: FeedExpectation
  /// How many persons are registered.
  let patients: Int
  /// How many rows came, and how many were expected; none where rows say nothing.
  let rows: (now: Double, expected: Double)
  /// What is known of the practice; empty for one without a past.
  let rates: [ExpectedMeasure: PracticeRate]

  /// The share of the rows that were expected which came, 1 at most: what is missing of all rows is no column's fault.
  private var share: Double {
    rows.expected > 0 ? min(1, rows.now / rows.expected) : 1
  }

  /// What is far from expected of a count; nil where it is near, or too small to say anything.
  ///
  /// `usual` is what all practices have, against which one without a past is held: it may have a quarter, and less where practices
  /// differ by so much. One that has none at all then is left out.
  func judge(_ counts: MeasuredCounts, at index: Int, usual: UsualCount?) -> UnexpectedValue? {
    let now = counts.all[index]
    func unexpected(_ expected: Double, isMore: Bool = false, isHeld: Bool) -> UnexpectedValue {
      let gone = expected - Double(now)
      return UnexpectedValue(
        measure: counts.measure, now: isMore ? now - counts.recent[index] : now,
        expected: expected, isMore: isMore, isRead: counts.isRead, isHeld: isHeld && counts.isRead,
        isWithRows: counts.measure.code != nil && !isMore
          && rows.expected - rows.now > 0.5 * gone)
    }
    if let rate = rates[counts.measure] {
      let expected = rate.rows(of: patients)
      let least = expected.least * share
      if Double(now) < expectation.warnBelow * least, isFewer(now, than: least) {
        return unexpected(expected.least, isHeld: Double(now) < expectation.holdBelow * least)
      }
      let old = now - counts.recent[index]
      if Double(old) > expectation.warnAbove * expected.most, isMore(old, than: expected.most) {
        // Of a code a backlog may have been entered; and what there was next to nothing of before, somebody may have begun
        // to record.
        let isHeld =
          counts.measure.code == nil && expected.most >= fewestExpected
          && Double(old) > expectation.holdAbove * expected.most
        return unexpected(expected.most, isMore: true, isHeld: isHeld)
      }
      return nil
    }
    // Whom a practice measures, and how it rounds, is its own: of bands only its own past says something.
    guard rates[.rows] == nil, counts.measure.band == nil, let usual else { return nil }
    let expected = usual.median * Double(patients) * share
    guard expected >= fewestUsual, Double(now) < 0.25 * expected, isFewer(now, than: expected),
      usual.isFewer(now, than: expected)
    else { return nil }
    return unexpected(expected, isHeld: now == 0)
  }
}

/// Fewer than so many by the others' rates say nothing of a practice without a past: its patients may be others.
private let fewestUsual = 25.0

/// Of fewer expected ones a count that is larger leaves nobody out.
private let fewestExpected = 7.0

/// Whether a count is so small that it is not chance where so many are expected.
///
/// - Source: exact limits of a Poisson count at 99.8%, the control limits of a funnel plot, as in PHEindicatormethods 2.1.0,
///   `phe_rate`: where seven are expected, none is below them; of three none may be chance.
func isFewer(_ count: Int, than expected: Double) -> Bool {
  poisson(count: count, confidence: .percent99point8).map { $0.upper < expected } ?? false
}

/// Whether a count is so large that it is not chance where so many are expected: by the same limits, and ten more at least.
func isMore(_ count: Int, than expected: Double) -> Bool {
  guard Double(count) - expected >= 10 else { return false }
  return poisson(count: count, confidence: .percent99point8).map { $0.lower > expected } ?? false
}

/// What practices have of something, for one of which nothing else is known.
struct UsualCount {
  /// The median of the counts a patient.
  let median: Double
  /// How much more the counts vary from practice to practice than by chance; nil where they are too few to say.
  private let dispersion: OverDispersion?

  /// Takes the counts of practices with patients; nil where there are fewer than three.
  init?(_ counts: [Int], of patients: [Int]) {
    guard let median = medianCount(counts, of: patients) else { return nil }
    self.median = median
    let units = zip(counts, patients).compactMap { count, patients in
      let expected = median * Double(patients)
      return expected > 0 ? FunnelUnit(events: Double(count), denominator: expected) : nil
    }
    // One at either end at least is drawn in, so that of few practices the one that is looked for does not hide itself.
    let drawnIn = min(max(0.1, 1 / Double(max(units.count - 1, 1))), 0.49)
    dispersion = overDispersion(of: units, on: .ratio, winsorised: drawnIn)
  }

  /// Whether a count is smaller than practices differ: what is prescribed or recorded depends on who does it.
  ///
  /// - Source: the limits of a funnel plot at 99.8% with over-dispersion, see `OverDispersion`.
  func isFewer(_ count: Int, than expected: Double) -> Bool {
    guard
      let limits = dispersion?.limits(
        ofSize: expected, model: .multiplicative, confidence: .percent99point8)
    else { return true }
    return Double(count) < limits.lower * expected
  }
}

/// The median of the counts a patient, over practices with patients; nil where there are fewer than three.
func medianCount(_ counts: [Int], of patients: [Int]) -> Double? {
  let rates = patients.indices.compactMap { index in
    patients[index] == 0 ? nil : Double(counts[index]) / Double(patients[index])
  }.sorted()
  return rates.count < 3 ? nil : rates[rates.count / 2]
}
