public import Model
public import Tables

/// Counts the persons of each segment and of each overlay, in the system and in each network, of those who may be
/// counted in aggregates.
///
/// The table has `level` (`system`, `pcn`, `no-pcn`), `pcn_code`, `kind` (`all`, `segment`, `overlay`), `segment` (the
/// segment's or the overlay's code; missing for all segments together), `title` and `persons`; rows go by block: all
/// segments together first, then the segments in the order of precedence, then the overlays, which lie across them.
///
public func countSegments(
  _ definition: SegmentationDefinition, persons: PersonTable,
  classes: PersonClasses = PersonClasses()
) -> PersonAggregate {
  let areas = classes.networks(of: persons.table)
  let blocks = areas.blocks
  let lines = countedLines(definition, persons: persons.table)
  let sets = lines.map { areas.sets(of: $0.members) }
  let rows = blocks.indices.flatMap { block in lines.indices.map { (block: block, line: $0) } }
  let setsOfRows = rows.map { sets[$0.line][$0.block] }
  let table = Table(
    [
      ("level", .text(TextColumn(rows.map { NetworkAreas.level(of: blocks[$0.block]) }))),
      (StepColumn.network, .text(TextColumn(rows.map { areas.code(of: blocks[$0.block]) }))),
      ("kind", .text(TextColumn(rows.map { lines[$0.line].kind }))),
      ("segment", .text(TextColumn(rows.map { lines[$0.line].code }))),
      ("title", .text(TextColumn(rows.map { lines[$0.line].title }))),
      ("persons", .integer(FixedColumn(setsOfRows.counts))),
    ], rowCount: rows.count)
  return PersonAggregate(
    table: table, counts: ["persons"], percentages: [],
    sums: segmentSums(
      segments: definition.segments.count, lines: lines.count, blocks: blocks.count),
    marks: ["persons": setsOfRows.marks])
}

/// One line of each block: who is counted, and under which name.
private struct CountedLine {
  var kind: String
  var code: String?
  var title: String
  var members: Bitmap
}

private func countedLines(_ definition: SegmentationDefinition, persons: Table) -> [CountedLine] {
  let countable = persons.rows(whereTrue: PersonVocabulary.secondaryUse)
  let segments = definition.segments.map { segment in
    CountedLine(
      kind: "segment", code: segment.name, title: segment.title,
      members: persons.rows(where: definition.column, equals: segment.name) & countable)
  }
  let overlays = definition.overlays.map { overlay in
    CountedLine(
      kind: "overlay", code: overlay.name, title: overlay.title,
      members: persons.rows(whereTrue: definition.column(of: overlay.name)) & countable)
  }
  let nobody = Bitmap(repeating: false, count: persons.rowCount)
  let all = CountedLine(
    kind: "all", code: nil, title: "all segments",
    members: segments.reduce(nobody) { $0 | $1.members })
  return [all] + segments + overlays
}

private func segmentSums(segments: Int, lines: Int, blocks: Int) -> [PersonAggregate.Sum] {
  let sums = BlockSums(blocks: blocks, lines: lines, column: "persons")
  return sums.within(1..<segments + 1) + sums.across(0..<lines)
}
