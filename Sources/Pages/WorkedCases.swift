import Messages
package import Model
package import Tables

/// A made-up person of a cohort's tests, and what each of its rules is for them.
package struct WorkedCase: Sendable {
  /// The test.
  package var test: DefinitionTest
  /// What comes of it in a few words, such as `on the list`.
  package var outcome: String
  /// The rules, in their order.
  package var rules: [WorkedRule]

  package init(test: DefinitionTest, outcome: String, rules: [WorkedRule]) {
    self.test = test
    self.outcome = outcome
    self.rules = rules
  }
}

/// One rule of a cohort for a made-up person.
package struct WorkedRule: Sendable {
  /// One part of the rule's condition.
  package struct Part: Sendable {
    /// How far inside the condition it stands, from 0.
    package var depth: Int
    /// `and` or `or`, by which it is joined to the one before; empty where it is the first.
    package var word: String
    /// The part as it may be written.
    package var condition: String
    /// Whether it is true; nil for unknown.
    package var truth: Bool?
    /// What it reads of the person.
    package var readings: [(column: String, type: ColumnType, value: Value?)]

    package init(
      depth: Int, word: String, condition: String, truth: Bool?,
      readings: [(column: String, type: ColumnType, value: Value?)]
    ) {
      self.depth = depth
      self.word = word
      self.condition = condition
      self.truth = truth
      self.readings = readings
    }
  }

  /// What the rule is called.
  package var title: String
  /// The condition as it was written; empty where none decides.
  package var condition: String
  /// Whether it is true; nil for unknown, and where none decides.
  package var truth: Bool?
  /// What follows for the person.
  package var then: String
  /// The parts of the condition.
  package var parts: [Part]

  package init(title: String, condition: String, truth: Bool?, then: String, parts: [Part]) {
    self.title = title
    self.condition = condition
    self.truth = truth
    self.then = then
    self.parts = parts
  }
}

/// Made-up people, and for each which part of every rule is true.
func ruleByRule(_ cases: [WorkedCase]) -> [String] {
  let people = cases.flatMap { worked in
    collapsible(
      "\(capitalised(worked.test.name)): \(worked.outcome)",
      [capitalised(known(of: worked.test)), ""]
        + markdownTable(
          ["Rule", "Condition", "Is it so?", "By what is known", "What follows"],
          worked.rules.flatMap { rows(of: $0) }))
  }
  guard !people.isEmpty else { return [] }
  return chapter(
    "Rule by rule",
    [
      "For a made-up person on the list and for one who is not, each rule and each part of its condition, as `phm explain` shows them.",
      "",
    ] + people)
}

/// The row of a rule, and below it those of its parts where there are several.
private func rows(of rule: WorkedRule) -> [[String]] {
  let isOne = rule.parts.count == 1
  let whole = [
    prose(capitalised(rule.title)), code(rule.condition),
    rule.condition.isEmpty ? "" : word(for: rule.truth),
    isOne ? readings(of: rule.parts[0]) : "", prose(rule.then),
  ]
  guard !isOne else { return [whole] }
  return [whole]
    + rule.parts.map { part in
      let space = String(repeating: "&emsp;", count: part.depth + 1)
      let joined = part.word.isEmpty ? "" : part.word + " "
      return [
        "", space + joined + code(part.condition), word(for: part.truth), readings(of: part), "",
      ]
    }
}

private func word(for truth: Bool?) -> String {
  truth.map { $0 ? "**true**" : "false" } ?? "*not known*"
}

private func readings(of part: WorkedRule.Part) -> String {
  prose(
    // Whether a column that is true or false is so, the mark beside it says.
    part.readings.filter { $0.type != .boolean }.map { column, _, value in
      guard let value else { return "no \(spaced(column))" }
      return "\(spaced(column)) \(text(of: value))"
    }.joined(separator: ", "))
}
