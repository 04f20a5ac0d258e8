import Messages
public import Synthesis

/// What was made: files, targets asked and reached, and the dirt in it.
public func report(of summary: SynthesisSummary) -> String {
  var lines = [
    "\(grouped(summary.patients)) patients of \(summary.practices) practices in \(summary.networks) PCNs, no real person among them",
    "",
  ]
  var files = TextTable(["file", "rows", "bytes"], right: [1, 2])
  for file in summary.files { files.add([file.name, grouped(file.rows), grouped(file.bytes)]) }
  var figures = TextTable(["figure", "asked", "reached"], right: [1, 2])
  for figure in summary.figures {
    figures.add([figure.name, percent(figure.asked), percent(figure.reached)])
  }
  lines += files.lines + [""] + figures.lines
  if !summary.dirt.isEmpty {
    var dirt = TextTable(["dirt", "feed", "rows"], right: [2])
    for kind in summary.dirt { dirt.add([kind.kind, kind.feed, grouped(kind.rows)]) }
    lines += [""] + dirt.lines
  }
  return lines.joined(separator: "\n")
}
