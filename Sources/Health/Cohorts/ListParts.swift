public import Model
public import Tables

/// A list with those on it.
public struct ListPeople: Sendable {
  /// The cohort's name.
  public var name: String
  /// The persons' rows in the person table.
  public var people: [Int32]
  /// The practices whose patients the list leaves out.
  public var leftOut: Set<String>
  /// Whether it was made by the same definition, and in the same season, as the earlier one.
  public var isSameDefinition: Bool

  /// Names a list.
  public init(name: String, people: [Int32], leftOut: Set<String>, isSameDefinition: Bool) {
    self.name = name
    self.people = people
    self.leftOut = leftOut
    self.isSameDefinition = isSameDefinition
  }
}

/// How many of each list are each practice's patients, beside what is expected of it.
public struct ListParts: Sendable {
  /// What is expected of each practice on the next night, with the list's name as the column: see `ExpectedColumn`.
  public var expected: Table
  /// The practices' parts that are far from what is expected, by list and practice: each names the list.
  public var unexpected: [UnexpectedCount]

  /// Holds the people on lists against those of before, practice by practice.
  ///
  /// People are counted a patient, and where five practices or more have a part, what is expected of each changes as it does of
  /// most: a campaign begins, or a clinic day, for all. A part is far off beyond `limit`, the share by which a whole list may
  /// change, where ten people more or fewer are not chance (see `isFewer`). After such a night what is expected moves a fifth of the
  /// way, so that a bad night is no new normal.
  ///
  /// `earlier` is the table `expected` of the newest release with its reference date; nil where there is none.
  ///
  /// - Missing: nothing is expected of a list by another definition; of a practice that a list leaves out it stays as it was.
  /// - Complexity: O(persons + people on lists).
  public init(
    of lists: [ListPeople], persons: PersonTable, vocabulary: PersonVocabulary,
    earlier: (expected: Table, day: Day?)?, limit: Double, referenceDate: Day
  ) {
    let listed = ListedPractices(persons, vocabulary)
    let known = ExpectedRates(earlier.map { ($0.expected, $0.day) })
    var table = ExpectedTable()
    unexpected = []
    for list in lists {
      unexpected += list.hold(
        listed, list.isSameDefinition ? known : ExpectedRates(nil), limit, referenceDate, &table)
    }
    expected = table.table
  }
}

extension ListPeople {
  /// Holds the parts of a list against what is expected, and adds what is expected of the next night.
  ///
  /// - Returns: those that are far off.
  fileprivate func hold(
    _ listed: ListedPractices, _ known: ExpectedRates, _ limit: Double, _ night: Day,
    _ table: inout ExpectedTable
  ) -> [UnexpectedCount] {
    let measure = ExpectedMeasure(column: name)
    var counts = [Int](repeating: 0, count: listed.names.count)
    for person in people {
      let practice = listed.practiceOfPerson[Int(person)]
      if practice != PracticeValues.noPractice { counts[Int(practice)] += 1 }
    }
    let order = listed.order.filter { !leftOut.contains(listed.names[$0]) }
    func before(_ index: Int) -> Double? {
      known.rates(of: listed.names[index])[measure].map {
        $0.least * Double(listed.patients[index])
      }
    }
    let ratios = order.compactMap { index in
      before(index).flatMap { $0 < fewestPeople ? nil : Double(counts[index]) / $0 }
    }.sorted()
    let change = ratios.count < fewestParts ? 1 : ratios[ratios.count / 2]
    var found: [UnexpectedCount] = []
    for index in order {
      let count = counts[index]
      let patients = Double(listed.patients[index])
      var rate = Double(count) / patients
      if let last = before(index), isFar(count, from: last * change, limit) {
        found.append(
          UnexpectedCount(
            practice: listed.names[index], name: name, now: count,
            expected: Int((last * change).rounded())))
        rate = (last + changeOfPart * (Double(count) - last)) / patients
      }
      table.append(
        listed.names[index], measure, count: count,
        PracticeRate(least: rate, most: rate, completeOn: night))
    }
    for practice in known.others(than: Set(order.map { listed.names[$0] })) {
      table.append(practice, measure, count: nil, known.rates(of: practice)[measure])
    }
    return found
  }
}

private func isFar(_ count: Int, from expected: Double, _ limit: Double) -> Bool {
  if Double(count) > expected {
    return Double(count) > (1 + limit) * expected && isMore(count, than: expected)
  }
  return expected - Double(count) >= fewestPeople && Double(count) < (1 - limit) * expected
    && isFewer(count, than: expected)
}

/// A change by fewer people is told of no practice.
private let fewestPeople = 10.0

/// Of fewer practices' parts nobody says how all of them change.
private let fewestParts = 5

/// By this share of the way what is expected moves after a night that is far from it.
private let changeOfPart = 0.2
