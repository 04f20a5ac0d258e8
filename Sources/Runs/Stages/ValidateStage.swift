package import Messages
import Model
package import Definitions
import Formats
package import Health
import Parallel
package import Tables

/// Checks a feed's rows against its contract's rules.
///
/// - Tables: `accepted` (for each row of the extract whether it counts, and whether it was rejected, by a rule or for a cell); `columns` (those that were
///   worked out or converted, a row for each row of the extract) where there are some; `malformed` (for each column with cells that
///   are no codes of their kind which rows' they are) likewise; `reasons` of a feed of events (see `ReasonColumn`) likewise.
/// - Facts: rows accepted, rejected (with those that could not be read) and left out, the newest days that are not after the
///   reference date, and why the run must not go on; the practices that break the feed's limits by their own rows, which are
///   held back, where the rows say their practice.
func performValidate(
  _ feed: FeedDefinition, limits: LimitsByPractice, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let name = feed.contract.name
  let source = try context.input(StageName(.extract, name))
  let rows = try source.table("rows")
  let unread = try source.unreadRows()
  var others: [String: Table] = [:]
  for rule in feed.rules.known where others[rule.feed] == nil {
    others[rule.feed] = try context.feed(rule.feed)
  }
  let places = try context.places(of: name)
  let check = checkFeed(
    rows, rules: feed.rules, places: places,
    parameters: context.parameters.plain, others: others, unread: unread)
  context.counter.add(rows.rowCount)
  var output = StageOutput()
  output.add(
    "accepted",
    Table([
      ("accepted", .boolean(BooleanColumn(check.accepted))),
      ("rejected", .boolean(BooleanColumn(check.rejectedRows))),
    ]))
  if !check.workedOut.names.isEmpty { output.add("columns", check.workedOut) }
  if !check.malformed.names.isEmpty { output.add("malformed", check.malformed) }
  if feed.rules.grain == .event, check.reasons.rowCount > 0 {
    output.add("reasons", check.reasons)
  }
  output.reject(check.rejects, of: check.rejectsByFile.values.reduce(0, +), feed: name)
  output.findings += check.findings
  let extracted = source.record.facts?.extracted ?? StageFacts.Extracted()
  let rejected = extracted.rejected + check.rejected
  let read = extracted.rows + extracted.rejected
  let findings = source.record.findings.map { $0.finding } + check.findings
  let beyond = limitsBroken(
    feed, rejected: rejected, read: read, findings,
    unreadable: unreadableColumns(
      extracted.unreadable, in: rows, unread: unread, rules: feed.rules))
  let counted = AcceptedRows(rows, check.accepted)
  var held = PracticeLimits([], feed.rules)
  if case .column(let practice) = limits {
    held = PracticeLimits(
      rowsByPractice(
        rows.replacing(check.workedOut), practice: practice, rejected: check.rejectedRows,
        unread: unread), feed.rules)
    output.facts.heldBack = held.beyond.map(\.rows.practice)
  }
  output.facts.checked = StageFacts.Checked(
    rows: read, accepted: check.accepted.setCount, rejected: rejected, leftOut: check.leftOut,
    notYetKnown: Dictionary(
      uniqueKeysWithValues: check.notYetKnown.map { ($0.key.description, $0.value) }),
    replaced: check.replaced,
    newest: counted.newestDays(
      until: feed.rules.isDated ? context.parameters.referenceDate : nil
    ).mapValues { $0.description },
    oldest: feed.rules.history == nil
      ? nil : feed.eventDay.flatMap { counted.oldestDay(of: $0, butOneIn: 1_000)?.description },
    filled: counted.filledCells,
    codes: counted.texts(of: feed.contract.codeColumns),
    rejectedFiles: rejectedFiles(
      places, unread: unread.rejected, limit: feed.rules.rejectLimit,
      byCell: extracted.rejectedByFile,
      rejected: extracted.rejectedByFile.merging(check.rejectsByFile) { $0 + $1 }),
    refusals: rulesBroken(feed, findings)
      + (limits == .persons ? [] : beyond.filter { held.uphold($0) })
      + repeatedDeliveries(of: rows, places: places, among: check.accepted).map {
        Refusal.repeatedDelivery(
          feed: name, older: $0.older, newer: $0.newer, shared: $0.shared, rows: $0.rows)
      }, beyondLimit: limits == .persons ? beyond : [],
    // Only codes that look like a practice's: a cell in the wrong column may hold anything.
    practicesBeyondLimit: held.beyond.filter { isPracticeCode($0.rows.practice.utf8) }.map {
      DeliveryNote.RejectedPractice(
        code: $0.rows.practice, why: $0.fault, rejected: $0.rows.rejected,
        rows: $0.rows.read + $0.rows.rejected)
    })
  return output
}

extension FeedContract {
  fileprivate var codeColumns: [String] {
    columns.compactMap { column in
      guard case .code = column.type else { return nil }
      return column.name
    }
  }
}

/// The files of which more rows were rejected than a feed may lose, in their order; a handful says nothing.
private func rejectedFiles(
  _ places: RowPlaces, unread: Bitmap, limit: Double, byCell: [String: Int],
  rejected: [String: Int]
) -> [DeliveryNote.RejectedFile] {
  guard !rejected.isEmpty else { return [] }
  let inTable = places.rowsByFile(Bitmap(repeating: true, count: unread.count))
  let unreadInTable = places.rowsByFile(unread)
  return rejected.keys.sorted().compactMap { file in
    let count = rejected[file] ?? 0
    // Rows of which nobody can say which cell is which are in no table.
    let all = (inTable[file] ?? 0) - (unreadInTable[file] ?? 0) + (byCell[file] ?? 0)
    guard count >= fewestRejected, Double(count) > limit * Double(all) else { return nil }
    return DeliveryNote.RejectedFile(name: file, rejected: count, rows: all)
  }
}

/// Of fewer rejected rows of one file nothing is said.
private let fewestRejected = 10

extension FeedRules {
  /// Whether the feed's check depends on the reference date, whatever its rules read.
  var isDated: Bool { grain != .reference || knownOn != nil }
}

/// Why a feed's findings and rejects stop a run; none where they do not.
package func refusals(
  _ feed: FeedDefinition, rejected: Int, read: Int, _ findings: [Finding],
  unreadable: [UnreadableColumn]
) -> [Refusal] {
  rulesBroken(feed, findings)
    + limitsBroken(feed, rejected: rejected, read: read, findings, unreadable: unreadable)
}

private func rulesBroken(_ feed: FeedDefinition, _ findings: [Finding]) -> [Refusal] {
  findings.filter { $0.grade == .feed }.map {
    .brokenRule(feed: feed.contract.name, says: $0.says, rows: $0.count)
  }
}

/// The limits of rejected rows and of unreadable values that a feed breaks as a whole.
private func limitsBroken(
  _ feed: FeedDefinition, rejected: Int, read: Int, _ findings: [Finding],
  unreadable: [UnreadableColumn]
) -> [Refusal] {
  let name = feed.contract.name
  var refusals: [Refusal] = []
  let limit = feed.rules.rejectLimit
  if read > 0, Double(rejected) > limit * Double(read) {
    let rules = findings.filter { $0.grade == .record }.sorted {
      ($1.count, $0.rule) < ($0.count, $1.rule)
    }
    refusals.append(
      .rejectedRows(
        feed: name, rejected: rejected, read: read, limit: limit,
        rules: rules.prefix(3).map { Refusal.BrokenRule(rule: $0.rule, rows: $0.count) }))
  }
  return refusals
    + unreadable.map {
      .unreadableValues(
        feed: name, column: $0.column, unreadable: $0.unreadable, filled: $0.filled,
        limit: feed.rules.warningLimit)
    }
}

extension PracticeLimits {
  /// Whether a limit that a feed breaks as a whole is broken without the practices that are left out, too.
  func uphold(_ refusal: Refusal) -> Bool {
    switch refusal {
    case .rejectedRows(_, let rejected, let read, let limit, _):
      hasTooManyRejected(rejected, of: read, limit: limit)
    case .unreadableValues(_, let column, let unreadable, let filled, let limit):
      hasTooManyUnreadable(unreadable, of: filled, in: column, limit: limit)
    default: true
    }
  }
}
