public import Model
public import Tables

/// What networks report of everybody on one list, as the list's own columns.
///
/// - Shape: rows of the feed of actions that name the list -> one row a person, in the population's order.
/// - Missing: as of any feature: of who has no such row `exists` is false, `count` 0 and every other missing.
public func ownColumns(
  _ actions: ListActions, persons: PersonTable, person: String, rows: FeedRows,
  eventRows: EventRows = EventRows(), parameters: RunParameters, given: GivenValues = GivenValues(),
  partitionedBy size: Int
) -> PersonTable {
  buildFeatures(
    actions.features, persons: persons, person: person, feeds: [actions.feed: rows],
    eventRows: eventRows, reporting: [], parameters: parameters, given: given,
    partitionedBy: size
  ).columns
}

extension CohortSelection {
  /// Those of whom anything was reported: `person` (integer: row of the person table), the person's key and the list's own
  /// columns; nil where the list has none.
  public func acted(_ actions: ListActions?, persons: PersonTable, person: String) -> Table? {
    guard let actions, let own = own?.table else { return nil }
    var isActed = Bitmap(repeating: false, count: own.rowCount)
    for feature in actions.features {
      guard case .reduced(let reduction) = feature.kind, reduction.value != nil else { continue }
      let column = own.declared(feature.name)
      isActed = isActed | (column.present ?? Bitmap(repeating: true, count: column.count))
    }
    let people = isActed.setIndices.map { Int32($0) }
    let keys = persons.table.declared(person)
    var acted = Table(
      [
        (MemberColumn.person, .integer(FixedColumn(people.map { Int64($0) }))),
        (MemberColumn.key(keys.type), keys.gathered(people)),
      ], rowCount: people.count)
    for (name, column) in zip(own.names, own.columns) {
      acted.append(name, column.gathered(people).compacted)
    }
    return acted
  }
}
