import Messages
import Model
import Tables

/// The hash of some columns by their keys; `whole` where they have none, so that each is made of all that its stage reads.
func columnsKey(_ keys: [String: String], _ columns: Set<String>, orElse whole: String) -> String {
  guard !keys.isEmpty else { return whole }
  let read = keys.filter { columns.contains($0.key) }.sorted { $0.key < $1.key }
  return Fingerprint.hash(read.map { "\($0.key) \($0.value)" }.joined(separator: "\n"))
}

/// The hash of all that each feature of a set is made of, by name: its own definition, the persons and their order, the feeds, the
/// columns that it reads with all that they are made of, the values of its parameters, and the version of the code.
///
/// What else stands in its file is no part of it: whoever reads one feature does not ask what became of another. `texts` are the
/// features' definitions. A key that is made of something else than before needs a new version of features.
func columnKeys(
  of set: FeatureSet, _ texts: [String: String], version: Int, _ plan: PersonPlan,
  _ parameters: RunParameters, _ graph: StageGraph
) throws(RunFault) -> [String: String] {
  var keys: [String: String] = [:]
  for feature in set.features {
    guard let text = texts[feature.name] else {
      throw .ourMistake("the feature '\(feature.name)' has no text of its own")
    }
    var lines = [
      "version \(version)", "definition \(text)",
      "persons \(graph.hash(of: .population))",
    ]
    let values = try planned { () throws(StepFault) in
      try parameters.values(read: .features(FeatureSet(name: set.name, features: [feature])))
    }
    lines += Fingerprint.texts(of: values).sorted { $0.key < $1.key }
      .map { "parameter \($0.key) \($0.value)" }
    for name in feature.feeds.flatMap({ feedStages([$0]) }) {
      lines.append("feed \(name) \(graph.hash(of: name))")
    }
    for column in feature.personColumns.sorted() {
      let key: String
      if let own = keys[column] {
        key = own
      } else {
        let makers = try planned { () throws(StepFault) in
          try plan.makers(of: [column], for: feature.name)
        }
        key = makers.map { graph.key(of: column, madeBy: StageName(of: $0)) }.joined()
      }
      lines.append("column \(column) \(key)")
    }
    keys[feature.name] = Fingerprint.hash(lines.joined(separator: "\n"))
  }
  return keys
}

extension StageGraph {
  /// The hash of a stage's fingerprint.
  fileprivate func hash(of stage: StageName) -> String { fingerprints[stage]?.hash ?? "" }

  /// The hash of all that a column of the person is made of.
  fileprivate func key(of column: String, madeBy stage: StageName) -> String {
    self[stage]?.columnKeys[column] ?? hash(of: stage)
  }
}
