import Model
import Definitions
import Health
import Tables
import Testing

@testable import Agreement
@testable import ReferenceEngine

@Suite("The pages of Tests/Specs/catalogue")
struct CatalogueTests {
  @Test("there are pages, and each has examples")
  func pages() throws {
    let pages = try CataloguePage.all()
    #expect(pages.count >= 10)
    for page in pages { #expect(try !page.examples().isEmpty, "\(page)") }
  }

  @Test(
    "every example gives what the page says, by both engines", arguments: try CataloguePage.all())
  func examples(page: CataloguePage) throws {
    for example in try page.examples() {
      let place: Comment = "\(page):\(example.result.line)"
      do {
        let pipeline = try example.pipeline()
        let population = try #require(pipeline.population?.value)
        let tables = try example.tables()
        let native = try NativeRun(
          pipeline, tables: tables, accepted: [:], heldBack: [], on: example.referenceDate,
          partitionedBy: 64)
        let reference = ReferenceRun(
          pipeline, population: population, feeds: tables.mapValues { ReferenceFeed($0) },
          heldBack: [], on: example.referenceDate)
        let found = disagreements(native, reference)
        #expect(found.isEmpty, "\(place): the engines differ: \(found.joined(separator: "\n"))")
        for (engine, rows) in [
          ("the program", native.rows(of: example.result)),
          ("the reference engine", reference.rows(of: example.result)),
        ] {
          let wrong = try differences(rows, example.result)
          #expect(wrong.isEmpty, "\(place), by \(engine):\n\(wrong.joined(separator: "\n"))")
        }
      } catch let mistakes as DefinitionMistakes {
        Issue.record("\(place): \(mistakes)")
      }
    }
  }

  /// What a result of a page and the rows that an engine made differ in.
  private func differences(_ rows: [Row]?, _ result: CataloguePage.Block) throws -> [String] {
    guard let rows else { return ["nothing is called '\(result.name)'"] }
    let wanted = try result.rows()
    guard rows.count == wanted.count else { return ["\(rows.count) rows, not \(wanted.count)"] }
    var wrong: [String] = []
    for (index, cells) in wanted.enumerated() {
      for (column, cell) in zip(result.heads, cells) where !agrees(rows[index][column], cell) {
        wrong.append("row \(index + 1), \(column) is \(word(rows[index][column])), not '\(cell)'")
      }
    }
    return wrong
  }

  /// Whether a value is what a page writes; a decimal to as many places as are written.
  private func agrees(_ value: Value?, _ cell: String) -> Bool {
    guard let value else { return cell == "missing" || cell == "unknown" }
    guard case .decimal(let number) = value, let written = Double(cell) else {
      return word(value) == cell
    }
    let places = cell.split(separator: ".").dropFirst().first?.count ?? 0
    let half = (0..<places).reduce(0.5) { half, _ in half / 10 }
    return abs(number - written) <= half * 1.000001
  }
}

extension NativeRun {
  /// The rows of a result; nil where there is none of its name.
  func rows(of result: CataloguePage.Block) -> [Row]? {
    let everybody = ReferenceEngine.rows(of: persons.table)
    func table(_ table: Table?) -> [Row]? { table.map { ReferenceEngine.rows(of: $0) } }
    switch result.kind {
    case "persons": return named(everybody)
    case "members": return table(cohorts[result.name]?.members).map { named($0, everybody) }
    case "attrition": return table(cohorts[result.name]?.attrition).map(ofSystem)
    case "due-soon": return table(cohorts[result.name]?.dueSoon).map { named($0, everybody) }
    case "statuses": return table(cohorts[result.name]?.status).map { named($0, everybody) }
    case "care-gaps":
      return table(cohorts[result.name]?.aggregate.table).map { Array(ofSystem($0).suffix(1)) }
    case "priority": return table(impact?.people).map { named($0, everybody) }
    case "audit": return table(impact?.audit.table)
    case "counts": return table(segmentCounts[result.name]?.table).map(ofSystem)
    case "figures": return table(indicators[result.name]?.table)
    default: return nil
    }
  }
}

extension ReferenceRun {
  /// The rows of a result; nil where there is none of its name.
  func rows(of result: CataloguePage.Block) -> [Row]? {
    switch result.kind {
    case "persons": named(persons)
    case "members": cohorts[result.name].map { named($0.members, persons) }
    case "attrition": cohorts[result.name].map { ofSystem($0.attrition) }
    case "due-soon": cohorts[result.name].map { named($0.dueSoon, persons) }
    case "statuses": cohorts[result.name].map { named($0.statuses, persons) }
    case "care-gaps": cohorts[result.name].map { ofSystem($0.countedAttrition).suffix(1) }
    case "priority": impact.map { named($0.people, persons) }
    case "audit": impact?.audit
    case "counts": segmentCounts[result.name].map(ofSystem)
    case "figures": indicators[result.name]
    default: nil
    }
  }
}

/// Persons with the number that pages call them by.
private func named(_ persons: [Row]) -> [Row] {
  persons.map { person in
    var person = person
    person["person"] = person["nhs_number"]
    return person
  }
}

/// Members of a list with the number that pages call them by, and their network as `pcn`.
private func named(_ members: [Row], _ persons: [Row]) -> [Row] {
  members.map { member in
    var member = member
    if case .integer(let position)? = member["person"] {
      member["person"] = persons[Int(position)]["nhs_number"]
    }
    member["pcn"] = member["pcn_code"]
    return member
  }
}

/// The rows of the whole system.
private func ofSystem(_ rows: [Row]) -> [Row] {
  rows.filter { $0["level"] == .text("system") }
}
