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
  let benefits = readBenefits(root, cohorts, &mistakes)
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
      source: root.text("source"), need: $0, benefits: benefits, equity: equity, cap: cap,
      capacity: capacity, strata: root["strata"]?.text, audit: root.texts("audit"))
  }
}

private func readBenefits(
  _ root: YAMLNode, _ cohorts: Set<String>?, _ mistakes: inout Mistakes
) -> [Benefit] {
  (root["benefits"]?.entries ?? []).map { entry in
    if let cohorts, !entry.name.isEmpty, !cohorts.contains(entry.name) {
      let nearest = nearestWord(to: entry.name, in: cohorts)
      mistakes.add(
        .unknownReference(kind: "cohort", name: entry.name, nearest: nearest), at: entry.key)
    }
    return Benefit(
      cohort: entry.name, tier: readWholeNumber(entry.value.text("tier")) ?? 0,
      gap: entry.value["gap"]?.text,
      source: entry.value.text("source"))
  }.sorted { $0.cohort < $1.cohort }
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
