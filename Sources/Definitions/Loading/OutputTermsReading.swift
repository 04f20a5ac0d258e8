import Model

/// What the terms of outputs are held against: whether there are persons, and which opt-outs the population knows.
struct OutputPersons: Sendable {
  /// Whether the pipeline names a population.
  var isThere = false
  /// The opt-outs of which the population says who has them; nil where it could not be read.
  var optOuts: Set<OptOut>? = []
}

/// Reads what one output may be used for; nil where that is not said in full.
func readTerms(
  _ node: YAMLNode?, _ persons: OutputPersons, _ mistakes: inout Mistakes
) -> OutputTerms? {
  guard let node, !node.entries.isEmpty else { return nil }
  var leavesOut: Set<OptOut> = []
  for optOut in OptOut.allCases {
    let key = optOut.termsKey
    guard let value = node[key] else {
      // Counts that were published elsewhere are of nobody's record.
      if persons.isThere { mistakes.add(.missingKey(key), at: node.firstKey) }
      continue
    }
    guard persons.isThere else {
      mistakes.add(.expected("no '\(key)' in a pipeline without persons"), at: value)
      continue
    }
    guard value.text == OptOutTreatment.leftOut.rawValue else { continue }
    leavesOut.insert(optOut)
    if let known = persons.optOuts, !known.contains(optOut) {
      mistakes.add(
        .expected(
          "'\(OptOutTreatment.kept.rawValue)', or a population whose 'opt_outs' says who has a \(optOut.title)"
        ),
        at: value)
    }
  }
  return OutputTerms(
    purpose: node.text("purpose"), lawfulBasis: node.text("lawful_basis"),
    recipients: node.text("recipients"), leavesOut: leavesOut,
    isOfPersons: persons.isThere)
}

/// Reads the terms of each kind of output.
func readOutputs(
  _ root: YAMLNode, _ persons: OutputPersons, _ mistakes: inout Mistakes
) -> [OutputKind: OutputTerms] {
  var outputs: [OutputKind: OutputTerms] = [:]
  for kind in OutputKind.allCases {
    outputs[kind] = readTerms(root["outputs"]?[kind.rawValue], persons, &mistakes)
  }
  return outputs
}

extension OptOut {
  /// The key that says how it applies to an output.
  var termsKey: String { rawValue + "_opt_outs" }
}

extension PipelineDefinition {
  /// Gives each definition the terms of its output: a cohort its own where it states some.
  mutating func applyOutputs() {
    let outputs = publish.value.outputs
    population?.value.leftOutOfAggregates = outputs[.aggregates]?.leavesOut ?? []
    for index in cohorts.indices where cohorts[index].value.terms == nil {
      cohorts[index].value.terms = outputs[.lists]
    }
    impact?.value.terms = outputs[.priority]
  }

  /// The kinds of output that it makes and that need terms of the publishing file.
  var outputKinds: [OutputKind] {
    OutputKind.allCases.filter { kind in
      switch kind {
      case .lists: cohorts.contains { $0.value.terms == nil }
      case .priority: impact != nil
      case .aggregates: true
      case .pseudonymised: publish.value.pseudonymised != nil
      }
    }
  }
}
