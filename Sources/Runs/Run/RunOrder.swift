import Messages

/// In which order the runs of a state folder were put into its ledger: `<state>/order.json`.
///
/// A run's name is the time at which it started by the machine's clock, which may be years away from the right one; the order is what happened.
struct RunOrder: Sendable {
  private struct Record: Codable {
    var runs: [String]
  }

  private let runs: [String]

  /// Reads the order of a state folder; none where there is no such record, or it is not as it was written.
  init(state: String) {
    runs = read(Record.self, from: RunOrder.path(state))?.runs ?? []
  }

  private static func path(_ state: String) -> String { "\(state)/order.json" }

  /// Runs as they were made; those without a place by their names: first those from before there was such an order, and last those that an
  /// earlier version made since, or that a copy of the order lacks.
  func sorted(_ names: [String]) -> [String] {
    let places = Dictionary(zip(runs, runs.indices)) { first, _ in first }
    return names.sorted { left, right in
      switch (places[left], places[right]) {
      case (nil, nil): isOlder(left, right)
      case (nil, _): !isAfterAll(left)
      case (_, nil): isAfterAll(right)
      case (let left?, let right?): left < right
      }
    }
  }

  private func isAfterAll(_ name: String) -> Bool {
    runs.last.map { isOlder($0, name) } ?? false
  }

  /// Gives a run the last place, after those that there are; nothing is done where it has one.
  func save(_ run: String, after names: [String], state: String) throws(RunFault) {
    guard !runs.contains(run) else { return }
    let known = Set(runs)
    let others = names.filter { !known.contains($0) && $0 != run }
    let record = Record(
      runs: others.filter { !isAfterAll($0) } + runs + others.filter { isAfterAll($0) } + [run])
    try writeJSON(record, to: RunOrder.path(state), kept: true)
  }
}

// A second run within a second has a number after its name: -2 comes after none, and -10 after -9.
private func isOlder(_ left: String, _ right: String) -> Bool {
  let parts = (left.split(separator: "-"), right.split(separator: "-"))
  if parts.0.first != parts.1.first { return left < right }
  return (parts.0.count > 1 ? Int(parts.0[1]) ?? 0 : 1)
    < (parts.1.count > 1 ? Int(parts.1[1]) ?? 0 : 1)
}
