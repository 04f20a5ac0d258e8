import Model
import Tables

/// The practices of a population: their networks, status and numbers of patients.
struct Practices {
  /// For each person the status.
  var statusColumn: Column
  /// For each person the network.
  var networkColumn: Column
  /// One row a practice, by code.
  var table: Table
  /// What was found.
  var findings: [Finding] = []

  init(
    of column: TextColumn, organisations: Organisations, heldBack: Set<String>,
    carried: CarriedPersons?, silent: Set<String>, isCarried: Bitmap, feed: String
  ) {
    let networks = organisations.networks
    let dictionary = column.dictionary
    let order = dictionary.bytewiseOrder
    var patients = [Int](repeating: 0, count: dictionary.count)
    var taken = patients
    var withoutPractice = 0
    for row in column.codes.indices {
      if let code = column.code(at: row) {
        if isCarried[row] { taken[Int(code)] += 1 } else { patients[Int(code)] += 1 }
      } else {
        withoutPractice += 1
      }
    }
    let texts = dictionary.texts
    func statusOf(_ text: String) -> PracticeStatus {
      silent.contains(text) || carried?.withoutDelivery.contains(text) ?? false
        ? .notDelivered : PracticeStatus(of: text, networks, heldBack)
    }
    let status = texts.map { statusOf($0) }
    let network = texts.map { networks.networkOfPractice[$0] }
    statusColumn = Practices.statuses(column, status)
    networkColumn = .text(
      TextColumn(of: column) { network[Int($0)] })
    let used = order.filter { patients[Int($0)] + taken[Int($0)] > 0 }
    // A practice of whose patients all are in doubt is missed all the same.
    let missed = (carried?.practices ?? []).union(silent).subtracting(used.map { texts[Int($0)] })
    let rows =
      used.map { (text: texts[Int($0)], patients: patients[Int($0)], taken: taken[Int($0)]) }
      + missed.map { (text: $0, patients: 0, taken: 0) }
    let ordered = rows.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    let days = ordered.map { carried?.days[$0.text].map { Value.day($0) } }
    table = Table([
      (PracticeColumn.practice, .text(TextColumn(ordered.map(\.text)))),
      (
        PracticeColumn.network,
        .text(TextColumn(ordered.map { networks.networkOfPractice[$0.text] }))
      ),
      (PracticeColumn.status, .text(TextColumn(ordered.map { statusOf($0.text).rawValue }))),
      (PracticeColumn.patients, .integer(FixedColumn(ordered.map { Int64($0.patients) }))),
      (PracticeColumn.carried, .integer(FixedColumn(ordered.map { Int64($0.taken) }))),
      (PracticeColumn.asOf, Column(.day, days)),
    ])
    note(
      used.filter { status[Int($0)] == .unknown }.map { texts[Int($0)] }, "practice-unknown",
      "practices that the networks' feed does not name; their patients are on no list", feed)
    note(
      used.filter { status[Int($0)] == .noPCN }.map { texts[Int($0)] }, "practice-without-network",
      "practices without a network on the reference date; their patients are on no list", feed)
    findings += used.compactMap { code in
      organisations.closedPractices.finding(
        of: texts[Int(code)], patients: patients[Int(code)], feed: feed)
    }
    if withoutPractice > 0 {
      findings.append(
        Finding(
          rule: "person-without-practice", grade: .warning, feed: feed,
          says: "registered persons without a practice; they are on no list",
          count: withoutPractice))
    }
  }

  private mutating func note(_ codes: [String], _ rule: String, _ says: String, _ feed: String) {
    guard !codes.isEmpty else { return }
    findings.append(
      Finding(
        rule: rule, grade: .warning, feed: feed, says: says, count: codes.count,
        organisations: codes.filter { isPracticeCode($0.utf8) }))
  }

  // Somebody without a practice is with an unknown one.
  private static func statuses(_ column: TextColumn, _ status: [PracticeStatus]) -> Column {
    let all = PracticeStatus.allCases
    let dictionary = TextDictionary(all.map(\.rawValue))
    let codeOfStatus = status.map { dictionary.code(of: $0.rawValue) ?? 0 }
    let unknown = dictionary.code(of: PracticeStatus.unknown.rawValue) ?? 0
    let codes = column.codes.indices.map { row in
      column.code(at: row).map { codeOfStatus[Int($0)] } ?? unknown
    }
    return .text(TextColumn(codes: codes, dictionary: dictionary))
  }
}

extension PracticeStatus {
  fileprivate init(of practice: String, _ networks: Networks, _ heldBack: Set<String>) {
    if heldBack.contains(practice) {
      self = .heldBack
    } else if !networks.knownPractices.contains(practice) {
      self = .unknown
    } else {
      self = networks.networkOfPractice[practice] == nil ? .noPCN : .ok
    }
  }
}

extension TextColumn {
  /// A text for each row that another column's code gives; missing where there is none or the code is missing.
  fileprivate init(of column: TextColumn, _ text: (Int32) -> String?) {
    var dictionary = TextDictionary()
    let codeOfCode = (0..<Int32(column.dictionary.count)).map { code in
      text(code).map { dictionary.insert($0) } ?? -1
    }
    let present = Bitmap(count: column.codes.count) { row in
      column.code(at: row).map { codeOfCode[Int($0)] >= 0 } ?? false
    }
    let codes = column.codes.indices.map { row in
      column.code(at: row).map { max(codeOfCode[Int($0)], 0) } ?? 0
    }
    let made = TextColumn(codes: codes, present: present.asPresence, dictionary: dictionary)
    self = made.compacted
  }
}
