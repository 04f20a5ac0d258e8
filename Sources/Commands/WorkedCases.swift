import Checks
import Definitions
import Health
import Messages
import Model
import Pages

extension Catalogue {
  /// The catalogue of a pipeline, with the made-up people that its pages take apart.
  ///
  /// - Throws: as `workedPeople`.
  static func worked(_ pipeline: PipelineDefinition) throws(RunFault) -> Catalogue {
    let people = try workedPeople(of: pipeline)
    return Catalogue(
      pipeline, cases: Dictionary(grouping: people) { $0.cohort }.mapValues { $0.map(\.worked) })
  }
}

extension WorkedPerson {
  /// The person as a page shows them.
  fileprivate var worked: WorkedCase {
    let out = steps.first { $0.effect == .removes }
    return WorkedCase(
      test: test,
      outcome: (out.map { "left out: \($0.title)" } ?? "on the list")
        + (dueOn.map { ", due on \($0)" } ?? ""),
      rules: steps.map { step in
        WorkedRule(
          title: step.kind == .offer ? "offer: \(step.title)" : step.title,
          condition: step.condition, truth: step.truth, then: step.follows,
          parts: step.parts.map { part in
            WorkedRule.Part(
              depth: part.depth, word: part.word, condition: part.condition, truth: part.truth,
              readings: part.readings.map { ($0.column, $0.type, $0.value) })
          })
      })
  }
}

extension ExplainedStep {
  /// What follows for the person, in words.
  fileprivate var follows: String {
    switch (kind, effect) {
    case (.declined, .says): "declined"
    case (.declined, _): "not declined"
    case (.offer, .says): "asked for"
    case (.offer, _): "not asked for"
    default: words(of: effect) + (until.map { ", until \($0)" } ?? "")
    }
  }
}
