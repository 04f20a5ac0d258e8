import Expressions
import Model
import Tables

/// Who is in the population, one row a person by number, with practice, network, lookups and derived columns.
func referencePopulation(
  _ definition: PopulationDefinition, registrations: [Row], feeds: [String: ReferenceFeed],
  heldBack: Set<String>, parameters: Parameters
) -> [Row] {
  var registrationsOfPerson: [Int64: [Row]] = [:]
  for row in registrations where parameters.holds(definition.registered, in: row) {
    guard case .identifier(let person)? = row[definition.person] else { continue }
    registrationsOfPerson[person.number, default: []].append(row)
  }
  let networks = ReferenceNetworks(definition.networks, feeds: feeds, parameters: parameters)
  var persons: [Row] = []
  for number in registrationsOfPerson.keys.sorted() {
    guard
      var person = theRegistration(
        of: registrationsOfPerson[number] ?? [], latestBy: definition.latestBy)
    else { continue }
    let practice = person[definition.practice]?.text
    person["practice_status"] = .text(networks.status(of: practice, heldBack: heldBack))
    person["pcn_code"] = networks.network(of: practice).map { .text($0) }
    for lookup in definition.lookups {
      person[lookup.name] = lookedUp(lookup, key: person[lookup.on], in: feeds[lookup.feed])
    }
    if let condition = definition.optOuts[.type1] {
      person["type_1_opt_out"] = parameters.value(of: condition, in: person)
    }
    if let condition = definition.optOuts[.national] {
      person["national_opt_out"] = parameters.value(of: condition, in: person)
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

/// The one open registration that counts, or nil where several start latest and differ.
///
/// Rows that are alike in every column are one. A missing start is before every other.
private func theRegistration(of rows: [Row], latestBy: String) -> Row? {
  var distinct: [Row] = []
  for row in rows where !distinct.contains(row) { distinct.append(row) }
  let starts = distinct.compactMap { $0[latestBy]?.day }
  let latest = starts.max()
  let winners = distinct.filter { $0[latestBy]?.day == latest }
  return winners.count == 1 ? winners[0] : nil
}

/// The value that a reference feed has for a key; missing where it has none, or several that differ.
private func lookedUp(_ lookup: Lookup, key: Value?, in feed: ReferenceFeed?) -> Value? {
  guard let key, let feed else { return nil }
  let found = Set(feed.rows.filter { $0[lookup.key] == key }.map { $0[lookup.take] })
  return found.count == 1 ? found.first ?? nil : nil
}

/// Which practice belongs to which network on the reference date.
struct ReferenceNetworks {
  /// Every practice that the source names, with its networks on the day.
  private var networks: [String: Set<String>] = [:]

  /// Reads the first source that has rows.
  init(_ sources: [NetworkSource], feeds: [String: ReferenceFeed], parameters: Parameters) {
    guard let source = sources.first(where: { feeds[$0.feed]?.rows.isEmpty == false }),
      let rows = feeds[source.feed]?.rows, let today = parameters["reference_date"]?.day
    else { return }
    for row in rows {
      guard let practice = row[source.practice]?.text else { continue }
      networks[practice, default: []].formUnion([])
      guard let network = row[source.network]?.text, isNetworkCode(network) else { continue }
      // The first and the last day of a membership belong to it; without a first day it is none.
      if let starts = source.starts {
        guard let start = row[starts]?.day, start <= today else { continue }
      }
      if let ends = source.ends, let end = row[ends]?.day, end < today { continue }
      networks[practice, default: []].insert(network)
    }
  }

  /// The practice's network where it has exactly one.
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
