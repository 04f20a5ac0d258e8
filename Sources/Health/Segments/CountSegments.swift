public import Tables

/// Counts the persons of each segment, in the system and in each network, of those who may be counted in aggregates.
///
/// The table has `level` (`system`, `pcn`, `no-pcn`), `pcn_code`, `segment` (missing for all segments together),
/// `title` and `persons`; rows go by block, all segments together first and then in the order of precedence.
///
/// - Missing: without the segmentation's column there is nobody in any segment.
public func countSegments(
  _ definition: SegmentationDefinition, persons: PersonTable
) -> PersonAggregate {
  let areas = NetworkAreas(of: persons.table)
  let blocks = areas.blocks
  let countable = persons.table.rows(whereTrue: "secondary_use")
  let name = columnName(definition.name)
  let members = definition.segments.map { segment in
    persons.table.rows(where: name, equals: segment.name) & countable
  }
  let together = members.reduce(Bitmap(repeating: false, count: persons.count)) { $0 | $1 }
  let counts = ([together] + members).map { areas.counts(of: $0) }
  let rows = blocks.indices.flatMap { block in counts.indices.map { (block: block, segment: $0) } }
  func segment(_ index: Int) -> Segment? { index == 0 ? nil : definition.segments[index - 1] }
  let table = Table(
    [
      ("level", .text(TextColumn(rows.map { NetworkAreas.level(of: blocks[$0.block]) }))),
      ("pcn_code", .text(TextColumn(rows.map { areas.code(of: blocks[$0.block]) }))),
      ("segment", .text(TextColumn(rows.map { segment($0.segment)?.name }))),
      ("title", .text(TextColumn(rows.map { segment($0.segment)?.title ?? "all segments" }))),
      ("persons", .integer(FixedColumn(rows.map { counts[$0.segment][$0.block] }))),
    ], rowCount: rows.count)
  return PersonAggregate(
    table: table, counts: ["persons"], percentages: [],
    sums: segmentSums(segments: counts.count, blocks: blocks.count))
}

private func segmentSums(segments: Int, blocks: Int) -> [PersonAggregate.Sum] {
  func cell(_ block: Int, _ segment: Int) -> PersonAggregate.Cell {
    PersonAggregate.Cell(row: block * segments + segment, column: "persons")
  }
  let acrossSegments = (0..<blocks).map { block in
    PersonAggregate.Sum(
      total: cell(block, 0), parts: (1..<segments).map { cell(block, $0) })
  }
  let acrossBlocks = (0..<segments).map { segment in
    PersonAggregate.Sum(
      total: cell(0, segment), parts: (1..<blocks).map { cell($0, segment) })
  }
  return acrossSegments + acrossBlocks
}
