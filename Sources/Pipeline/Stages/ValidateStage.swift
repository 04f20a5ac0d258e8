import Model
import Definitions
import Formats
import Health
import Parallel
import Tables

/// Checks a feed's rows against its contract's rules.
///
/// - Tables: `accepted` (one boolean a row of the extract).
/// - Figures: rows accepted, rejected (with those that could not be read) and left out.
/// - Days: the newest day of each day column, over accepted rows.
func performValidate(_ feed: FeedDefinition, _ context: StageContext) throws(RunFault)
  -> StageOutput
{
  let name = feed.contract.name
  let source = try context.input(StageName(.extract, name))
  let rows = try source.table("rows")
  let check = checkFeed(
    rows, rules: feed.rules, places: try context.places(of: name),
    parameters: context.parameters.plain)
  context.counter.add(rows.rowCount)
  var output = StageOutput()
  output.add("accepted", Table([("accepted", .boolean(BooleanColumn(check.accepted)))]))
  output.rejects = check.rejects
  output.findings = check.findings
  let unreadable = Int(source.record.figures["rejected"] ?? 0)
  let rejected = unreadable + check.rejected
  let read = rows.rowCount + unreadable
  output.figures = [
    "rows": Double(read), "accepted": Double(check.accepted.setCount),
    "rejected": Double(rejected), "leftOut": Double(check.leftOut),
  ]
  output.days = newestDays(rows, check.accepted)
  output.refusals = refusals(
    feed, rejected: rejected, read: read,
    source.record.findings.map { $0.finding } + check.findings,
    unreadable: unreadableColumns(unreadableCells(of: source.record), in: rows, rules: feed.rules))
  return output
}

/// Why a feed's findings and rejects stop a run; none where they do not.
func refusals(
  _ feed: FeedDefinition, rejected: Int, read: Int, _ findings: [Finding],
  unreadable: [UnreadableColumn]
) -> [String] {
  var refusals = findings.filter { $0.grade == .feed }.map {
    "\(feed.contract.name): \($0.says) (\($0.count) rows)"
  }
  let limit = feed.rules.rejectLimit
  if read > 0, Double(rejected) > limit * Double(read) {
    let rules = findings.filter { $0.grade == .record }.sorted {
      ($1.count, $0.rule) < ($0.count, $1.rule)
    }
    .prefix(3).map { "\($0.rule) \($0.count)" }.joined(separator: ", ")
    refusals.append(
      "\(feed.contract.name): \(grouped(rejected)) of \(grouped(read)) rows rejected "
        + "(\(percent(Double(rejected) / Double(read)))), more than the limit of \(percent(limit)): \(rules)"
    )
  }
  return refusals
    + unreadable.map { column in
      "\(feed.contract.name): \(grouped(column.unreadable)) of \(grouped(column.filled)) values of column "
        + "'\(column.column)' cannot be read (\(percent(Double(column.unreadable) / Double(column.filled)))), "
        + "more than the limit of \(percent(feed.rules.warningLimit))"
    }
}

/// The newest day of each day column, over accepted rows.
func newestDays(_ rows: Table, _ accepted: Bitmap) -> [String: Day] {
  var newest: [String: Day] = [:]
  for (name, column) in zip(rows.names, rows.columns) {
    guard case .day(let days) = column else { continue }
    let counted = days.present.map { $0 & accepted } ?? accepted
    let values = days.values
    var latest = Int32.min
    for row in counted.setIndices where values[row] > latest { latest = values[row] }
    if latest != .min { newest[name] = Day(number: latest) }
  }
  return newest
}
