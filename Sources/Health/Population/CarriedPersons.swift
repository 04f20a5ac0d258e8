import Model
public import Tables

/// The population of the newest release, for practices of which nothing, or too little, came tonight.
public struct EarlierPopulation: Sendable {
  /// Its persons.
  public var persons: Table
  /// Its practices: see `PracticeColumn`.
  public var practices: Table
  /// The reference date of that release.
  public var day: Day

  /// Names a population.
  public init(persons: Table, practices: Table, day: Day) {
    self.persons = persons
    self.practices = practices
    self.day = day
  }

  /// Whether anybody may have to be taken over, going by the practices of both nights alone.
  ///
  /// - Complexity: O(practices), so that a night with all of its practices reads no earlier persons.
  public static func isNeeded(_ earlier: Table, tonight: Table) -> Bool {
    var statuses: [String: String] = [:]
    for row in 0..<tonight.rowCount {
      guard let code = text(PracticeColumn.practice, row, tonight) else { continue }
      statuses[code] = text(PracticeColumn.status, row, tonight)
    }
    let withLastLists = [PracticeStatus.heldBack, .notDelivered].map(\.rawValue)
    return (0..<earlier.rowCount).contains { row in
      guard let code = text(PracticeColumn.practice, row, earlier),
        earlier.hadPatients(row)
      else { return false }
      return statuses[code].map { withLastLists.contains($0) } ?? true
    }
  }

  /// The practices that may have patients to be taken over, with the day of the last release that had all of them.
  fileprivate var lastComplete: [String: Day] {
    var days: [String: Day] = [:]
    for row in 0..<practices.rowCount {
      guard let code = text(PracticeColumn.practice, row, practices) else { continue }
      if case .day(let day)? = practices[PracticeColumn.asOf]?.value(at: row) {
        days[code] = day
      } else if text(PracticeColumn.status, row, practices) == PracticeStatus.ok.rawValue {
        days[code] = day
      }
    }
    return days
  }
}

extension Table {
  /// Whether a practice had patients, or some that were taken over, or has a last complete night.
  fileprivate func hadPatients(_ row: Int) -> Bool {
    [PracticeColumn.patients, PracticeColumn.carried, PracticeColumn.asOf].contains { name in
      switch self[name]?.value(at: row) {
      case .integer(let count)?: count > 0
      case .day?: true
      default: false
      }
    }
  }
}

private func text(_ column: String, _ row: Int, _ table: Table) -> String? {
  table[column]?.texts?.text(at: row)
}

extension RejectedRegistrations.Row {
  /// Whether a registration that is taken over from an earlier release, which began on a day, may have ended by this row, or a
  /// newer one may have begun with another practice.
  ///
  /// - Missing: that what a row says of the very practice that did not come cannot be read is why its patients are taken over: it
  ///   ends nothing. Neither does a row without a practice that may be of the same registration.
  func mayOvertake(_ practice: String?, since start: Int64) -> Bool {
    guard let own = self.practice else {
      return isOpen == false ? began(from: start) : began(after: start)
    }
    return own == practice
      ? isOpen == false && began(from: start) : isOpen != false && began(from: start)
  }

  /// Whether it began on a day or later; true where it is not known.
  private func began(from day: Int64) -> Bool { self.start.map { $0 >= day } ?? true }

  /// Whether it is known to have begun after a day.
  private func began(after day: Int64) -> Bool { self.start.map { $0 > day } ?? false }
}

/// The patients of practices of which nothing, or too little, came tonight, as the last release knew them.
///
/// They are in the population so that tonight's events, deaths and opt-outs can be held against their last lists, and are on
/// no list and in no aggregate.
///
/// - Shape: persons of an earlier population -> registrations in the feed's columns; a column that was not there then is
///   missing.
/// - Missing: whoever has an open registration tonight, a death in any row, or a row of that practice which has ended is
///   known to be elsewhere or gone, and is not taken over; nor is anybody of a practice that has closed, was merged, or is in
///   no network.
struct CarriedPersons {
  /// Their registrations.
  let rows: Table
  /// The practices that they are of.
  let practices: Set<String>
  /// The practices of which nobody is in tonight's delivery.
  let withoutDelivery: Set<String>
  /// The day of the last release that had all of a practice, by its code.
  let days: [String: Day]

  /// For how many days patients are taken over.
  ///
  /// Source: project choice, a quarter: nobody should be kept for ever because a practice stopped sending, and no list
  /// that old is of use.
  static let mostDays = 92

  init(
    _ earlier: EarlierPopulation, registrations: Table, open: Registrations, beside: Table?,
    definition: PopulationDefinition, organisations: Organisations, heldBack: Set<String>,
    referenceDate: Day
  ) {
    let codes = registrations.declaredTexts(definition.practice)
    let delivered = Set(open.rows.compactMap { codes.text(at: Int($0)) })
    days = earlier.lastComplete.filter { code, day in
      (!delivered.contains(code) || heldBack.contains(code))
        && organisations.networks.networkOfPractice[code] != nil
        && !organisations.closedPractices.contains(code)
        && organisations.successors.successor[code] == nil
        && referenceDate.number - day.number <= Int32(Self.mostDays)
    }
    withoutDelivery = Set(days.keys).subtracting(delivered)
    // One numbering of the keys of all of these tables, or keys of one could not be told from those of another.
    let keys = KeyNumbers(
      of: [registrations, beside, earlier.persons].compactMap { $0?[definition.person] })
    let known = KnownTonight(registrations, open, beside, definition, keys)
    rows = earlier.persons.registrations(
      like: registrations, of: definition, practices: Set(days.keys), keys
    ) { number, practice in !known.isElsewhere(number, practice) }
    let own = rows.declaredTexts(definition.practice)
    practices = Set((0..<rows.rowCount).compactMap { own.text(at: $0) })
  }
}

/// What tonight's rows say of persons who are not registered by them.
private struct KnownTonight {
  private struct Registration: Hashable {
    var person: Int64
    var practice: String
  }

  /// Whoever is registered, or has died.
  private var gone: Set<Int64> = []
  /// Registrations that are there and not open.
  private var ended: Set<Registration> = []

  init(
    _ registrations: Table, _ open: Registrations, _ beside: Table?,
    _ definition: PopulationDefinition, _ keys: KeyNumbers
  ) {
    let practices = registrations.declaredTexts(definition.practice)
    let persons = keys.numbers(of: registrations.declared(definition.person))
    for row in open.rows { gone.insert(persons.values[Int(row)]) }
    for row in (~open.open).setIndices where persons.present?[row] ?? true {
      guard let practice = practices.text(at: row) else { continue }
      ended.insert(Registration(person: persons.values[row], practice: practice))
    }
    for table in [registrations, beside].compactMap({ $0 }) {
      guard let death = definition.death, let days = table.declared(death).days else { continue }
      let persons = keys.numbers(of: table.declared(definition.person))
      let died = days.present ?? Bitmap(repeating: true, count: table.rowCount)
      for row in died.setIndices where persons.present?[row] ?? true {
        gone.insert(persons.values[row])
      }
    }
  }

  func isElsewhere(_ person: Int64, _ practice: String) -> Bool {
    gone.contains(person) || ended.contains(Registration(person: person, practice: practice))
  }
}

extension Table {
  /// The rows of some practices in the columns of registrations.
  fileprivate func registrations(
    like registrations: Table, of definition: PopulationDefinition, practices wanted: Set<String>,
    _ keys: KeyNumbers, where isKept: (Int64, String) -> Bool
  ) -> Table {
    var rows: [Int32] = []
    if let persons = self[definition.person], let codes = self[definition.practice]?.texts,
      self[definition.latestBy] != nil
    {
      let numbers = keys.numbers(of: persons)
      for row in 0..<rowCount where numbers.present?[row] ?? true {
        guard let code = codes.text(at: row), wanted.contains(code),
          isKept(numbers.values[row], code)
        else { continue }
        rows.append(Int32(row))
      }
    }
    return Table(
      zip(registrations.names, registrations.columns).map { name, column in
        guard let own = self[name], own.type == column.type else {
          return (name, Column(column.type, rows.map { _ in nil }))
        }
        return (name, own.gathered(rows).compacted)
      }, rowCount: rows.count)
  }

  /// The rows of both, one after the other.
  ///
  /// - Precondition: both have the same columns.
  func followed(by other: Table) -> Table {
    Table(
      zip(names, columns).map { name, column in
        (name, Column.concatenated([column, other.declared(name)]))
      }, rowCount: rowCount + other.rowCount)
  }
}
