public import Model
public import Tables

/// How many people of a network or a practice are on a list.
public struct ListCounts: Hashable, Sendable {
  /// All of them.
  public var all = 0
  /// Those who were not on it before; nil where nothing is known of that.
  public var new: Int?
  /// Those who have one of this week's places; nil where there are none to be had.
  public var thisWeek: Int?
}

/// The rows of a list that workbooks show, chosen before its sheet is made, and how many people there are in all.
///
/// Of a list of thousands a workbook shows the first, so only of these anything is looked up.
public struct ShownRows: Sendable {
  /// The rows, in the list's order.
  public private(set) var rows: [Int32] = []
  /// The people on the list, by network and by practice.
  private var parts: [ListParts] = []
  /// Whether there are places to be had this week.
  private let hasPlaces: Bool
  /// Whether it is known who was on the list before.
  private let knowsNew: Bool

  /// What a list has of its people.
  public struct List: Sendable {
    /// The network of each row, by which the rows stand.
    let networks: Column?
    /// For each row its person's row in the person table.
    let people: [Int32]
    /// Who has one of this week's places; nil where there are none to be had.
    let places: WeekPlaces?
    /// The keys of those who were on it before; nil where nothing is known of that.
    let earlier: Column?

    /// Puts it together.
    public init(networks: Column?, people: [Int32], places: WeekPlaces?, earlier: Column?) {
      self.networks = networks
      self.people = people
      self.places = places
      self.earlier = earlier
    }
  }

  /// Chooses the rows that somebody's workbook shows: as many as the definition says from the top of each recipient's part of the list,
  /// and everybody with one of this week's places.
  ///
  /// - Complexity: O(rows).
  public init(
    of list: List, _ definition: WorkbookDefinition?, persons: PersonTable,
    vocabulary: PersonVocabulary
  ) {
    let before = persons.table[vocabulary.person].flatMap { EarlierPeople(list.earlier, keys: $0) }
    hasPlaces = list.places != nil
    knowsNew = before != nil
    guard case .text(let networks)? = list.networks,
      case .text(let practices)? = persons.table[vocabulary.practice]
    else { return }
    let limit = definition?.peopleShown ?? .max
    let recipients = definition?.recipients ?? []
    let shownOfNetwork = recipients.contains(.network) ? limit : 0
    let shownOfPractice = recipients.contains(.practice) ? limit : 0
    let placed = list.places?.placed
    var ofNetworks = ListParts(networks.dictionary)
    var ofPractices = ListParts(practices.dictionary)
    for (row, person) in list.people.enumerated() {
      let isPlaced = placed?[Int(person)] ?? false
      let isNew = before.map { !$0.includes(person: Int(person)) } ?? false
      let rank = ofNetworks.count(networks.codes[row], isPlaced, isNew)
      var isShown = isPlaced || rank <= shownOfNetwork
      if let practice = practices.code(at: Int(person)) {
        let rank = ofPractices.count(practice, isPlaced, isNew)
        isShown = isShown || rank <= shownOfPractice
      }
      if isShown { rows.append(Int32(row)) }
    }
    parts = [ofNetworks, ofPractices]
  }

  /// The people of a network or a practice, by its code; nobody where none is on the list.
  public func counts(of code: String) -> ListCounts {
    let part = parts.first { $0.codes.code(of: code) != nil }
    let index = part?.codes.code(of: code).map { Int($0) }
    func count(_ counts: [Int]?) -> Int { index.flatMap { counts?[$0] } ?? 0 }
    return ListCounts(
      all: count(part?.all), new: knowsNew ? count(part?.new) : nil,
      thisWeek: hasPlaces ? count(part?.placed) : nil)
  }
}

/// How many people of each network, or of each practice, are on a list.
private struct ListParts: Sendable {
  let codes: TextDictionary
  private(set) var all: [Int]
  private(set) var new: [Int]
  private(set) var placed: [Int]

  init(_ codes: TextDictionary) {
    self.codes = codes
    all = [Int](repeating: 0, count: codes.count)
    new = all
    placed = all
  }

  /// Counts a person; gives how many of the part there are by now.
  mutating func count(_ code: Int32, _ isPlaced: Bool, _ isNew: Bool) -> Int {
    all[Int(code)] += 1
    if isPlaced { placed[Int(code)] += 1 }
    if isNew { new[Int(code)] += 1 }
    return all[Int(code)]
  }
}

/// A list as workbooks show it: its sheet with the rows that are shown, and how many people there are in all.
public struct ShownSheet: Sendable {
  /// The sheet, of the rows that are shown.
  let sheet: Sheet
  /// The people on the list.
  let people: ShownRows

  /// Puts both together.
  public init(_ sheet: Sheet, people: ShownRows) {
    self.sheet = sheet
    self.people = people
  }
}
