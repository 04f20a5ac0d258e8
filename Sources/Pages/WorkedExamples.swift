import Messages
import Model
import Definitions
import Tables

/// The tests of a definition as a table of worked examples.
func workedExamples(_ tests: DefinitionTests?) -> [String] {
  guard let tests, !tests.tests.isEmpty else { return [] }
  let days = Set(tests.tests.map { $0.on })
  let day = days.count == 1 ? days.first : nil
  let intro =
    "Made-up people, whom `phm check --tests` puts through these rules"
    + (day.map { ", on \($0)." } ?? ".")
  let rows = tests.tests.map { test in
    [
      prose(capitalised(test.name)), person(test, showingDay: day == nil),
      test.expectations.map { prose(outcome($0.subject)) }.joined(separator: "<br>"),
    ]
  }
  return chapter(
    "Worked examples",
    [intro, ""] + markdownTable(["Person", "What is known", "What comes out"], rows)
  )
}

/// What a test says of its person, in one line.
func known(of test: DefinitionTest) -> String {
  person(test, showingDay: true).replacing("<br>", with: "; ")
}

/// What a test says of its person, a line each.
private func person(_ test: DefinitionTest, showingDay: Bool) -> String {
  var lines = showingDay ? ["on \(test.on)"] : []
  if !test.patient.isEmpty { lines.append(cells(test.patient)) }
  for row in test.events { lines.append("\(row.feed): \(cells(row.cells, namesTexts: false))") }
  if !test.given.isEmpty { lines.append("given: \(cells(test.given))") }
  return lines.map { prose($0) }.joined(separator: "<br>")
}

/// Columns and their values; an event's texts are codes, which need no column's name beside them.
private func cells(_ cells: [TestCell], namesTexts: Bool = true) -> String {
  cells.map { cell in
    guard let value = cell.value else { return "no \(spaced(cell.column))" }
    if case .text(let text) = value, !namesTexts { return text }
    return "\(spaced(cell.column)) \(text(of: value))"
  }.joined(separator: ", ")
}

/// A column's name as words.
func spaced(_ column: String) -> String {
  String(column.map { $0 == "_" ? " " : $0 })
}

/// What must come out, as a clinician reads it.
private func outcome(_ subject: TestExpectation.Subject) -> String {
  switch subject {
  case .onList(let isOn): isOn ? "on the list" : "not on the list"
  case .excluded(let because): "taken out: \(because)"
  case .status(let status): "status: \(status)"
  case .dueOn(let day): day.map { "due on \($0)" } ?? "not due soon"
  case .reasons(let reasons): reasons.isEmpty ? "nothing is said" : reasons.joined(separator: "; ")
  case .pathway(let pathway): pathway.map { "offered: \($0)" } ?? "nothing is offered"
  case .segment(let segment): "segment: \(segment)"
  case .elements(let names): names.isEmpty ? "nothing applies" : names.joined(separator: ", ")
  case .score(let score): score.map { "score \(text(of: .decimal($0)))" } ?? "no score"
  case .band(let band): band.map { "band \($0)" } ?? "no band"
  case .without(let because): because.map { "no score: \($0)" } ?? "nothing keeps the score away"
  case .column(let cell):
    "\(cell.column) \(cell.value.map { text(of: $0) } ?? TestExpectation.missing)"
  case .inPopulation, .need, .gap, .equity, .priority, .openLists, .redFlags:
    words(of: subject)
  }
}
