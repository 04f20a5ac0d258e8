import Model
import Expressions
import Tables

/// What is known of practices and networks on the reference date: who belongs to which, what has closed, and which practice
/// took over another's patients.
struct Organisations {
  /// Which network each practice belongs to; a network that has closed has no members.
  let networks: Networks
  /// The practices that have closed.
  let closedPractices: Closures
  /// The practice that has the patients of one that was merged into it, by the code of the one that was merged.
  let successors: Successors
  /// What was found.
  var findings: [Finding] { networks.findings + successors.findings }

  init(_ definition: PopulationDefinition, feeds: [String: Table], parameters: Parameters) {
    let closedNetworks = Closures(
      definition.networkOrganisations, feeds: feeds, parameters: parameters)
    networks = Networks(
      definition.networks, feeds: feeds, referenceDate: parameters.referenceDate,
      closed: closedNetworks)
    let closed = Closures(definition.practices, feeds: feeds, parameters: parameters)
    successors = Successors(
      definition.successions, feeds: feeds, closed: closed, networks: networks,
      parameters: parameters)
    closedPractices = closed.without(successors.later)
  }

  /// Registrations with the codes of merged practices replaced by their successors'.
  func withSuccessors(_ registrations: Table, _ definition: PopulationDefinition) -> Table {
    let practices = registrations.declaredTexts(definition.practice)
    let replaced = successors.replacing(practices)
    return Table(
      zip(registrations.names, registrations.columns).map { name, column in
        (name, name == definition.practice ? .text(replaced) : column)
      }, rowCount: registrations.rowCount)
  }
}

/// Organisations that have closed.
struct Closures {
  /// The last day of each organisation that has closed, by code; nil where no source says it.
  private(set) var days: [String: Day?] = [:]
  /// Every organisation that a source names.
  private(set) var known: Set<String> = []

  /// Reads all sources: an organisation has closed where one of them says so in all of its rows of it, since a role may
  /// have been given up and taken again.
  ///
  /// - Missing: where it is unknown whether an organisation has closed, it has not.
  /// - Ties: of several last days the latest counts.
  init(_ sources: [OrganisationSource], feeds: [String: Table], parameters: Parameters) {
    for source in sources {
      guard let table = feeds[source.feed], table.rowCount > 0 else { continue }
      let codes = table.declaredTexts(source.code)
      known.formUnion(Set(codes.codes.indices.compactMap { codes.text(at: $0) }))
      let closed = source.closed.trueRows(on: table, parameters: parameters)
      let last = source.closedOn.flatMap { table.declared($0).days }
      var open: Set<String> = []
      var found: [String: Day?] = [:]
      for row in codes.codes.indices {
        guard let code = codes.text(at: row) else { continue }
        guard closed[row] else {
          open.insert(code)
          continue
        }
        let day = last.flatMap { days in
          days.present?[row] ?? true ? Day(number: days.values[row]) : nil
        }
        found[code] = .some([found[code] ?? nil, day].compactMap { $0 }.max())
      }
      for (code, day) in found where !open.contains(code) {
        days[code] = .some([days[code] ?? nil, day].compactMap { $0 }.max())
      }
    }
  }

  /// The same but for some organisations of which no last day is known: they are open until they are succeeded.
  func without(_ codes: Set<String>) -> Closures {
    var closures = self
    for code in codes where lastDay(of: code) == nil { closures.days[code] = nil }
    return closures
  }

  /// Whether an organisation has closed.
  func contains(_ code: String) -> Bool { days[code] != nil }

  /// The last day of an organisation that has closed; nil where none is known.
  func lastDay(of code: String) -> Day? { days[code] ?? nil }
}

extension Closures {
  /// What is to be said of a practice with patients; nil where it has not closed or its code is no practice's.
  func finding(of practice: String, patients: Int, feed: String) -> Finding? {
    guard contains(practice), isPracticeCode(practice.utf8) else { return nil }
    let day = lastDay(of: practice).map { " on \($0)" } ?? ""
    return Finding(
      rule: OrganisationSource.practiceClosed, grade: .warning, feed: feed,
      says:
        "patients of a practice that closed\(day): is the extract old, or have they been moved?",
      count: patients, organisations: [practice])
  }
}

/// Which practices' patients others have.
struct Successors {
  /// The practice that has the patients, by the code of the one that was merged; through several mergers to the last.
  private(set) var successor: [String: String] = [:]
  /// The practice that took over each merged one, and from which day on.
  private var next: [String: (practice: String, since: Int32)] = [:]
  /// Practices that were divided among several others, by code: their patients stay with them.
  private(set) var divided: [String] = []
  /// Practices that are merged into others after the reference date.
  private(set) var later: Set<String> = []
  /// What was found.
  private(set) var findings: [Finding] = []

  /// Reads all sources.
  ///
  /// - Missing: a succession without a first day, or of a practice that sources know and that has not closed, is none.
  /// - Ties: the succession that starts latest counts; where several start then, the patients stay. A practice that comes
  ///   round to itself has no successor.
  init(
    _ sources: [SuccessionSource], feeds: [String: Table], closed: Closures, networks: Networks,
    parameters: Parameters
  ) {
    var latest: [String: (start: Int32, successors: Set<String>)] = [:]
    for source in sources {
      guard let table = feeds[source.feed], let today = parameters.referenceDate else { continue }
      let practices = table.declaredTexts(source.practice)
      let others = table.declaredTexts(source.successor)
      guard let starts = table.declared(source.starts).days else { continue }
      let rows =
        source.condition?.trueRows(on: table, parameters: parameters)
        ?? Bitmap(repeating: true, count: table.rowCount)
      for row in rows.setIndices {
        guard let practice = practices.text(at: row), let other = others.text(at: row),
          practice != other, starts.present?[row] ?? true
        else { continue }
        guard starts.values[row] <= today.number else {
          later.insert(practice)
          continue
        }
        guard !closed.known.contains(practice) || closed.contains(practice)
        else { continue }
        let before = latest[practice] ?? (.min, [])
        if starts.values[row] > before.start {
          latest[practice] = (starts.values[row], [other])
        } else if starts.values[row] == before.start {
          latest[practice] = (before.start, before.successors.union([other]))
        }
      }
    }
    var elsewhere: [String] = []
    divided = sortedBytewise(latest.filter { $0.value.successors.count > 1 }.map(\.key))
    next = latest.compactMapValues { found in
      found.successors.count == 1 ? found.successors.first.map { ($0, found.start) } : nil
    }
    for practice in next.keys {
      var last = practice
      var seen: Set<String> = [practice]
      while let following = next[last]?.practice, seen.insert(following).inserted {
        last = following
      }
      guard last != practice, next[last] == nil else { continue }
      // Under a code that no source of networks has its patients would be on no list.
      if networks.knownPractices.contains(last) || networks.knownPractices.isEmpty {
        successor[practice] = last
      } else {
        elsewhere.append(practice)
      }
    }
    note(
      sortedBytewise(elsewhere), "successor-unknown", sources.first?.feed,
      "merged practices whose successor no source of networks names; their registrations stay with them"
    )
    note(
      divided, "practice-divided", sources.first?.feed,
      "closed practices with several successors; their registrations stay with them")
  }

  private mutating func note(_ codes: [String], _ rule: String, _ feed: String?, _ says: String) {
    guard !codes.isEmpty, let feed else { return }
    findings.append(
      Finding(
        rule: rule, grade: .warning, feed: feed, says: says, count: codes.count,
        organisations: codes.filter { isPracticeCode($0.utf8) }))
  }

  /// The practices that had a merged one's patients one after the other, each with its first day; none of another.
  func hops(from practice: String) -> [(practice: String, since: Int32)] {
    guard let last = successor[practice] else { return [] }
    var hops: [(practice: String, since: Int32)] = []
    while hops.last?.practice != last, let hop = next[hops.last?.practice ?? practice] {
      hops.append(hop)
    }
    return hops
  }

  /// Codes of practices with those of merged ones replaced by their successors'.
  func replacing(_ column: TextColumn) -> TextColumn {
    let texts = column.dictionary.texts
    guard texts.contains(where: { successor[$0] != nil }) else { return column }
    var dictionary = TextDictionary()
    let codes = texts.map { dictionary.insert(successor[$0] ?? $0) }
    return TextColumn(
      codes: column.codes.indices.map { row in
        column.code(at: row).map { codes[Int($0)] } ?? 0
      }, present: column.present, dictionary: dictionary)
  }

  /// The merged practices that some rows are still registered with, by code.
  func merged(in column: TextColumn) -> [String] {
    var isUsed = [Bool](repeating: false, count: column.dictionary.count)
    for row in column.codes.indices {
      if let code = column.code(at: row) { isUsed[Int(code)] = true }
    }
    return sortedBytewise(
      zip(column.dictionary.texts, isUsed).filter { $0.1 && successor[$0.0] != nil }.map(\.0))
  }
}
