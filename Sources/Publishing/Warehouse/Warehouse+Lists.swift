import Model
public import Tables

/// A list whose rows a warehouse has.
struct WrittenList: Sendable {
  let list: WarehouseList
  /// The table of its rows.
  let table: String
  /// The view that has them as the list's files do.
  let view: String
  /// How many people are on it, how many of them are new, and how many are called this week, by network.
  let counts: [String: NetworkCounts]
}

/// How many people are on a list.
struct NetworkCounts: Hashable, Sendable {
  var people = 0
  /// Those who were not on it before; nil where that is not known.
  var new: Int?
  /// Those with one of this week's places; nil where there are none to be had.
  var thisWeek: Int?
}

/// The number by which tables name a person within one warehouse.
private let personID = SheetField.always(
  "person_id", .integer, "Person",
  "Names a person within this warehouse and no other: the next one may name somebody else by it.")

private let network = SheetField.always(
  PersonVocabulary.network, .text, "PCN", "ODS code of the primary care network.")

extension Warehouse {
  /// Writes the practices of the system.
  public mutating func add(practices: Table) throws(WarehouseFault) {
    let kept = practices.selecting([
      PracticeColumn.practice, PracticeColumn.network, PracticeColumn.status,
    ])
    try write(practicesTable, kept)
  }

  /// Writes the people who are on any list, by their rows in the person table, in their order; `list` is any of the lists.
  public mutating func add(
    people ids: [Int32], _ people: Table, of list: WarehouseList
  ) throws(WarehouseFault) {
    let practice = ListColumn.practiceCode.rawValue
    let columns = list.fieldsOfPeople.map { field in
      WarehouseTable.Column(
        field.field,
        references: field.field.name == practice && has("practices")
          ? "practices" : nil)
    }
    try write(
      WarehouseTable(
        name: "people", text: "Everybody who is on a list, once, with what all lists say of them.",
        columns: [.init(personID)] + columns, key: [personID.name]),
      Table([(personID.name, .integer(FixedColumn(ids.map { Int64($0) })))])
        .joined(sideways: people),
      indexes: [WarehouseIndex(columns: [list.key], isUnique: true)]
        + (people[practice] == nil ? [] : [WarehouseIndex(columns: [practice])]))
  }

  /// Writes what the rows of a list say; `people` are their persons, by row of the person table, `networks` where they are called.
  ///
  /// The rows stand by person, so that whoever is asked for is found without an index.
  public mutating func add(
    _ list: WarehouseList, rows: Table, people: [Int32], networks: Column?, personCount: Int
  ) throws(WarehouseFault) {
    let name = list.sheet.name.text.split(separator: "-", omittingEmptySubsequences: false)
      .joined(separator: "_")
    var table = Table([(personID.name, .integer(FixedColumn(people.map { Int64($0) })))])
    let rows = list.kept(of: rows)
    let hasNetwork = rows[network.name] != nil
    if !hasNetwork { table.append(network.name, networks ?? .missing(.text, count: people.count)) }
    let columns =
      [WarehouseTable.Column(personID, references: "people")]
      + (hasNetwork ? [] : [.init(network)]) + list.ownFields.map { list.columnInRows(of: $0) }
    let written = WrittenList(
      list: list, table: "rows_\(name)", view: list.kind == .priority ? name : "list_\(name)",
      counts: counts(of: rows, networks))
    try write(
      WarehouseTable(
        name: written.table,
        text:
          "What the list \(list.sheet.name.text) says of each of its people: \(list.sheet.title).",
        columns: columns, key: [personID.name]),
      // Column by column, which is faster than to look for each cell of a row when the row is laid out.
      inOrder(
        table.joined(sideways: withNumbersOfTexts(rows, of: list)),
        rowsByPerson(people, personCount: personCount)))
    lists.append(written)
  }

  /// The rows with the numbers of their texts in place of these.
  private mutating func withNumbersOfTexts(_ rows: Table, of list: WarehouseList) -> Table {
    var numbered = Table(rowCount: rows.rowCount)
    for (field, column) in zip(list.ownFields, rows.columns) {
      guard list.isTextOfRows(field) else {
        numbered.append(field.field.name, column)
        continue
      }
      guard case .text(let words) = column else {
        preconditionFailure("a field of texts has a column of texts")
      }
      numbered.append(list.nameInRows(of: field), texts.numbers(of: words))
    }
    return numbered
  }

  /// Writes what the lists are and how many people are on each, and the views that have them as their files do.
  mutating func addViewsOfLists() throws(WarehouseFault) {
    guard !lists.isEmpty else { return }
    try write(WarehouseTexts.table, texts.rows)
    try write(listsTable, listsRows(of: lists))
    try write(countsTable, countsRows(of: lists))
    for list in lists { try add(view: view(of: list, among: lists)) }
    try add(view: membershipView(of: lists))
    try add(view: severalListsView(of: lists))
  }
}

extension WarehouseList {
  /// Whether the list's table has the number of a text, and the table of texts the text; the network's code stays, by which rows are asked
  /// for.
  fileprivate func isTextOfRows(_ field: ListField) -> Bool {
    field.field.type == .text && field.field.name != network.name
  }

  /// What the list's table calls a field's column: no name stands twice, whatever people call what they show.
  fileprivate func nameInRows(of field: ListField) -> String {
    guard isTextOfRows(field) else { return field.field.name }
    let taken = ownFields.map(\.field.name) + [personID.name]
    var name = WarehouseTexts.columnName(of: field.field.name)
    while taken.contains(name) { name += "_" }
    return name
  }

  /// The column of the list's table.
  fileprivate func columnInRows(of field: ListField) -> WarehouseTable.Column {
    isTextOfRows(field)
      ? WarehouseTexts.column(nameInRows(of: field), of: field.field) : .init(field.field)
  }

  /// What a row `r` of the list's table says, in a query.
  fileprivate func value(of field: ListField) -> String {
    let column = "r.\(quoted(nameInRows(of: field)))"
    return isTextOfRows(field) ? WarehouseTexts.text(of: column) : column
  }
}

/// The rows of a list in the order of their persons.
private func rowsByPerson(_ people: [Int32], personCount: Int) -> [Int32] {
  var rowOfPerson = [Int32](repeating: 0, count: personCount)
  var listed = Bitmap(repeating: false, count: personCount)
  for (row, person) in people.enumerated() {
    rowOfPerson[Int(person)] = Int32(row)
    listed[Int(person)] = true
  }
  return listed.setIndices.map { rowOfPerson[$0] }
}

/// All rows of a table in another order; a column without a value has none to put in order.
private func inOrder(_ table: Table, _ order: [Int32]) -> Table {
  var ordered = Table(rowCount: order.count)
  for (name, column) in zip(table.names, table.columns) {
    let isEmpty = column.present?.setCount == 0
    ordered.append(
      name, isEmpty ? .missing(column.type, count: order.count) : column.gathered(order))
  }
  return ordered
}

private func counts(of rows: Table, _ networks: Column?) -> [String: NetworkCounts] {
  guard case .text(let networks)? = networks else { return [:] }
  func truths(_ name: String) -> BooleanColumn? {
    guard case .boolean(let column)? = rows[name] else { return nil }
    return column.present?.setCount == 0 ? nil : column
  }
  let new = truths(ListColumn.new.rawValue)?.bits
  let thisWeek = truths(ListColumn.thisWeek.rawValue)?.bits
  let people = networks.rowsByText()
  let newPeople = new.map { networks.rowsByText(among: $0) }
  let called = thisWeek.map { networks.rowsByText(among: $0) }
  return Dictionary(
    uniqueKeysWithValues: people.map { network, count in
      (
        network,
        NetworkCounts(
          people: count, new: newPeople.map { $0[network] ?? 0 },
          thisWeek: called.map { $0[network] ?? 0 })
      )
    })
}

// MARK: - What the lists are

private let practicesTable = WarehouseTable(
  name: "practices", text: "The practices of the system.",
  columns: [
    .init(
      .always(
        PracticeColumn.practice, .text, "Practice", "ODS code of the practice.")),
    .init(
      SheetField(
        PracticeColumn.network, .text,
        FieldDescription("PCN", "ODS code of its primary care network; missing for none."))),
    .init(
      .always(
        PracticeColumn.status, .text, "Status",
        "Whether its patients come on lists: ok; held-back; no-pcn; not-delivered; unknown.")),
  ], key: [PracticeColumn.practice])

private let peopleField = SheetField.always(
  "people", .integer, "People", "How many people are on it.")
private let newField = SheetField(
  "new", .integer,
  FieldDescription("New", "How many of them were not on it in the release before."))
private let thisWeekField = SheetField(
  "this_week", .integer,
  FieldDescription("This week", "How many of them have one of this week's places."))
private let listField = SheetField.always("list", .text, "List", "The list's name.")
private let kindField = SheetField.always(
  "kind", .text, "Kind",
  "list: who is due; due-soon: who comes onto a list soon; last-good: rows of an earlier list, for practices without a complete delivery; priority: who is called first over all lists."
)

private let listsTable = WarehouseTable(
  name: "lists", text: "What each list is, what it may be used for, and how many people are on it.",
  columns: [
    .init(listField), .init(kindField),
    .init(.always("title", .text, "Title", "One line that says who is on it.")),
    .init(
      .always(
        "description", .text, "Description", "Where its rules come from, and what must go with it.")
    ),
    .init(SheetField("purpose", .text, FieldDescription("Purpose", "What it may be used for."))),
    .init(
      SheetField("lawful_basis", .text, FieldDescription("Lawful basis", "Why that is lawful."))),
    .init(SheetField("recipients", .text, FieldDescription("Recipients", "Who may have it."))),
    .init(.always("view_name", .text, "View", "The view that has it as its files do.")),
    .init(.always("table_name", .text, "Table", "The table of what it alone says.")),
    .init(peopleField), .init(newField), .init(thisWeekField),
  ], key: ["list"])

private let countsTable = WarehouseTable(
  name: "lists_by_network", text: "How many people of each network are on each list.",
  columns: [
    .init(listField, references: "lists"), .init(network), .init(peopleField), .init(newField),
    .init(thisWeekField),
  ], key: ["list", PersonVocabulary.network])

private func listsRows(of lists: [WrittenList]) -> Table {
  func texts(_ text: (WrittenList) -> String?) -> Column {
    Column(.text, lists.map { text($0).map { .text($0) } })
  }
  func sums(_ count: (NetworkCounts) -> Int?) -> Column {
    Column(
      .integer,
      lists.map { list in
        let counts = list.counts.values.map(count)
        return counts.contains { $0 == nil }
          ? nil : .integer(Int64(counts.compactMap { $0 }.reduce(0, +)))
      })
  }
  return Table([
    ("list", texts { $0.list.sheet.name.text }),
    ("kind", texts { $0.list.kind.rawValue }),
    ("title", texts { $0.list.sheet.title }),
    ("description", texts { $0.list.sheet.text }),
    ("purpose", texts { $0.list.sheet.terms?.purpose }),
    ("lawful_basis", texts { $0.list.sheet.terms?.lawfulBasis }),
    ("recipients", texts { $0.list.sheet.terms?.recipients }),
    ("view_name", texts { $0.view }),
    ("table_name", texts { $0.table }),
    ("people", sums { $0.people }),
    ("new", sums { $0.new }),
    ("this_week", sums { $0.thisWeek }),
  ])
}

private func countsRows(of lists: [WrittenList]) -> Table {
  let rows = lists.flatMap { list in
    list.counts.sorted { $0.key < $1.key }.map {
      (list: list.list.sheet.name.text, network: $0.key, counts: $0.value)
    }
  }
  func numbers(_ count: (NetworkCounts) -> Int?) -> Column {
    Column(.integer, rows.map { count($0.counts).map { .integer(Int64($0)) } })
  }
  return Table(
    [
      ("list", Column(.text, rows.map { .text($0.list) })),
      (network.name, Column(.text, rows.map { .text($0.network) })),
      ("people", numbers { $0.people }), ("new", numbers { $0.new }),
      ("this_week", numbers { $0.thisWeek }),
    ], rowCount: rows.count)
}

// MARK: - The lists as their files have them

/// A list with all columns of its files, the network first.
private func view(of written: WrittenList, among lists: [WrittenList]) -> WarehouseTable {
  let list = written.list
  var columns: [String] = []
  var fields = list.fields.map(\.field)
  if !fields.contains(where: { $0.name == network.name }) {
    fields.insert(network, at: 0)
    columns.append("r.\(quoted(network.name))")
  }
  for field in list.fields {
    let name = quoted(field.field.name)
    switch field.source {
    case .alsoOn: columns.append("\(otherLists(than: written, lists)) AS \(name)")
    case .nothing where !list.isOfPeople(field): columns.append("NULL AS \(name)")
    case .referenceDate where list.kind != .lastGood:
      columns.append("(SELECT reference_date FROM \"release\") AS \(name)")
    case _ where list.isOfPeople(field): columns.append("p.\(name)")
    default: columns.append("\(list.value(of: field)) AS \(name)")
    }
  }
  return WarehouseTable(
    name: written.view,
    text: "The list \(list.sheet.name.text) as its files have it: \(list.sheet.title).",
    columns: fields.map { .init($0) },
    query: """
      SELECT \(columns.joined(separator: ", ")) FROM \(quoted(written.table)) AS r \
      JOIN people AS p ON p.person_id = r.person_id
      """)
}

/// The titles of the other lists that the person of a row is on, in their order.
///
/// Rows of an earlier list say nothing of tonight's.
private func otherLists(than list: WrittenList, _ lists: [WrittenList]) -> String {
  guard list.list.kind != .lastGood else { return "NULL" }
  let titles = lists.filter { $0.list.kind == .list && $0.table != list.table }.map { other in
    "coalesce((SELECT \(literal(ItemLists.separator + other.list.sheet.title)) FROM \(quoted(other.table)) AS o WHERE o.person_id = r.person_id), '')"
  }
  guard !titles.isEmpty else { return "NULL" }
  let start = ItemLists.separator.count + 1
  return "nullif(substr(\(titles.joined(separator: " || ")), \(start)), '')"
}

/// Everybody on every list, with what all of them say.
private func membershipView(of lists: [WrittenList]) -> WarehouseTable {
  func column(_ name: String, _ written: WrittenList) -> String {
    written.list.ownFields.first { $0.field.name == name }
      .map { "r.\(quoted(written.list.nameInRows(of: $0)))" } ?? "NULL"
  }
  let columns = [ListColumn.rank, .thisWeek, .new, .reasons, .pathway]
  let shared = columns.map(\.rawValue)
  let key = lists.first?.list.key ?? ListColumn.nhsNumber.rawValue
  let counting = lists.filter { $0.list.kind != .priority }
  let arms = counting.map { written in
    """
    SELECT \(literal(written.list.sheet.name.text)) AS list, \
    \(literal(written.list.kind.rawValue)) AS kind, r.person_id, p.\(quoted(key)), \
    r.\(quoted(network.name)), p.practice_code, \
    \(shared.map { "\(column($0, written)) AS \(quoted($0))" }.joined(separator: ", ")) \
    FROM \(quoted(written.table)) AS r JOIN people AS p ON p.person_id = r.person_id
    """
  }
  let fields = (counting.first?.list.fields ?? []).map(\.field)
  let named = [key, ListColumn.practiceCode.rawValue] + shared
  return WarehouseTable(
    name: "membership", text: "Who is on which list, one row a person and list.",
    columns: ([listField, kindField, personID] + named.prefix(1).compactMap { field($0, fields) }
      + [network] + named.dropFirst().compactMap { field($0, fields) }).map { .init($0) },
    // Outside of the union, so that the words are looked up for those who ask for them.
    query: """
      SELECT list, kind, person_id, \(quoted(key)), \(quoted(network.name)), practice_code, \
      \(columns.map { column in
        let name = quoted(column.rawValue)
        return column.type == .text ? "\(WarehouseTexts.text(of: "m.\(name)")) AS \(name)" : name
      }.joined(separator: ", ")) \
      FROM (\(unions(of: arms))) AS m
      """)
}

private func field(_ name: String, _ fields: [SheetField]) -> SheetField? {
  guard var field = fields.first(where: { $0.name == name }) else {
    return SheetField(name, ListColumn(rawValue: name)?.type ?? .text)
  }
  // Of some lists there is none.
  field.isRequired = false
  return field
}

/// The rows of queries one after the other; a compound of more than some hundred is refused, one of compounds is not.
private func unions(of queries: [String]) -> String {
  let most = 200
  guard queries.count > most else { return queries.joined(separator: " UNION ALL ") }
  let parts = stride(from: 0, to: queries.count, by: most).map { start in
    "SELECT * FROM (\(queries[start..<min(start + most, queries.count)].joined(separator: " UNION ALL ")))"
  }
  return unions(of: parts)
}

/// Who is on more than one list.
private func severalListsView(of lists: [WrittenList]) -> WarehouseTable {
  let key = lists.first?.list.key ?? ListColumn.nhsNumber.rawValue
  let fields = (lists.first?.list.fields ?? []).map(\.field)
  return WarehouseTable(
    name: "people_on_several_lists",
    text:
      "Everybody on more than one list, with how many and which; who is due soon is not counted.",
    columns: [
      .init(personID), .init(field(key, fields) ?? personID), .init(network),
      .init(.always("lists", .integer, "Lists", "On how many lists the person is.")),
      .init(.always("names", .text, "Names", "The names of the lists, joined by a comma.")),
    ],
    query: """
      SELECT person_id, \(quoted(key)), \(quoted(network.name)), count(*) AS lists, \
      group_concat(list) AS names FROM membership WHERE kind = 'list' \
      GROUP BY person_id HAVING count(*) > 1
      """)
}
