import Health
import Tables

/// The attrition of a cohort, as a table: all of the system, or one PCN.
public func report(of explanation: CohortExplanation) -> String {
  let cohort = explanation.cohort
  var lines = [
    "\(cohort.name): \(cohort.title)",
    "source: \(cohort.source)",
    "run \(explanation.run.id), reference date \(explanation.run.referenceDate)",
    "",
  ]
  var table = TextTable(["step", "removed", "remaining"], right: [1, 2])
  let attrition = explanation.attrition
  for row in 0..<attrition.rowCount where attrition["level"]?.value(at: row) == .text("system") {
    guard case .text(let title)? = attrition["title"]?.value(at: row),
      case .integer(let removed)? = attrition["removed"]?.value(at: row),
      case .integer(let remaining)? = attrition["remaining"]?.value(at: row)
    else { continue }
    table.add([title, removed == 0 ? "" : grouped(Int(removed)), grouped(Int(remaining))])
  }
  lines += table.lines
  if explanation.isStale {
    lines += [
      "",
      "the definition has changed since that run; 'phm run --stage transform/cohort-\(cohort.name)' brings this up to date",
    ]
  }
  return lines.joined(separator: "\n")
}

/// Why one person is or is not on a list, rule by rule; the person's number is not repeated.
public func report(of explanation: PersonExplanation) -> String {
  var lines = [
    "\(explanation.cohort.name): \(explanation.cohort.title)",
    "run \(explanation.run.id), reference date \(explanation.run.referenceDate)",
    "",
  ]
  var table = TextTable(["step", "is", "so", "condition"])
  for step in explanation.steps {
    table.add([
      step.title, step.truth.map { $0 ? "true" : "false" } ?? "unknown", step.effect.rawValue,
      step.condition,
    ])
  }
  lines += table.lines
  var values = TextTable(["value", ""])
  for (column, value) in explanation.values {
    values.add([column, value.map { text(of: $0) } ?? "missing"])
  }
  lines += [""] + values.lines
  lines += [
    "",
    explanation.rank.map { "on the list, at rank \($0) of the person's PCN" } ?? "not on the list",
  ]
  return lines.joined(separator: "\n")
}

/// A value as text; an identifier is withheld.
func text(of value: Value) -> String {
  switch value {
  case .boolean(let truth): truth ? "true" : "false"
  case .integer(let number): String(number)
  case .decimal(let number):
    number == number.rounded() && number.magnitude < 1e15 ? String(Int(number)) : "\(number)"
  case .day(let day): day.description
  case .text(let text): text
  case .identifier(let identifier): "\(identifier)"
  }
}
