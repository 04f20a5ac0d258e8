import Expressions
import Model
import Tables

/// A condition that a rule is put together from, and whose rule it is.
struct TestedCondition: Hashable {
  /// The rule, such as `exclusion 'pregnant'`.
  let rule: String
  /// The condition.
  let condition: CheckedExpression
}

/// For which conditions some test has a person for whom it is true, and one for whom it is false.
struct ConditionsTried {
  private(set) var isTrue: Set<TestedCondition> = []
  private(set) var isFalse: Set<TestedCondition> = []

  /// Adds what the conditions of a definition are for the persons of its tests.
  mutating func add(_ definition: TestedDefinition, rows: [Int]) {
    for condition in conditions(of: definition.subject) + actionConditions(of: definition.subject) {
      let column = condition.condition.evaluate(
        on: definition.persons.table, parameters: definition.parameters)
      guard case .boolean(let truths) = column else { continue }
      for row in rows where truths.present?[row] ?? true {
        if truths.bits[row] { isTrue.insert(condition) } else { isFalse.insert(condition) }
      }
    }
  }

  /// Adds what the conditions of other definitions' tests were.
  mutating func formUnion(_ other: ConditionsTried) {
    isTrue.formUnion(other.isTrue)
    isFalse.formUnion(other.isFalse)
  }

  /// The conditions of what is made of actions that no test of any cohort makes true, or none false.
  func untried(_ actions: ListActions) -> [TestedRule] {
    untried(conditions(of: actions))
  }

  /// The conditions of a definition that no test makes true, or none false, as rules without a test.
  func untried(_ subject: TestSubject) -> [TestedRule] {
    untried(conditions(of: subject))
  }

  private func untried(_ conditions: [TestedCondition]) -> [TestedRule] {
    conditions.flatMap { tested -> [TestedRule] in
      [(isTrue, "true"), (isFalse, "false")].filter { !$0.0.contains(tested) }.map { _, word in
        TestedRule(
          rule: "\(tested.rule) where '\(tested.condition.text)' is \(word)",
          remedy: "a test of somebody for whom it is \(word)")
      }
    }
  }
}

/// The conditions that the rules of a definition are put together from, in the order of its file.
private func conditions(of subject: TestSubject) -> [TestedCondition] {
  let rules: [(rule: String, when: CheckedExpression)] =
    switch subject {
    case .cohort(let cohort):
      [("eligible", cohort.eligible)]
        + cohort.exclusions.map { ("exclusion '\($0.because)'", $0.when) }
        + [cohort.declined].compactMap { $0 }.map { ("declined", $0) }
        + cohort.reasons.map { ("reason '\($0.says)'", $0.when) }
        + cohort.alsoOffer.map { ("offer '\($0.need)'", $0.when) }
    case .segmentation(let set): set.flags.map { ("element '\($0.name)'", $0.when) }
    case .impact(let impact):
      impact.redFlags.map { ("red flag '\($0.because)'", $0.when) }
        + impact.equity.map { ("weight '\($0.because)'", $0.when) }
    case .score, .features, .population: []
    }
  return parts(of: rules)
}

/// The conditions of what a cohort makes of actions; none of other definitions.
private func actionConditions(of subject: TestSubject) -> [TestedCondition] {
  guard case .cohort(let cohort) = subject else { return [] }
  return cohort.actions.map { conditions(of: $0) } ?? []
}

private func conditions(of actions: ListActions) -> [TestedCondition] {
  parts(
    of: actions.closings.map { ("taking off '\($0.because)'", $0.when) }
      + actions.reasons.map { ("reason '\($0.says)'", $0.when) }
      + [actions.wronglyListed].compactMap { $0 }.map { ("wrongly listed", $0) })
}

private func parts(of rules: [(rule: String, when: CheckedExpression)]) -> [TestedCondition] {
  var seen: Set<TestedCondition> = []
  return rules.flatMap { rule, when in
    when.conditionParts.map { TestedCondition(rule: rule, condition: $0) }
  }.filter { seen.insert($0).inserted }
}
