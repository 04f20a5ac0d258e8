public import Model
public import Tables

/// The practices many of whose people have other values tonight than in the newest release: another sex or day of birth, which
/// nobody changes, or another area or the like, which few do.
///
/// Such a delivery has as many rows and as many values of everything as ever: columns that were exchanged, dates that were shifted,
/// one value in place of all others.
public struct ChangedPeople: Sendable {
  /// How many of some people have another value in a column.
  public struct Change: Hashable, Sendable {
    /// The practice that they are registered with tonight.
    public var practice: String
    /// The column.
    public var column: String
    /// How many have another value.
    public var changed: Int
    /// How many of these have a day within a month of the one before.
    public var near = 0
    /// How many have a value in both nights.
    public var people: Int
  }

  /// The practices that are to be held back, with each column for which they are, by code.
  public private(set) var heldBack: [Change] = []
  /// Other changes that somebody should know of, by code.
  public private(set) var told: [Change] = []
  /// Those people of the practices that are held back who are known, with their values as they last were.
  ///
  /// They are kept as long as these differ, so that a second such night is no new normal.
  public private(set) var known = Table(rowCount: 0)

  /// The name of the table of known people in the store.
  public static let table = "values-before"

  /// Compares the people who are in an earlier population and in tonight's.
  ///
  /// `earlier` has key, practice, status and the compared `columns` of each person, `held` the people of practices that were held
  /// back for this, without the status; nil for none. `fixed` are the columns that nobody's value changes in. `released` are
  /// practices of which it is known that their registrations are different.
  ///
  /// - Missing: whoever has no value in one of the nights is not compared: that values went is told elsewhere. Nothing is said of a column
  ///   of another type than it had, nor where the key is of another kind. A day that is one off is no change, and for one that is within a month
  ///   of the one before nobody is held back.
  /// - Source: project choice of 20 people and a tenth of a practice's in a column that is fixed, and of a fifth in any other; 5 and a
  ///   fiftieth of the former are told. In a quarter some 1 in 25 people change their address, and recorded sex or birth of a few in a thousand
  ///   is put right.
  /// - Complexity: O(persons) for each column.
  public init(
    since earlier: Table, held: Table?, tonight: Population, columns: [String], fixed: Set<String>,
    vocabulary: PersonVocabulary, released: Set<String>
  ) {
    let persons = tonight.persons.table
    let listed = earlier.rows(
      where: PersonVocabulary.practiceStatus, equals: PracticeStatus.ok.rawValue)
    let index = PersonRows(of: persons.declared(vocabulary.person))
    let practices = persons.declaredTexts(vocabulary.practice)
    var counts: [Change] = []
    var nights: [(before: Table, rows: [Int32], now: [Int32])] = []
    for (table, among) in [(held, nil), (earlier, listed)] {
      guard let table, let keys = table[vocabulary.person] else { continue }
      let found = index.rows(of: keys)
      // Of people who were held back their last known values count, and not those of the night that was wrong.
      let known = Set(nights.flatMap { $0.now })
      let rows = found.indices.filter {
        found[$0] != EventTable.nobody && among?[$0] ?? true && !known.contains(found[$0])
      }.map { Int32($0) }
      nights.append((table, rows, rows.map { found[Int($0)] }))
    }
    for name in columns {
      guard let now = persons[name] else { continue }
      var tallies = ColumnTallies(practices: practices)
      for night in nights where night.before[name]?.type == now.type {
        guard let before = night.before[name] else { continue }
        tallies.count(before.gathered(night.rows), now.gathered(night.now), of: night.now)
      }
      counts += tallies.changes(in: name)
    }
    counts.removeAll { released.contains($0.practice) || tonight.closed.contains($0.practice) }
    counts.sort { ($0.practice, $0.column) < ($1.practice, $1.column) }
    heldBack = counts.filter {
      fixed.contains($0.column) && $0.isMany($0.changed - $0.near, 20, of: 0.1)
    }
    told = counts.filter { change in
      !heldBack.contains(change)
        && (change.isMany(change.changed, 20, of: 0.2)
          || fixed.contains(change.column)
            && change.isMany(change.changed - change.near, 5, of: 0.02))
    }
    let wanted = Set(heldBack.map(\.practice))
    guard !wanted.isEmpty else { return }
    for night in nights {
      let kept = night.rows.indices.filter {
        wanted.contains(practices.text(at: Int(night.now[$0])) ?? "")
      }
      let names = ([vocabulary.person] + columns).filter { night.before[$0] != nil }
      known = known.together(
        with: night.before.selecting(names).compacted(kept.map { night.rows[$0] }))
    }
  }
}

extension ChangedPeople.Change {
  /// Whether a number is so large at the least, and so large a share of all.
  fileprivate func isMany(_ number: Int, _ least: Int, of share: Double) -> Bool {
    number >= least && Double(number) >= share * Double(people)
  }
}

/// How many of each practice's people have another value in one column.
private struct ColumnTallies {
  private let practices: TextColumn
  private var people: [Int]
  private var changed: [Int]
  private var near: [Int]

  init(practices: TextColumn) {
    self.practices = practices
    people = [Int](repeating: 0, count: practices.dictionary.count)
    changed = people
    near = people
  }

  /// Counts rows of two columns of one type, which are of the same persons, by the persons' rows in tonight's population.
  mutating func count(_ before: Column, _ now: Column, of persons: [Int32]) {
    let known = [before.present, now.present].compactMap { $0 }
      .reduce(Bitmap(repeating: true, count: persons.count)) { $0 & $1 }
    let differ = differingRows(before, now)
    let isFar = farDays(before, now)
    for row in known.setIndices {
      guard let practice = practices.code(at: Int(persons[row])) else { continue }
      people[Int(practice)] += 1
      guard differ[row] else { continue }
      changed[Int(practice)] += 1
      if let isFar, !isFar[row] { near[Int(practice)] += 1 }
    }
  }

  func changes(in column: String) -> [ChangedPeople.Change] {
    changed.indices.filter { changed[$0] > 0 }.map {
      ChangedPeople.Change(
        practice: practices.dictionary[Int32($0)], column: column, changed: changed[$0],
        near: near[$0], people: people[$0])
    }
  }
}

/// The rows in which two columns of one type differ; of a row without a value in one of them it says nothing.
private func differingRows(_ first: Column, _ second: Column) -> Bitmap {
  switch (first, second) {
  case (.boolean(let first), .boolean(let second)):
    return Bitmap(count: first.bits.count) { first.bits[$0] != second.bits[$0] }
  case (.integer(let first), .integer(let second)),
    (.identifier(let first), .identifier(let second)):
    return Bitmap(count: first.values.count) { first.values[$0] != second.values[$0] }
  case (.decimal(let first), .decimal(let second)):
    return Bitmap(count: first.values.count) { first.values[$0] != second.values[$0] }
  case (.day(let first), .day(let second)):
    // One day off is the time zone of whoever wrote the extract.
    return Bitmap(count: first.values.count) { abs(first.values[$0] - second.values[$0]) > 1 }
  case (.text(let first), .text(let second)), (.pseudonym(let first), .pseudonym(let second)):
    // A text that tonight nobody has is another one than everybody's.
    let codes = first.dictionary.texts.map { second.dictionary.code(of: $0) ?? -1 }
    return Bitmap(count: first.codes.count) { row in
      codes.isEmpty || codes[Int(first.codes[row])] != second.codes[row]
    }
  default: return Bitmap(repeating: false, count: first.count)
  }
}

/// The rows in which two days are more than a month apart; nil of columns of anything else.
private func farDays(_ first: Column, _ second: Column) -> Bitmap? {
  guard case .day(let first) = first, case .day(let second) = second else { return nil }
  return Bitmap(count: first.values.count) { abs(first.values[$0] - second.values[$0]) > 31 }
}
