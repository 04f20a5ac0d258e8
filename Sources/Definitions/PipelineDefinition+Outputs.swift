public import Model

extension PipelineDefinition {
  /// The outputs that the pipeline makes and whose terms are stated: the kinds of outputs, then lists with terms of their own.
  public var outputsStated: [(name: String, terms: OutputTerms)] {
    let stated = publish.value.outputs
    let kinds = OutputKind.allCases.filter { kind in
      switch kind {
      case .lists: !cohorts.isEmpty
      case .priority: impact != nil
      case .aggregates: true
      case .pseudonymised: publish.value.pseudonymised != nil
      }
    }
    let own = cohorts.filter { $0.value.terms != stated[.lists] }
    return kinds.compactMap { kind in stated[kind].map { (kind.rawValue, $0) } }
      + own.compactMap { cohort in cohort.value.terms.map { ("list \(cohort.value.name)", $0) } }
  }
}
