import Health
import Tables
import Messages
import Model
public import Runs

/// What somebody has to know of a night, and nothing of a good one: why it was refused, what was left out, what may be wrong.
///
/// - Shape: empty for a good night; else the run's own line, a line for each note, worst first, and the last line of the
///   summary.
public func notice(of summary: RunSummary, width: Int? = nil) -> String {
  let notes = (summary.entry.delivery ?? []).filter { $0.grade != .note }
  let isTooMuch = summary.space?.isTooMuch ?? false
  guard
    summary.fault != nil || !notes.isEmpty || summary.lostLists != nil || isTooMuch
      || !summary.unreadableRuns.isEmpty || summary.startedLater != nil
      || summary.changedPseudonyms != nil
  else { return "" }
  return
    ([firstLine(summary)] + noteLines(summary) + closingLines(summary))
    .flatMap { $0.isEmpty ? [""] : sentenceLines($0, width) }.joined(separator: "\n")
}

/// The summary of a run, as the terminal shows it: what is wrong with the night, what was read, who is on which list and
/// what to open; tables are no wider than the terminal, where there is one.
public func report(of summary: RunSummary, width: Int? = nil) -> String {
  let entry = summary.entry
  var lines = sentenceLines(firstLine(summary), width)
  lines += noteLines(summary).flatMap { $0.isEmpty ? [""] : sentenceLines($0, width) }
  lines += feedLines(entry, width)
  lines += warningLines(summary).flatMap { sentenceLines($0, width) }
  lines += listLines(entry, since: summary.before, width)
  lines += closingLines(summary)
  return lines.joined(separator: "\n")
}

private func firstLine(_ summary: RunSummary) -> String {
  let entry = summary.entry
  let reused = entry.stages.filter { $0.isReused }.count
  return "\(entry.pipeline), reference date \(entry.referenceDate), run \(entry.id): "
    + (summary.fault == nil
      ? "done in \(duration(entry.seconds))"
      : summary.isPublished
        ? "published after \(duration(entry.seconds)), then failed with exit code \(entry.exitCode)"
        : "failed after \(duration(entry.seconds)) with exit code \(entry.exitCode)")
    + " (\(counted(entry.stages.count - reused, "stage")) run, \(reused) reused)"
}

/// What somebody has to know, worst first.
private func noteLines(_ summary: RunSummary) -> [String] {
  var lines = sentences(for: (summary.entry.delivery ?? []).filter { $0.grade != .note })
  lines += summary.unreadableRuns.map { sentence(forUnreadableRun: $0) }
  if let later = summary.startedLater { lines.append(sentence(forLaterRun: later)) }
  if let change = summary.changedPseudonyms { lines.append(sentence(for: change)) }
  if let lost = summary.lostLists { lines.append(line(of: lost)) }
  if let space = summary.space { lines.append(sentence(for: space)) }
  return lines.isEmpty ? [] : [""] + lines
}

private func feedLines(_ entry: RunEntry, _ width: Int?) -> [String] {
  guard !entry.feeds.isEmpty else { return [] }
  var table = TextTable(
    ["feed", "files", "rows", "rejected", "newest date"], right: [1, 2, 3])
  for feed in entry.feeds {
    table.add([
      feed.feed, feed.files.isEmpty ? "no file" : grouped(feed.files.count), grouped(feed.rows),
      feed.rejected == 0
        ? "0" : "\(grouped(feed.rejected)) (\(percent(Double(feed.rejected) / Double(feed.rows))))",
      feed.newest ?? "",
    ])
  }
  return [""] + table.lines(width: width)
}

private func warningLines(_ summary: RunSummary) -> [String] {
  var lines: [String] = []
  let dates = distinct(summary.staleFeeds.map { $0.since })
  for date in dates {
    let feeds = summary.staleFeeds.filter { $0.since == date }.map { $0.feed }
    lines.append(
      "warning: \(counted(feeds.count, "feed")) byte for byte as on \(date) (\(feeds.joined(separator: ", "))): "
        + "was that delivery sent again?")
  }
  let entry = summary.entry
  lines += sentences(for: (entry.delivery ?? []).filter { $0.grade == .note })
  for warning in entry.findings where warning.rule == Notes.fileWithoutName {
    lines.append("warning: \(warning.says)")
  }
  for warning in entry.findings where warning.rule == Notes.rejectsNotKept {
    lines.append("warning: \(warning.feed): \(grouped(warning.count)) \(warning.says)")
  }
  for note in entry.findings
  where [
    Notes.featuresWithoutFeed, Notes.termsNotCarried, Notes.listNotMade, Notes.rulesWithoutFeed,
  ]
  .contains(note.rule) {
    lines.append("note: \(note.feed): \(note.says)")
  }
  lines += servicesLine(entry)
  lines += actionLines(summary)
  let rejected = entry.findings.filter { $0.grade == "record" }
  let warnings = entry.findings.filter { $0.grade == "warning" }
  if !entry.findings.isEmpty {
    lines.append(
      "findings: \(counted(rejected.count, "rule")) that rejected rows, "
        + "\(counted(warnings.count, "warning")); rows in \(summary.rejects)")
  }
  return lines.isEmpty ? [] : [""] + lines
}

/// One line for all lists with people whom no service of the pathway is for: they are called and offered nothing.
private func servicesLine(_ entry: RunEntry) -> [String] {
  let lists = entry.findings.filter { $0.rule == Notes.peopleWithoutService }
  guard !lists.isEmpty else { return [] }
  let words = lists.map { "\($0.feed) (\(grouped($0.count)))" }.joined(separator: ", ")
  return ["note: people for whom no service of their list's pathway applies: \(words)"]
}

/// Lines about what networks report: actions that fit no list, and people who are said to be wrongly listed, with what listed them.
private func actionLines(_ summary: RunSummary) -> [String] {
  let findings = summary.entry.findings
  let ofFeed = ActionRule.ofFeed.compactMap { rule -> String? in
    let found = findings.filter { $0.rule == rule }
    guard let says = found.first?.says else { return nil }
    let words = found.map { "\($0.feed) (\(grouped($0.count)))" }.joined(separator: ", ")
    return "note: \(says): \(words)"
  }
  let wrong = findings.filter { $0.rule == ActionRule.wronglyListed }
  return ofFeed + wrong.map { "note: \($0.feed) (\(grouped($0.count))): \($0.says)" }
    + (wrong.isEmpty
      ? [] : ["note: who they are, and what listed them: \(summary.rejects)/wrongly-listed.csv"])
}

/// Why `new` is empty on some lists although there was a release before.
private func line(of lost: LostLists) -> String {
  let lists = lost.isAll ? "all lists" : lost.cohorts.joined(separator: ", ")
  return
    "warning: the lists of run \(lost.run) (\(lost.referenceDate)) cannot be read back from the store, so nobody knows "
    + "who is new since then: 'new' is empty on \(lists)"
}

private func listLines(_ entry: RunEntry, since before: RunEntry?, _ width: Int?) -> [String] {
  guard !entry.lists.isEmpty else { return [] }
  let networks = Set(entry.lists.flatMap { $0.people.keys }).sorted()
  let totals = (before?.lists ?? []).reduce(into: [:]) { $0[$1.cohort] = $1.total }
  let change = before.map { ["since \($0.referenceDate)"] } ?? []
  let soon = entry.lists.contains { $0.dueSoon != nil } ? ["due soon"] : []
  let heads = change + soon + networks
  var table = TextTable(["list", "people"] + heads, right: Set(1...(heads.count + 1)))
  for list in entry.lists {
    table.add(
      [list.cohort, grouped(list.total)] + change.map { _ in changed(list, totals) }
        + soon.map { _ in list.dueSoon.map { grouped($0) } ?? "" }
        + networks.map { grouped(list.people[$0] ?? 0) })
  }
  return [""] + table.lines(width: width)
}

/// By how much a list differs from the release before.
private func changed(_ list: RunEntry.ListEntry, _ totals: [String: Int]) -> String {
  guard let before = totals[list.cohort] else { return "new" }
  let change = list.total - before
  return change > 0 ? "+\(grouped(change))" : grouped(change)
}

private func closingLines(_ summary: RunSummary) -> [String] {
  if summary.fault != nil, !summary.isPublished {
    return ["", "nothing was published; the last release stays"]
      + (summary.page.map { ["open \($0)"] } ?? [])
  }
  if !summary.stageOutputs.isEmpty {
    return [""] + summary.stageOutputs.map { "output: \($0)" }
      + ["nothing was published: with --stage only the store is written"]
  }
  guard let release = summary.release else { return [] }
  let unchanged = summary.isUnchanged ? " (unchanged: nothing differs from it)" : ""
  let copies = summary.entry.copies ?? []
  return [""]
    + copies.prefix(1).map { first in
      let others = copies.count > 1 ? " and to \(counted(copies.count - 1, "folder")) more" : ""
      return "copied to \(first)\(others)"
    } + ["open \(summary.page ?? summary.current ?? release)\(unchanged)"]
}
