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
  /// The practices that have registrations and no one published figure, by code.
  var withoutSize: [String] = []
  /// The practices that would be held back but for an exception, by code.
  var released: [String] = []

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
/// is that of another practice with registrations, or the files are the system's own. A practice that an exception releases is not held
/// back.
///
/// - Missing: a size that is not published any more frees nobody: a practice whose list differed too much in the newest
///   release is held against its size of then, and against the one after that, until one is published again.
func compareLists(
  _ definition: ReconciliationDefinition, registered: [String: Int64],
  organisations: Organisations, feeds: [String: Table], feed: String, released: Set<String>,
  earlier: Table?
) -> Comparisons {
  guard let source = definition.listSizes else { return Comparisons([], definition) }
  let networks = organisations.networks
  let published = PublishedCounts(
    in: feeds[source.feed], key: [source.practice], count: source.patients
  ).adding(organisations.successors)
  let home = networks.ofSystem(
    registered: registered.keys,
    sizes: published.counts.compactMap { key, size in size.map { (key[0], $0) } })
  let silent = published.counts.keys.map { $0[0] }.filter { practice in
    registered[practice] == nil && !organisations.closedPractices.contains(practice)
      && networks.networkOfPractice[practice].map { home.contains($0) } ?? false
  }
  let known = sizesOfDiffering(in: earlier)
  var withoutSize: [String] = []
  let rows = sortedBytewise(Array(registered.keys) + silent).map { practice in
    let size = published.counts[[practice]] ?? nil
    if size == nil { withoutSize.append(practice) }
    return Comparisons.Row(
      key: [practice], computed: registered[practice] ?? 0, published: size ?? known[practice])
  }
  var result = Comparisons(rows, definition)
  let major = result.names(outcome: .major)
  result.heldBack = major.filter { !released.contains($0) }
  result.released = major.filter { released.contains($0) }
  result.withoutSize = withoutSize
  result.note(
    "list-size-differs", .practice, feed: feed,
    says: "practices whose registrations differ from the published list size by too much",
    practices: result.heldBack)
  result.note(
    "list-size-excepted", .warning, feed: feed,
    says:
      "practices whose registrations differ from the published list size by too much and that have an exception",
    practices: result.released)
  result.note(
    "list-size-of-before", .practice, feed: source.feed,
    says:
      "practices that differed from their published list size by too much and have none any more; they are held against the last one",
    practices: withoutSize.filter { known[$0] != nil })
  result.note(
    "list-size-unknown", .warning, feed: source.feed,
    says: "practices with registrations and no one published list size",
    practices: result.names(outcome: .notEvaluated))
  result.note(
    "practice-without-registrations", .warning, feed: feed,
    says: "practices of the system's networks that have a list size and no registration",
    practices: sortedBytewise(silent))
  return result
}

extension Networks {
  /// The networks of which registrations are expected: those of practices with registrations; and where a quarter of all patients with a
  /// published size and a network are theirs, the files are not the nation's, and every network in them is one.
  fileprivate func ofSystem(
    registered: some Sequence<String>, sizes: [(practice: String, patients: Int64)]
  ) -> Set<String> {
    let home = Set(registered.compactMap { networkOfPractice[$0] })
    var patients: [String: Int64] = [:]
    for (practice, size) in sizes {
      if let network = networkOfPractice[practice] { patients[network, default: 0] += size }
    }
    let own = home.reduce(0) { $0 + (patients[$1] ?? 0) }
    let all = patients.values.reduce(0, +)
    return Double(own) >= shareOfOwnFile * Double(all) ? home.union(patients.keys) : home
  }
}

/// Of a file of England the largest system is a twentieth, and a region less than a sixth; of a system's own file as much is missing only
/// where next to nothing came.
///
/// - Source: project choice, after NHS England, Patients Registered at a GP Practice: 42 systems of some 0.5 to 3 million of 63.
private let shareOfOwnFile = 0.25

/// The published sizes of practices whose list differed too much in an earlier comparison, by code.
private func sizesOfDiffering(in table: Table?) -> [String: Int64] {
  guard let table, let codes = table[PracticeColumn.practice]?.texts,
    let outcomes = table["outcome"]?.texts, case .integer(let sizes)? = table["list_size"]
  else { return [:] }
  var known: [String: Int64] = [:]
  for row in 0..<table.rowCount
  where outcomes.text(at: row) == ComparisonOutcome.major.rawValue && sizes.present?[row] ?? true {
    if let code = codes.text(at: row) { known[code] = sizes.values[row] }
  }
  return known
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
