public import Tables

/// A cohort's list, ready to be written: one row a person, by network and rank.
public struct TargetList: Sendable {
  /// The cohort's name, which is its files' name.
  public let name: FileName
  /// One line that says who is on the list.
  public let title: String
  /// Where the rules come from.
  public let source: String
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
  let memberships = cohorts.map { membership(of: $0, among: persons.count) }
  return cohorts.enumerated().compactMap { index, cohort in
    guard let name = FileName(cohort.name) else { return nil }
    let people = cohort.people
    let others = zip(cohorts, memberships).enumerated().filter { $0.offset != index }
      .map { (name: $0.element.0.name, members: $0.element.1) }
    let builder = ListBuilder(
      cohort: cohort, people: people, persons: persons.table, sources: sources,
      referenceDate: referenceDate, alsoOn: alsoOn(people, others: others))
    return TargetList(
      name: name, title: cohort.title, source: cohort.source,
      table: builder.table, rows: networkRows(cohort.members))
  }
}

private func membership(of cohort: SelectedCohort, among count: Int) -> Bitmap {
  var members = [UInt64](repeating: 0, count: (count + 63) / 64)
  for person in cohort.people { members[Int(person) >> 6] |= 1 << UInt64(person & 63) }
  return Bitmap(words: members, count: count)
}

/// The names of the other lists that each person is on, in the order of the pipeline.
///
/// Few combinations occur, so each is one text of the dictionary and a person has only its code.
private func alsoOn(_ people: [Int32], others: [(name: String, members: Bitmap)]) -> Column {
  var combinations = [""]
  var codes = [Int32](repeating: 0, count: people.count)
  for (name, members) in others {
    var next = [Int32](repeating: -1, count: combinations.count)
    for (row, person) in people.enumerated() where members[Int(person)] {
      let code = Int(codes[row])
      if next[code] < 0 {
        next[code] = Int32(combinations.count)
        combinations.append(code == 0 ? name : combinations[code] + "; " + name)
      }
      codes[row] = next[code]
    }
  }
  var present = Bitmap(repeating: true, count: people.count)
  for (row, code) in codes.enumerated() where code == 0 { present[row] = false }
  return .text(
    TextColumn(codes: codes, present: present, dictionary: TextDictionary(combinations)))
}

/// The stretch of rows of each network; the members stand by network.
private func networkRows(_ members: Table) -> [String: Range<Int>] {
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
