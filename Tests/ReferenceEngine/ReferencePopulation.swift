import Expressions
import Model
import Tables

/// Who is in the population, one row a person by key, with practice, network, lookups and derived columns.
func referencePopulation(
  _ definition: PopulationDefinition, registrations: [Row], others: [Row] = [],
  feeds: [String: ReferenceFeed],
  heldBack: Set<String>, parameters: Parameters
) -> [Row] {
  let organisations = ReferenceOrganisations(definition, feeds: feeds, parameters: parameters)
  let networks = ReferenceNetworks(
    definition.networks, feeds: feeds, closed: organisations.closedNetworks, parameters: parameters)
  func withSuccessor(_ row: Row) -> Row {
    var row = row
    if let practice = row[definition.practice]?.text {
      row[definition.practice] = .text(organisations.successor(of: practice))
    }
    return row
  }
  let others = others.map(withSuccessor)
  var rowsOfPerson: [Value: [Row]] = [:]
  var stayingRows: [Value: [Row]] = [:]
  for (person, rows) in Dictionary(grouping: registrations, by: { $0[definition.person] }) {
    guard let person else { continue }
    rowsOfPerson[person] = rows.map(withSuccessor)
    stayingRows[person] = rows.filter {
      !hasLeftSinceMerger($0, rows, definition, organisations, parameters)
    }.map(withSuccessor)
  }
  var persons: [Row] = []
  for key in rowsOfPerson.keys.sorted(by: isBefore) {
    let rejected = others.filter { $0[definition.person] == key }
    guard
      var person = theRegistration(
        of: rowsOfPerson[key] ?? [], staying: stayingRows[key] ?? [], rejected, definition,
        networks,
        organisations, parameters)
    else { continue }
    if let death = definition.death, parameters["reference_date"] != nil,
      rejected.contains(where: { $0[death] != nil })
    {
      continue
    }
    func isSaid(_ condition: CheckedExpression, openOnly: Bool) -> Bool {
      let own = (rowsOfPerson[key] ?? []).filter {
        !openOnly || parameters.holds(definition.registered, in: $0)
      }
      return (own + rejected).contains { parameters.holds(condition, in: $0) }
    }
    let practice = person[definition.practice]?.text
    person["practice_status"] = .text(networks.status(of: practice, heldBack: heldBack))
    person["pcn_code"] = networks.network(of: practice).map { .text($0) }
    for lookup in definition.lookups {
      person[lookup.name] = lookedUp(lookup, key: person[lookup.on], in: feeds[lookup.feed])
    }
    if let condition = definition.optOuts[.type1] {
      person["type_1_opt_out"] =
        isSaid(condition, openOnly: true)
        ? .boolean(true) : parameters.value(of: condition, in: person)
    }
    if let condition = definition.optOuts[.national] {
      person["national_opt_out"] =
        isSaid(condition, openOnly: false)
        ? .boolean(true) : parameters.value(of: condition, in: person)
    }
    for column in definition.columns {
      person[column.name] = parameters.value(of: column.value, in: person)
    }
    let maybeCounted = definition.secondaryUse.map { parameters.holds($0, in: person) } ?? true
    let isLeftOut = referenceIsLeftOut(
      person, for: OptOut.allCases.filter { definition.leftOutOfAggregates.contains($0) })
    person["secondary_use"] = .boolean(maybeCounted && !isLeftOut)
    persons.append(person)
  }
  return persons
}

/// What a person's open registration says of the person; nil where there is none, or the person is dead.
///
/// Rows of one person, practice and start are one registration: it is open where all of them are, and what they say
/// differently is missing. A rejected row may end it too, or leave it in doubt.
private func theRegistration(
  of all: [Row], staying rows: [Row], _ rejected: [Row], _ definition: PopulationDefinition,
  _ networks: ReferenceNetworks,
  _ organisations: ReferenceOrganisations, _ parameters: Parameters
) -> Row? {
  // Nobody comes back from a death, whichever row it stands in, and nobody knows of one that is still to come.
  if let death = definition.death, all.contains(where: { $0[death] != nil }) {
    let known = all.compactMap { $0[death]?.day }
    if let today = parameters["reference_date"]?.day, !known.isEmpty {
      if known.contains(where: { $0 <= today }) { return nil }
      if known.contains(where: { $0 > today }) { return nil }
    }
  }
  var registrations: [[Value?]: [Row]] = [:]
  for row in rows {
    registrations[[row[definition.practice], row[definition.latestBy]], default: []].append(row)
  }
  let open = registrations.values.filter { rows in
    let ends = rejected.contains { other in
      other[definition.practice] != nil && other[definition.latestBy] != nil
        && other[definition.practice] == rows[0][definition.practice]
        && other[definition.latestBy] == rows[0][definition.latestBy]
        && parameters.value(of: definition.registered, in: other) == .boolean(false)
    }
    return !ends && rows.allSatisfy { parameters.holds(definition.registered, in: $0) }
  }
  let latest = open.compactMap { $0[0][definition.latestBy]?.day }.max()
  let newest = open.filter { $0[0][definition.latestBy]?.day == latest }
  let best = newest.sorted { left, right in
    let (left, right) = (left[0][definition.practice]?.text, right[0][definition.practice]?.text)
    // A registration without a practice comes last.
    if (left == nil) != (right == nil) { return left != nil }
    for preference in definition.prefer {
      let has = [left, right].map { practice in
        switch preference {
        case .open: practice.map { organisations.closedPractices[$0] == nil } ?? false
        case .inNetwork: networks.network(of: practice) != nil
        }
      }
      if has[0] != has[1] { return has[0] }
    }
    guard let left else { return false }
    guard let right else { return true }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }.first
  guard let best else { return nil }
  guard
    !rejected.contains(where: {
      isDoubtful(best[0], because: $0, definition, parameters)
    })
  else { return nil }
  var person: Row = [:]
  for column in Set(best.flatMap(\.keys)) {
    let values = Set(best.compactMap { $0[column] })
    person[column] = values.count == 1 ? values.first : nil
  }
  return person
}

/// Whether a row is of a merged practice, from before the merger, and another row says that the person has since left the
/// practice that took over: one that was open on the day of the merger, or began later, and is not open now.
private func hasLeftSinceMerger(
  _ row: Row, _ rows: [Row], _ definition: PopulationDefinition,
  _ organisations: ReferenceOrganisations, _ parameters: Parameters
) -> Bool {
  guard parameters.holds(definition.registered, in: row),
    let practice = row[definition.practice]?.text, let today = parameters["reference_date"]?.day
  else { return false }
  return organisations.hops(from: practice).contains { hop in
    let start = row[definition.latestBy]?.day
    if let start, start >= hop.since { return false }
    var then = parameters
    then.values["reference_date"] = .day(hop.since)
    return rows.contains { other in
      guard other[definition.practice]?.text == hop.practice,
        !parameters.holds(definition.registered, in: other),
        let began = other[definition.latestBy]?.day, began <= today
      else { return false }
      return began >= hop.since || then.holds(definition.registered, in: other)
    }
  }
}

/// Whether a registration may have ended, or be an older one, by a rejected row of the person.
private func isDoubtful(
  _ registration: Row, because other: Row, _ definition: PopulationDefinition,
  _ parameters: Parameters
) -> Bool {
  let isOpen = parameters.value(of: definition.registered, in: other)
  let practice = other[definition.practice]
  let start = other[definition.latestBy]?.day
  let ownStart = registration[definition.latestBy]?.day
  let mayBeOne = start == nil || start == ownStart
  let isLater = start.map { start in ownStart.map { $0 <= start } ?? true } ?? true
  if let practice, practice == registration[definition.practice] {
    return mayBeOne && isOpen != .boolean(true)
  }
  if practice == nil, mayBeOne { return true }
  return isLater && isOpen != .boolean(false)
}

/// The value that a reference feed has for a key; missing where it has none, or several that differ.
private func lookedUp(_ lookup: Lookup, key: Value?, in feed: ReferenceFeed?) -> Value? {
  guard let key, let feed else { return nil }
  let found = Set(feed.rows.filter { $0[lookup.key] == key }.map { $0[lookup.take] })
  return found.count == 1 ? found.first ?? nil : nil
}

/// Which practices and networks have closed, and which practices were merged into others.
struct ReferenceOrganisations {
  /// The closed practices; whoever is not known to have closed is open.
  private(set) var closedPractices: [String: Bool] = [:]
  /// The closed networks.
  private(set) var closedNetworks: Set<String> = []
  /// The practices that the source of networks names, the first that has rows.
  private var named: Set<String> = []
  private var next: [String: String] = [:]
  private var since: [String: Day] = [:]

  init(
    _ definition: PopulationDefinition, feeds: [String: ReferenceFeed], parameters: Parameters
  ) {
    func closed(_ sources: [OrganisationSource]) -> (closed: Set<String>, known: Set<String>) {
      var closed: Set<String> = []
      var known: Set<String> = []
      for source in sources {
        let rows = Dictionary(grouping: feeds[source.feed]?.rows ?? []) { $0[source.code]?.text }
        for case (let code?, let rows) in rows {
          known.insert(code)
          if rows.allSatisfy({ parameters.holds(source.closed, in: $0) }) { closed.insert(code) }
        }
      }
      return (closed, known)
    }
    closedNetworks = closed(definition.networkOrganisations).closed
    if let source = definition.networks.first(where: { feeds[$0.feed]?.rows.isEmpty == false }) {
      named = Set((feeds[source.feed]?.rows ?? []).compactMap { $0[source.practice]?.text })
    }
    let practices = closed(definition.practices)
    for code in practices.closed { closedPractices[code] = true }
    guard let today = parameters["reference_date"]?.day else { return }
    var lastDay: [String: Day] = [:]
    for source in definition.practices {
      for row in feeds[source.feed]?.rows ?? [] where parameters.holds(source.closed, in: row) {
        guard let code = row[source.code]?.text, let column = source.closedOn else { continue }
        if let day = row[column]?.day { lastDay[code] = day }
      }
    }
    var all: [String: [(start: Day, other: String)]] = [:]
    for source in definition.successions {
      for row in feeds[source.feed]?.rows ?? [] {
        if let condition = source.condition, !parameters.holds(condition, in: row) { continue }
        guard let practice = row[source.practice]?.text, let other = row[source.successor]?.text,
          let start = row[source.starts]?.day, practice != other
        else { continue }
        // Of a closed practice without a last day the merger to come is the last.
        if start > today, lastDay[practice] == nil { closedPractices[practice] = nil }
        guard start <= today,
          practices.closed.contains(practice) || !practices.known.contains(practice)
        else { continue }
        all[practice, default: []].append((start, other))
      }
    }
    for (practice, successions) in all {
      let latest = successions.map(\.start).max()
      let others = Set(successions.filter { $0.start == latest }.map(\.other))
      if others.count == 1 {
        next[practice] = others.first
        since[practice] = latest
      }
    }
  }

  /// Who had a merged practice's patients one after the other, and from when on; nobody for one that was not merged.
  func hops(from practice: String) -> [(practice: String, since: Day)] {
    guard successor(of: practice) != practice else { return [] }
    var hops: [(practice: String, since: Day)] = []
    var last = practice
    while let following = next[last], let day = since[last] {
      hops.append((following, day))
      last = following
    }
    return hops
  }

  /// The practice that has a practice's patients now: itself where nobody took them over, where all come round to each other,
  /// and where no source of networks names the one that did: under its code they would be on no list.
  func successor(of practice: String) -> String {
    var last = practice
    for _ in 0...next.count {
      guard let following = next[last] else {
        return named.isEmpty || named.contains(last) ? last : practice
      }
      last = following
    }
    return practice
  }
}

/// Which practice belongs to which network on the reference date.
struct ReferenceNetworks {
  /// Every practice that the source names, with its networks on the day: those that it joined last.
  private var networks: [String: Set<String>] = [:]

  /// Reads the first source that has rows.
  init(
    _ sources: [NetworkSource], feeds: [String: ReferenceFeed], closed: Set<String>,
    parameters: Parameters
  ) {
    guard let source = sources.first(where: { feeds[$0.feed]?.rows.isEmpty == false }),
      let rows = feeds[source.feed]?.rows, let today = parameters["reference_date"]?.day
    else { return }
    var joined: [String: Day] = [:]
    for row in rows {
      guard let practice = row[source.practice]?.text else { continue }
      networks[practice, default: []].formUnion([])
      guard let network = row[source.network]?.text, isNetworkCode(network),
        !closed.contains(network)
      else { continue }
      // The first and the last day of a membership belong to it; without a first day it is none.
      if let starts = source.starts {
        guard let start = row[starts]?.day, start <= today else { continue }
      }
      if let ends = source.ends, let end = row[ends]?.day, end < today { continue }
      let start = source.starts.flatMap { row[$0]?.day } ?? Day(number: 0)
      if let before = joined[practice], before > start { continue }
      if let before = joined[practice], before < start { networks[practice] = [] }
      joined[practice] = start
      networks[practice, default: []].insert(network)
    }
  }

  /// The network that the practice joined last, where that is one.
  func network(of practice: String?) -> String? {
    guard let practice, let found = networks[practice], found.count == 1 else { return nil }
    return found.first
  }

  /// Why a practice's patients come on no list; `ok` where they do.
  func status(of practice: String?, heldBack: Set<String>) -> String {
    guard let practice else { return "unknown" }
    if heldBack.contains(practice) { return "held-back" }
    if networks[practice] == nil { return "unknown" }
    return network(of: practice) == nil ? "no-pcn" : "ok"
  }

  private func isNetworkCode(_ code: String) -> Bool {
    code.count == 6 && code.first == "U"
      && code.dropFirst().allSatisfy { "0123456789".contains($0) }
  }
}
