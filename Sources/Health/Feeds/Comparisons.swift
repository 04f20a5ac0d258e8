import Model
import Tables

/// How near a count is to the published one.
enum ComparisonOutcome: String, CaseIterable {
  /// The difference is small.
  case good
  /// The difference is worth a look.
  case minor
  /// The difference is too large.
  case major
  /// There is nothing to hold the count against.
  case notEvaluated = "not-evaluated"
}

/// Counts held against published ones.
struct Comparisons {
  /// One count and the published one.
  struct Row {
    /// What is counted: a practice, or a practice and a register.
    var key: [String]
    var computed: Int64
    /// Nil where nothing, or several things that differ, were published.
    var published: Int64?
  }

  var rows: [Row]
  let good: Double
  let major: Double
  var findings: [Finding] = []
  /// The practices whose patients are to be on no list, by code.
  var heldBack: [String] = []

  init(_ rows: [Row], _ definition: ReconciliationDefinition) {
    self.rows = rows
    good = definition.good
    major = definition.major
  }

  /// The signed difference of a row as a share of what was published.
  func difference(_ row: Row) -> Double? {
    guard let published = row.published, published > 0 else { return nil }
    return (Double(row.computed) - Double(published)) / Double(published)
  }

  func outcome(_ row: Row) -> ComparisonOutcome {
    guard let difference = difference(row) else { return .notEvaluated }
    if abs(difference) < good { return .good }
    return abs(difference) < major ? .minor : .major
  }

  /// The practices of an outcome, by code.
  func names(outcome wanted: ComparisonOutcome) -> [String] {
    sortedBytewise(Set(rows.filter { outcome($0) == wanted }.compactMap(\.key.first)))
  }

  func table(named keys: [String], counts: (computed: String, published: String)) -> Table {
    var columns: [(String, Column)] = []
    for (index, name) in keys.enumerated() {
      columns.append((name, .text(TextColumn(rows.map { $0.key[index] }))))
    }
    columns.append((counts.computed, .integer(FixedColumn(rows.map(\.computed)))))
    columns.append(
      (counts.published, Column(.integer, rows.map { $0.published.map { .integer($0) } })))
    columns.append(
      ("difference", Column(.decimal, rows.map { difference($0).map { .decimal($0) } })))
    columns.append(("outcome", .text(TextColumn(rows.map { outcome($0).rawValue }))))
    return Table(columns, rowCount: rows.count)
  }

  /// Notes practices, if there are some.
  mutating func note(
    _ rule: String, _ grade: Grade, feed: String, says: String, practices: [String],
    count: Int? = nil
  ) {
    guard !practices.isEmpty else { return }
    findings.append(
      Finding(
        rule: rule, grade: grade, feed: feed, says: says, count: count ?? practices.count,
        organisations: practices.filter { isPracticeCode($0.utf8) }))
  }
}

/// Holds the number of registered persons of each practice against its published list size.
///
/// The published sizes of practices that were merged into others are added to these. A national file names thousands of
/// practices that no registration is expected of: a practice without one counts only where it has not closed and its network
/// is that of another practice with registrations. A practice with an exception that holds is not held back.
func compareLists(
  _ definition: ReconciliationDefinition, registered: [String: Int64],
  organisations: Organisations, feeds: [String: Table], feed: String, on day: Day?
) -> Comparisons {
  guard let source = definition.listSizes else { return Comparisons([], definition) }
  let networks = organisations.networks
  let published = PublishedCounts(
    in: feeds[source.feed], key: [source.practice], count: source.patients
  ).adding(organisations.successors)
  let home = Set(registered.keys.compactMap { networks.networkOfPractice[$0] })
  let silent = published.counts.keys.map { $0[0] }.filter { practice in
    registered[practice] == nil && !organisations.closedPractices.contains(practice)
      && networks.networkOfPractice[practice].map { home.contains($0) } ?? false
  }
  let rows = sortedBytewise(Array(registered.keys) + silent).map { practice in
    Comparisons.Row(
      key: [practice], computed: registered[practice] ?? 0,
      published: published.counts[[practice]] ?? nil)
  }
  var result = Comparisons(rows, definition)
  let excepted = Set(
    definition.exceptions.filter { exception in day.map { $0 <= exception.until } ?? false }
      .map(\.practice))
  let major = result.names(outcome: .major)
  result.heldBack = major.filter { !excepted.contains($0) }
  result.note(
    "list-size-differs", .practice, feed: feed,
    says: "practices whose registrations differ from the published list size by too much",
    practices: result.heldBack)
  result.note(
    "list-size-excepted", .warning, feed: feed,
    says:
      "practices whose registrations differ from the published list size by too much and that have an exception",
    practices: major.filter { excepted.contains($0) })
  result.note(
    "list-size-unknown", .warning, feed: source.feed,
    says: "practices with registrations and no one published list size",
    practices: result.names(outcome: .notEvaluated))
  result.note(
    "practice-without-registrations", .warning, feed: feed,
    says: "practices of a network with registrations that have a list size and no registration",
    practices: sortedBytewise(silent))
  return result
}

/// Published counts by key; nil where rows of one key differ.
struct PublishedCounts {
  var counts: [[String]: Int64?] = [:]

  init(in table: Table?, key: [String], count: String) {
    guard let table, case .integer(let numbers)? = table[count] else { return }
    let columns = key.compactMap { table[$0]?.texts }
    guard columns.count == key.count else { return }
    for row in 0..<table.rowCount where numbers.present?[row] ?? true {
      let texts = columns.compactMap { $0.text(at: row) }
      guard texts.count == key.count else { continue }
      if let known = counts[texts] {
        if known != numbers.values[row] { counts[texts] = .some(nil) }
      } else {
        counts[texts] = numbers.values[row]
      }
    }
  }
}

extension PublishedCounts {
  /// The counts with those of merged practices, whose code is first in the key, added to their successors'.
  ///
  /// - Missing: where one of the counts is not known, nor is the sum.
  func adding(_ successors: Successors) -> PublishedCounts {
    var sum = self
    sum.counts = [:]
    for (key, count) in counts {
      var key = key
      key[0] = successors.successor[key[0]] ?? key[0]
      if let before = sum.counts[key] {
        sum.counts[key] = .some(before.flatMap { before in count.map { before + $0 } })
      } else {
        sum.counts[key] = .some(count)
      }
    }
    return sum
  }
}
