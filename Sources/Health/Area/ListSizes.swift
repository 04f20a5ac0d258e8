public import Model
public import Tables

/// Published list sizes of the area's practices, with the people who live there.
///
/// The table has `level` (`system`, `pcn`, `practice`, `district`), `area`, `area_title` (of districts), `pcn_code` (of practices),
/// `practices`, `practices_without` (of which no size is published), `patients`, `residents` and `percent_of_residents`.
///
/// - Shape: the whole, networks, practices and districts, each by code.
/// - Missing: the size of a practice of which none is published. The whole and a network have the sum of those that are published,
///   and how many are not; their share of residents is missing unless all are. So are the residents of the whole unless every row of their
///   feed could be used.
/// - Source: list sizes are of who is registered, residents of who lives there: lists are longer, by 3.6% in England in 2013/14 and by
///   8.8% in 2024/25 (gov.uk, Academy of Medical Royal Colleges' issue on QOF lists against ONS estimates, as cited in docs/area.md).
public func listSizes(
  _ source: ListSizesOfArea, sizes: Table, residents: ResidentRows?, practices: [AreaPractice]?
) -> Table {
  let rows = CountRows(sizes)
  var patients: [String: Int64] = [:]
  for row in rows.indices {
    guard let code = rows.text(source.lists.practice, row),
      let count = rows.count(source.lists.patients, row)
    else { continue }
    patients[code] = count
  }
  // Without persons nobody says which practices are the area's: all that are published are.
  let own = practices ?? patients.keys.map { AreaPractice(code: $0, network: nil) }
  let sorted = own.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
  let districts = residents.map { $0.byDistrict(source) } ?? []
  var table = AreaRows()
  func append(_ level: String, _ area: String?, _ practices: [AreaPractice], residents: Int64?) {
    let known = practices.compactMap { patients[$0.code] }
    let sum = known.reduce(0, +)
    let isWhole = known.count == practices.count && sum > 0
    table.append([
      .text(level), area.value, nil, nil, .integer(Int64(practices.count)),
      .integer(Int64(practices.count - known.count)), known.isEmpty ? nil : .integer(sum),
      residents.value,
      residents.flatMap { isWhole && $0 > 0 ? .decimal(Double(sum) / Double($0) * 100) : nil },
    ])
  }
  let isWhole = residents?.isWhole == true && districts.allSatisfy { $0.people != nil }
  append(
    "system", nil, sorted,
    residents: isWhole ? districts.reduce(0) { $0 + ($1.people ?? 0) } : nil)
  let networks = sortedBytewise(Set(sorted.compactMap(\.network)))
  for network in networks {
    append("pcn", network, sorted.filter { $0.network == network }, residents: nil)
  }
  for practice in sorted {
    table.append([
      .text("practice"), .text(practice.code), nil, practice.network.value, nil, nil,
      patients[practice.code].value, nil, nil,
    ])
  }
  for district in districts {
    table.append([
      .text(ListSizeColumn.district), district.code.value, district.title.value, nil, nil, nil, nil,
      district.people.value, nil,
    ])
  }
  return table.table([
    ("level", .text), ("area", .text), ("area_title", .text), (PracticeColumn.network, .text),
    ("practices", .integer), (ListSizeColumn.without, .integer),
    (ListSizeColumn.patients, .integer),
    (ListSizeColumn.residents, .integer), (ListSizeColumn.percent, .decimal),
  ])
}

/// A practice of the area.
public struct AreaPractice: Hashable, Sendable {
  /// Its code.
  public var code: String
  /// Its network; nil for none.
  public var network: String?

  /// Names a practice.
  public init(code: String, network: String?) {
    self.code = code
    self.network = network
  }
}

/// The rows of a feed of residents.
public struct ResidentRows: Hashable, Sendable {
  /// The rows that can be used.
  public var table: Table
  /// Whether these are all rows of the feed.
  public var isWhole: Bool

  /// Takes the rows of a feed.
  public init(_ table: Table, isWhole: Bool) {
    self.table = table
    self.isWhole = isWhole
  }

  fileprivate func byDistrict(
    _ source: ListSizesOfArea
  ) -> [(code: String?, title: String?, people: Int64?)] {
    guard let columns = source.residents else { return [] }
    let rows = CountRows(table)
    var districts: [String: (title: String?, people: Int64?)] = [:]
    for row in rows.indices {
      let code = rows.text(columns.area, row) ?? ""
      let people = rows.count(columns.people, row)
      let before = districts[code]
      districts[code] = (
        before?.title ?? rows.text(columns.title, row),
        // One part that is missing leaves the sum unknown.
        before.map { old in old.people.flatMap { sum in people.map { sum + $0 } } } ?? people
      )
    }
    return districts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
      ($0.key.isEmpty ? nil : $0.key, $0.value.title, $0.value.people)
    }
  }
}
