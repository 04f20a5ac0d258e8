public import Model
public import Tables

/// What is known of each practice's patients, column by column, beside what is expected of it.
public struct PopulationValues: Sendable {
  /// What is expected of each practice on the next night: see `ExpectedColumn`.
  public var expected: Table
  /// Columns and codes of practices that are far from what is expected and leave nobody out, by practice.
  public var unexpected: [UnexpectedCount] = []
  /// Those of which so much is missing that the practice is left out of what reads them, by practice.
  public var lost: [UnexpectedCount] = []

  /// Holds the filled cells of the columns of registrations and the rows with each code against what they were, practice by
  /// practice, and for how many persons each look-up found a value, as `completeness` does of feeds of events: a practice whose areas or ethnic groups came empty has as many patients as
  /// ever.
  ///
  /// `earlier` is the table `expected` of the newest release with its reference date, nil where there is none. A practice is left out
  /// of what reads a column or code that it has lost, and what is expected of it stays as it was; more than expected is told. Where
  /// values went with as many rows of registrations, those that have ended are no longer delivered, which is told too.
  ///
  /// `isExcepted` says that registrations are known to be different, and nothing is looked at.
  ///
  /// - Missing: of a practice whose patients are on no list tonight what is expected stays as it was.
  /// - Complexity: O(persons) for each column.
  public init(
    of persons: PersonTable, lookups: [MeasuredColumn],
    registrations: (rows: Table, practice: String, columns: [MeasuredColumn]),
    vocabulary: PersonVocabulary, earlier: (expected: Table, day: Day?)?,
    expectation: FeedExpectation, isExcepted: Bool = false, referenceDate: Day
  ) {
    let listed = ListedPractices(persons, vocabulary)
    let known = ExpectedRates(earlier.map { ($0.expected, $0.day) })
    var (values, rows) = listed.values(of: registrations)
    let none = [Int](repeating: 0, count: listed.patients.count)
    for measured in lookups {
      guard let column = persons.table[measured.name] else { continue }
      values.count(
        measured, column, recent: nil, rows: (listed.patients, none),
        practiceOfRow: listed.practiceOfPerson)
    }
    values.add(
      listed.names.flatMap { known.rates(of: $0).keys }, among: registrations.columns + lookups)
    let usual = values.counts.map { UsualCount($0.all, of: listed.patients) }
    var table = ExpectedTable()
    for index in listed.order {
      let own = RegistrationsReview(
        of: listed.names[index], index, values.counts, usual: usual,
        people: (listed.patients[index], rows[index]), before: known.rates(of: listed.names[index]),
        expectation: isExcepted ? nil : expectation)
      lost += own.lost
      unexpected += own.unexpected
      own.expect(on: referenceDate, in: &table)
    }
    for name in known.others(than: Set(listed.order.map { listed.names[$0] })) {
      table.append(name, known.rates(of: name))
    }
    expected = table.table
  }
}

/// What is known of one practice's patients, held against what is expected of it.
private struct RegistrationsReview {
  /// The columns and codes of which too much is missing.
  private(set) var lost: [UnexpectedCount] = []
  /// Others that are far from what is expected.
  private(set) var unexpected: [UnexpectedCount] = []
  private let name: String
  private let index: Int
  private let counts: [MeasuredCounts]
  private let people: (patients: Int, rows: Int)
  private let before: [ExpectedMeasure: PracticeRate]
  private var told: [ExpectedMeasure: UnexpectedValue] = [:]
  private var lostMeasures: Set<ExpectedMeasure> = []

  /// Holds each count of a practice against what is expected; none where no `expectation` is held.
  init(
    of name: String, _ index: Int, _ counts: [MeasuredCounts], usual: [UsualCount?],
    people: (patients: Int, rows: Int), before: [ExpectedMeasure: PracticeRate],
    expectation: FeedExpectation?
  ) {
    self.name = name
    self.index = index
    self.counts = counts
    self.people = people
    self.before = before
    guard let expectation else { return }
    let limits = ValueLimits(
      expectation: expectation, patients: people.patients, rows: (0, 0), rates: before)
    let rowsGone =
      (before[.rows]?.least ?? 0) * Double(people.patients) - Double(people.rows)
    for (measured, usual) in zip(counts, usual) {
      let measure = measured.measure
      // Of a column that is far from expected each code is, too.
      if measure.code != nil, let column = told[ExpectedMeasure(column: measure.column)] {
        told[measure] = column
        if lostMeasures.contains(ExpectedMeasure(column: measure.column)) {
          lostMeasures.insert(measure)
        }
        continue
      }
      guard let value = limits.judge(measured, at: index, usual: usual) else { continue }
      told[measure] = value
      // Values that went with as many rows are of registrations that have ended and are no longer delivered.
      let isLost =
        value.isHeld && !value.isMore && value.expected - Double(value.now) > max(rowsGone, 0)
      if isLost {
        lostMeasures.insert(measure)
        lost.append(value.count(of: name))
      } else {
        unexpected.append(value.count(of: name))
      }
    }
  }

  /// Adds what is expected of the practice on the next night: of what is lost, what was; of one that has lost something and has no past
  /// still nothing.
  func expect(on night: Day, in table: inout ExpectedTable) {
    guard lost.isEmpty || !before.isEmpty else { return }
    let patients = Double(people.patients)
    let rows = Double(people.rows) / patients
    table.append(
      name, .rows, count: people.rows, PracticeRate(least: rows, most: rows, completeOn: night))
    for measured in counts {
      let measure = measured.measure
      let count = measured.all[index]
      let last = before[measure]
      guard
        measure.code == nil || count >= fewestOfCode || (last?.least ?? 0) * patients >= 1
      else { continue }
      let rate = Double(count) / patients
      let now =
        if lostMeasures.contains(measure) {
          last
        } else if last == nil && before[.rows] != nil {
          PracticeRate(ofNew: rate, on: night)
        } else {
          // What nothing reads is told once.
          PracticeRate(
            after: told[measure] != nil && measured.isRead ? last : nil, (rate, rate),
            isSwollen: told[measure]?.isMore ?? false, on: night)
        }
      table.append(name, measure, count: count, now)
    }
  }
}

/// The practices whose patients are on lists, with how many they have.
struct ListedPractices {
  /// The practices' codes, by number.
  let names: [String]
  /// How many persons each has; none of a practice whose patients are on no list.
  private(set) var patients: [Int]
  /// The numbers of those with persons, by code.
  private(set) var order: [Int] = []
  /// The practice of each person, by its number; `PracticeValues.noPractice` where it is not listed.
  let practiceOfPerson: [Int32]
  private let codes: TextColumn

  init(_ persons: PersonTable, _ vocabulary: PersonVocabulary) {
    let codes = persons.table.declaredTexts(vocabulary.practice)
    let isListed = persons.table.rows(
      where: PersonVocabulary.practiceStatus, equals: PracticeStatus.ok.rawValue)
    let practiceOfPerson = codes.codes.indices.map { person in
      isListed[person]
        ? codes.code(at: person) ?? PracticeValues.noPractice : PracticeValues.noPractice
    }
    self.codes = codes
    self.practiceOfPerson = practiceOfPerson
    names = codes.dictionary.texts
    patients = [Int](repeating: 0, count: names.count)
    for practice in practiceOfPerson where practice != PracticeValues.noPractice {
      patients[Int(practice)] += 1
    }
    order = codes.dictionary.bytewiseOrder.map { Int($0) }.filter { patients[$0] > 0 }
  }

  /// The columns of registrations, by the practice that stands in their rows: also of those that have ended, without whose ends people
  /// would be back on lists; and how many rows each practice has.
  fileprivate func values(
    of registrations: (rows: Table, practice: String, columns: [MeasuredColumn])
  ) -> (values: PracticeValues, rows: [Int]) {
    let own = registrations.rows.declaredTexts(registrations.practice)
    let numbers = own.dictionary.texts.map { text in
      codes.dictionary.code(of: text).flatMap { patients[Int($0)] > 0 ? $0 : nil }
        ?? PracticeValues.noPractice
    }
    let practiceOfRow = own.codes.indices.map { row in
      own.code(at: row).map { numbers[Int($0)] } ?? PracticeValues.noPractice
    }
    let none = [Int](repeating: 0, count: patients.count)
    var rows = none
    for practice in practiceOfRow where practice != PracticeValues.noPractice {
      rows[Int(practice)] += 1
    }
    var values = PracticeValues(practices: patients.count)
    for measured in registrations.columns {
      guard let column = registrations.rows[measured.name] else { continue }
      values.count(
        measured, column, recent: nil, rows: (rows, none), practiceOfRow: practiceOfRow)
    }
    return (values, rows)
  }
}
