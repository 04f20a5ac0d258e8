public import Model
public import Tables

/// What is known of each practice's patients, column by column, beside what is expected of it.
public struct PopulationValues: Sendable {
  /// What is expected of each practice on the next night: see `ExpectedColumn`.
  public var expected: Table
  /// Columns and codes of practices that are far from what is expected, by practice.
  public var unexpected: [UnexpectedCount]

  /// Holds the filled cells of the columns of registrations and the rows with each code against what they were, practice by
  /// practice, and for how many persons each look-up found a value, as `completeness` does of feeds of events: a practice whose areas or ethnic groups came empty has as many patients as
  /// ever.
  ///
  /// `earlier` is the table `expected` of the newest release with its reference date, nil where there is none. Whoever has no
  /// value is on or off a list by that, and it is told; nobody is left out.
  ///
  /// - Missing: of a practice whose patients are on no list tonight what is expected stays as it was.
  /// - Complexity: O(persons) for each column.
  public init(
    of persons: PersonTable, lookups: [MeasuredColumn],
    registrations: (rows: Table, practice: String, columns: [MeasuredColumn]),
    vocabulary: PersonVocabulary, earlier: (expected: Table, day: Day?)?,
    expectation: FeedExpectation, referenceDate: Day
  ) {
    let listed = ListedPractices(persons, vocabulary)
    let known = ExpectedRates(earlier.map { ($0.expected, $0.day) })
    var values = listed.values(of: registrations)
    let none = [Int](repeating: 0, count: listed.patients.count)
    for measured in lookups {
      guard let column = persons.table[measured.name] else { continue }
      values.count(
        measured, column, recent: nil, rows: (listed.patients, none),
        practiceOfRow: listed.practiceOfPerson)
    }
    values.add(
      listed.names.flatMap { known.rates(of: $0).keys }, among: registrations.columns + lookups)
    let medians = values.counts.map { medianCount($0.all, of: listed.patients) }
    var table = ExpectedTable()
    unexpected = []
    for index in listed.order {
      let (name, patients) = (listed.names[index], listed.patients[index])
      let before = known.rates(of: name)
      let limits = ValueLimits(
        expectation: expectation, patients: patients, share: 1, rates: before)
      table.append(
        name, .rows, count: patients, PracticeRate(least: 1, most: 1, completeOn: referenceDate))
      var emptied: Set<String> = []
      for (measured, median) in zip(values.counts, medians) {
        let measure = measured.measure
        let isOfEmptied = measure.code != nil && emptied.contains(measure.column ?? "")
        let told = isOfEmptied ? nil : limits.judge(measured, at: index, median: median)
        if let told {
          unexpected.append(told.count(of: name))
          if measure.code == nil, let column = measure.column { emptied.insert(column) }
        }
        let count = measured.all[index]
        let isKnown = (before[measure]?.least ?? 0) * Double(patients) >= 1
        guard measure.code == nil || count >= fewestOfCode || isKnown else { continue }
        let rate = Double(count) / Double(patients)
        let isHeld = (told != nil || isOfEmptied) && measured.isRead
        table.append(
          name, measure, count: count,
          before[measure] == nil && before[.rows] != nil
            ? PracticeRate(ofNew: rate, on: referenceDate)
            : PracticeRate(
              after: isHeld ? before[measure] : nil, (rate, rate), isSwollen: told?.isMore ?? false,
              on: referenceDate))
      }
    }
    for name in known.others(than: Set(listed.order.map { listed.names[$0] })) {
      table.append(name, known.rates(of: name))
    }
    expected = table.table
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
  /// would be back on lists.
  fileprivate func values(
    of registrations: (rows: Table, practice: String, columns: [MeasuredColumn])
  ) -> PracticeValues {
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
    return values
  }
}
