import Pages
import Messages
import Model

/// One step of a cohort with its counts.
struct CountedStep {
  /// What the step is called.
  var title: String
  /// What kind of step it is.
  var kind: CohortStep.Kind
  /// How many it takes out.
  var removed: Int
  /// How many it leaves.
  var remaining: Int
}

/// How many come onto a cohort's list soon.
struct DueSoonCount {
  /// Within how many days.
  var title: String
  /// How many.
  var count: Int
}

/// A cohort's steps as a flowchart: who is left down the middle, who is taken out at the side.
///
/// All exclusions share one box, as in the flow diagrams of trials (CONSORT).
private struct Flow {
  /// A box of the middle, and what is at the side on the way to it.
  struct Level {
    var title: String
    var count: Int
    var side: [(text: String, count: Int)]
  }

  let levels: [Level]

  init(_ steps: [CountedStep], dueSoon: DueSoonCount?) {
    let exclusions = steps.filter { $0.kind == .exclusion }
    let statuses = steps.filter { $0.kind == .status }
    let actions = steps.filter { $0.kind == .action }
    let beside: Set<CohortStep.Kind> = [.exclusion, .status, .action]
    var levels: [Level] = []
    for step in steps where !beside.contains(step.kind) {
      let isMade = step.kind != .feed
      let side = levels.isEmpty ? [] : [((isMade ? "not " : "") + step.title, step.removed)]
      levels.append(Level(title: step.title, count: step.remaining, side: side))
    }
    // Those whose status is known stay in the denominator; so do those whom an action takes off the list.
    let taking = [("denominator", exclusions), ("with an open gap", statuses), ("", actions)]
    for (title, taken) in taking {
      guard let last = taken.last else { continue }
      levels.append(
        Level(title: title, count: last.remaining, side: taken.map { ($0.title, $0.removed) }))
    }
    if let last = levels.indices.last {
      if taking.allSatisfy(\.1.isEmpty) {
        levels.append(Level(title: "on the list", count: levels[last].count, side: []))
      } else {
        levels[last].title = "on the list"
      }
    }
    if let dueSoon, !levels.isEmpty {
      levels[levels.count - 1].side.append(("not on the list, \(dueSoon.title)", dueSoon.count))
    }
    self.levels = levels
  }
}

/// A flowchart of boxes and arrows, 80 columns wide at the most.
func textFlowchart(_ steps: [CountedStep], dueSoon: DueSoonCount? = nil) -> [String] {
  let spine = String(repeating: " ", count: spineColumn)
  var lines: [String] = []
  let levels = Flow(steps, dueSoon: dueSoon).levels
  for (index, level) in levels.enumerated() {
    if index > 0 {
      lines.append(spine + "│")
      let side = box(
        level.side.flatMap { entry($0.text, $0.count, width: sideWidth) }, width: sideWidth)
      for (place, line) in side.enumerated() {
        lines.append(spine + (place == 1 ? "├───▶" : "│    ") + line)
      }
      lines.append(spine + "▼")
    }
    let texts = wrapped(level.title, width: mainWidth) + [grouped(level.count)]
    lines += box(texts.map { centred($0, width: mainWidth) }, width: mainWidth)
    if index < levels.count - 1 { lines[lines.count - 1] = openBelow(width: mainWidth) }
  }
  return lines.map { trimmedRight($0) }
}

/// The same flowchart in Mermaid.
func mermaidFlowchart(_ steps: [CountedStep], dueSoon: DueSoonCount? = nil) -> [String] {
  var lines: [String] = []
  for (index, level) in Flow(steps, dueSoon: dueSoon).levels.enumerated() {
    lines.append("left\(index)[\(mermaidText("\(level.title): \(grouped(level.count))"))]")
    guard index > 0 else { continue }
    if !level.side.isEmpty {
      let texts = level.side.map { mermaidText("\($0.text): \(grouped($0.count))") }
      let label = texts.map { $0.dropFirst().dropLast() }.joined(separator: "<br>")
      lines.append("left\(index - 1) --> out\(index)[\"\(label)\"]")
    }
    lines.append("left\(index - 1) --> left\(index)")
  }
  return ["flowchart TD"] + lines.map { "  " + $0 }
}

/// The widths of the texts in the boxes of the middle and of the side, and where the arrow down stands: a side box ends
/// in column 79.
private let (mainWidth, sideWidth, spineColumn) = (28, 55, 15)

private func box(_ texts: [String], width: Int) -> [String] {
  guard !texts.isEmpty else { return [] }
  let edge = String(repeating: "─", count: width + 2)
  return ["┌\(edge)┐"] + texts.map { "│ \(padded($0, width: width)) │" } + ["└\(edge)┘"]
}

/// The lower edge of a box from which an arrow goes down.
private func openBelow(width: Int) -> String {
  let left = String(repeating: "─", count: spineColumn - 1)
  return "└\(left)┬\(String(repeating: "─", count: width + 2 - spineColumn))┘"
}

/// A text and at its last line's end a count.
private func entry(_ text: String, _ count: Int, width: Int) -> [String] {
  let number = grouped(count)
  var lines = wrapped(text, width: width - number.count - 2)
  let last = lines.removeLast()
  return lines + [padded(last, width: width - number.count) + number]
}

/// A text in lines of a width, broken at blanks, and inside words that are longer.
private func wrapped(_ text: String, width: Int) -> [String] {
  var lines = [""]
  for word in text.split(separator: " ") {
    var rest = word
    if !lines[lines.count - 1].isEmpty {
      if lines[lines.count - 1].count + 1 + rest.count <= width {
        lines[lines.count - 1] += " " + rest
        continue
      }
      lines.append("")
    }
    while rest.count > width {
      lines[lines.count - 1] = String(rest.prefix(width))
      rest = rest.dropFirst(width)
      lines.append("")
    }
    lines[lines.count - 1] = String(rest)
  }
  return lines
}

private func centred(_ text: String, width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count) / 2) + text
}

private func padded(_ text: String, width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
