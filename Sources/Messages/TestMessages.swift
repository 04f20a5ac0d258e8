package import Model
import Tables

/// What tests of definitions found: each with its place, what was expected and what came.
///
/// The people of tests are made up, so their values are shown.
package func message(for fault: TestsFault) -> String {
  let failures = fault.failures.map { failure in
    """
    \(failure.file):\(failure.line): test '\(failure.test)' does not hold
      expected  \(failure.expected)
      found     \(failure.found)
    """
  }
  let untested = fault.untested.map { rule in
    "\(rule.file):\(rule.line): no test tries the \(rule.rule)\n"
      + "  add \(rule.remedy)"
  }
  let failed = Set(fault.failures.map { [$0.file, $0.test] }).count
  var ends: [String] = []
  if failed > 0 {
    ends.append(
      "\(failed) of \(counted(fault.count, "test")) \(failed == 1 ? "does" : "do") not hold")
  }
  if !untested.isEmpty {
    ends.append(
      "\(counted(untested.count, "rule")) \(untested.count == 1 ? "has" : "have") no test")
  }
  return (failures + untested + [ends.joined(separator: ", ")]).joined(separator: "\n")
}

/// What a test looks at and what it expects there, in the words of its file.
package func words(of subject: TestExpectation.Subject) -> String {
  switch subject {
  case .onList(let isOn): "on_list: \(isOn)"
  case .excluded(let because): "excluded: \(because)"
  case .status(let status): "status: \(status)"
  case .dueOn(let day): "due_on: \(day?.description ?? TestExpectation.missing)"
  case .reasons(let reasons): "reasons: [\(reasons.joined(separator: ", "))]"
  case .pathway(let pathway): "pathway: \(pathway ?? TestExpectation.missing)"
  case .segment(let segment): "segment: \(segment)"
  case .elements(let names): "elements: [\(names.joined(separator: ", "))]"
  case .score(let score): "score: \(number(score))"
  case .band(let band): "band: \(band ?? TestExpectation.missing)"
  case .without(let because): "without: \(because ?? TestExpectation.missing)"
  case .column(let cell):
    "columns: {\(cell.column): \(cell.value.map { text(of: $0) } ?? TestExpectation.missing)}"
  case .inPopulation(let isIn): "in_population: \(isIn)"
  case .need(let need): "need: \(number(need))"
  case .gap(let gap): "gap: \(number(gap))"
  case .equity(let equity): "equity: \(number(equity))"
  case .priority(let priority): "priority: \(number(priority))"
  case .openLists(let names): "open_lists: [\(names.joined(separator: ", "))]"
  case .redFlags(let names): "red_flags: [\(names.joined(separator: ", "))]"
  }
}

/// A number to four decimals, or the word for none.
private func number(_ number: Double?) -> String {
  number.map { fourDecimals($0) } ?? TestExpectation.missing
}

/// A number to four decimals, without zeros at its end.
private func fourDecimals(_ number: Double) -> String {
  var text = Substring(decimal(number, places: 4))
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return String(text)
}
