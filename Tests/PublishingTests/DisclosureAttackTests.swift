import Model
import Expressions
import Health
import Publishing
import Tables
import Testing

/// Counts that a reader may not tell apart, and the files that are made of them.
///
/// Nights differ in two counts only: one more here, one less there, so that every total stays what it is and each count
/// stays hidden, or rounds to the same.
@Suite("What files tell of counts that are hidden or rounded")
struct DisclosureAttackTests {
  /// Pairs of counts of the first two practices: of one sum, and each hidden, or shown as 10, whatever it is.
  static let hidden = (1...7).map { ($0, 8 - $0) }
  static let alike = (8...12).map { ($0, 20 - $0) }

  private let practices = ["M81001", "M81002", "M81003", "M81004", "M81005"]
  private let listSize = 40

  // The counts of the other practices: one that is hidden, so that each hidden count has company, and one to be rounded.
  private func counts(_ pair: (Int, Int)) -> [Int] { [pair.0, pair.1, 5, 9, 31] }

  private func number(_ person: Int) -> Value {
    .identifier(Identifier(number: Int64(person + 1)))
  }

  private func registers(_ counts: [Int], published: [Int64]) throws -> FolderContents {
    let persons = 0..<(practices.count * listSize)
    let day = Value.day(Day(number: 20_000))
    let registrations = Table([
      ("nhs_number", Column(.identifier, persons.map { number($0) })),
      ("practice_code", Sample.text(persons.map { practices[$0 / listSize] })),
      ("registered_on", Column(.day, persons.map { _ in day })),
    ])
    let onRegister = counts.enumerated().flatMap { practice, count in
      (0..<count).map { practice * listSize + $0 }
    }
    let entries = Table(
      [
        ("nhs_number", Column(.identifier, onRegister.map { number($0) })),
        ("register", Sample.text(onRegister.map { _ in "HYP" })),
        ("resolved_on", Column(.day, onRegister.map { _ in nil })),
      ], rowCount: onRegister.count)
    let figures = Table([
      ("code", Sample.text(practices)), ("group", Sample.text(practices.map { _ in "HYP" })),
      ("count", Sample.integers(published)),
    ])
    let source = RegisterSource(
      feed: "published", practice: "code", group: "group", count: "count", entries: "entries",
      entryKey: "nhs_number",
      entryGroup: "register", entryResolved: "resolved_on")
    let result = reconcile(
      ReconciliationDefinition(listSizes: nil, registers: source),
      population: PopulationDefinition(
        name: "registered", title: "", feed: "patients", person: "nhs_number",
        practice: "practice_code", registered: try expression("true"), latestBy: "registered_on",
        secondaryUse: nil, networks: [], lookups: [], columns: []),
      registrations: registrations, feeds: ["published": figures, "entries": entries],
      parameters: parameters)
    let disclosed = discloseRegisters(result.registers, source, rule: DisclosureRule())
    return systemFolder(
      [
        AggregateFile.registers(disclosed),
        AggregateFile.dataQuality(
          QualityFindings(disclosed.findings, ofPersons: true), rule: DisclosureRule()),
      ].compactMap { $0 }, referenceDate: Sample.referenceDate)
  }

  @Test(
    "registers beside published numbers are byte for byte the same whatever a hidden count is",
    arguments: [hidden, alike], [[4, 9, 5, 9, 60], [30, 3, 0, 2, 31], [14, 11, 9, 9, 31]])
  func registers(pairs: [(Int, Int)], published: [Int64]) throws {
    let folders = try pairs.map { try registers(counts($0), published: published) }
    #expect(Set(folders).count == 1)
    let text = try #require(folders.first).text("register-reconciliation.csv")
    let codes = text.split(whereSeparator: \.isNewline).dropFirst(2).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)[1]
    }
    #expect(codes == practices.map { $0[...] }, "by the codes that are published")
  }

  private let columns: [(String, ColumnType)] = [
    ("nhs_number", .identifier), ("practice_code", .text), ("pcn_code", .text),
    ("secondary_use", .boolean), ("reached", .boolean), ("chance", .decimal),
  ]

  private func indicator(_ counts: [Int], isOfExpected: Bool) throws -> FolderContents {
    let persons = 0..<(practices.count * listSize)
    let table = Table([
      ("nhs_number", Column(.identifier, persons.map { number($0) })),
      ("practice_code", Sample.text(persons.map { practices[$0 / listSize] })),
      ("pcn_code", Sample.text(persons.map { $0 / listSize < 3 ? "U10001" : "U10002" })),
      ("secondary_use", Column(.boolean, persons.map { _ in .boolean(true) })),
      (
        "reached",
        Column(.boolean, persons.map { .boolean($0 % listSize < counts[$0 / listSize]) })
      ),
      ("chance", Column(.decimal, persons.map { _ in .decimal(0.5) })),
    ])
    let proportion = PersonProportion(
      denominator: try expression("true"), numerator: try expression("reached"), last: nil,
      expected: isOfExpected ? try expression("chance") : nil, by: [])
    let definition = IndicatorDefinition(
      name: "reached", title: "", source: "", kind: .persons(proportion), campaign: nil, target: nil
    )
    var disclosed = disclose(
      measure(
        definition, proportion, persons: PersonTable(table), vocabulary: Sample.vocabulary,
        parameters: parameters),
      rule: DisclosureRule())
    if isOfExpected { disclosed = disclosed.largestFirst(by: "gap", within: "level") }
    let name = try #require(FileName("reached"))
    return systemFolder(
      [
        AggregateFile(
          name: name, title: "", description: "", table: AggregateTable(disclosed))
      ], referenceDate: Sample.referenceDate)
  }

  @Test(
    "an indicator is byte for byte the same whatever a hidden count is",
    arguments: [hidden, alike], [false, true])
  func indicators(pairs: [(Int, Int)], isOfExpected: Bool) throws {
    // The third practice is the only hidden one of its network where the first two are not, and takes one of them along:
    // which one must not depend on which is the smaller.
    let folders = try pairs.map { try indicator(counts($0), isOfExpected: isOfExpected) }
    #expect(Set(folders).count == 1)
  }

  @Test(
    "a finding about rows names no organisation, since names beside a count may tell each one's")
  func organisationsOfRows() throws {
    func quality(_ places: [Place]) throws -> String {
      let finding = Finding(
        rule: "a-rule", grade: .practice, feed: "patients", says: "s", count: 2, places: places,
        organisations: ["M81001", "M81002"])
      let file = try #require(
        AggregateFile.dataQuality(
          QualityFindings([finding], ofPersons: true), rule: DisclosureRule()))
      return systemFolder([file], referenceDate: Sample.referenceDate).text("data-quality.csv")
    }
    #expect(try !quality([Place(file: "patients.csv", row: 2)]).contains("M81001"))
    #expect(try quality([]).contains("M81001 M81002"))
  }

  private let parameters = Parameters(["reference_date": .day(Sample.referenceDate)])

  private func expression(_ text: String) throws -> CheckedExpression {
    let scope = Scope(
      columns: Dictionary(columns, uniquingKeysWith: { $1 }), parameters: ["reference_date": .day])
    return try check(text, in: scope).get()
  }
}
