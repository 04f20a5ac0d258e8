import Model
import Expressions
import Tables

/// The scores of some persons, and of those without one why.
struct EstimatedScores: Sendable {
  /// Why an eligible person has no score.
  enum Reason: Hashable, Sendable {
    /// There is a score, or the person is not eligible.
    case none
    /// A requirement, by its place, is not met.
    case requirement(Int)
    /// No model is for this person.
    case noModel
    /// Something that the score is worked out from is missing.
    case missingValue
  }

  /// One score a person; zero where there is none.
  var scores: [Double] = []
  /// Who has a score.
  var isScored = Bitmap(repeating: false, count: 0)
  /// Whose score was recorded.
  var isRecorded = Bitmap(repeating: false, count: 0)
  /// Why there is no score.
  var reasons: [Reason] = []

  /// Adds the scores of the persons who follow.
  mutating func append(_ other: EstimatedScores) {
    scores += other.scores
    isScored.append(contentsOf: other.isScored)
    isRecorded.append(contentsOf: other.isRecorded)
    reasons += other.reasons
  }

  /// Whether each score is recorded or estimated; missing where there is none.
  var origins: TextColumn {
    TextColumn(
      codes: scores.indices.map { isScored[$0] && !isRecorded[$0] ? 1 : 0 },
      present: isScored.asPresence, dictionary: TextDictionary(ScoreDefinition.origins))
  }

  /// Why each eligible person without a score has none, in words.
  func reasons(_ requirements: [ScoreRequirement]) -> TextColumn {
    var dictionary = TextDictionary()
    let codes = requirements.map { dictionary.insert($0.because) }
    let noModel = dictionary.insert(ScoreDefinition.lacksModel)
    let missingValue = dictionary.insert(ScoreDefinition.lacksValue)
    return TextColumn(
      codes: reasons.map { reason in
        switch reason {
        case .none: 0
        case .requirement(let index): codes[index]
        case .noModel: noModel
        case .missingValue: missingValue
        }
      },
      present: Bitmap(count: reasons.count) { reasons[$0] != .none }.asPresence,
      dictionary: dictionary)
  }
}

/// The scores of the persons of a table, which has no columns but those that the score reads.
///
/// - Missing: a score that is not finite is none.
func estimatedScores(
  _ definition: ScoreDefinition, on persons: Table, parameters: Parameters
) -> EstimatedScores {
  let count = persons.rowCount
  var result = EstimatedScores(
    scores: [Double](repeating: 0, count: count), isScored: Bitmap(repeating: false, count: count),
    isRecorded: Bitmap(repeating: false, count: count),
    reasons: [EstimatedScores.Reason](repeating: .none, count: count))
  var open =
    definition.eligible?.trueRows(on: persons, parameters: parameters)
    ?? Bitmap(repeating: true, count: count)
  if let recorded = definition.recorded?.values(on: persons, parameters: parameters).decimals {
    let present = recorded.present ?? Bitmap(repeating: true, count: count)
    for person in (present & open).setIndices where recorded.values[person].isFinite {
      // Adding zero makes a negative zero a plain one, so that both have one percentile.
      result.scores[person] = recorded.values[person] + 0
      result.isRecorded[person] = true
      open[person] = false
    }
  }
  result.isScored = result.isRecorded
  let table = with(definition.values, persons, parameters)
  for (index, requirement) in definition.requirements.enumerated() {
    let unmet = open & ~requirement.holds.trueRows(on: table, parameters: parameters)
    for person in unmet.setIndices { result.reasons[person] = .requirement(index) }
    open = open & ~unmet
  }
  for model in definition.models {
    let rows =
      model.when.map { open & $0.trueRows(on: table, parameters: parameters) } ?? open
    open = open & ~rows
    guard !rows.isEmpty else { continue }
    estimate(model, of: rows, on: table, parameters, &result)
  }
  for person in open.setIndices { result.reasons[person] = .noModel }
  return result
}

/// Works out the scores of the persons of one model.
private func estimate(
  _ model: ScoreModel, of rows: Bitmap, on persons: Table, _ parameters: Parameters,
  _ result: inout EstimatedScores
) {
  var table = with(model.values, persons, parameters)
  var sums = [Double](repeating: 0, count: table.rowCount)
  var isWhole = rows
  for term in model.terms where term.when != nil || term.value != nil {
    let applies = term.when.map { rows & $0.trueRows(on: table, parameters: parameters) } ?? rows
    guard let value = term.value else {
      for person in applies.setIndices { sums[person] += term.weight }
      continue
    }
    guard let values = value.values(on: table, parameters: parameters).decimals else { continue }
    for person in applies.setIndices {
      if values.present?[person] ?? true {
        sums[person] += term.weight * values.values[person]
      } else {
        isWhole[person] = false
      }
    }
  }
  for person in isWhole.setIndices where !sums[person].isFinite { isWhole[person] = false }
  if let value = model.result {
    table.append(ScoreModel.sum, .decimal(FixedColumn(sums, present: isWhole.asPresence)))
    guard let scores = value.values(on: table, parameters: parameters).decimals else { return }
    sums = scores.values
    if let present = scores.present { isWhole = isWhole & present }
  }
  for person in rows.setIndices {
    guard isWhole[person], sums[person].isFinite else {
      result.reasons[person] = .missingValue
      continue
    }
    result.scores[person] = withoutBinaryNoise(sums[person])
    result.isScored[person] = true
  }
}

/// A table with named values, each of which may read those before it.
private func with(_ values: [DerivedColumn], _ table: Table, _ parameters: Parameters) -> Table {
  var table = table
  for value in values {
    table.append(value.name, value.value.values(on: table, parameters: parameters))
  }
  return table
}

// 0.51 + 0.18 is a little above 0.69 in binary, and 0.69 is where a band begins: nine decimals are far more than any
// published weight has. They also hide the last digit, in which two C libraries may differ.
func withoutBinaryNoise(_ score: Double) -> Double {
  let rounded = (score * 1e9).rounded() / 1e9
  // A number so large that scaling it overflows has no decimals.
  return (rounded.isFinite ? rounded : score) + 0
}
