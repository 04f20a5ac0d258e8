public import Model
public import Tables

/// A cohort's list, ready to be written: one row a person, by network and rank.
public struct TargetList: Sendable {
  /// The cohort's name, which is its files' name.
  public let name: FileName
  /// One line that says who is on the list.
  public let title: String
  /// Where the rules come from.
  public let source: String
  /// The scores with a notice that the list shows or reads.
  let noticed: [String]
  /// The feeds without which the list was not made; none where it was.
  let undelivered: [String]
  /// How long each network's file is, where the files were made before; nil where they are to be made.
  let byteCounts: [NetworkCode: Int]?
  /// The columns of `ListColumn`, in its order.
  public let table: Table
  /// Each network's rows.
  let rows: [String: Range<Int>]

  /// The rows of a network; none where nobody there is on the list.
  public func rows(of network: NetworkCode) -> Range<Int> {
    rows[network.text] ?? 0..<0
  }
}

/// Where the person table holds what every list shows.
public struct ListSources: Hashable, Sendable {
  /// What the columns of the person are called.
  public var vocabulary: PersonVocabulary
  /// The column of the segment; nil for none.
  public var segment: String?

  /// Names the columns.
  public init(_ vocabulary: PersonVocabulary, segment: String?) {
    self.vocabulary = vocabulary
    self.segment = segment
  }
}

/// Which lists each person is on.
public struct ListMembership: Sendable {
  private let names: [String]
  private let lists: ItemLists

  /// Takes the people of all lists, in the order of the lists.
  ///
  /// - Complexity: O(persons on lists).
  public init(of cohorts: [SelectedCohort], personCount: Int) {
    var lists = ItemLists(rowCount: personCount)
    for (index, cohort) in cohorts.enumerated() { lists.add(index, toRows: cohort.people) }
    self.lists = lists
    names = cohorts.map(\.name)
  }

  /// The other lists of some people of a list, by the list's position.
  ///
  /// - Missing: where a person is on no other list.
  public func others(of people: [Int32], onList index: Int) -> TextColumn {
    lists.joined(names, ofRows: people, leavingOut: index)
  }
}

/// Makes a cohort's list; `alsoOn` is what `ListMembership` says of its people.
///
/// Lists are for direct care: nothing is hidden or rounded. A column that the person table does not have is
/// empty, so that every list has the same columns. A list whose files stay as they are has columns and no rows.
///
/// - Missing: nil for a cohort whose name cannot name a file; `new` is empty where no earlier list is known.
/// - Complexity: O(persons on the list) for each column.
public func targetList(
  of cohort: SelectedCohort, alsoOn: TextColumn, persons: PersonTable, sources: ListSources,
  referenceDate: Day
) -> TargetList? {
  guard let name = FileName(cohort.name) else { return nil }
  let isMade = cohort.byteCounts != nil
  let builder = ListBuilder(
    cohort: cohort, people: isMade ? [] : cohort.people, persons: persons.table,
    sources: sources, referenceDate: referenceDate,
    alsoOn: isMade ? .missing(.text, count: 0) : .text(alsoOn))
  return TargetList(
    name: name, title: cohort.title, source: cohort.source, noticed: cohort.noticed,
    undelivered: cohort.undelivered, byteCounts: cohort.byteCounts,
    table: builder.table, rows: isMade ? [:] : networkRows(cohort.members))
}

/// The stretch of rows of each network; which they stand by.
func networkRows(_ members: Table) -> [String: Range<Int>] {
  guard case .text(let networks)? = members["pcn_code"] else { return [:] }
  var rows: [String: Range<Int>] = [:]
  var start = 0
  while start < networks.codes.count {
    let code = networks.codes[start]
    var end = start + 1
    while end < networks.codes.count, networks.codes[end] == code { end += 1 }
    rows[networks.dictionary[code]] = start..<end
    start = end
  }
  return rows
}
