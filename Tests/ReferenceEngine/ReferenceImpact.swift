import Expressions
import Model
import Tables

/// Who is reached first over all lists, as the reference engine says it.
package struct ReferenceImpact {
  /// Everybody with an open gap by network and rank, as in `ImpactResult.people`.
  package var people: [Row]
  /// Who has a place with and without equity, as in `ImpactResult.audit`.
  package var audit: [Row]
}

/// One person with an open gap.
private struct Candidate {
  var position: Int
  var network: String?
  var stratum: Value?
  var lists: [String]
  var gap: Double
  /// The positions of the red flags that the person has, and what they are called.
  var flags: [Int] = []
  var flagTexts: [String] = []
  var need: Double?
  /// The need that counts.
  var countedNeed = 0.0
  var equity = 1.0
  var because: [String] = []
  var priorityWithoutEquity = 0.0
  var priority = 0.0
}

/// Ranks everybody who is on a list that counts: need, times the benefits of the lists, times equity.
///
/// Whoever has an opt-out for which it leaves people out, or of whom that is not known, is not ranked. An unknown need counts as the smallest that is known, or as 1 where none is; one below 0 counts as 0.
func referenceImpact(
  _ definition: ImpactDefinition, lists: [(cohort: String, people: [Int])], persons: [Row],
  number: String, parameters: Parameters
) -> ReferenceImpact {
  let apart = OptOut.allCases.filter { definition.terms?.leavesOut.contains($0) ?? false }
  var candidates = persons.indices.compactMap { position -> Candidate? in
    if referenceIsLeftOut(persons[position], for: apart) { return nil }
    return candidate(definition, position, lists, persons[position], parameters)
  }
  let smallest = candidates.compactMap(\.need).min() ?? 1
  for index in candidates.indices {
    let need = max(0, candidates[index].need ?? smallest)
    let plain = toNineDecimals(need * candidates[index].gap)
    candidates[index].countedNeed = need
    candidates[index].priorityWithoutEquity = plain
    candidates[index].priority = toNineDecimals(plain * candidates[index].equity)
  }
  let networks = blocks(of: persons).filter { $0.level == "pcn" }.compactMap(\.network)
  let after = queue(
    candidates, networks, definition.capacity, by: \.priority,
    strata: definition.strata == nil ? nil : strata(of: candidates))
  let before = queue(
    candidates, networks, definition.capacity, by: \.priorityWithoutEquity, strata: nil)
  return ReferenceImpact(
    people: rows(of: after, persons: persons, number: number),
    audit: audit(
      definition.audit, candidates, persons, before: Set(before.filter(\.hasPlace).map(\.position)),
      after: Set(after.filter(\.hasPlace).map(\.position))))
}

private func candidate(
  _ definition: ImpactDefinition, _ position: Int, _ lists: [(cohort: String, people: [Int])],
  _ person: Row, _ parameters: Parameters
) -> Candidate? {
  let open = lists.filter { list in
    list.people.contains(position) && definition.benefits.contains { $0.cohort == list.cohort }
  }.map(\.cohort)
  guard !open.isEmpty else { return nil }
  let benefits = open.compactMap { name in definition.benefits.first { $0.cohort == name } }
  func amount(_ benefit: Benefit) -> Double {
    guard let number = parameters.value(of: benefit.benefit, in: person)?.number, number.isFinite
    else { return 1 }
    return max(0, number)
  }
  let own = benefits.filter { $0.gap == nil }.map { amount($0) }
  let shared = Set(benefits.compactMap(\.gap)).sorted().map { gap in
    benefits.filter { $0.gap == gap }.map { amount($0) }.max() ?? 0
  }
  let amounts = own + shared
  let largest = amounts.max() ?? 0
  let gap = toNineDecimals(largest + definition.rest * (amounts.reduce(0, +) - largest))
  var candidate = Candidate(
    position: position, network: person["pcn_code"]?.text,
    stratum: definition.strata.flatMap { person[$0] }, lists: open, gap: gap)
  for (index, flag) in definition.redFlags.enumerated()
  where parameters.holds(flag.when, in: person) {
    candidate.flags.append(index)
    candidate.flagTexts.append(flag.because)
  }
  candidate.need = parameters.value(of: definition.need, in: person)?.number
  for weight in definition.equity where parameters.holds(weight.when, in: person) {
    candidate.equity *= weight.weight
    candidate.because.append(weight.because)
  }
  candidate.equity = min(definition.cap ?? .infinity, toNineDecimals(candidate.equity))
  return candidate
}

/// The strata of some people in their order; those without one come last.
private func strata(of candidates: [Candidate]) -> [Value?] {
  let known = Set(candidates.compactMap(\.stratum)).sorted { isBefore($0, $1) }
  return known + (candidates.contains { $0.stratum == nil } ? [nil] : [])
}

/// A candidate in a queue.
private struct Queued {
  var candidate: Candidate
  var rank: Int
  var hasPlace = false
  var position: Int { candidate.position }
}

/// The people by network and priority, with this week's places.
///
/// Whoever has a red flag comes first, by the gravest, and has a place before all others. Equal priorities are ordered by need
/// and then as in the population. Those in no network come last and have no place.
private func queue(
  _ candidates: [Candidate], _ networks: [String], _ capacity: Capacity,
  by priority: KeyPath<Candidate, Double>, strata: [Value?]?
) -> [Queued] {
  func ordered(_ network: String?) -> [Queued] {
    candidates.filter { $0.network == network }.sorted { left, right in
      let (first, second) = (left.flags.first ?? .max, right.flags.first ?? .max)
      if first != second { return first < second }
      if left[keyPath: priority] != right[keyPath: priority] {
        return left[keyPath: priority] > right[keyPath: priority]
      }
      if left.countedNeed != right.countedNeed { return left.countedNeed > right.countedNeed }
      return left.position < right.position
    }.enumerated().map { Queued(candidate: $1, rank: $0 + 1) }
  }
  func weight(_ people: [Queued]) -> Double {
    people.reduce(0) { $0 + $1.candidate[keyPath: priority] }
  }
  var queues = networks.map { ordered($0) }
  let urgent = queues.map { queue in queue.filter { !$0.candidate.flags.isEmpty } }
  let others = queues.map { queue in queue.filter { $0.candidate.flags.isEmpty } }
  var urgentPlaces = urgent.map { min($0.count, capacity.places) }
  var places = urgentPlaces.map { capacity.places - $0 }
  if capacity.scope == .system {
    urgentPlaces = referencePlaces(
      capacity.places, weights: urgent.map { Double($0.count) }, rooms: urgent.map(\.count))
    places = referencePlaces(
      capacity.places - urgentPlaces.reduce(0, +),
      weights: others.map { queue in byStratum(queue, strata).reduce(0) { $0 + weight($1) } },
      rooms: others.map(\.count))
  }
  for index in queues.indices {
    for person in urgent[index].prefix(urgentPlaces[index]) {
      queues[index][person.rank - 1].hasPlace = true
    }
    let groups = byStratum(others[index], strata)
    let shares = referencePlaces(
      places[index], weights: groups.map { weight($0) }, rooms: groups.map(\.count))
    for (group, share) in zip(groups, shares) {
      for person in group.prefix(share) { queues[index][person.rank - 1].hasPlace = true }
    }
  }
  return queues.flatMap { $0 } + ordered(nil)
}

/// A queue's people by stratum, each in the order of the queue; one group where there are no strata.
private func byStratum(_ queue: [Queued], _ strata: [Value?]?) -> [[Queued]] {
  guard let strata else { return [queue] }
  return strata.map { stratum in queue.filter { $0.candidate.stratum == stratum } }
}

/// Shares places in proportion to weights, by largest remainder.
///
/// Nobody gets more than there is room for; what one cannot take is shared between the others in the same way. Without
/// any weight the rooms are the weights.
func referencePlaces(_ places: Int, weights: [Double], rooms: [Int]) -> [Int] {
  var shares = rooms.map { _ in 0 }
  var open = Set(rooms.indices.filter { rooms[$0] > 0 })
  var left = min(places, rooms.reduce(0, +))
  while left > 0 {
    let inOrder = open.sorted()
    let total = inOrder.reduce(0) { $0 + weights[$1] }
    let rest = left
    func quota(_ index: Int) -> Double {
      if total > 0, total.isFinite { return Double(rest) * (weights[index] / total) }
      return Double(rest) * (Double(rooms[index]) / Double(inOrder.reduce(0) { $0 + rooms[$1] }))
    }
    let full = inOrder.filter { quota($0) >= Double(rooms[$0]) }
    for index in full {
      shares[index] = rooms[index]
      left -= rooms[index]
      open.remove(index)
    }
    if !full.isEmpty { continue }
    for index in inOrder { shares[index] = Int(quota(index).rounded(.down)) }
    let missing = rest - inOrder.reduce(0) { $0 + shares[$1] }
    let byRemainder = inOrder.sorted { left, right in
      let one = quota(left) - quota(left).rounded(.down)
      let other = quota(right) - quota(right).rounded(.down)
      return one == other ? left < right : one > other
    }
    for index in byRemainder.prefix(max(0, missing)) { shares[index] += 1 }
    left = 0
  }
  return shares
}

private func rows(of queue: [Queued], persons: [Row], number: String) -> [Row] {
  queue.map { queued in
    let candidate = queued.candidate
    var row: Row = [
      "person": .integer(Int64(candidate.position)), "rank": .integer(Int64(queued.rank)),
      "gap": .decimal(candidate.gap), "equity": .decimal(candidate.equity),
      "priority": .decimal(candidate.priority), "place": .boolean(queued.hasPlace),
      "open_lists": .text(candidate.lists.joined(separator: "; ")),
    ]
    row.merge(keyed(persons[candidate.position][number])) { $1 }
    row["pcn_code"] = candidate.network.map { .text($0) }
    row["need"] = candidate.need.map { .decimal($0) }
    row["stratum"] = candidate.stratum.map { .text(areaName(of: $0)) }
    if !candidate.flagTexts.isEmpty {
      row["red_flags"] = .text(candidate.flagTexts.joined(separator: "; "))
    }
    if !candidate.because.isEmpty {
      row["equity_reasons"] = .text(candidate.because.joined(separator: "; "))
    }
    return row
  }
}

/// Of those who may be counted: how many there are, and how many have a place, in all and in each class of each column.
private func audit(
  _ columns: [String], _ candidates: [Candidate], _ persons: [Row], before: Set<Int>,
  after: Set<Int>
) -> [Row] {
  func row(_ level: String, _ area: Value?, where isInside: (Row) -> Bool) -> Row {
    let counted = candidates.map(\.position).filter {
      persons[$0]["secondary_use"] == .boolean(true) && isInside(persons[$0])
    }
    var row: Row = [
      "level": .text(level), "persons": .integer(Int64(counted.count)),
      "places_before": .integer(Int64(counted.count { before.contains($0) })),
      "places_after": .integer(Int64(counted.count { after.contains($0) })),
    ]
    row["area"] = area.map { .text(areaName(of: $0)) }
    return row
  }
  var result = [row("system", nil) { _ in true }]
  for column in columns {
    let values = candidates.map { persons[$0.position][column] }
    for value in Set(values.compactMap { $0 }).sorted(by: { isBefore($0, $1) }) {
      result.append(row(column, value) { $0[column] == value })
    }
    if values.contains(nil) { result.append(row(column, nil) { $0[column] == nil }) }
  }
  return result
}

/// A number to nine decimals.
func toNineDecimals(_ number: Double) -> Double {
  let rounded = (number * 1_000_000_000).rounded() / 1_000_000_000
  return rounded.isFinite ? rounded : number
}
