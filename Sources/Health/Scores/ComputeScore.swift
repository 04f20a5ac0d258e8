public import Model
public import Expressions
public import Parallel
public import Tables

/// A score of all persons.
public struct ScoreResult: Sendable {
  /// `<score>`, `<score>_band` and `<score>_percentile`, and where the definition asks for them `<score>_origin`,
  /// `<score>_without` and `<score>_tier`.
  public var columns: PersonTable
  /// The names of the terms that no feed carries, in the order of the definition.
  public var notCarried: [String]
}

/// Works out a score and puts it into bands, percentiles and tiers.
///
/// `absent` names columns of the person that no feed carried: a term that reads nothing else is not carried either.
///
/// - Missing: everything of persons who are not eligible; a term whose condition is unknown adds nothing. An eligible
///   person has either a score or, where the definition has requirements, a `<score>_without` that says why not.
/// - Ties: persons of equal score have the same percentile: the share, of those with a score, who have a lower one.
///   Scores are equal to nine decimals.
/// - Complexity: O(persons) for each expression, in partitions side by side, and one sort.
public func computeScore(
  _ definition: ScoreDefinition, persons: PersonTable, parameters: Parameters,
  absent: Set<String>, partitionedBy size: Int = partitionRows
) -> ScoreResult {
  let read = definition.personColumns
  let table = persons.table.selecting(persons.table.names.filter { read.contains($0) })
  let parts = parallelMap(partitions(of: persons.count, size: size)) { range in
    estimatedScores(
      definition, on: table.gathered(range.map { Int32($0) }), parameters: parameters)
  }
  var all = EstimatedScores()
  for part in parts { all.append(part) }
  let percentiles = percentiles(of: all.scores, among: all.isScored)
  let present = all.isScored.asPresence
  let columns = definition.columns.map { column in
    let values: Column =
      switch column {
      case .score: .decimal(FixedColumn(all.scores, present: present))
      case .band: .text(bands(definition.bands, of: all.scores, among: all.isScored))
      case .percentile: .decimal(FixedColumn(percentiles, present: present))
      case .origin: .text(all.origins)
      case .without: .text(all.reasons(definition.requirements))
      case .tier: .text(tierNames(definition.tiers, of: all, percentiles, persons: persons.table))
      }
    return (column.name(of: definition.name), values)
  }
  return ScoreResult(
    columns: PersonTable(Table(columns, rowCount: persons.count)),
    notCarried: termsNotCarried(definition, absent))
}

/// The terms that read nothing that a feed carried, and those that read nothing at all.
private func termsNotCarried(_ definition: ScoreDefinition, _ absent: Set<String>) -> [String] {
  func isAbsent(_ columns: Set<String>, _ absent: Set<String>) -> Bool {
    !columns.isEmpty && columns.isSubset(of: absent)
  }
  func with(_ values: [DerivedColumn], _ absent: Set<String>) -> Set<String> {
    values.reduce(into: absent) { absent, value in
      if isAbsent(value.value.columns, absent) { absent.insert(value.name) }
    }
  }
  let known = with(definition.values, absent)
  return distinctTexts(
    definition.models.flatMap { model in
      let absent = with(model.values, known)
      return model.terms.filter { term in
        let read = [term.when, term.value].compactMap { $0 }
        return read.isEmpty || read.contains { isAbsent($0.columns, absent) }
      }.map { $0.name }
    })
}

/// The texts in the order of their first appearance, each once.
private func distinctTexts(_ texts: [String]) -> [String] {
  var seen: Set<String> = []
  return texts.filter { seen.insert($0).inserted }
}

private func bands(_ bands: [ScoreBand], of scores: [Double], among scored: Bitmap) -> TextColumn {
  let bounds = bands.map { $0.below ?? .infinity }
  let bandOfScore = scores.map { score in bounds.firstIndex { score < $0 } }
  let present = Bitmap(count: scores.count) { scored[$0] && bandOfScore[$0] != nil }
  var dictionary = TextDictionary()
  let codeOfBand = bands.map { dictionary.insert($0.name) }
  let codes = scores.indices.map { present[$0] ? codeOfBand[bandOfScore[$0] ?? 0] : 0 }
  return TextColumn(codes: codes, present: present.asPresence, dictionary: dictionary)
}

private func percentiles(of scores: [Double], among scored: Bitmap) -> [Double] {
  var percentiles = [Double](repeating: 0, count: scores.count)
  let keys = scores.map { OrderedKeys.key(of: $0) }
  let order = ascendingOrder(scored.setIndices.map { Int32($0) }, by: keys)
  var lower = 0
  for (rank, person) in order.enumerated() {
    if rank > 0, keys[Int(person)] != keys[Int(order[rank - 1])] { lower = rank }
    percentiles[Int(person)] = 100 * Double(lower) / Double(order.count)
  }
  return percentiles
}

/// Each person's tier by the percentile among all who have a score in the same area.
///
/// - Missing: persons without a score, and within networks those in none.
private func tierNames(
  _ tiers: ScoreTiers?, of all: EstimatedScores, _ system: [Double], persons: Table
) -> TextColumn {
  guard let tiers else { return bands([], of: system, among: all.isScored) }
  guard tiers.within == .pcn else { return bands(tiers.tiers, of: system, among: all.isScored) }
  let networks = persons.declaredTexts(PersonVocabulary.network)
  var percentileInNetwork = [Double](repeating: 0, count: persons.rowCount)
  var personsOfNetwork = [[Int32]](repeating: [], count: networks.dictionary.count)
  var isPlaced = Bitmap(repeating: false, count: persons.rowCount)
  for person in all.isScored.setIndices {
    guard let code = networks.code(at: person) else { continue }
    isPlaced[person] = true
    personsOfNetwork[Int(code)].append(Int32(person))
  }
  for members in personsOfNetwork {
    let scores = members.map { all.scores[Int($0)] }
    let found = percentiles(of: scores, among: Bitmap(repeating: true, count: scores.count))
    for (person, percentile) in zip(members, found) {
      percentileInNetwork[Int(person)] = percentile
    }
  }
  return bands(tiers.tiers, of: percentileInNetwork, among: isPlaced)
}
