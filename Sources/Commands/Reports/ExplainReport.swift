import Messages
import Model
import Health
import Tables

/// How the steps of a cohort are shown.
public enum AttritionStyle: String, Sendable, CaseIterable {
  /// A table.
  case table
  /// A flowchart of boxes and arrows, for a terminal.
  case text
  /// The same flowchart in Mermaid, for a page.
  case mermaid
}

/// The attrition of a cohort over the whole system.
public func report(
  of explanation: CohortExplanation, style: AttritionStyle = .table, width: Int? = nil
) -> String {
  let cohort = explanation.cohort
  let steps = systemSteps(explanation.attrition)
  let soon = dueSoon(explanation.attrition)
  if style == .mermaid { return mermaidFlowchart(steps, dueSoon: soon).joined(separator: "\n") }
  var lines = [
    "\(cohort.name): \(cohort.title)",
    "source: \(cohort.source)",
    "run \(explanation.run.id), reference date \(explanation.run.referenceDate)",
    "",
  ].flatMap { sentenceLines($0, width) }
  if style == .table {
    var table = TextTable(["step", "removed", "remaining"], right: [1, 2])
    for step in steps { table.add([step.title, grouped(step.removed), grouped(step.remaining)]) }
    if let soon { table.add([soon.title, "", grouped(soon.count)]) }
    lines += table.lines(width: width)
  } else {
    lines += textFlowchart(steps, dueSoon: soon)
  }
  lines += unreadLines(explanation.unreadColumns, width)
  return (lines + staleLines(explanation.isStale, cohort, width)).joined(separator: "\n")
}

/// How many of the whole system are due soon; nil where the cohort does not state when people are due.
private func dueSoon(_ attrition: Table) -> DueSoonCount? {
  for row in 0..<attrition.rowCount
  where attrition[StepColumn.level]?.value(at: row) == .text("system") {
    guard
      attrition[StepColumn.kind]?.value(at: row) == .text(CohortStep.Kind.dueSoon.rawValue),
      case .text(let title)? = attrition[StepColumn.title]?.value(at: row),
      case .integer(let count)? = attrition[StepColumn.dueSoon]?.value(at: row)
    else { continue }
    return DueSoonCount(title: title, count: Int(count))
  }
  return nil
}

/// The steps of the whole system, in their order.
private func systemSteps(_ attrition: Table) -> [CountedStep] {
  (0..<attrition.rowCount).compactMap { row in
    guard attrition[StepColumn.level]?.value(at: row) == .text("system"),
      case .text(let title)? = attrition[StepColumn.title]?.value(at: row),
      case .text(let word)? = attrition[StepColumn.kind]?.value(at: row),
      let kind = CohortStep.Kind(rawValue: word), kind != .dueSoon,
      case .integer(let removed)? = attrition[StepColumn.removed]?.value(at: row),
      case .integer(let remaining)? = attrition[StepColumn.remaining]?.value(at: row)
    else { return nil }
    return CountedStep(
      title: title, kind: kind, removed: Int(removed), remaining: Int(remaining))
  }
}

private func unreadLines(_ columns: [String], _ width: Int?) -> [String] {
  columns.isEmpty
    ? [] : ["", sentence(forUnreadColumns: columns)].flatMap { sentenceLines($0, width) }
}

private func staleLines(_ isStale: Bool, _ cohort: CohortDefinition, _ width: Int?) -> [String] {
  guard isStale else { return [] }
  return [
    "",
    "the definition has changed since that run: "
      + "'phm run --input DIR --stage transform/cohort-\(cohort.name)' brings this up to date",
  ].flatMap { sentenceLines($0, width) }
}

/// Why one person is or is not on a list, rule by rule; the person's number is not repeated.
public func report(of explanation: PersonExplanation, width: Int? = nil) -> String {
  var lines = [
    "\(explanation.cohort.name): \(explanation.cohort.title)",
    "run \(explanation.run.id), reference date \(explanation.run.referenceDate)",
    "",
  ].flatMap { sentenceLines($0, width) }
  let rulesEnd = explanation.cohort.statesDueDays
  var rules = TextTable(
    ["rule", "result", "effect"] + (rulesEnd ? ["until"] : []) + ["condition"])
  var reasons = TextTable(["reason", "result", "effect", "condition"])
  var others = TextTable(["else", "result", "effect", "condition"])
  for step in explanation.steps {
    let unknown = step.condition.isEmpty ? "" : "unknown"
    let cells = [
      step.title, step.truth.map { $0 ? "true" : "false" } ?? unknown, words(of: step.effect),
    ]
    let until = rulesEnd ? [step.until?.description ?? ""] : []
    let parts = step.parts.count > 1 ? step.parts : []
    switch step.kind {
    case .step:
      rules.add(cells + until + [step.condition])
      for part in parts {
        rules.add(["", result(part), ""] + until.map { _ in "" } + [text(of: part)])
      }
    case .reason:
      reasons.add(cells + [step.condition])
      for part in parts { reasons.add(["", result(part), "", text(of: part)]) }
    case .declined, .offer:
      let title = step.kind == .offer ? "offer \(step.title)" : step.title
      others.add([title] + cells.dropFirst() + [step.condition])
      for part in parts { others.add(["", result(part), "", text(of: part)]) }
    }
  }
  var values = TextTable(["value", ""])
  for (column, value, isDelivered, decimals) in explanation.values {
    let shown = value.map { text(of: $0, decimals: decimals) } ?? "missing"
    values.add([column, isDelivered ? shown : "not delivered"])
  }
  lines += rules.lines(width: width) + [""] + reasons.lines(width: width) + [""]
  if explanation.steps.contains(where: { $0.kind == .declined || $0.kind == .offer }) {
    lines += others.lines(width: width) + [""]
  }
  lines += values.lines(width: width)
  lines += [""] + sentenceLines(verdict(explanation), width)
  if let day = explanation.dueOn {
    lines += sentenceLines("due soon: on the list from \(day) on, if nothing else happens", width)
  }
  lines += unreadLines(explanation.unreadColumns, width)
  lines += staleLines(explanation.isStale, explanation.cohort, width)
  return lines.joined(separator: "\n")
}

/// A value, a number with so many decimals.
private func text(of value: Value, decimals: Int?) -> String {
  guard case .decimal(let number) = value, let decimals else { return text(of: value) }
  return decimal(number, places: decimals)
}

/// Whether a part of a condition is true.
private func result(_ part: ExplainedPart) -> String {
  part.truth.map { $0 ? "true" : "false" } ?? "unknown"
}

/// A part of a condition, by how far inside it stands.
private func text(of part: ExplainedPart) -> String {
  let dots = String(repeating: "· ", count: part.depth + 1)
  return dots + (part.word.isEmpty ? "" : part.word + " ") + part.condition
}

/// What a rule does to a person, in words.
func words(of effect: ExplainedStep.Effect) -> String {
  switch effect {
  case .keeps: "stays"
  case .removes: "taken out"
  case .alreadyOut: "already out"
  case .says: "said"
  case .silent: "not said"
  }
}

private func verdict(_ explanation: PersonExplanation) -> String {
  if let rank = explanation.rank {
    let network = explanation.values.first { $0.column == PersonVocabulary.network }?.value.map {
      text(of: $0)
    }
    return "on the list of \(network ?? "the person's PCN"), at rank \(rank)"
  }
  guard let step = explanation.steps.first(where: { $0.effect == .removes }) else {
    return "not on the list of that run"
  }
  return switch step.kind {
  case .step(.practice), .step(.eligible), .step(.optOut): "not on the list: not \(step.title)"
  case .step, .reason, .declined, .offer: "not on the list: \(step.title)"
  }
}
