import Messages
import Model
import Health
import Tables

extension Population {
  /// How many persons are taken over from an earlier release.
  var carried: Int {
    (0..<practices.rowCount).reduce(0) { $0 + practices.integer(PracticeColumn.carried, $1) }
  }
}

/// The practices whose last lists are shown again since nobody of them is on tonight's: nothing, or too little, came.
func practicesWithLastLists(_ practices: Table) -> Set<String> {
  let statuses = [PracticeStatus.notDelivered, .heldBack].map(\.rawValue)
  return Set(
    (0..<practices.rowCount).filter {
      statuses.contains(practices.text(PracticeColumn.status, $0))
    }.map { practices.text(PracticeColumn.practice, $0) })
}

/// The networks whose practices are all held back or not delivered, with these.
func networksWithoutLists(_ practices: Table) -> [String: [String]] {
  var networks: [String: [String]] = [:]
  var listed: Set<String> = []
  for row in 0..<practices.rowCount {
    let network = practices.text(PracticeColumn.network, row)
    if practices.text(PracticeColumn.status, row) == PracticeStatus.ok.rawValue {
      listed.insert(network)
    } else if !network.isEmpty {
      networks[network, default: []].append(practices.text(PracticeColumn.practice, row))
    }
  }
  return networks.filter { !listed.contains($0.key) }
}

/// How many persons are registered with each practice.
func patients(ofPractices practices: Table) -> [String: Int] {
  var patients: [String: Int] = [:]
  for row in 0..<practices.rowCount {
    let code = practices.text(PracticeColumn.practice, row)
    let count = practices.integer(PracticeColumn.patients, row)
    if isPracticeCode(code.utf8), count > 0 { patients[code] = count }
  }
  return patients
}

/// The practices whose patients are on no list, with why.
func practicesLeftOut(_ practices: Table) -> PracticesLeftOut {
  var leftOut = PracticesLeftOut()
  for row in 0..<practices.rowCount {
    let status = PracticeStatus(rawValue: practices.text(PracticeColumn.status, row)) ?? .unknown
    guard status != .ok else { continue }
    let code = practices.text(PracticeColumn.practice, row)
    if isPracticeCode(code.utf8) {
      leftOut.practices.append(
        PracticesLeftOut.Practice(
          code: code, status: status,
          patients: practices.integer(
            status == .notDelivered ? PracticeColumn.carried : PracticeColumn.patients, row)))
    } else {
      leftOut.otherCodes += 1
    }
  }
  return leftOut
}
