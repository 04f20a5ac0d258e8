import Expressions
import Model
import Tables

/// The persons with every feature, worked out one person and one event at a time.
///
/// A feature reads only features before it. One of a campaign that is out of season has no events.
func withReferenceFeatures(
  _ definitions: [FeatureDefinition], persons: [Row], feeds: [String: ReferenceFeed],
  parameters: Parameters, campaigns: [String: Parameters]
) -> [Row] {
  let events = feeds.mapValues { eventsByPerson($0) }
  return persons.map { person in
    var person = person
    let key = key(of: person)
    for definition in definitions {
      var values = parameters
      if let campaign = definition.campaign, let season = campaigns[campaign] { values = season }
      switch definition.kind {
      case .derived(let value): person[definition.name] = values.value(of: value, in: person)
      case .reduced(let reduction):
        let own = reduction.feeds.flatMap { events[$0]?[key] ?? [] }
        person[definition.name] = referenceReduced(
          reduction, events: own, person: person, parameters: values)
      }
    }
    return person
  }
}

private func eventsByPerson(_ feed: ReferenceFeed) -> [Value: [Row]] {
  guard let column = feed.person else { return [:] }
  var events: [Value: [Row]] = [:]
  for row in feed.rows {
    if let person = row[column] { events[person, default: []].append(row) }
  }
  return events
}

/// What tells the person from all others: the one number or pseudonym that a person has.
private func key(of person: Row) -> Value {
  let keys = person.values.filter { $0.type == .identifier || $0.type == .pseudonym }
  precondition(keys.count == 1, "a person of the reference engine has one key")
  return keys[0]
}

/// One value of one person's events.
///
/// Only events that meet the condition count, and that have the value and, for first and last, the day.
func referenceReduced(
  _ reduction: Reduction, events: [Row], person: Row, parameters: Parameters
) -> Value? {
  let counted = events.filter { event in
    if let condition = reduction.condition {
      var row = event
      for name in condition.columns where name.hasPrefix("person.") {
        row[name] = person[String(name.dropFirst("person.".count))]
      }
      guard parameters.holds(condition, in: row) else { return false }
    }
    return [reduction.value, reduction.by].allSatisfy { $0 == nil || event[$0 ?? ""] != nil }
  }
  let values = counted.compactMap { event in reduction.value.flatMap { event[$0] } }
  switch reduction.operation {
  case .exists: return .boolean(!counted.isEmpty)
  case .count: return .integer(Int64(counted.count))
  case .min: return values.min { isBefore($0, $1) }
  case .max: return values.max { isBefore($0, $1) }
  case .first, .last: return endmost(reduction, counted)
  case .sum: return summed(values)
  case .mean:
    guard let sum = summed(values)?.number else { return nil }
    return .decimal(sum / Double(values.count))
  case .stddev: return deviation(values.compactMap(\.number))
  }
}

/// The sample standard deviation; missing with fewer than two values.
///
/// Numbers are taken from the smallest to the largest, each as its difference from the smallest.
private func deviation(_ numbers: [Double]) -> Value? {
  guard numbers.count >= 2, let smallest = numbers.min() else { return nil }
  let differences = numbers.sorted().map { $0 - smallest }
  let mean = differences.reduce(0, +) / Double(differences.count)
  let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let deviation = (squares / Double(differences.count - 1)).squareRoot()
  return deviation.isFinite ? .decimal(deviation) : nil
}

/// The value of the earliest or latest event; of several on one day the larger or the smaller value.
private func endmost(_ reduction: Reduction, _ events: [Row]) -> Value? {
  guard let value = reduction.value else { return nil }
  let by = reduction.by ?? value
  let days = events.compactMap { $0[by]?.day }
  let wanted = reduction.operation == .first ? days.min() : days.max()
  let values = events.filter { $0[by]?.day == wanted }.compactMap { $0[value] }
  switch reduction.ties {
  case .largest: return values.max { isBefore($0, $1) }
  case .smallest: return values.min { isBefore($0, $1) }
  }
}

/// The sum of numbers of one type, decimals from the smallest to the largest; missing with none.
private func summed(_ values: [Value]) -> Value? {
  guard let first = values.first else { return nil }
  if first.type == .integer {
    var sum: Int128 = 0
    for case .integer(let number) in values { sum += Int128(number) }
    return Int64(exactly: sum).map { .integer($0) }
  }
  let sum = values.compactMap(\.number).sorted().reduce(0, +)
  return sum.isFinite ? .decimal(sum) : nil
}
