import Expressions
import Health
import Tables

/// Reads a score, and adds its columns to those of the person.
func readScore(_ root: YAMLNode, _ columns: inout PersonColumns, _ mistakes: inout Mistakes)
  -> ScoreDefinition
{
  let names = columns.names
  let column = columnName(of: root.text("score"))
  columns.add(column, .decimal, at: root.firstKey, &mistakes)
  columns.add("\(column)_band", .text, at: root.firstKey, &mistakes)
  columns.add("\(column)_percentile", .decimal, at: root.firstKey, &mistakes)
  var termNames: Set<String> = []
  let terms = (root["terms"]?.elements ?? []).map { node in
    checkUnique(node["term"], kind: "term", among: &termNames, &mistakes)
    return ScoreTerm(
      name: node.text("term"), title: node.text("title"),
      when: checkExpression(node["when"], in: names, .condition, &mistakes),
      weight: readDecimal(node.text("weight")) ?? 0)
  }
  return ScoreDefinition(
    name: root.text("score"), version: root.text("version"), title: root.text("title"),
    source: root.text("source"),
    eligible: checkExpression(root["eligible"], in: names, .condition, &mistakes), terms: terms,
    bands: readBands(root, &mistakes))
}

/// Bands must ascend, and only the last may and must be open, so that every score is in exactly one.
private func readBands(_ root: YAMLNode, _ mistakes: inout Mistakes) -> [ScoreBand] {
  let nodes = root["bands"]?.elements ?? []
  var bandNames: Set<String> = []
  var bands: [ScoreBand] = []
  var bound = -Double.infinity
  for (index, node) in nodes.enumerated() {
    guard case .mapping = node.content else { continue }
    checkUnique(node["band"], kind: "band", among: &bandNames, &mistakes)
    let isLast = index == nodes.count - 1
    let below = node["below"].flatMap { readDecimal($0.text ?? "") }
    switch (isLast, node.entry("below")) {
    case (true, let entry?):
      mistakes.add(
        .bands("the last band must be open at its top, without 'below'"), at: entry.key)
    case (false, nil):
      mistakes.add(.bands("only the last band may be open at its top"), at: node.firstKey)
    case (false, let entry?):
      if let below, below <= bound {
        mistakes.add(.bands("a band must end above the one before it"), at: entry.value)
      }
    case (true, nil): break
    }
    bound = max(bound, below ?? bound)
    bands.append(ScoreBand(name: node.text("band"), below: below))
  }
  return bands
}
