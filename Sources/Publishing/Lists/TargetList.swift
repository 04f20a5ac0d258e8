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
  /// The column of the NHS number.
  public var person: String
  /// The column of the practice.
  public var practice: String
  /// The column of the segment; nil for none.
  public var segment: String?

  /// Names the columns.
  public init(person: String, practice: String, segment: String?) {
    self.person = person
    self.practice = practice
    self.segment = segment
  }
}

/// Makes the lists of all cohorts.
///
/// Lists are for direct care: nothing is hidden or rounded. A column that the person table does not have is
/// empty, so that every list has the same columns.
///
/// - Shape: one list a cohort, in the order of the cohorts; a cohort whose name cannot name a file has none.
/// - Missing: `new` is empty where no earlier list is known.
/// - Complexity: O(persons on lists) for each column.
public func targetLists(
  of cohorts: [SelectedCohort], persons: PersonTable, sources: ListSources, referenceDate: Day
) -> [TargetList] {
  var onLists = ItemLists(rowCount: persons.count)
  for (index, cohort) in cohorts.enumerated() { onLists.add(index, toRows: cohort.people) }
  let names = cohorts.map(\.name)
  return cohorts.enumerated().compactMap { index, cohort in
    guard let name = FileName(cohort.name) else { return nil }
    let people = cohort.people
    let builder = ListBuilder(
      cohort: cohort, people: people, persons: persons.table, sources: sources,
      referenceDate: referenceDate,
      alsoOn: .text(onLists.joined(names, ofRows: people, leavingOut: index)))
    return TargetList(
      name: name, title: cohort.title, source: cohort.source, noticed: cohort.noticed,
      undelivered: cohort.undelivered,
      table: builder.table, rows: networkRows(cohort.members))
  }
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
