import Health
import Model
import Tables
import Testing

@testable import Publishing

/// Files of the area's figures.
@Suite("Files of the area's figures")
struct AreaFilesTests {
  private let rule = DisclosureRule(hidesUpTo: 7, roundsTo: 5)

  /// The periods below of providers' shares of a hundred; nil where a provider returned nothing.
  private func periodsBelow(_ shares: [[Int64?]], target: Double?) throws -> [String: [Value?]] {
    let source = ContractSource(
      feed: "returns", provider: "code", providerTitle: "name", service: "service",
      period: "period", eligible: "eligible", reached: "reached",
      services: [.init(service: "flu", title: "Flu", target: target)], source: "made up")
    var rows: [[Value?]] = []
    for (provider, shares) in shares.enumerated() {
      for (period, share) in shares.enumerated() {
        guard let share else { continue }
        rows.append([
          .text("A\(provider)"), nil, .text("flu"), .day(Day(number: Int32(20_000 + 90 * period))),
          .integer(100), .integer(share),
        ])
      }
    }
    let types: [(String, ColumnType)] = [
      ("code", .text), ("name", .text), ("service", .text), ("period", .day),
      ("eligible", .integer), ("reached", .integer),
    ]
    let feed = Table(
      types.enumerated().map { index, column in
        (column.0, Column(column.1, rows.map { $0[index] }))
      }, rowCount: rows.count)
    let table = disclose(contractReturns(source, of: source.services[0], rows: feed), rule: rule)
    let file = try #require(AggregateFile.contracts(source, [(source.services[0], table)]))
    #expect(!file.countsPersons)
    var found: [String: [Value?]] = [:]
    for row in 0..<file.table.rowCount {
      guard case .text(let provider)? = file.table.value(row: row, column: "area") else { continue }
      found[provider, default: []].append(
        file.table.value(row: row, column: ContractColumn.below))
    }
    return found
  }

  @Test("periods below are counted back to the last that was not, or of which nothing is known")
  func below() throws {
    let found = try periodsBelow(
      [[70, 60, 80, 70], [70, nil, 70, 70], [90, 90, 90, 90]], target: 0.75)
    #expect(found["A0"] == [.integer(1), .integer(2), .integer(0), .integer(1)])
    #expect(found["A1"] == [.integer(1), .integer(1), .integer(2)])
    #expect(found["A2"] == [.integer(0), .integer(0), .integer(0), .integer(0)])
    // What is hidden says nothing of how long.
    let hidden = try periodsBelow([[70, 3, 70, 70], [90, 90, 90, 90]], target: 0.75)
    #expect(hidden["A0"] == [.integer(1), nil, .integer(1), .integer(2)])
  }

  @Test("a service without a target is below nothing")
  func noTarget() throws {
    #expect(try periodsBelow([[70, 60]], target: nil)["A0"] == [nil, nil])
  }

  @Test("every table has a file of its own name, and nothing of it counts tonight's persons")
  func names() throws {
    for kind in AreaTable.allCases {
      let file = try #require(
        AggregateFile.area(kind, Table([("a", Column(.text, [.text("b")]))]), source: "made up"))
      #expect(file.name.text == kind.rawValue && !file.countsPersons)
      #expect(file.description.hasSuffix("Source: made up"))
    }
  }
}
