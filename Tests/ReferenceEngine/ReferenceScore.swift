import Expressions
import Model
import Tables

/// What a score comes to for one person.
private enum Outcome {
  /// The score is not for this person.
  case notEligible
  /// The score, and whether somebody recorded it.
  case scored(Double, isRecorded: Bool)
  /// Why there is no score.
  case without(String)
}

/// What a score says of every person: the score, band, percentile, and where asked for origin, reason and tier.
func referenceScore(
  _ definition: ScoreDefinition, persons: [Row], parameters: Parameters
) -> [Row] {
  let name = columnName(definition.name)
  let outcomes = persons.map { outcome(of: definition, $0, parameters) }
  func score(_ person: Int) -> Double? {
    guard case .scored(let score, _) = outcomes[person] else { return nil }
    return score
  }
  let everybody = persons.indices.compactMap { score($0) }
  return persons.indices.map { index in
    switch outcomes[index] {
    case .notEligible: return [:]
    case .without(let reason):
      return definition.requirements.isEmpty ? [:] : [name + "_without": .text(reason)]
    case .scored(let own, let isRecorded):
      var columns: Row = [name: .decimal(own)]
      columns[name + "_band"] = band(of: own, in: definition.bands)
      columns[name + "_percentile"] = .decimal(percentile(of: own, among: everybody))
      if definition.recorded != nil {
        columns[name + "_origin"] = .text(isRecorded ? "recorded" : "estimated")
      }
      guard let tiers = definition.tiers else { return columns }
      var others = everybody
      if tiers.within == .pcn {
        guard let network = persons[index]["pcn_code"] else { return columns }
        others = persons.indices.filter { persons[$0]["pcn_code"] == network }
          .compactMap { score($0) }
      }
      columns[name + "_tier"] = band(of: percentile(of: own, among: others), in: tiers.tiers)
      return columns
    }
  }
}

/// The recorded score where there is one, else the estimate where all that it needs is there.
private func outcome(
  of definition: ScoreDefinition, _ person: Row, _ parameters: Parameters
) -> Outcome {
  if let eligible = definition.eligible, !parameters.holds(eligible, in: person) {
    return .notEligible
  }
  if let recorded = definition.recorded,
    let score = parameters.value(of: recorded, in: person)?.number
  {
    return .scored(score, isRecorded: true)
  }
  var person = person
  for value in definition.values {
    person[value.name] = parameters.value(of: value.value, in: person)
  }
  for requirement in definition.requirements
  where !parameters.holds(requirement.holds, in: person) {
    return .without(requirement.because)
  }
  let model = definition.models.first { model in
    model.when.map { parameters.holds($0, in: person) } ?? true
  }
  guard let model else { return .without("no model is for this person") }
  guard let score = estimate(model, person, parameters) else {
    return .without("a value is missing")
  }
  return .scored(score, isRecorded: false)
}

/// The sum of a model's terms, or what its result makes of it; nil where a value is missing or not finite.
///
/// A term that is unknown adds nothing. Scores are taken to nine decimals, so that 0.51 and 0.18 are 0.69.
private func estimate(_ model: ScoreModel, _ person: Row, _ parameters: Parameters) -> Double? {
  var person = person
  for value in model.values {
    person[value.name] = parameters.value(of: value.value, in: person)
  }
  var sum = 0.0
  for term in model.terms {
    if term.when == nil, term.value == nil { continue }
    if let when = term.when, !parameters.holds(when, in: person) { continue }
    guard let value = term.value else {
      sum += term.weight
      continue
    }
    guard let number = parameters.value(of: value, in: person)?.number else { return nil }
    sum += term.weight * number
  }
  guard sum.isFinite else { return nil }
  var score = sum
  if let result = model.result {
    person["sum"] = .decimal(sum)
    guard let number = parameters.value(of: result, in: person)?.number else { return nil }
    score = number
  }
  guard score.isFinite else { return nil }
  return toNineDecimals(score)
}

/// The first band whose upper bound the number is below.
private func band(of number: Double, in bands: [ScoreBand]) -> Value? {
  for band in bands {
    guard let below = band.below, number >= below else { return .text(band.name) }
  }
  return nil
}

/// The share, in percent, of some scores that are lower.
private func percentile(of score: Double, among scores: [Double]) -> Double {
  100 * Double(scores.count { $0 < score }) / Double(scores.count)
}
