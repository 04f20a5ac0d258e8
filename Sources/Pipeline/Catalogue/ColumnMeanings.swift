import Model
import Definitions
import Expressions
import Formats
import Health

/// What each column of the person means, in the words of the definitions.
struct ColumnMeanings {
  /// One column.
  struct Meaning {
    /// The feeds or the definition that it comes from.
    var from: String
    /// How it comes about.
    var how: String
    /// The columns of the person that it is worked out from.
    var reads: Set<String> = []
  }

  private(set) var ofColumn: [String: Meaning] = [:]

  init(_ pipeline: PipelineDefinition) {
    if let population = pipeline.population?.value { add(population, pipeline) }
    for feature in pipeline.features.value { add(feature) }
    for score in pipeline.scores.map({ $0.value }) {
      let name = columnName(of: score.name)
      let parts = [
        "": "the score", "_band": "its band", "_percentile": "its percentile",
        "_origin": "recorded or estimated", "_without": "why there is none", "_tier": "its tier",
      ]
      for (suffix, how) in parts {
        ofColumn[name + suffix] = Meaning(
          from: "[\(prose(score.title))](../scores/\(score.name).md)", how: how)
      }
    }
    for set in pipeline.segmentations.map({ $0.value }) {
      let from = "[\(prose(set.title))](../segments/\(set.name).md)"
      let name = columnName(of: set.name)
      ofColumn[name] = Meaning(from: from, how: "the segment")
      for element in set.segments.flatMap({ $0.elements }) + set.overlays {
        ofColumn[name + "_" + columnName(of: element.name)] = Meaning(
          from: from, how: prose(element.title))
      }
    }
  }

  private mutating func add(_ population: PopulationDefinition, _ pipeline: PipelineDefinition) {
    let feed = pipeline.feeds.first { $0.value.contract.name == population.feed }?.value
    for column in feed?.contract.columns ?? [] {
      ofColumn[column.name] = Meaning(from: code(population.feed), how: "as delivered")
    }
    let networks = population.networks.map { code($0.feed) }.joined(separator: " or ")
    ofColumn["pcn_code"] = Meaning(from: networks, how: "the practice's network on the day")
    ofColumn["practice_status"] = Meaning(
      from: networks, how: "whether the practice has a list, and why not")
    ofColumn["secondary_use"] = Meaning(
      from: code(population.feed), how: population.secondaryUse.map { code($0.text) } ?? "everybody"
    )
    for lookup in population.lookups {
      ofColumn[lookup.name] = Meaning(
        from: code(lookup.feed), how: "\(code(lookup.take)) of the person's \(code(lookup.on))",
        reads: [lookup.on])
    }
    for column in population.columns {
      ofColumn[column.name] = Meaning(
        from: "worked out", how: code(column.value.text), reads: column.value.columns)
    }
  }

  private mutating func add(_ feature: FeatureDefinition) {
    switch feature.kind {
    case .derived(let value):
      ofColumn[feature.name] = Meaning(
        from: "worked out", how: code(value.text), reads: value.columns)
    case .reduced(let reduction):
      var how = code(
        [reduction.operation.rawValue, reduction.value].compactMap { $0 }.joined(separator: " "))
      if let by = reduction.by, by != reduction.value { how += " by \(code(by))" }
      if let condition = reduction.condition { how += " where \(code(condition.text))" }
      ofColumn[feature.name] = Meaning(
        from: reduction.feeds.map { code($0) }.joined(separator: ", "), how: how)
    }
  }

  /// What some columns mean, and those that they are worked out from, in the order of their names.
  func lines(of columns: Set<String>) -> [String] {
    var wanted: Set<String> = []
    var open = columns
    while let name = open.popFirst() {
      guard let meaning = ofColumn[name], wanted.insert(name).inserted else { continue }
      open.formUnion(meaning.reads.subtracting(wanted))
    }
    let rows = wanted.sorted().compactMap { name in
      ofColumn[name].map { [code(name), $0.from, $0.how] }
    }
    return collapsible(
      "What these rules read: \(counted(rows.count, "column"))",
      markdownTable(["Column", "From", "How"], rows))
  }
}
