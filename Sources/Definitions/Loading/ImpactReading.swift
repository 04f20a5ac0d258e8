import Expressions
import Model
import Tables

/// Reads an impact definition.
///
/// `cohorts` are the names of the pipeline's cohorts; nil where one could not be read.
func readImpact(
  _ root: YAMLNode, _ columns: PersonColumns, cohorts: Set<String>?, _ mistakes: inout Mistakes
) -> ImpactDefinition? {
  let need = checkExpression(root["need"], in: columns.names, .value, &mistakes)
  if let need, let node = root["need"], !ColumnNeed.number.allows(need.type) {
    mistakes.add(.expressionType(expected: .decimal, found: need.type), at: node)
  }
  let benefits = readBenefits(root, columns, cohorts, &mistakes)
  let redFlags = readRedFlags(root, columns, cohorts, &mistakes)
  let rest = readRest(root["rest"], &mistakes)
  let equity = readEquity(root, columns, &mistakes)
  let cap = readWeight(root["cap"], &mistakes)
  checkClasses(root["strata"], columns, &mistakes)
  for node in root["audit"]?.elements ?? [] { checkClasses(node, columns, &mistakes) }
  let capacity = Capacity(
    places: readWholeNumber(root["capacity"]?.text("places") ?? "") ?? 0,
    per: Capacity.Scope(rawValue: root["capacity"]?.text("per") ?? "") ?? .network)
  return need.map {
    ImpactDefinition(
      name: root.text("impact"), version: root.text("version"), title: root.text("title"),
      source: root.text("source"), need: $0, benefits: benefits, rest: rest, redFlags: redFlags,
      equity: equity, cap: cap, capacity: capacity,
      listed: root["people"]?.text.flatMap { readWholeNumber($0) }, strata: root["strata"]?.text,
      audit: root.texts("audit"))
  }
}

private func readBenefits(
  _ root: YAMLNode, _ columns: PersonColumns, _ cohorts: Set<String>?, _ mistakes: inout Mistakes
) -> [Benefit] {
  (root["benefits"]?.entries ?? []).compactMap { entry -> Benefit? in
    if let cohorts, !entry.name.isEmpty, !cohorts.contains(entry.name) {
      let nearest = nearestWord(to: entry.name, in: cohorts)
      mistakes.add(
        .unknownReference(kind: "cohort", name: entry.name, nearest: nearest), at: entry.key)
    }
    let benefit = checkExpression(entry.value["benefit"], in: columns.names, .value, &mistakes)
    if let benefit, let node = entry.value["benefit"], !ColumnNeed.number.allows(benefit.type) {
      mistakes.add(.expressionType(expected: .decimal, found: benefit.type), at: node)
    }
    return benefit.map {
      Benefit(
        cohort: entry.name, benefit: $0, gap: entry.value["gap"]?.text,
        source: entry.value.text("source"))
    }
  }.sorted { $0.cohort < $1.cohort }
}

private func readRedFlags(
  _ root: YAMLNode, _ columns: PersonColumns, _ cohorts: Set<String>?, _ mistakes: inout Mistakes
) -> [RedFlag] {
  (root["red_flags"]?.elements ?? []).compactMap { node in
    for list in node["lists"]?.elements ?? [] {
      guard let cohorts, let name = list.text, !cohorts.contains(name) else { continue }
      let nearest = nearestWord(to: name, in: cohorts)
      mistakes.add(.unknownReference(kind: "cohort", name: name, nearest: nearest), at: list)
    }
    return checkExpression(node["when"], in: columns.names, .condition, &mistakes).map {
      RedFlag(
        because: node.text("because"), when: $0, lists: node.texts("lists"),
        heldDays: readWholeNumber(node["held_days"]?.text ?? "") ?? 0)
    }
  }
}

/// More than the whole of the others would make ten small gaps outweigh a grave one.
private func readRest(_ node: YAMLNode?, _ mistakes: inout Mistakes) -> Double {
  guard let node, let rest = readDecimal(node.text ?? "") else { return 1 }
  if !(0...1).contains(rest) { mistakes.add(.expected("a number from 0 to 1"), at: node) }
  return rest
}

private func readEquity(
  _ root: YAMLNode, _ columns: PersonColumns, _ mistakes: inout Mistakes
) -> [EquityWeight] {
  (root["equity"]?.elements ?? []).compactMap { node in
    let weight = readWeight(node["weight"], &mistakes)
    return checkExpression(node["when"], in: columns.names, .condition, &mistakes).map {
      EquityWeight(because: node.text("because"), when: $0, weight: weight ?? 1)
    }
  }
}

/// A weight raises and never lowers: below 1 it would take from those whom it is for.
private func readWeight(_ node: YAMLNode?, _ mistakes: inout Mistakes) -> Double? {
  guard let node, let weight = readDecimal(node.text ?? "") else { return nil }
  if weight < 1 { mistakes.add(.expected("a number, at least 1"), at: node) }
  return weight
}

/// Strata and audits go by a few values.
private func checkClasses(
  _ node: YAMLNode?, _ columns: PersonColumns, _ mistakes: inout Mistakes
) {
  let type = columns.column(node, .any, &mistakes)
  guard let node, let type else { return }
  if type.isPersonKey || type == .decimal || type == .day {
    mistakes.add(.expected("a column of a few values: texts, whole numbers or truths"), at: node)
  }
}
