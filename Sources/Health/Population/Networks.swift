import Model
import Expressions
import Tables

/// Which network each practice belongs to on the reference date.
struct Networks {
  /// The network of each practice that has exactly one, by code.
  var networkOfPractice: [String: String] = [:]
  /// Every practice that stands in the source, whenever and wherever it belonged.
  var knownPractices: Set<String> = []
  /// Practices in several networks on the reference date, by code.
  var ambiguous: [String] = []
  /// What was found.
  var findings: [Finding] = []

  /// Reads the first source that has rows.
  ///
  /// - Missing: a missing end means that the membership goes on; a missing start is no membership and is counted.
  /// - Ties: a practice in several networks on the day is in none.
  init(_ sources: [NetworkSource], feeds: [String: Table], referenceDate: Day?) {
    guard let source = sources.first(where: { (feeds[$0.feed]?.rowCount ?? 0) > 0 }),
      let table = feeds[source.feed]
    else { return }
    let practices = table.declaredTexts(source.practice)
    let networks = table.declaredTexts(source.network)
    let isPCN = (0..<Int32(networks.dictionary.count)).map {
      isPCNCode(networks.dictionary.utf8(of: $0))
    }
    let period = MembershipPeriod(source, in: table, referenceDate: referenceDate)
    var found: [Int32: Set<Int32>] = [:]
    var present: Set<Int32> = []
    for row in 0..<table.rowCount {
      guard let practice = practices.code(at: row) else { continue }
      present.insert(practice)
      guard let network = networks.code(at: row), isPCN[Int(network)], period.holds(row) else {
        continue
      }
      found[practice, default: []].insert(network)
    }
    knownPractices = Set(present.map { practices.dictionary[$0] })
    for (practice, codes) in found {
      let code = practices.dictionary[practice]
      if let network = codes.first, codes.count == 1 {
        networkOfPractice[code] = networks.dictionary[network]
      } else {
        ambiguous.append(code)
      }
    }
    ambiguous = sortedBytewise(ambiguous)
    noteFindings(source, period)
  }

  private mutating func noteFindings(_ source: NetworkSource, _ period: MembershipPeriod) {
    if !ambiguous.isEmpty {
      findings.append(
        Finding(
          rule: "practice-in-two-networks", grade: .practice, feed: source.feed,
          says: "practices that belong to more than one network on the reference date",
          count: ambiguous.count,
          organisations: ambiguous.filter { isPracticeCode($0.utf8) }))
    }
    if period.withoutStart > 0 {
      findings.append(
        Finding(
          rule: "membership-without-start", grade: .warning, feed: source.feed,
          says: "memberships without a first day, which do not count", count: period.withoutStart))
    }
  }
}

/// The first and last days of memberships.
private struct MembershipPeriod {
  private let starts: FixedColumn<Int32>?
  private let ends: FixedColumn<Int32>?
  private let referenceDate: Int32?

  init(_ source: NetworkSource, in table: Table, referenceDate: Day?) {
    starts = source.starts.flatMap { table.declared($0).days }
    ends = source.ends.flatMap { table.declared($0).days }
    self.referenceDate = referenceDate?.number
  }

  var withoutStart: Int {
    guard let present = starts?.present else { return 0 }
    return present.count - present.setCount
  }

  func holds(_ row: Int) -> Bool {
    guard let referenceDate else { return starts == nil && ends == nil }
    if let starts, !(starts.present?[row] ?? true) || starts.values[row] > referenceDate {
      return false
    }
    if let ends, ends.present?[row] ?? true, ends.values[row] < referenceDate { return false }
    return true
  }
}

extension Parameters {
  /// The day on which everything is looked at.
  var referenceDate: Day? {
    guard case .day(let day)? = self["reference_date"] else { return nil }
    return day
  }
}
