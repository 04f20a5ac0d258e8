public import Model
public import Expressions
public import Tables

/// Holds every row of a feed against the feed's rules.
///
/// Columns that are worked out of others come first, and measures are converted. Then `only` leaves rows out, and after it
/// what was not yet known on the reference date: such rows break nothing. The name of a broken rule's organisation is taken
/// from the first column that is checked for being a practice's code.
///
/// `others` are the accepted rows of the feeds that rules look into, by name. `unread` says which rows are rejected already,
/// since a cell could not be read: they break no rule and are no rejects of this check, but a record or a total that has one
/// of them is as doubtful as with a row that a rule rejected.
///
/// - Missing: a value that is missing breaks no check; a rule that is unknown is counted as not evaluated.
/// - Ties: of the rows of a record the last stays (`RecordRule`); of rows alike in every column the first; of rows that share
///   a unique key and differ none does.
/// - Complexity: O(rows) for each check and rule.
public func checkFeed(
  _ table: Table, rules: FeedRules, places: RowPlaces, parameters: Parameters,
  others: [String: Table] = [:], unread: UnreadRows? = nil
) -> FeedCheck {
  let delivered = table
  let unread = unread ?? UnreadRows(noneOf: table.rowCount)
  let workedOut = WorkedOutRows(table, rules, parameters: parameters)
  let table = workedOut.table
  let all = Bitmap(repeating: true, count: table.rowCount)
  let read = all.subtracting(unread.rejected)
  let asked = (rules.only.map { $0.trueRows(on: table, parameters: parameters) } ?? all) & read
  let later = laterRows(of: table, rules, among: asked, referenceDate: parameters.referenceDate)
  let used = asked.subtracting(later.rows)
  let mayCount = rowsThatMayCount(of: table, rules, unread, parameters)
  var verdict = FeedVerdict(
    table: table, rules: rules, places: places, used: used, unread: unread, mayCount: mayCount)
  verdict.noteLater(later.rows)
  for fault in workedOut.faults { verdict.apply(fault) }
  for check in rules.checks { verdict.apply(check) }
  for rule in rules.rules { verdict.apply(rule, parameters: parameters) }
  for rule in rules.known { verdict.apply(rule, in: others[rule.feed]) }
  if let measures = rules.measures { verdict.apply(measures) }
  let none = Bitmap(repeating: false, count: all.count)
  let replaced = rules.record.map { verdict.apply($0) } ?? none
  let added = rules.totals.flatMap { verdict.apply($0, but: replaced, parameters: parameters) }
  let notAsked = added?.leftOut ?? none
  let copies = rules.unique.map { verdict.apply($0, but: replaced | notAsked) } ?? none
  let rejected = verdict.rejected
  var changed = table.selecting(workedOut.changed)
  if let totals = rules.totals, let added {
    changed = changed.replacing(Table([(totals.add, added.figures)]))
  }
  let rejects = rejectedRows(
    verdict.removing, in: delivered, places: places, feed: rules.feed)
  return FeedCheck(
    accepted: used.subtracting(rejected).subtracting(copies).subtracting(replaced | notAsked),
    findings: verdict.findings,
    rejects: rejects.first,
    rejectsByFile: rejects.byFile,
    evaluations: verdict.evaluations,
    leftOut: read.setCount - asked.setCount + notAsked.setCount,
    notYetKnown: later.days,
    repeated: copies.setCount,
    replaced: replaced.setCount,
    rejected: rejected.setCount, rejectedRows: rejected | mayCount,
    workedOut: changed, malformed: malformedCodes(in: table, rules.checks),
    reasons: rejectedReasons(
      verdict.removing, verdict.findings, unread: unread, among: mayCount))
}

/// Which cells of the columns of codes are no codes of their kind, where that rejects the row.
private func malformedCodes(in table: Table, _ checks: [ColumnCheck]) -> Table {
  var malformed: [(String, Column)] = []
  for check in checks {
    guard let column = table[check.column], case .text = column else { continue }
    let rows = formatFaults(of: check, in: column).filter { $0.grade == .record }.map(\.rows)
    guard let first = rows.first else { continue }
    let all = rows.dropFirst().reduce(first) { $0 | $1 }
    if !all.isEmpty { malformed.append((check.column, .boolean(BooleanColumn(all)))) }
  }
  return Table(malformed, rowCount: table.rowCount)
}

/// The rows that were not yet known on the reference date, and how many became known on each day.
private func laterRows(
  of table: Table, _ rules: FeedRules, among rows: Bitmap, referenceDate: Day?
) -> (rows: Bitmap, days: [Day: Int]) {
  var later = Bitmap(repeating: false, count: table.rowCount)
  guard let column = rules.knownOn, let days = table[column]?.days, let referenceDate else {
    return (later, [:])
  }
  var counts: [Day: Int] = [:]
  let values = days.values
  for row in (days.present.map { $0 & rows } ?? rows).setIndices
  where values[row] > referenceDate.number {
    later[row] = true
    counts[Day(number: values[row]), default: 0] += 1
  }
  return (later, counts)
}

/// The rows rejected for a cell that were asked for and known on the reference date, or might have been: what could not be
/// read may be what decides it.
private func rowsThatMayCount(
  of table: Table, _ rules: FeedRules, _ unread: UnreadRows, _ parameters: Parameters
) -> Bitmap {
  guard !unread.rejected.isEmpty else { return unread.rejected }
  var counting = unread.rejected
  if let truth = rules.only?.truth(on: table, unread: unread, parameters: parameters) {
    counting = counting.subtracting(truth.isFalse)
  }
  return counting.subtracting(
    laterRows(of: table, rules, among: counting, referenceDate: parameters.referenceDate).rows)
}

/// What has been found about a feed's rows so far.
private struct FeedVerdict {
  let table: Table
  let rules: FeedRules
  let places: RowPlaces
  /// The rows that are to be used.
  let used: Bitmap
  /// What could not be read.
  let unread: UnreadRows
  /// The rows rejected for a cell that might have been used.
  let mayCount: Bitmap
  var findings: [Finding] = []
  var evaluations: [RuleEvaluation] = []
  /// The rows that each rule of grade `record` takes out.
  var removing: [(rule: String, rows: Bitmap)] = []

  init(
    table: Table, rules: FeedRules, places: RowPlaces, used: Bitmap, unread: UnreadRows,
    mayCount: Bitmap
  ) {
    self.table = table
    self.rules = rules
    self.places = places
    self.used = used
    self.unread = unread
    self.mayCount = mayCount
  }

  var rejected: Bitmap {
    removing.reduce(Bitmap(repeating: false, count: table.rowCount)) { $0 | $1.rows }
  }

  mutating func noteLater(_ rows: Bitmap) {
    note(
      FeedRules.notYetKnown, .warning,
      says: "rows after the reference date, which were not yet known and are left out",
      rows: rows, column: rules.knownOn)
  }

  mutating func apply(_ fault: WorkedOutRows.Fault) {
    note(fault.rule, .record, says: fault.says, rows: fault.rows & used, column: nil)
  }

  mutating func apply(_ rule: KnownRule, in other: Table?) {
    guard let column = table[rule.column] else { return }
    let present = column.present.map { $0 & used } ?? used
    guard let known = other?[rule.key], known.count > 0 else {
      evaluations.append(
        RuleEvaluation(rule: rule.name, held: 0, broken: 0, notEvaluated: used.setCount))
      let says = "nothing of feed \(rule.feed) was delivered, so no row is held against it"
      note(rule.name + "-not-evaluated", .warning, says: says, rows: present, column: nil)
      return
    }
    let broken = unknownRows(column, in: known) & used
    evaluations.append(
      RuleEvaluation(
        rule: rule.name, held: present.subtracting(broken).setCount, broken: broken.setCount,
        notEvaluated: used.setCount - present.setCount))
    note(rule.name, rule.grade, says: rule.says, rows: broken, column: rule.column)
  }

  /// Readings that are taken together are held against each other once what is wrong with one alone is known.
  mutating func apply(_ measures: Measures) {
    for pair in measures.pairs {
      let rows = doubtfulPairs(pair, of: measures, in: table, among: used.subtracting(rejected))
      let (lower, upper) = (pair.lower, pair.upper)
      note(
        "\(lower)-below-\(upper)".lowercased(), .record,
        says: "\(lower) that is not below the \(upper) taken with it, and that one", rows: rows,
        column: nil)
    }
  }

  /// Returns the rows that others of their record replaced.
  mutating func apply(_ record: RecordRule) -> Bitmap {
    let rows = RecordRows(
      record, person: rules.key, in: table, used: used | mayCount, rejected: rejected | mayCount,
      unread: unread)
    let key = record.key.joined(separator: ", ")
    note(
      "record-shared", .record, says: "rows of one \(key) that begin records of different persons",
      rows: rows.shared, column: nil)
    note(
      "record-in-doubt", .record, says: "a later row of the same record was rejected",
      rows: rows.inDoubt, column: nil)
    note(
      "record-unknown", .warning, says: "takes away a record that no row began", rows: rows.unknown,
      column: nil)
    note(
      "record-order-tied", .warning,
      says: "differs from the last row of its record and is not before it by the record's order",
      rows: rows.tied, column: nil)
    note(
      "repeated-row", .warning, says: "rows that another row repeats in every column",
      rows: rows.repeated, column: nil)
    return rows.replaced
  }

  /// Of rows alike in every column one is added; returns nil where the figure is no column of numbers.
  mutating func apply(
    _ totals: TotalsRule, but replaced: Bitmap, parameters: Parameters
  ) -> AddedUpRows? {
    let open = used.subtracting(replaced)
    let copies = RepeatedRows(
      in: table, key: totals.by + totals.parts, among: open.subtracting(rejected)
    ).copies
    let added = AddedUpRows(
      totals, in: table, used: open.subtracting(copies) | mayCount, rejected: rejected | mayCount,
      unread: unread, copies: copies, parameters: parameters)
    guard let added else { return nil }
    note(
      "repeated-row", .warning, says: "rows that another row repeats in every column", rows: copies,
      column: nil)
    note(
      "total-in-doubt", .record,
      says: "a part of its total was rejected, has no \(totals.add) or is there twice",
      rows: added.doubtful, column: nil)
    return added
  }

  mutating func apply(_ check: ColumnCheck) {
    guard let column = table[check.column] else { return }
    for fault in formatFaults(of: check, in: column) {
      note(
        fault.rule, fault.grade, says: "\(check.column) \(fault.says)", rows: fault.rows & used,
        column: check.column)
    }
  }

  mutating func apply(_ rule: RowRule, parameters: Parameters) {
    guard case .boolean(let truth) = rule.holds.values(on: table, parameters: parameters) else {
      return
    }
    let known = truth.present.map { $0 & used } ?? used
    let held = truth.bits & known
    let broken = known.subtracting(held)
    evaluations.append(
      RuleEvaluation(
        rule: rule.name, held: held.setCount, broken: broken.setCount,
        notEvaluated: used.setCount - known.setCount))
    note(rule.name, rule.grade, says: rule.says, rows: broken, column: nil)
  }

  /// Returns the rows that go because a row alike in every column stays.
  mutating func apply(_ unique: Uniqueness, but replaced: Bitmap) -> Bitmap {
    let open = used.subtracting(rejected).subtracting(replaced)
    let repeated = RepeatedRows(in: table, key: unique.columns, among: open)
    let columns = unique.columns.joined(separator: ", ")
    note(
      "repeated-row", .warning, says: "rows that another row repeats in every column",
      rows: repeated.copies, column: nil)
    note(
      "repeated-key", unique.grade, says: "rows that share \(columns) and differ elsewhere",
      rows: repeated.differing, column: nil)
    return repeated.copies
  }

  private mutating func note(
    _ rule: String, _ grade: Grade, says: String, rows: Bitmap, column: String?
  ) {
    guard !rows.isEmpty else { return }
    if grade == .record { removing.append((rule, rows)) }
    findings.append(
      finding(
        rule, grade, feed: rules.feed, says: says, rows: rows, places: places, column: column,
        organisations: grade == .practice ? practices(of: rows) : []))
  }

  // Only codes that look like a practice's: anything else could be a misplaced name or number.
  private func practices(of rows: Bitmap) -> [String] {
    guard let check = rules.checks.first(where: { $0.format == .practiceCode }),
      let codes = table[check.column]?.texts
    else { return [] }
    let dictionary = codes.dictionary
    let used = Set(rows.setIndices.compactMap { codes.code(at: $0) })
    return sortedBytewise(
      used.filter { isPracticeCode(dictionary.utf8(of: $0)) }.map { dictionary[$0] })
  }
}
