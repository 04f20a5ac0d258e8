public import Model
public import Expressions
public import Tables

/// How many of those whom an action took off a list in an earlier release are told of no more.
///
/// A feed of actions is added to: an action that ends is still in it, and one that is taken back has a row that says so. Of
/// whom there is no row left at all the action was lost on its way, and the person is on the list again without anybody
/// having meant it. `earlier` is the table of `CohortSelection.acted` of that release, `rows` are all of the feed, also those that were
/// rejected or replaced.
///
/// - Missing: nil where the steps that take people off read more than the list's own columns.
/// - Complexity: O(rows of the feed).
public func lostActions(
  _ actions: ListActions, of list: String, earlier: Table, rows: FeedRows, persons: PersonTable,
  person: String, eventRows: EventRows, parameters: Parameters
) -> (held: Int, lost: Int)? {
  let read = actions.closings.reduce(into: Set<String>()) { $0.formUnion($1.when.columns) }
  guard read.allSatisfy({ earlier[$0] != nil }), let keys = earlier.memberKeys,
    let key = rows.key
  else { return nil }
  var wasHeld = Bitmap(repeating: false, count: earlier.rowCount)
  for closing in actions.closings {
    wasHeld = wasHeld | closing.when.trueRows(on: earlier, parameters: parameters)
  }
  let index = eventRows.personRows(of: persons, person: person)
  let own = CheckedExpression(column: actions.list, isOneOf: [list])
    .trueRows(on: rows.table, parameters: parameters)
  let acted = Set(
    index.rows(of: rows.table.declared(key).gathered(own.setIndices.map { Int32($0) })))
  // Whoever has left is on no list any more.
  let held = index.rows(of: keys.gathered(wasHeld.setIndices.map { Int32($0) }))
    .filter { $0 != EventTable.nobody }
  return (held.count, held.count { !acted.contains($0) })
}
