/// The summary of a run, as the terminal shows it: what was read, what is wrong with it, who is on which list and
/// what to open.
public func report(of summary: RunSummary) -> String {
  let entry = summary.entry
  let reused = entry.stages.filter { $0.isReused }.count
  var lines = [
    "\(entry.pipeline), reference date \(entry.referenceDate), run \(entry.id): "
      + (summary.fault == nil ? "done" : "not done") + " in \(duration(entry.seconds)) "
      + "(\(entry.stages.count - reused) stages run, \(reused) reused)"
  ]
  lines += feedLines(entry)
  lines += warningLines(summary)
  lines += listLines(entry)
  lines += closingLines(summary)
  return lines.joined(separator: "\n")
}

private func feedLines(_ entry: RunEntry) -> [String] {
  guard !entry.feeds.isEmpty else { return [] }
  var table = TextTable(
    ["feed", "files", "rows", "rejected", "newest date"], right: [1, 2, 3])
  for feed in entry.feeds {
    table.add([
      feed.feed, feed.files.isEmpty ? "none" : grouped(feed.files.count), grouped(feed.rows),
      feed.rejected == 0
        ? "0" : "\(grouped(feed.rejected)) (\(percent(Double(feed.rejected) / Double(feed.rows))))",
      feed.newest ?? "",
    ])
  }
  return [""] + table.lines
}

private func warningLines(_ summary: RunSummary) -> [String] {
  var lines: [String] = []
  for feed in summary.staleFeeds {
    lines.append(
      "warning: \(feed.feed) is byte for byte the delivery of \(feed.since): is last night's file being sent again?"
    )
  }
  let entry = summary.entry
  if !entry.practicesLeftOut.isEmpty {
    lines.append(
      "warning: patients of \(counted(entry.practicesLeftOut.count, "practice")) are on no list: "
        + entry.practicesLeftOut.joined(separator: ", "))
  }
  for note in entry.findings
  where [Notes.featuresWithoutFeed, Notes.termsNotCarried].contains(note.rule) {
    lines.append("note: \(note.feed): \(note.says)")
  }
  let records = entry.findings.filter { $0.grade != "warning" }
  let warnings = entry.findings.filter { $0.grade == "warning" }
  if !entry.findings.isEmpty {
    lines.append(
      "findings: \(counted(records.count, "rule")) that rejected rows or held back practices, \(counted(warnings.count, "warning"))"
    )
  }
  return lines.isEmpty ? [] : [""] + lines
}

private func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

private func listLines(_ entry: RunEntry) -> [String] {
  guard !entry.lists.isEmpty else { return [] }
  let networks = Set(entry.lists.flatMap { $0.people.keys }).sorted()
  var table = TextTable(
    ["list", "people"] + networks, right: Set(1...(networks.count + 1)))
  for list in entry.lists {
    table.add(
      [list.cohort, grouped(list.total)] + networks.map { grouped(list.people[$0] ?? 0) })
  }
  return [""] + table.lines
}

private func closingLines(_ summary: RunSummary) -> [String] {
  if summary.fault != nil { return ["", "nothing was published; the last release stays"] }
  if !summary.stageFolders.isEmpty {
    return [""] + summary.stageFolders.map { "output: \($0)" }
      + ["nothing was published: --stage only writes the store"]
  }
  guard let release = summary.release else { return [] }
  let unchanged = summary.isUnchanged ? " (unchanged: nothing differs from it)" : ""
  return ["", "open \(summary.current ?? release)\(unchanged)"]
}
