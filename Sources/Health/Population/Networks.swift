import Model
import Expressions
import Tables

/// Which network each practice belongs to on the reference date.
struct Networks {
  /// The network of each practice that has one, by code.
  var networkOfPractice: [String: String] = [:]
  /// Every practice that stands in the source, whenever and wherever it belonged.
  var knownPractices: Set<String> = []
  /// Practices that joined several networks on the same latest day, by code.
  var ambiguous: [String] = []
  /// Practices that joined a network before they had left another, by more than the day of handing over; by code.
  var overlapping: [String] = []
  /// Practices whose only networks have closed, by code.
  var ofClosedNetworks: [String] = []
  /// What was found.
  var findings: [Finding] = []

  /// Reads the first source that has rows.
  ///
  /// - Missing: a missing end means that the membership goes on; a missing start is no membership and is counted.
  /// - Ties: of several memberships on the day the one that starts later counts, so that a practice that leaves one network
  ///   and joins another on one day belongs to the new one; a practice that joined several on one day is in none.
  /// - Closures: a network that has closed has no members.
  init(
    _ sources: [NetworkSource], feeds: [String: Table], referenceDate: Day?, closed: Closures
  ) {
    guard let source = sources.first(where: { (feeds[$0.feed]?.rowCount ?? 0) > 0 }),
      let table = feeds[source.feed]
    else { return }
    let practices = table.declaredTexts(source.practice)
    let networks = table.declaredTexts(source.network)
    let isPCN = (0..<Int32(networks.dictionary.count)).map {
      isPCNCode(networks.dictionary.utf8(of: $0))
    }
    let isClosed = networks.dictionary.texts.map { closed.contains($0) }
    var ofClosed: Set<Int32> = []
    let period = MembershipPeriod(source, in: table, referenceDate: referenceDate)
    var found: [Int32: [Membership]] = [:]
    var present: Set<Int32> = []
    for row in 0..<table.rowCount {
      guard let practice = practices.code(at: row) else { continue }
      present.insert(practice)
      guard let network = networks.code(at: row), isPCN[Int(network)], period.holds(row) else {
        continue
      }
      guard !isClosed[Int(network)] else {
        ofClosed.insert(practice)
        continue
      }
      found[practice, default: []].append(period.membership(row, network))
    }
    knownPractices = Set(present.map { practices.dictionary[$0] })
    for (practice, memberships) in found {
      let code = practices.dictionary[practice]
      let latest = memberships.map(\.start).max() ?? .min
      let newest = Set(memberships.filter { $0.start == latest }.map(\.network))
      guard let network = newest.first, newest.count == 1 else {
        ambiguous.append(code)
        continue
      }
      networkOfPractice[code] = networks.dictionary[network]
      if memberships.contains(where: { $0.network != network && $0.end > latest }) {
        overlapping.append(code)
      }
    }
    ambiguous = sortedBytewise(ambiguous)
    overlapping = sortedBytewise(overlapping)
    ofClosedNetworks = sortedBytewise(
      ofClosed.map { practices.dictionary[$0] }.filter { networkOfPractice[$0] == nil })
    noteFindings(source, period)
  }

  private mutating func noteFindings(_ source: NetworkSource, _ period: MembershipPeriod) {
    if !ambiguous.isEmpty {
      findings.append(
        Finding(
          rule: "practice-in-two-networks", grade: .practice, feed: source.feed,
          says:
            "practices that joined more than one network on one day; their patients are on no list",
          count: ambiguous.count,
          organisations: ambiguous.filter { isPracticeCode($0.utf8) }))
    }
    if !overlapping.isEmpty {
      findings.append(
        Finding(
          rule: "practice-in-overlapping-networks", grade: .warning, feed: source.feed,
          says:
            "practices that joined a network before they had left another; the one joined later counts",
          count: overlapping.count,
          organisations: overlapping.filter { isPracticeCode($0.utf8) }))
    }
    if !ofClosedNetworks.isEmpty {
      findings.append(
        Finding(
          rule: "network-closed", grade: .warning, feed: source.feed,
          says: "practices whose network has closed; their patients are on no list",
          count: ofClosedNetworks.count,
          organisations: ofClosedNetworks.filter { isPracticeCode($0.utf8) }))
    }
    if period.withoutStart > 0 {
      findings.append(
        Finding(
          rule: "membership-without-start", grade: .warning, feed: source.feed,
          says: "memberships without a first day, which do not count", count: period.withoutStart))
    }
  }
}

/// A practice's membership of a network that holds on the reference date.
private struct Membership {
  var network: Int32
  /// The first day; the smallest number where the source has none.
  var start: Int32
  /// The last day; the largest number where the membership goes on.
  var end: Int32
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

  func membership(_ row: Int, _ network: Int32) -> Membership {
    Membership(
      network: network, start: starts?.values[row] ?? .min,
      end: ends.flatMap { $0.present?[row] ?? true ? $0.values[row] : nil } ?? .max)
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
