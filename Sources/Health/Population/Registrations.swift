import Model
import Expressions
import Parallel
import Tables

/// Which registrations count, one a person.
///
/// - Missing: an unknown condition is not open; a missing start is before every other.
/// - Ties: rows of one registration (one person, practice and start) are read as one. Where they differ in a value, it is
///   not known for the person; a value that only some of them have is taken. A registration that one of its rows ends has
///   ended, and so has one with a merged practice whose person has left the practice that took over. Of registrations with several practices that start on the same latest day one counts, by
///   `PopulationDefinition.prefer` and then by the practice's code.
/// - Doubt: a person with a rejected row that may end the registration, or be a newer one elsewhere, has none that counts.
/// - Deaths: a death in any row of a person is the person's. One that lies after the day until which deaths can be known is
///   a slip of somebody who has died.
struct Registrations {
  /// The numbers that stand for the persons' keys.
  let keys: KeyNumbers
  /// The rows whose registration is open on the reference date.
  private(set) var open: Bitmap
  /// The rows that count, by the persons' numbers.
  private(set) var rows: [Int32] = []
  /// Open registrations that a later one of the same person displaces.
  private(set) var superseded: Bitmap
  /// Open registrations that another practice's displaces, which starts on the same day.
  private(set) var tied: Bitmap
  /// Open registrations that another one repeats in every column.
  private(set) var copies: Bitmap
  /// Rows that are open and belong to a registration that another row ends.
  private(set) var ended: Bitmap
  /// Open registrations with merged practices of persons who have left the practice that took over.
  private(set) var leftSince: Bitmap
  /// Open registrations that a rejected row leaves in doubt.
  private(set) var doubtful: Bitmap
  /// Open registrations of persons who died by another row.
  private(set) var died: Bitmap
  /// Open registrations of persons whose death lies after the day until which deaths can be known.
  private(set) var diesLater: Bitmap
  /// Open registrations without a person's number.
  private(set) var anonymous: Bitmap
  /// What rows of one registration say of a person beside the row that counts.
  private(set) var merged: [MergedCell] = []

  /// Finds the registration of each person that is open on the reference date and started latest.
  ///
  /// The table has the successors' codes for those of merged practices, `delivered` has the feed's own. Its rows after the first
  /// `deliveredRows` (nil for all) are taken over from an earlier release: what a rejected row does not say leaves these in no doubt.
  ///
  /// - Complexity: O(rows), a radix sort by the persons' numbers.
  init(
    in table: Table, deliveredRows: Int? = nil, delivered: TextColumn,
    _ definition: PopulationDefinition,
    organisations: Organisations, parameters: Parameters,
    knownUntil: Day?, beside: Table? = nil, rejected: RejectedRows? = nil
  ) {
    let none = Bitmap(repeating: false, count: table.rowCount)
    open = none
    superseded = none
    tied = none
    copies = none
    ended = none
    leftSince = none
    doubtful = none
    died = none
    diesLater = none
    anonymous = none
    keys = KeyNumbers(of: table.declared(definition.person))
    let persons = keys.numbers(of: table.declared(definition.person))
    open = definition.registered.trueRows(on: table, parameters: parameters)
    let all = persons.present ?? Bitmap(repeating: true, count: table.rowCount)
    anonymous = open.subtracting(all)
    let numbers = persons.values
    let ordered = ascendingOrder(all.setIndices.map { Int32($0) }, by: numbers)
    let settling = Settling(
      table: table, deliveredRows: deliveredRows ?? table.rowCount, open: open,
      registrations: RegistrationKeys(table, definition, organisations),
      deaths: Deaths(table, definition, parameters.referenceDate, knownUntil),
      mergers: StaysAfterMergers(
        in: table, delivered: delivered, definition, organisations.successors, parameters),
      others: DeathsBeside(beside, definition, keys, parameters.referenceDate, knownUntil),
      rejected: RejectedRegistrations(rejected, definition, organisations, keys, parameters))
    var first = 0
    while first < ordered.count {
      var end = first + 1
      while end < ordered.count, numbers[Int(ordered[end])] == numbers[Int(ordered[first])] {
        end += 1
      }
      if end == first + 1, open[Int(ordered[first])], !settling.deaths.concerns(ordered[first]),
        !settling.others.concern(numbers[Int(ordered[first])]),
        settling.rejected.of(numbers[Int(ordered[first])]).isEmpty
      {
        rows.append(ordered[first])
      } else {
        settle(ordered[first..<end], numbers[Int(ordered[first])], settling)
      }
      first = end
    }
  }

  /// All rows of one person.
  private mutating func settle(
    _ own: ArraySlice<Int32>, _ number: Int64, _ settling: Settling
  ) {
    let open = own.filter { settling.open[Int($0)] }
    guard !open.isEmpty else { return }
    guard !own.contains(where: { settling.deaths.isPast($0) }),
      !settling.others.past.contains(number)
    else {
      for row in open { died[Int(row)] = true }
      return
    }
    guard !own.contains(where: { settling.deaths.isAfter($0) }),
      !settling.others.after.contains(number)
    else {
      for row in open { diesLater[Int(row)] = true }
      return
    }
    let keys = settling.registrations
    let rejected = settling.rejected.of(number)
    guard !rejected.contains(where: \.hasUnreadDeath) else {
      for row in open { doubtful[Int(row)] = true }
      return
    }
    let closed = own.filter { !settling.open[Int($0)] }
    let candidates = open.filter { row in
      !closed.contains { keys.areOne(row, $0) }
        && !rejected.contains { $0.ends(keys.practice(of: row), since: keys.start(of: row)) }
    }
    for row in open where !candidates.contains(row) { ended[Int(row)] = true }
    guard let mergers = settling.mergers else {
      choose(among: candidates, rejected, settling)
      return
    }
    let staying = candidates.filter { row in !closed.contains { mergers.hasLeft(row, by: $0) } }
    for row in candidates where !staying.contains(row) { leftSince[Int(row)] = true }
    choose(among: staying, rejected, settling)
  }

  /// Open rows of one person, none of which belongs to a registration that has ended.
  private mutating func choose(
    among candidates: [Int32], _ rejected: [RejectedRegistrations.Row], _ settling: Settling
  ) {
    let keys = settling.registrations
    guard candidates.count > 1 else {
      if let only = candidates.first { take(only, unless: rejected, settling) }
      return
    }
    let distinct = RowGroups(of: candidates, by: settling.table.columns)
    for (index, row) in candidates.enumerated()
    where distinct.firsts[Int(distinct.groupOfRow[index])] != row {
      copies[Int(row)] = true
    }
    let latest = distinct.firsts.map { keys.start(of: $0) }.max() ?? .min
    let winners = distinct.firsts.filter { keys.start(of: $0) == latest }
    for row in distinct.firsts where keys.start(of: row) != latest { superseded[Int(row)] = true }
    guard var chosen = winners.first else { return }
    for row in winners where keys.isBefore(row, chosen) { chosen = row }
    let ofChosen = winners.filter { keys.areOne($0, chosen) }
    for row in winners where !keys.areOne(row, chosen) { tied[Int(row)] = true }
    guard take(chosen, unless: rejected, settling) else { return }
    if ofChosen.count > 1 { merge(ofChosen, settling.table) }
  }

  /// Lets a row count unless a rejected one leaves it in doubt; returns whether it does.
  @discardableResult
  private mutating func take(
    _ row: Int32, unless rejected: [RejectedRegistrations.Row], _ settling: Settling
  ) -> Bool {
    let practice = settling.registrations.practice(of: row)
    let start = settling.registrations.start(of: row)
    let isTakenOver = Int(row) >= settling.deliveredRows
    let isDoubtful = rejected.contains {
      isTakenOver
        ? $0.mayOvertake(practice, since: start) : $0.putsInDoubt(practice, since: start)
    }
    if isDoubtful { doubtful[Int(row)] = true } else { rows.append(row) }
    return !isDoubtful
  }

  /// What rows of one registration say together that the first of them does not say alone.
  private mutating func merge(_ winners: [Int32], _ table: Table) {
    for (index, column) in table.columns.enumerated() {
      let known = winners.filter { column.present?[Int($0)] ?? true }
      guard let source = known.first else { continue }
      let isOne = RowGroups(of: known, by: [column]).sizes.count == 1
      guard known.count < winners.count || !isOne else { continue }
      merged.append(MergedCell(person: rows.count - 1, column: index, source: isOne ? source : nil))
    }
  }
}

/// A person's value that comes of several rows of one registration.
struct MergedCell {
  /// The person's position.
  var person: Int
  /// The column's position.
  var column: Int
  /// The row that has the value; nil where rows have different ones.
  var source: Int32?
}

extension Registrations {
  /// One row a person: the values of the rows that count.
  func persons(of table: Table) -> Table {
    let changes = Dictionary(grouping: merged) { $0.column }
    let counting = self.rows
    let columns = parallelMap(Array(zip(table.names, table.columns).enumerated())) {
      index, named -> (String, Column) in
      guard let cells = changes[index] else { return (named.0, named.1.gathered(counting)) }
      var rows = counting
      var kept = Bitmap(repeating: true, count: rows.count)
      for cell in cells {
        if let source = cell.source {
          rows[cell.person] = source
        } else {
          kept[cell.person] = false
        }
      }
      return (named.0, named.1.gathered(rows, keeping: kept))
    }
    return Table(columns, rowCount: rows.count)
  }

  /// The persons for whom rows of one registration have different values, by the column's name.
  func differing(in table: Table) -> [(column: String, persons: [Int])] {
    let cells = Dictionary(grouping: merged.filter { $0.source == nil }) { $0.column }
    return cells.keys.sorted().map { (table.names[$0], cells[$0]?.map(\.person) ?? []) }
  }
}

/// What the rows of each person are settled by.
private struct Settling {
  let table: Table
  /// How many rows were delivered; the others are taken over.
  let deliveredRows: Int
  /// Whether each row's registration is open on the reference date.
  let open: Bitmap
  let registrations: RegistrationKeys
  let deaths: Deaths
  /// Who has left the successor of a merged practice; nil where no row is of one.
  let mergers: StaysAfterMergers?
  /// The deaths in rows that do not count.
  let others: DeathsBeside
  /// The rejected rows.
  let rejected: RejectedRegistrations
}

/// What makes rows of one person one registration, and which of several comes first.
private struct RegistrationKeys {
  private let starts: FixedColumn<Int32>?
  private let practices: TextColumn
  /// For each practice's code its place in the order of preference.
  private let places: [Int32]

  init(_ table: Table, _ definition: PopulationDefinition, _ organisations: Organisations) {
    starts = table.declared(definition.latestBy).days
    practices = table.declaredTexts(definition.practice)
    let dictionary = practices.dictionary
    let texts = dictionary.texts
    let order = dictionary.bytewiseOrder.enumerated().map { place, code in
      let lacks = definition.prefer.map { preference in
        switch preference {
        case .open: organisations.closedPractices.contains(texts[Int(code)]) ? 1 : 0
        case .inNetwork:
          organisations.networks.networkOfPractice[texts[Int(code)]] == nil ? 1 : 0
        }
      }
      return (key: lacks + [place], code: code)
    }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var places = [Int32](repeating: 0, count: dictionary.count)
    for (place, entry) in order.enumerated() { places[Int(entry.code)] = Int32(place) }
    self.places = places
  }

  /// A row's start; a missing one is before every other.
  func start(of row: Int32) -> Int64 {
    guard let starts, starts.present?[Int(row)] ?? true else { return .min }
    return Int64(starts.values[Int(row)])
  }

  /// A row's practice; nil where it is missing.
  func practice(of row: Int32) -> String? { practices.text(at: Int(row)) }

  /// Whether two rows of a person are of one registration.
  func areOne(_ left: Int32, _ right: Int32) -> Bool {
    start(of: left) == start(of: right) && place(of: left) == place(of: right)
  }

  /// Whether a row's practice comes before another's.
  func isBefore(_ left: Int32, _ right: Int32) -> Bool { place(of: left) < place(of: right) }

  // A row without a practice comes last.
  private func place(of row: Int32) -> Int32 {
    practices.code(at: Int(row)).map { places[Int($0)] } ?? .max
  }
}

/// The days of death of a feed's rows.
private struct Deaths {
  private let days: FixedColumn<Int32>?
  private let referenceDate: Int32
  private let knownUntil: Int32

  init(
    _ table: Table, _ definition: PopulationDefinition, _ referenceDate: Day?, _ knownUntil: Day?
  ) {
    days = referenceDate == nil ? nil : definition.death.flatMap { table.declared($0).days }
    self.referenceDate = referenceDate?.number ?? .max
    self.knownUntil = max(self.referenceDate, knownUntil?.number ?? .min)
  }

  private func day(of row: Int32) -> Int32? {
    guard let days, days.present?[Int(row)] ?? true else { return nil }
    return days.values[Int(row)]
  }

  /// Whether the row has a death that keeps the person out of the population.
  func concerns(_ row: Int32) -> Bool { isPast(row) || isAfter(row) }

  /// Whether the row has a death on the reference date or before it.
  func isPast(_ row: Int32) -> Bool { day(of: row).map { $0 <= referenceDate } ?? false }

  /// Whether the row has a death that nobody can know of yet.
  func isAfter(_ row: Int32) -> Bool { day(of: row).map { $0 > knownUntil } ?? false }
}

/// The persons with a death in rows of the feed that do not count, by number.
private struct DeathsBeside {
  /// Those who have died by the reference date.
  private(set) var past: Set<Int64> = []
  /// Those whose death lies after the day until which deaths can be known.
  private(set) var after: Set<Int64> = []

  init(
    _ table: Table?, _ definition: PopulationDefinition, _ keys: KeyNumbers, _ referenceDate: Day?,
    _ knownUntil: Day?
  ) {
    guard let table else { return }
    let persons = keys.numbers(of: table.declared(definition.person))
    let deaths = Deaths(table, definition, referenceDate, knownUntil)
    for row in 0..<table.rowCount where persons.present?[row] ?? true {
      let row = Int32(row)
      if deaths.isPast(row) { past.insert(persons.values[Int(row)]) }
      if deaths.isAfter(row) { after.insert(persons.values[Int(row)]) }
    }
  }

  func concern(_ number: Int64) -> Bool { past.contains(number) || after.contains(number) }
}
