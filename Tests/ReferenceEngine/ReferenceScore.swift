import Expressions
import Health
import Tables

/// What a score says of every person: the score, its band and its percentile.
///
/// Who is not eligible has none. A term that is unknown adds nothing. Sums are taken to nine decimals, so that 0.51
/// and 0.18 are 0.69.
func referenceScore(
  _ definition: ScoreDefinition, persons: [Row], parameters: Parameters
) -> [Row] {
  let name = columnName(definition.name)
  let scores = persons.map { person -> Double? in
    if let eligible = definition.eligible, !parameters.holds(eligible, in: person) { return nil }
    var sum = 0.0
    for term in definition.terms {
      if let when = term.when, parameters.holds(when, in: person) { sum += term.weight }
    }
    return (sum * 1_000_000_000).rounded() / 1_000_000_000
  }
  let known = scores.compactMap { $0 }
  return scores.map { score in
    guard let score else { return [:] }
    var columns: Row = [name: .decimal(score)]
    let band = definition.bands.first { score < $0.below ?? .infinity }
    columns[name + "_band"] = band.map { .text($0.name) }
    let lower = known.count { $0 < score }
    columns[name + "_percentile"] = .decimal(100 * Double(lower) / Double(known.count))
    return columns
  }
}
