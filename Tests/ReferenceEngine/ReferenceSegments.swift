import Expressions
import Model
import Tables

/// What a segmentation says of one person: the segment, and which elements and overlays apply.
///
/// The segment is the first from the top of which any element is true; whoever is in none is in the last.
func referenceSegment(
  _ definition: SegmentationDefinition, person: Row, parameters: Parameters
) -> Row {
  let name = columnName(definition.name)
  var columns: Row = [:]
  for element in definition.segments.flatMap(\.elements) + definition.overlays {
    let applies = parameters.holds(element.when, in: person)
    columns[name + "_" + columnName(element.name)] = .boolean(applies)
  }
  let winner = definition.segments.first { segment in
    segment.elements.contains { parameters.holds($0.when, in: person) }
  }
  columns[name] = (winner ?? definition.segments.last).map { .text($0.name) }
  return columns
}

/// The persons of each segment and overlay in the whole system, in each network and in none, of those who may be counted.
func referenceSegmentCounts(_ definition: SegmentationDefinition, persons: [Row]) -> [Row] {
  let name = columnName(definition.name)
  let counted = persons.filter { $0["secondary_use"] == .boolean(true) }
  return blocks(of: persons).flatMap { block in
    let members = counted.filter { block.holds($0) }
    func line(_ kind: String, _ code: String?, _ title: String, _ isIn: (Row) -> Bool) -> Row {
      var row = block.columns
      row["kind"] = .text(kind)
      row["segment"] = code.map { .text($0) }
      row["title"] = .text(title)
      row["persons"] = .integer(Int64(members.count { isIn($0) }))
      return row
    }
    let all = line("all", nil, "all segments") { $0[name] != nil }
    let segments = definition.segments.map { segment in
      line("segment", segment.name, segment.title) { $0[name] == .text(segment.name) }
    }
    let overlays = definition.overlays.map { overlay in
      line("overlay", overlay.name, overlay.title) {
        $0[name + "_" + columnName(overlay.name)] == .boolean(true)
      }
    }
    return [all] + segments + overlays
  }
}

/// A part of the population of which counts are shown.
struct Block {
  /// `system`, `pcn` or `no-pcn`.
  var level: String
  /// The network of the level `pcn`.
  var network: String?

  /// Whether a person belongs to it.
  func holds(_ person: Row) -> Bool {
    level == "system" || person["pcn_code"]?.text == network
  }

  /// The columns that say which part it is.
  var columns: Row {
    var row: Row = ["level": .text(level)]
    row["pcn_code"] = network.map { .text($0) }
    return row
  }
}

/// The whole system, each network by its code, and those in none where there are some.
func blocks(of persons: [Row]) -> [Block] {
  let networks = Set(persons.compactMap { $0["pcn_code"]?.text })
  let inNone = persons.contains { $0["pcn_code"] == nil }
  return [Block(level: "system")]
    + networks.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    .map { Block(level: "pcn", network: $0) }
    + (inNone ? [Block(level: "no-pcn")] : [])
}
