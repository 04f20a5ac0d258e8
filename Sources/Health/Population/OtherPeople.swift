public import Model
public import Tables

/// The practices whose people are others than in the newest release: whose numbers or pseudonyms were made anew.
///
/// Such a delivery has as many rows of everything as ever. All lists would be new, and nobody would be known to be done or gone.
public struct OtherPeople: Sendable {
  /// How many of some people are found again.
  public struct Found: Hashable, Sendable {
    /// The practice; empty for all people.
    public var name: String
    /// How many of them have a registration tonight, with whichever practice.
    public var found: Int
    /// How many there were.
    public var people: Int
    /// How many are registered tonight.
    fileprivate var tonight = 0
  }

  /// The practices of whose people fewer than half are found again, with as many others in their place, by code.
  public private(set) var practices: [Found] = []
  /// All people together where fewer than half of them are found again: then it is no practice's; nil where more are.
  public private(set) var all: Found?
  /// The people of those practices as they were last found: key and practice.
  ///
  /// They are kept as long as others stand in their place, so that a second such night is no new normal.
  public private(set) var known = Table(rowCount: 0)

  /// The name of the table of known people in the store.
  public static let table = "people-before"

  /// Looks for the people of an earlier population in tonight's.
  ///
  /// `earlier` has key, practice and status of each person, `held` those of practices whose people were others then; nil for
  /// none. `released` are practices of which it is known.
  ///
  /// - Missing: nothing is said of a practice with fewer than twenty people, of one that has closed or has nobody tonight, nor where the
  ///   key is of another kind than it was, which is a change of the definitions.
  /// - Source: project choice of twenty people, and of a half: a practice's list changes by a twentieth in a quarter.
  /// - Complexity: O(persons).
  public init?(
    than earlier: Table, held: Table?, tonight: Population, vocabulary: PersonVocabulary,
    released: Set<String>
  ) {
    let keys = tonight.persons.table.declared(vocabulary.person)
    guard let before = earlier[vocabulary.person], before.type == keys.type else { return nil }
    let heldPractices = Set(held?[vocabulary.practice]?.texts?.dictionary.texts ?? [])
    let listed = earlier.rows(
      where: PersonVocabulary.practiceStatus, equals: PracticeStatus.ok.rawValue)
    let index = PersonRows(of: keys)
    var tallies: [String: Found] = [:]
    func add(_ table: Table, among wanted: (Int, String) -> Bool) {
      guard let column = table[vocabulary.person], column.type == keys.type,
        let codes = table[vocabulary.practice]?.texts
      else { return }
      let found = index.rows(of: column)
      for row in found.indices {
        guard let practice = codes.text(at: row), wanted(row, practice) else { continue }
        tallies[practice, default: Found(name: practice, found: 0, people: 0)].people += 1
        if found[row] != EventTable.nobody { tallies[practice]?.found += 1 }
      }
    }
    add(earlier) { row, practice in listed[row] && !heldPractices.contains(practice) }
    if let held { add(held) { _, _ in true } }
    let registered = tonight.patientsOfPractices
    tallies = tallies.filter { !released.contains($0.key) && !tonight.closed.contains($0.key) }
      .compactMapValues { found in
        registered[found.name].map {
          var found = found
          found.tonight = $0
          return found
        }
      }
    let sum = tallies.values.reduce(into: Found(name: "", found: 0, people: 0)) {
      $0.found += $1.found
      $0.people += $1.people
      $0.tonight += $1.tonight
    }
    if sum.isOther {
      all = sum
      return
    }
    practices = tallies.values.filter(\.isOther).sorted { $0.name < $1.name }
    let others = Set(practices.map(\.name))
    guard !others.isEmpty else { return }
    known = earlier.people(of: others.subtracting(heldPractices), vocabulary, among: listed)
    if let held { known = known.together(with: held.people(of: others, vocabulary, among: nil)) }
  }
}

extension OtherPeople.Found {
  /// Whether fewer than half of them are found again, and half as many others are there: where these are not, people are missing.
  fileprivate var isOther: Bool {
    people >= 20 && 2 * found < people && 2 * (tonight - found) >= people
  }
}

extension Population {
  /// How many are registered tonight with each practice that has somebody, by its code.
  fileprivate var patientsOfPractices: [String: Int] {
    guard let codes = practices[PracticeColumn.practice]?.texts,
      case .integer(let patients)? = practices[PracticeColumn.patients]
    else { return [:] }
    var counts: [String: Int] = [:]
    for row in 0..<practices.rowCount where patients.values[row] > 0 {
      if let code = codes.text(at: row) { counts[code] = Int(patients.values[row]) }
    }
    return counts
  }
}

extension Table {
  /// Key and practice of the people of some practices.
  fileprivate func people(
    of practices: Set<String>, _ vocabulary: PersonVocabulary, among rows: Bitmap?
  ) -> Table {
    let codes = declaredTexts(vocabulary.practice)
    let wanted = codes.dictionary.texts.map { practices.contains($0) }
    let kept = (0..<rowCount).filter { row in
      rows?[row] ?? true && codes.code(at: row).map { wanted[Int($0)] } ?? false
    }.map { Int32($0) }
    return selecting([vocabulary.person, vocabulary.practice]).compacted(kept)
  }

  /// Some rows, with dictionaries of the texts alone that they have.
  func compacted(_ rows: [Int32]) -> Table {
    let table = gathered(rows)
    return Table(
      zip(table.names, table.columns).map { ($0, $1.compacted) }, rowCount: rows.count)
  }

  /// The rows of both; of one without rows those of the other.
  func together(with other: Table) -> Table {
    if rowCount == 0 { return other }
    return other.rowCount == 0 ? self : followed(by: other)
  }
}
