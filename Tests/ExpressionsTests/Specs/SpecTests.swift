import Expressions
@testable import ReferenceEngine
import Tables
import Testing

@Suite("The pages of Tests/Specs/conditions")
struct SpecTests {
  @Test("there are pages, and each has examples")
  func pages() throws {
    let pages = try SpecFile.all()
    #expect(pages.count >= 10)
    for page in pages { #expect(try !page.examples().isEmpty, "\(page.name)") }
  }

  @Test("every example gives what the page says, by both evaluators", arguments: try SpecFile.all())
  func examples(page: SpecFile) throws {
    for example in try page.examples() {
      let scope = Scope(
        columns: Dictionary(
          uniqueKeysWithValues: zip(example.table.names, example.table.columns.map(\.type))),
        parameters: example.parameters.mapValues(\.type))
      try #require(example.results.count == example.table.rowCount, "\(page.name):\(example.line)")
      for (index, text) in example.conditions.enumerated() {
        let place: Comment = "\(page.name):\(example.line): \(text)"
        guard case .success(let checked) = check(text, in: scope) else {
          Issue.record("\(place): \(check(text, in: scope))")
          continue
        }
        let expected = example.results.map { $0.count > index ? $0[index] : "no cell" }
        let parameters = Parameters(example.parameters)
        let column = checked.evaluate(on: example.table, parameters: parameters)
        let found = (0..<column.count).map { word(for: column.value(at: $0), checked.type) }
        #expect(found == expected, place)
        let reference = ReferenceEvaluator(parameters: parameters)
        #expect(
          reference.values(of: checked.root, on: example.table).map { word(for: $0, checked.type) }
            == expected, place)
      }
    }
  }

  private func word(for value: Value?, _ type: ColumnType) -> String {
    switch value {
    case nil: type == .boolean ? "unknown" : "missing"
    case .boolean(let bit): "\(bit)"
    case .integer(let number): "\(number)"
    case .decimal(let number): "\(number)"
    case .day(let day): "\(day)"
    case .text(let text): text
    case .identifier(let identifier): "\(identifier.number)"
    case .pseudonym(let pseudonym): pseudonym.disclosed
    }
  }
}
