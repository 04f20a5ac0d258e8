import Health
import ReferenceEngine
import Tables

/// The first cells in which a table differs from the rows that the reference engine made; empty where it agrees.
func differences(_ table: Table, _ expected: [Row], _ name: String, limit: Int = 5) -> [String] {
  guard table.rowCount == expected.count else {
    return ["\(name): \(table.rowCount) rows, not \(expected.count)"]
  }
  var found: [String] = []
  let unknown = Set(expected.flatMap(\.keys)).subtracting(table.names).sorted()
  if !unknown.isEmpty { found.append("\(name): no column \(unknown.joined(separator: ", "))") }
  for (column, values) in zip(table.names, table.columns) {
    for row in expected.indices {
      let made = values.value(at: row)
      guard made != expected[row][column] else { continue }
      found.append(
        "\(name): row \(row), \(column) is \(word(made)), not \(word(expected[row][column]))")
      if found.count >= limit { return found }
      break
    }
  }
  return found
}

/// A cell as pages and failures write it.
func word(_ value: Value?) -> String {
  switch value {
  case nil: "missing"
  case .boolean(let truth)?: truth ? "true" : "false"
  case .integer(let number)?: "\(number)"
  case .decimal(let number)?: number == number.rounded() ? "\(Int(number))" : "\(number)"
  case .day(let day)?: "\(day)"
  case .text(let text)?: text
  case .identifier(let identifier)?: "\(identifier.number)"
  case .pseudonym(let pseudonym)?: pseudonym.disclosed
  }
}

/// The cells in which the two engines differ over a whole run; empty where they agree.
func disagreements(_ run: NativeRun, _ expected: ReferenceRun) -> [String] {
  var found = differences(run.persons.table, expected.persons, "persons")
  for (name, cohort) in run.cohorts.sorted(by: { $0.key < $1.key }) {
    let wanted = expected.cohorts[name]
    found += differences(cohort.members, wanted?.members ?? [], "\(name), members")
    found += differences(cohort.dueSoon, wanted?.dueSoon ?? [], "\(name), due soon")
    found += differences(cohort.status, wanted?.statuses ?? [], "\(name), statuses")
    found += differences(cohort.attrition, wanted?.attrition ?? [], "\(name), attrition")
    found += differences(
      cohort.aggregate.table, wanted?.countedAttrition ?? [], "\(name), counted attrition")
    if let representation = cohort.representation {
      found += differences(
        representation.table, wanted?.representation ?? [], "\(name), representation")
    }
  }
  if let impact = run.impact {
    found += differences(impact.people, expected.impact?.people ?? [], "impact, people")
    found += differences(impact.audit.table, expected.impact?.audit ?? [], "impact, audit")
  }
  for (name, counts) in run.segmentCounts.sorted(by: { $0.key < $1.key }) {
    found += differences(counts.table, expected.segmentCounts[name] ?? [], "\(name), counts")
  }
  if let people = run.people {
    found += differences(people.table, expected.people ?? [], "people")
  }
  for (name, figures) in run.indicators.sorted(by: { $0.key < $1.key }) {
    found += differences(figures.table, expected.indicators[name] ?? [], "\(name), figures")
  }
  for (name, parts) in run.indicatorParts.sorted(by: { $0.key < $1.key }) {
    found += differences(parts.table, expected.indicatorParts[name] ?? [], "\(name), parts")
  }
  return found
}
