import Expressions
import Model
import Tables

/// Reads a set of segments, and adds its columns to those of the person.
func readSegmentation(
  _ root: YAMLNode, _ columns: inout PersonColumns, _ mistakes: inout Mistakes
) -> SegmentationDefinition {
  let names = columns.names
  let column = columnName(of: root.text("segments"))
  var segmentNames: Set<String> = []
  var elementNames: Set<String> = []
  var segments: [Segment] = []
  let nodes = root["precedence"]?.elements ?? []
  let known = Set(nodes.compactMap { $0["segment"]?.text })
  columns.add(column, .text, texts: known, at: root.firstKey, &mistakes)
  for (index, node) in nodes.enumerated() {
    checkUnique(node["segment"], kind: "segment", among: &segmentNames, &mistakes)
    checkElements(of: node, isLast: index == nodes.count - 1, &mistakes)
    let elements = (node["elements"]?.elements ?? []).compactMap {
      readElement($0, key: "element", names, &elementNames, &mistakes)
    }
    segments.append(
      Segment(name: node.text("segment"), title: node.text("title"), elements: elements))
  }
  let overlays = (root["overlays"]?.elements ?? []).compactMap {
    readElement($0, key: "overlay", names, &elementNames, &mistakes)
  }
  for name in elementNames.sorted() {
    columns.add("\(column)_\(columnName(of: name))", .boolean, at: root.firstKey, &mistakes)
  }
  return SegmentationDefinition(
    name: root.text("segments"), version: root.text("version"), title: root.text("title"),
    source: root.text("source"), segments: segments, overlays: overlays)
}

/// Every segment needs elements, but the last, which takes everybody else.
private func checkElements(of node: YAMLNode, isLast: Bool, _ mistakes: inout Mistakes) {
  guard case .mapping = node.content else { return }
  switch (isLast, node.entry("elements")) {
  case (false, nil): mistakes.add(.missingKey("elements"), at: node.firstKey)
  case (true, let entry?):
    mistakes.add(
      .expected("no elements in the last segment, which takes everybody else"), at: entry.key)
  default: break
  }
}

private func readElement(
  _ node: YAMLNode, key: String, _ names: Names, _ taken: inout Set<String>,
  _ mistakes: inout Mistakes
) -> SegmentElement? {
  checkUnique(node[key], kind: "element or overlay", among: &taken, &mistakes)
  guard let when = checkExpression(node["when"], in: names, .condition, &mistakes) else {
    return nil
  }
  return SegmentElement(name: node.text(key), title: node.text("title"), when: when)
}
