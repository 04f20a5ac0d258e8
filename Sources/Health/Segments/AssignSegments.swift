public import Model
public import Expressions
import Parallel
public import Tables

/// Puts every person into exactly one segment, and says which elements and overlays apply.
///
/// - Shape: one text column of segments' codes and a truth column for every element and overlay.
/// - Missing: never; an element that is unknown does not apply.
/// - Ties: of several segments whose elements apply the one of the highest precedence; whoever is in none is in the
///   last.
/// - Complexity: O(persons) for each element.
public func assignSegments(
  _ definition: SegmentationDefinition, persons: PersonTable, parameters: Parameters
) -> PersonTable {
  let elements = definition.flags
  let applies = parallelMap(elements) {
    $0.when.trueRows(on: persons.table, parameters: parameters)
  }
  var codes = [Int32](repeating: Int32(max(definition.segments.count - 1, 0)), count: persons.count)
  var open = Bitmap(repeating: true, count: persons.count)
  var next = 0
  for (code, segment) in definition.segments.enumerated() {
    var members = Bitmap(repeating: false, count: persons.count)
    for _ in segment.elements {
      members = members | applies[next]
      next += 1
    }
    for person in (members & open).setIndices { codes[person] = Int32(code) }
    open = open.subtracting(members)
  }
  var columns: [(String, Column)] = [
    (
      definition.column,
      .text(TextColumn(codes: codes, dictionary: TextDictionary(definition.segments.map(\.name))))
    )
  ]
  for (element, rows) in zip(elements, applies) {
    columns.append((definition.column(of: element.name), .boolean(BooleanColumn(rows))))
  }
  return PersonTable(Table(columns, rowCount: persons.count))
}
