import Model
import Tables

/// Whether a register that was computed from entries is near enough to the published number.
enum RegisterOutcome: String {
  /// It differs by too much.
  case fail
  /// There is nothing to hold it against.
  case notEvaluated = "not-evaluated"
  /// It is near enough.
  case pass

  /// Holds two numbers against each other.
  init(computed: Int64, published: Int64?, share: Double, patients: Int) {
    // Two zeros agree about nobody.
    guard let published, published > 0 || computed > 0 else {
      self = .notEvaluated
      return
    }
    let difference = (Double(computed) - Double(published)).magnitude
    self = difference <= max(share * Double(published), Double(patients)) ? .pass : .fail
  }
}

/// A computed register beside the published number.
private struct RegisterRow {
  /// The practice's code; nil for all practices together.
  var practice: String?
  var register: String
  var computed: Int64
  /// Nil where nothing, or several things that differ, were published.
  var published: Int64?
  var outcome = RegisterOutcome.notEvaluated
  /// For all practices together: how many of them could be evaluated, and how many of those passed.
  var evaluated: Int64?
  var passed: Int64?

  /// Holds the two numbers against each other.
  mutating func evaluate(share: Double, patients: Int) {
    outcome = RegisterOutcome(
      computed: computed, published: published, share: share, patients: patients)
  }
}

/// Computed registers held against published ones.
struct RegisterComparison {
  /// One row a register, and one a practice and register; see `Reconciliation.registers`.
  var aggregate: PersonAggregate
  /// What was found.
  var findings: [Finding] = []
  /// Registers that are far from what the ages and sexes of a practice's patients let expect.
  var unexpected: [UnexpectedCount] = []
}

/// Holds the number of persons on each register of each practice, and of all practices together, against the published
/// number.
///
/// Practices that are held back because of their lists are not evaluated, since their registers can only differ too.
func compareRegisters(
  _ definition: ReconciliationDefinition, persons: Column, practices: TextColumn,
  births: FixedColumn<Int32>?, sexes: TextColumn?,
  registered: [String: Int64], successors: Successors, heldBack: [String], feeds: [String: Table],
  referenceDate: Day?
) -> RegisterComparison {
  guard let source = definition.registers, let entries = feeds[source.entries],
    let figures = feeds[source.feed], figures.rowCount > 0
  else {
    return RegisterComparison(aggregate: aggregate(of: []))
  }
  let members = registerMembers(
    source, entries: entries, persons: persons, referenceDate: referenceDate)
  let computed = registerCounts(members, practices: practices)
  let published = PublishedCounts(
    in: figures, key: [source.practice, source.group], count: source.count
  ).adding(successors)
  let keys = Set(computed.keys).union(published.counts.keys.filter { registered[$0[0]] != nil })
  let isHeldBack = Set(heldBack)
  let rows = keys.map { key in
    var row = RegisterRow(
      practice: key[0], register: key[1], computed: computed[key] ?? 0,
      published: published.counts[key] ?? nil)
    if !isHeldBack.contains(key[0]) {
      row.evaluate(share: source.tolerance.practice, patients: source.tolerance.patients)
    }
    return row
  }
  let totals = totals(of: rows, source.tolerance)
  return RegisterComparison(
    aggregate: aggregate(of: byCode(totals) + byCode(rows)),
    findings: registerFindings(
      failures(of: rows), failures(of: totals), feed: source.entries, remark: ""),
    unexpected: unexpectedRegisters(
      members, practices: practices, births: births, sexes: sexes, referenceDate: referenceDate
    ).filter { !isHeldBack.contains($0.practice) })
}

/// One row a register: the practices that have both numbers, added up.
private func totals(of rows: [RegisterRow], _ tolerance: RegisterTolerance) -> [RegisterRow] {
  var totals: [String: RegisterRow] = [:]
  for row in rows {
    var total = totals[row.register] ?? RegisterRow(register: row.register, computed: 0)
    if row.outcome != .notEvaluated, let published = row.published {
      total.computed += row.computed
      total.published = (total.published ?? 0) + published
      total.evaluated = (total.evaluated ?? 0) + 1
      total.passed = (total.passed ?? 0) + (row.outcome == .pass ? 1 : 0)
    }
    totals[row.register] = total
  }
  return totals.values.map { total in
    var total = total
    total.evaluate(share: tolerance.aggregate, patients: tolerance.patients)
    total.evaluated = total.evaluated ?? 0
    total.passed = total.passed ?? 0
    return total
  }
}

/// By practice and register: the order of what was computed would tell it, also where the number is hidden.
private func byCode(_ rows: [RegisterRow]) -> [RegisterRow] {
  func text(_ row: RegisterRow) -> String { (row.practice ?? "") + "\u{0}" + row.register }
  return rows.sorted { text($0).utf8.lexicographicallyPrecedes(text($1).utf8) }
}

private func failures(of rows: [RegisterRow]) -> RegisterFailures {
  RegisterFailures(rows.map { ($0.practice, $0.outcome) })
}

private func aggregate(of rows: [RegisterRow]) -> PersonAggregate {
  func integers(_ value: (RegisterRow) -> Int64?) -> Column {
    Column(.integer, rows.map { value($0).map { .integer($0) } })
  }
  let table = Table(
    [
      (
        RegisterColumn.level,
        Column(.text, rows.map { .text($0.practice == nil ? "system" : "practice") })
      ),
      (RegisterColumn.practice, Column(.text, rows.map { $0.practice.map { .text($0) } })),
      (RegisterColumn.register, Column(.text, rows.map { .text($0.register) })),
      (RegisterColumn.computed, integers(\.computed)),
      (RegisterColumn.published, integers(\.published)),
      (
        RegisterColumn.difference,
        Column(.decimal, rows.map { difference(of: $0).map { .decimal($0) } })
      ),
      (RegisterColumn.outcome, Column(.text, rows.map { .text($0.outcome.rawValue) })),
      (RegisterColumn.practicesPassed, integers(\.passed)),
      (RegisterColumn.practicesEvaluated, integers(\.evaluated)),
    ], rowCount: rows.count)
  return PersonAggregate(
    table: table, counts: [RegisterColumn.computed], percentages: [], sums: sums(of: rows))
}

/// The signed difference as a share of what was published.
private func difference(of row: RegisterRow) -> Double? {
  guard let published = row.published, published > 0 else { return nil }
  return (Double(row.computed) - Double(published)) / Double(published)
}

/// A register's total is that of the practices that were evaluated.
private func sums(of rows: [RegisterRow]) -> [PersonAggregate.Sum] {
  var parts: [String: [PersonAggregate.Cell]] = [:]
  for (index, row) in rows.enumerated() where row.practice != nil && row.outcome != .notEvaluated {
    parts[row.register, default: []].append(.init(row: index, column: RegisterColumn.computed))
  }
  return rows.enumerated().compactMap { index, row in
    guard row.practice == nil, let parts = parts[row.register] else { return nil }
    return PersonAggregate.Sum(
      total: .init(row: index, column: RegisterColumn.computed), parts: parts)
  }
}
