import Model
import Definitions
import Expressions

/// The page of a set of segments.
func page(of defined: Defined<SegmentationDefinition>, _ catalogue: Catalogue) -> String {
  let set = defined.value
  var lines = head(
    set.title, name: set.name, version: set.version, source: set.source, defined.file)
  lines += chapter(
    "Segments by precedence",
    ["Everybody is in exactly one: the first, from the top, of which any element applies.", ""]
      + flowchart(of: set) + elements(of: set))
  lines += chapter(
    "Beside the segment",
    markdownTable(
      ["Flag", "When"], set.overlays.map { [prose($0.title), code($0.when.text)] }))
  let all = set.segments.flatMap { $0.elements } + set.overlays
  lines += catalogue.meanings.lines(
    of: all.reduce(into: Set<String>()) { $0.formUnion($1.when.columns) })
  lines += workedExamples(catalogue.tests(of: defined.file))
  return lines.joined(separator: "\n")
}

private func flowchart(of set: SegmentationDefinition) -> [String] {
  var lines = ["start([\(mermaidText("Everybody"))])"]
  var before = "start"
  for (index, segment) in set.segments.enumerated() {
    guard !segment.elements.isEmpty else {
      lines.append("\(before) --> in\(index)[\(mermaidText(segment.title))]")
      continue
    }
    let question = segment.elements.map { $0.title }.joined(separator: " or\n")
    lines.append("\(before) --> step\(index){\(mermaidText(question))}")
    lines.append("step\(index) -- yes --> in\(index)[\(mermaidText(segment.title))]")
    before = "step\(index) -- no"
  }
  return mermaid(lines)
}

private func elements(of set: SegmentationDefinition) -> [String] {
  let rows = set.segments.enumerated().flatMap { index, segment -> [[String]] in
    let name = "\(prose(segment.title)) (\(code(segment.name)))"
    guard !segment.elements.isEmpty else {
      return [["\(index + 1)", name, "Everybody else", ""]]
    }
    return segment.elements.enumerated().map { place, element in
      [
        place == 0 ? "\(index + 1)" : "", place == 0 ? name : "", prose(element.title),
        code(element.when.text),
      ]
    }
  }
  return markdownTable(["", "Segment", "Element", "When"], rows)
}
